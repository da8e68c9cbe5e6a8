package corpus

import "time"

// Status is a view over the verdicts on a quote.
type Status string

// The statuses. Disputed: one coder rejects what another one keeps.
const (
	Suggested Status = "suggested"
	Confirmed Status = "confirmed"
	Corrected Status = "corrected"
	Rejected  Status = "rejected"
	Disputed  Status = "disputed"
)

// Verdict is one coder's latest word on whether a quote is right: Confirmed,
// Corrected or Rejected.
type Verdict struct {
	Quote      QuoteID     `json:"quote"`
	Coder      Coder       `json:"coder"`
	Status     Status      `json:"status"`
	Correction *Correction `json:"correction,omitempty"` // with Corrected
	Queue      string      `json:"queue,omitempty"`      // how the review queue was ordered when it was given; empty outside it
	When       time.Time   `json:"when"`
}

// Correction is what a coder changed. Nil fields stay as suggested; a pointer
// to an empty value clears the field.
type Correction struct {
	Content        *[]Span         `json:"content,omitempty"`
	Quoted         *[]Span         `json:"quoted,omitempty"`
	Kind           *Kind           `json:"kind,omitempty"`
	Speaker        *string         `json:"speaker,omitempty"`
	SpeakerType    *SpeakerType    `json:"speaker_type,omitempty"`
	PersonID       *PersonID       `json:"person_id,omitempty"`
	Organization   *string         `json:"organization,omitempty"`
	OrganizationID *OrganizationID `json:"organization_id,omitempty"`
	Role           *string         `json:"role,omitempty"`
}

// Apply returns the quote as the correction makes it.
func (c Correction) Apply(q Quote) Quote {
	set(&q.Content, c.Content)
	set(&q.Quoted, c.Quoted)
	set(&q.Kind, c.Kind)
	set(&q.Speaker, c.Speaker)
	set(&q.SpeakerType, c.SpeakerType)
	set(&q.PersonID, c.PersonID)
	set(&q.Organization, c.Organization)
	set(&q.OrganizationID, c.OrganizationID)
	set(&q.Role, c.Role)
	return q
}

// Over returns c with every field that next sets replaced: a second correction
// on top of the first.
func (c Correction) Over(next Correction) Correction {
	keep(&c.Content, next.Content)
	keep(&c.Quoted, next.Quoted)
	keep(&c.Kind, next.Kind)
	keep(&c.Speaker, next.Speaker)
	keep(&c.SpeakerType, next.SpeakerType)
	keep(&c.PersonID, next.PersonID)
	keep(&c.Organization, next.Organization)
	keep(&c.OrganizationID, next.OrganizationID)
	keep(&c.Role, next.Role)
	return c
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func keep[T any](field **T, next *T) {
	if next != nil {
		*field = next
	}
}

// StatusOf reads a quote's status off the latest verdict of each coder.
func StatusOf(verdicts []Verdict) Status {
	status := Suggested
	kept, rejected := false, false
	for _, v := range verdicts {
		switch v.Status {
		case Rejected:
			rejected = true
		case Corrected:
			kept, status = true, Corrected
		case Confirmed:
			kept = true
			if status != Corrected {
				status = Confirmed
			}
		}
	}
	switch {
	case kept && rejected:
		return Disputed
	case rejected:
		return Rejected
	}
	return status
}

// Tagged is one coder's tag on one quote.
type Tagged struct {
	Quote QuoteID   `json:"quote"`
	Tag   TagID     `json:"tag"`
	Coder Coder     `json:"coder"`
	When  time.Time `json:"when"`
}

// Judgement is one coder's stance of one quote toward one target.
type Judgement struct {
	Quote  QuoteID   `json:"quote"`
	Target TargetID  `json:"target"`
	Stance Stance    `json:"stance"`
	Coder  Coder     `json:"coder"`
	When   time.Time `json:"when"`
}

// Note is one coder's note on one quote.
type Note struct {
	Quote QuoteID   `json:"quote"`
	Text  string    `json:"text"`
	Coder Coder     `json:"coder"`
	When  time.Time `json:"when"`
}

// Adjudicated is the judgement toward a target that stands where coders differ;
// nil where nobody settled it.
func (c CodedQuote) Adjudicated(target TargetID) *Adjudication {
	for i, a := range c.Adjudications {
		if a.Target == target {
			return &c.Adjudications[i]
		}
	}
	return nil
}

// CodedQuote is a quote with everything coders did with it. Quote is as the
// program suggested it (or as the coder who marked it did); Current is with
// corrections applied.
type CodedQuote struct {
	Quote      Quote       `json:"quote"`
	Current    Quote       `json:"current"`
	Status     Status      `json:"status"`
	Verdicts   []Verdict   `json:"verdicts,omitempty"`
	Tags       []Tagged    `json:"tags,omitempty"`
	Judgements []Judgement `json:"judgements,omitempty"`
	Notes      []Note      `json:"notes,omitempty"`
	// Adjudications are what stands where coders differ.
	Adjudications []Adjudication `json:"adjudications,omitempty"`
	// Unplaced is set where the quote's words were not found in the current
	// version of its article; the tray shows it.
	Unplaced bool `json:"unplaced,omitempty"`
}
