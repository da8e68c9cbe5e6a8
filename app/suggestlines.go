package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"quoth/corpus"
)

// suggestLine is a line of quoth stance suggest.
type suggestLine struct {
	Target  *string       `json:"target"`
	Text    *string       `json:"text"`
	Stance  corpus.Stance `json:"stance"`
	Speaker string        `json:"speaker"` // taken and not used
}

type suggestAnswerLine struct {
	Index       int           `json:"index"`
	Stance      corpus.Stance `json:"stance"`
	Probability float64       `json:"probability"`
	Evidence    []string      `json:"evidence"`
	Priority    float64       `json:"priority"`
}

// SuggestLines reads JSON lines of quotes, {"target","text","stance"?}, and
// writes a line for each without a stance: {"index": its line, from 0,
// "stance", "probability","evidence","priority"}. Lines that cannot be read
// are left out and named by the error that is returned after the answers.
func (s *Suggester) SuggestLines(ctx context.Context, in io.Reader, out io.Writer, progress func(done, of int)) error {
	rows, lines, faults := readSuggestLines(in)
	answers, err := s.Suggest(ctx, rows, progress)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	encode := json.NewEncoder(w)
	encode.SetEscapeHTML(false)
	for _, a := range answers {
		line := suggestAnswerLine{lines[a.Row], a.Stance, short(a.Probability), a.Evidence, short(a.Priority)}
		if err := encode.Encode(line); err != nil {
			return err
		}
	}
	return errors.Join(w.Flush(), faults)
}

// short rounds to four digits after the point.
func short(p float64) float64 { return math.Round(p*1e4) / 1e4 }

// mostFaults is how many unreadable lines an error names.
const mostFaults = 10

func readSuggestLines(in io.Reader) (rows []SuggestRow, lines []int, faulty error) {
	var faults []error
	reader := bufio.NewReader(in)
	for number := 0; ; number++ {
		line, readErr := reader.ReadBytes('\n')
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			faults = append(faults, fmt.Errorf("read line %d: %w", number+1, readErr))
			break
		}
		if len(bytes.TrimSpace(line)) > 0 {
			row, err := readSuggestLine(line)
			if err != nil {
				faults = append(faults, fmt.Errorf("line %d was left out: %w", number+1, err))
			} else {
				rows, lines = append(rows, row), append(lines, number)
			}
		}
		if readErr != nil {
			break
		}
	}
	if more := len(faults) - mostFaults; more > 0 {
		faults = append(faults[:mostFaults], fmt.Errorf("and %d more lines", more))
	}
	return rows, lines, errors.Join(faults...)
}

func readSuggestLine(line []byte) (SuggestRow, error) {
	var l suggestLine
	if err := json.Unmarshal(line, &l); err != nil {
		return SuggestRow{}, fmt.Errorf("not a JSON object with target, text and stance: %w", err)
	}
	switch {
	case l.Target == nil || strings.TrimSpace(*l.Target) == "":
		return SuggestRow{}, fmt.Errorf("no target")
	case l.Text == nil:
		return SuggestRow{}, fmt.Errorf("no text")
	}
	if l.Stance != "" {
		if _, err := corpus.ParseStance(string(l.Stance)); err != nil {
			return SuggestRow{}, err
		}
	}
	return SuggestRow{Target: *l.Target, Text: *l.Text, Stance: l.Stance}, nil
}
