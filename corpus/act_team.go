package corpus

import "fmt"

// Upon is an act that names what it was made on, for a corpus that several people
// write at once. An act with an ID is carried out once however often it is asked
// for.
type Upon struct {
	ID   ChangeID // of the change to be; empty: a new one
	Seen int64    // the last change of the journal that the coder had seen; 0: not known
	Act  Act
}

func (Upon) isAct() {}

// Clash is the error of an act that would have overwritten what another coder did
// meanwhile: nothing was written. It is an ErrConflict.
type Clash struct {
	What   string // the table and key of the row
	Field  string
	Mine   string // what the act says there
	Theirs string // what the other one left
	By     Change // the other one's
}

func (c *Clash) Error() string {
	return fmt.Sprintf(
		"%s has changed the %s meanwhile (%s, %s): it says %s there, you said %s; nothing was overwritten",
		c.By.Coder,
		c.Field,
		c.By.Title,
		c.By.When.Local().Format("2006-01-02 15:04"),
		c.Theirs,
		c.Mine,
	)
}

// Is makes it an ErrConflict.
func (c *Clash) Is(target error) bool { return target == ErrConflict }
