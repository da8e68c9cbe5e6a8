package corpus

import (
	"fmt"
	"strings"
	"time"
)

// Adjudication is the judgement that stands where coders differ: one for a quote
// and a target, by whoever settled it. Charts and exports use it instead of the
// coders' own, which stay as they are.
type Adjudication struct {
	Quote  QuoteID   `json:"quote"`
	Target TargetID  `json:"target"`
	Stance Stance    `json:"stance"`
	Coder  Coder     `json:"coder"`
	Reason string    `json:"reason,omitempty"`
	When   time.Time `json:"when"`
}

// Assignment is quotes for one coder to judge without seeing what others said.
type Assignment struct {
	ID      AssignmentID `json:"id"`
	Title   string       `json:"title"`
	Coder   Coder        `json:"coder"`
	Target  TargetID     `json:"target,omitempty"` // to judge toward; empty: to give a verdict on
	Quotes  []QuoteID    `json:"quotes"`           // in the order to judge them
	Drawn   string       `json:"drawn"`            // how they were drawn, for the methods section
	By      Coder        `json:"by"`               // who assigned it
	Created time.Time    `json:"created"`
}

// AssignmentID identifies an assignment.
type AssignmentID string

// Validate reports what keeps the assignment from being one.
func (a Assignment) Validate() error {
	switch {
	case strings.TrimSpace(string(a.Coder)) == "":
		return fmt.Errorf("an assignment needs its coder")
	case len(a.Quotes) == 0:
		return fmt.Errorf("an assignment needs quotes")
	}
	return nil
}

// Acts of coding in a team.
type (
	// Adjudicate settles what stance a quote has toward a target; an empty stance
	// takes that back.
	Adjudicate struct {
		Quote  QuoteID
		Target TargetID
		Stance Stance
		Reason string
	}
	// SaveAssignment adds an assignment (empty ID) or replaces one.
	SaveAssignment struct{ Assignment Assignment }
	// DropAssignment takes an assignment back; what was judged for it stays.
	DropAssignment struct{ ID AssignmentID }
	// AsWritten carries an act out as it stands in another corpus: with the moment
	// it was done, once for each ID, and never over what the coder says here: then it
	// is refused with ErrConflict.
	AsWritten struct {
		ID   string
		When time.Time
		Act  Act
	}
)

func (Adjudicate) isAct()     {}
func (SaveAssignment) isAct() {}
func (DropAssignment) isAct() {}
func (AsWritten) isAct()      {}

// Consensus says which judgement of a quote counts where coders differ and nobody
// has adjudicated.
type Consensus string

// The rules of consensus.
const (
	Majority  Consensus = "majority" // more coders than for any other stance
	Unanimity Consensus = "all"      // all who judged it say the same
	OneCoder  Consensus = "one"      // a chosen coder's
)

// ParseConsensus reads a rule by its word; empty is the majority.
func ParseConsensus(s string) (Consensus, error) {
	switch c := Consensus(s); c {
	case "":
		return Majority, nil
	case Majority, Unanimity, OneCoder:
		return c, nil
	}
	return "", fmt.Errorf("%q is no rule of consensus: use majority, all or one", s)
}

// Settled is the one stance of a quote toward a target: the adjudicated one, else
// what the rule makes of the judgements. Not ok where there is none: the coders are
// divided, or the chosen one has not judged it.
func Settled(judgements []Judgement, adjudicated *Adjudication, rule Consensus, coder Coder) (stance Stance, ok bool) {
	if adjudicated != nil {
		return adjudicated.Stance, true
	}
	votes := map[Stance]int{}
	for _, j := range judgements {
		if rule == OneCoder {
			if j.Coder == coder {
				return j.Stance, true
			}
			continue
		}
		votes[j.Stance]++
	}
	if rule == Unanimity {
		if len(votes) != 1 {
			return "", false
		}
		return judgements[0].Stance, true
	}
	most := 0
	for s, n := range votes {
		switch {
		case n > most:
			stance, ok, most = s, true, n
		case n == most:
			ok = false
		}
	}
	return stance, ok
}
