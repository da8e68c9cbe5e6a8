package corpus

import (
	"fmt"
	"time"
)

// Date is when something was published: a moment, or only a day. A moment
// keeps the zone it was printed with, so that its day is the printed day. The
// zero Date means unknown.
type Date struct {
	Time    time.Time
	DayOnly bool
}

// ParseDate reads RFC 3339 or YYYY-MM-DD; the empty string is the unknown date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Date{Time: t, DayOnly: true}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is neither YYYY-MM-DD nor RFC 3339", s)
	}
	return Date{Time: t}, nil
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d.Time.IsZero() }

// String is RFC 3339, YYYY-MM-DD when only the day is known, or empty.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.DayOnly:
		return d.Day()
	}
	return d.Time.Format(time.RFC3339)
}

// Day is the printed day as YYYY-MM-DD, or empty when unknown.
func (d Date) Day() string {
	if d.IsZero() {
		return ""
	}
	return d.Time.Format(time.DateOnly)
}

// MarshalText writes [Date.String].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	if err == nil {
		*d = parsed
	}
	return err
}
