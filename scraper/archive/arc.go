package archive

import (
	"bufio"
	"errors"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// ARC, which archives wrote before WARC: each record is a line of its address,
// the host's number, the time, the type and the length, and then the answer as it
// came. Version 2 has five fields more before the length
// (archive.org/web/researcher/ArcFileFormat.php).

// arcKind marks a record until its block tells whether it is an HTTP answer.
const arcKind = "arc"

const (
	arcFields  = 5  // of a record's line in version 1
	arcFields2 = 10 // in version 2
	arcTime    = "20060102150405"
)

var errNoARC = errors.New("its first line is neither a WARC's nor an ARC's")

// readARCHead reads a record's line as the header fields that a WARC has.
func readARCHead(r *bufio.Reader) (textproto.MIMEHeader, int64, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return nil, 0, errNoARC
	}
	fields := strings.Fields(string(line))
	if len(fields) < arcFields || !strings.Contains(fields[0], ":") {
		return nil, 0, errNoARC
	}
	length, err := strconv.ParseInt(fields[len(fields)-1], 10, 64)
	if err != nil {
		return nil, 0, errNoARC
	}
	// The fields are counted from the end, as old addresses hold blanks.
	date := len(fields) - 3
	if len(fields) >= arcFields2 {
		date = len(fields) - 8
	}
	when, err := time.Parse(arcTime, fields[date])
	if err != nil || date < 2 {
		return nil, 0, errNoARC
	}
	return textproto.MIMEHeader{
		"Warc-Type": {arcKind}, "Warc-Target-Uri": {strings.Join(fields[:date-1], "%20")},
		"Warc-Date": {when.Format(time.RFC3339)}, "Content-Type": {fields[date+1]},
	}, length, nil
}
