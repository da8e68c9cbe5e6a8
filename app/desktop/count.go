package desktop

// count writes a number with its noun, one of [nouns].
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + T(noun)
	}
	return number(n) + " " + T(nouns[noun])
}

// nouns are the things that screens count, with their plurals.
var nouns = map[string]string{"quote": "quotes", "article": "articles", "person": "people", "organisation": "organisations", "other article": "other articles",
	"other printing": "other printings", "speaker": "speakers", "version": "versions", "use": "uses", "file": "files", "tag": "tags", "annotation": "annotations"}
