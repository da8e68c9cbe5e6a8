// Package network turns coded statements into networks: who shares a position
// with whom (one mode), who takes which position (two modes), whole or in moving
// windows, and what stands out in them. Pure functions; every formula names its
// source.
//
// The arithmetic of the matrices is that of Discourse Network Analyzer 3 (Leifeld,
// "Discourse Network Analysis: Policy Debates as Dynamic Networks", The Oxford
// Handbook of Political Networks, 2017), so that both programs give the same
// numbers. Where it departs from the textbook, the textbook's formula stands beside
// it under a name that ends in "-textbook".
package network

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"quoth/corpus"
)

// Statement is one judgement of a quote or, where nothing was judged, one tag on it.
type Statement struct {
	Quote    corpus.QuoteID
	Coder    corpus.Coder
	Document corpus.ArticleID
	Position int            // in the document: of duplicates the first counts
	Story    corpus.StoryID // of the article: near-identical ones share it
	Printing corpus.StoryID // of the quote: its printings share it
	When     time.Time      // on the clock of the place of printing, given as UTC
	Stance   corpus.Stance  // empty for a tag

	Suggested bool // by a program: no one has judged it

	Speaker, Organization, Target, Tag, Group, Publisher string

	Authors []string
	Section string
}

// Value is the statement's value of a variable.
func (s *Statement) Value(v Variable) string {
	switch v {
	case Speaker:
		return s.Speaker
	case Organization:
		return s.Organization
	case Target:
		return s.Target
	case Tag:
		return s.Tag
	case Group:
		return s.Group
	case Publisher:
		return s.Publisher
	}
	return ""
}

// Variable is what the nodes of a network stand for.
type Variable string

// The variables.
const (
	Speaker      Variable = "speaker"
	Organization Variable = "organization"
	Target       Variable = "target"
	Tag          Variable = "tag"
	Group        Variable = "group" // of the speaker, else of the organization
	Publisher    Variable = "publisher"
)

// Variables lists them.
var Variables = []Variable{Speaker, Organization, Target, Tag, Group, Publisher}

// Mode is the kind of network.
type Mode string

// The kinds.
const (
	OneMode Mode = "onemode" // rows × rows, tied by shared columns
	TwoMode Mode = "twomode" // rows × columns
)

// Modes lists them.
var Modes = []Mode{OneMode, TwoMode}

// Aggregation says what becomes of the stances.
type Aggregation string

// The aggregations. Support counts 1, oppose −1; neutral and mixed lie midway.
const (
	Ignore     Aggregation = "ignore"     // how often, whatever the stance
	Congruence Aggregation = "congruence" // one mode: agreement
	Conflict   Aggregation = "conflict"   // one mode: disagreement
	Subtract   Aggregation = "subtract"   // agreement less disagreement; two modes: support less opposition
	Combine    Aggregation = "combine"    // two modes: 1 support, 2 oppose, 4 neutral, added up; mixed is 3
)

// Aggregations lists them.
var Aggregations = []Aggregation{Ignore, Congruence, Conflict, Subtract, Combine}

// Normalization says what the values are divided by.
type Normalization string

// The normalizations. Activity and prominence are of two-mode networks, the rest of
// one-mode networks.
const (
	None            Normalization = "none"
	Activity        Normalization = "activity"         // the row's statements
	Prominence      Normalization = "prominence"       // the column's statements
	Average         Normalization = "average"          // the mean of both actors' statements; see kernels.go for its form under a kernel
	Jaccard         Normalization = "jaccard"          // what either says
	Cosine          Normalization = "cosine"           // as Discourse Network Analyzer has it: the product of both actors' statements
	AverageTextbook Normalization = "average-textbook" // the mean of both actors' statements, under a kernel too
	CosineTextbook  Normalization = "cosine-textbook"  // the product of the lengths of both actors' vectors (Salton and McGill, 1983)
)

// Normalizations lists them.
var Normalizations = []Normalization{
	None,
	Activity,
	Prominence,
	Average,
	Jaccard,
	Cosine,
	AverageTextbook,
	CosineTextbook,
}

// Duplicates says when the same row, column and stance count once.
type Duplicates string

// The rules. A week is Monday to Sunday of one ISO year, a month one of one year.
const (
	Include     Duplicates = "include"
	PerDocument Duplicates = "document"
	PerDay      Duplicates = "day"
	PerWeek     Duplicates = "week"
	PerMonth    Duplicates = "month"
	PerYear     Duplicates = "year"
	PerStory    Duplicates = "story"
	PerRange    Duplicates = "range"
)

// DuplicateRules lists them.
var DuplicateRules = []Duplicates{Include, PerDocument, PerDay, PerWeek, PerMonth, PerYear, PerStory, PerRange}

// Unit is what a moving window is measured in and moves by.
type Unit string

// The units.
const (
	Seconds Unit = "seconds"
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
	Days    Unit = "days"
	Weeks   Unit = "weeks"
	Months  Unit = "months"
	Years   Unit = "years"
	Events  Unit = "events" // statements
)

// Units lists them.
var Units = []Unit{Seconds, Minutes, Hours, Days, Weeks, Months, Years, Events}

// Exclusion leaves statements out by a field.
type Exclusion struct {
	Field  string // a variable, "stance", "author", "section" or "coder"
	Values []string
	Only   bool // these and no others
}

// ExclusionFields lists what an exclusion may name.
func ExclusionFields() []string {
	fields := make([]string, 0, len(Variables)+4)
	for _, v := range Variables {
		fields = append(fields, string(v))
	}
	return append(fields, "stance", "author", "section", "coder")
}

// Options say which network. The zero value of a field means its default.
type Options struct {
	Mode          Mode          // two modes
	Rows          Variable      // organizations
	Columns       Variable      // targets
	Aggregation   Aggregation   // subtract, or ignore where tags stand for targets
	Normalization Normalization // none
	Duplicates    Duplicates    // include
	Window        Unit          // empty: one network of everything
	Size          int           // of the window, in its units; 1
	Kernel        Kernel        // empty: what is in the window counts, the rest does not
	From, To      time.Time     // both inclusive; zero is open
	Isolates      bool          // nodes without a statement that counts stay
	OncePerStory  bool          // of a quote's printings, only the earliest counts
	Exclude       []Exclusion
}

// Matrix is one network. Of a one-mode network the columns are the rows, the values
// are symmetric and the diagonal is 0.
type Matrix struct {
	Index      int         `json:"index"`
	At         time.Time   `json:"at"` // the middle
	Start      time.Time   `json:"start"`
	Stop       time.Time   `json:"stop"`       // inclusive
	Statements int         `json:"statements"` // that count; 0 under a kernel, where all have a share
	Rows       []string    `json:"rows"`
	Columns    []string    `json:"columns"`
	Values     [][]float64 `json:"values"`
}

// Compute makes the networks: one, or one for each step of a moving window, made as
// they are asked for. The order of the statements does not matter. Notes say what
// was changed for want of a formula. It errs on options that name nothing.
func Compute(statements []Statement, o Options) (matrices iter.Seq[Matrix], notes []string, err error) {
	o, notes, err = o.Resolve()
	if err != nil {
		return nil, nil, err
	}
	selected := selection(statements, o)
	switch {
	case o.Kernel != "":
		return selected.smoothed, notes, nil
	case o.Window == Events:
		return selected.byEvents, notes, nil
	case o.Window != "":
		return selected.moving, notes, nil
	}
	return selected.whole, notes, nil
}

// Count says how many statements there are in the range and how many of them count.
func Count(statements []Statement, o Options) (all, kept int, err error) {
	if o, _, err = o.Resolve(); err != nil {
		return 0, 0, err
	}
	s := selection(statements, o)
	return len(s.all), len(s.kept), nil
}

// Kept are the statements that count, oldest first.
func Kept(statements []Statement, o Options) ([]Statement, error) {
	o, _, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	s := selection(statements, o)
	out := make([]Statement, len(s.kept))
	for i, k := range s.kept {
		out[i] = *k
	}
	return out, nil
}

// Resolve fills in the defaults and refuses what does not go together. Notes say
// what Discourse Network Analyzer replaces, and so do we.
func (o Options) Resolve() (Options, []string, error) {
	fill(&o.Mode, TwoMode)
	fill(&o.Rows, Organization)
	fill(&o.Columns, Target)
	tagged := (o.Rows == Tag || o.Columns == Tag) && o.Rows != Target && o.Columns != Target
	if tagged {
		fill(&o.Aggregation, Ignore)
	}
	fill(&o.Aggregation, Subtract)
	fill(&o.Normalization, None)
	fill(&o.Duplicates, Include)
	fill(&o.Size, 1)
	var notes []string
	for _, err := range []error{
		oneOf("type", o.Mode, Modes), oneOf("rows", o.Rows, Variables), oneOf("columns", o.Columns, Variables),
		oneOf("aggregation", o.Aggregation, Aggregations), oneOf("normalization", o.Normalization, Normalizations),
		oneOf("duplicates", o.Duplicates, DuplicateRules), optional("window", o.Window, Units), optional("kernel", o.Kernel, Kernels),
	} {
		if err != nil {
			return o, nil, err
		}
	}
	for _, x := range o.Exclude {
		if err := oneOf("excluded field", x.Field, ExclusionFields()); err != nil {
			return o, nil, err
		}
	}
	switch {
	case o.Rows == o.Columns:
		return o, nil, fmt.Errorf("rows and columns are both %q: name two different variables", o.Rows)
	case o.Mode == OneMode && o.Aggregation == Combine:
		return o, nil, fmt.Errorf(
			"the aggregation %q is of two-mode networks: use %s",
			o.Aggregation,
			list(Aggregations[:4]),
		)
	case o.Mode == TwoMode && (o.Aggregation == Congruence || o.Aggregation == Conflict):
		return o, nil, fmt.Errorf(
			"the aggregation %q is of one-mode networks: use %s",
			o.Aggregation,
			list([]Aggregation{Ignore, Subtract, Combine}),
		)
	case tagged && o.Aggregation != Ignore:
		return o, nil, fmt.Errorf(
			"the aggregation %q needs stances, and a tag has none: use ignore, or targets",
			o.Aggregation,
		)
	case o.Mode == OneMode && (o.Normalization == Activity || o.Normalization == Prominence):
		return o, nil, fmt.Errorf(
			"the normalization %q is of two-mode networks: use %s",
			o.Normalization,
			list(oneModeNormalizations),
		)
	case o.Mode == TwoMode && slices.Contains(oneModeNormalizations[1:], o.Normalization):
		return o, nil, fmt.Errorf(
			"the normalization %q is of one-mode networks: use %s",
			o.Normalization,
			list([]Normalization{None, Activity, Prominence}),
		)
	case o.Size < 1:
		return o, nil, fmt.Errorf("a window of %d %s holds nothing: use 1 or more", o.Size, o.Window)
	case o.Kernel != "" && (o.Window == "" || o.Window == Events):
		return o, nil, fmt.Errorf(
			"a kernel weighs by distance in time: choose a window of %s",
			list(Units[:len(Units)-1]),
		)
	case !o.From.IsZero() && !o.To.IsZero() && o.To.Before(o.From):
		return o, nil, fmt.Errorf(
			"the range ends on %s, before it begins on %s",
			o.To.Format(time.DateOnly),
			o.From.Format(time.DateOnly),
		)
	}
	if o.Kernel != "" {
		notes = o.resolveKernel()
	}
	return o, notes, nil
}

var oneModeNormalizations = []Normalization{None, Average, Jaccard, Cosine, AverageTextbook, CosineTextbook}

// resolveKernel replaces what has no smoothed form, as Discourse Network Analyzer
// does.
func (o *Options) resolveKernel() (notes []string) {
	switch {
	case o.Mode == TwoMode && o.Normalization != None:
		notes = append(
			notes,
			fmt.Sprintf("%s is not defined for smoothed networks: the values are not normalized", o.Normalization),
		)
		o.Normalization = None
	case o.Normalization == Jaccard, o.Normalization == Cosine, o.Normalization == CosineTextbook:
		notes = append(notes, fmt.Sprintf("%s is not defined for smoothed networks: average is used", o.Normalization))
		o.Normalization = Average
	}
	if o.Aggregation == Combine {
		notes = append(notes, "combine is not defined for smoothed networks: subtract is used")
		o.Aggregation = Subtract
	}
	if o.Size%2 != 0 {
		o.Size++
		notes = append(notes, fmt.Sprintf("a smoothed window has two halves: its size is %d", o.Size))
	}
	return notes
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func oneOf[T ~string](what string, value T, allowed []T) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("there is no %s %q: use %s", what, value, list(allowed))
}

func optional[T ~string](what string, value T, allowed []T) error {
	if value == "" {
		return nil
	}
	return oneOf(what, value, allowed)
}

func list[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
