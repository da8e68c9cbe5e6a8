package bulk

// ReadHere reads in this process what otherwise one of its own reads, for fuzzing.
var ReadHere = readApart
