package app

import (
	"quoth/corpus"
	"quoth/stance"
	"quoth/stance/suggest"
)

// StanceBy is what a stance chart draws one line for.
type StanceBy string

// The groupings of a stance chart.
const (
	StanceBySpeaker      StanceBy = "speaker"
	StanceByOrganization StanceBy = "organization"
	StanceByPublisher    StanceBy = "publisher"
	StanceByGroup        StanceBy = "group" // of the speaker, else of the organisation
)

// StanceGroupings lists them.
var StanceGroupings = []StanceBy{StanceBySpeaker, StanceByOrganization, StanceByPublisher, StanceByGroup}

// StanceRequest asks for a stance chart.
type StanceRequest struct {
	Target        corpus.TargetID
	By            StanceBy
	Period        string // "week", "month", "quarter", "year"
	ConfirmedOnly bool
	OncePerStory  bool
	From, To      string             // days, YYYY-MM-DD, inclusive; empty is open
	Keys          []string           // ids or names to draw; empty: those with most judgements
	Most          int                // how many lines when Keys is empty; 0 means 6
	Consensus     corpus.Consensus   // where coders differ and nobody adjudicated; empty: the majority
	Coder         corpus.Coder       // of whom, with corpus.OneCoder
	Smooth        stance.Smoothing   // a line through single quotes; empty for none
	Window        int                // of a moving window, in days; 0: a sixth of the time
	Split         string             // a day to compare before and after; empty for none
	FallBack      bool               // take the first grouping that has lines, where By has none
	Suggestions   bool               // beside what was judged, what is only suggested
	Progress      func(done, of int) // hears of texts read for suggestions; may be nil
}

// StanceChart is a chart's data: a series for each key.
type StanceChart struct {
	Target     corpus.Target
	By         StanceBy
	Period     string
	Periods    []StancePeriod // every period from the first to the last, gaps included
	Series     []StanceSeries
	Others     []StanceKey // keys that were not drawn, most judgements first
	Events     []corpus.Event
	Level      float64 // of the intervals: 0.95
	Minimum    int     // below this many quotes a point is hollow
	Smooth     stance.Smoothing
	Comparison *StanceComparison // of all that is drawn

	Consensus   corpus.Consensus
	Coder       corpus.Coder   // with corpus.OneCoder
	Coders      []corpus.Coder // who judged what is drawn
	Judged      int            // quotes that anybody judged toward the target
	Drawn       int            // of these, in the chart
	Articles    int            // of the quotes drawn
	Adjudicated int            // of the quotes drawn
	Omitted     []StanceOmission
	Groupings   []StanceGrouping  // what each grouping could show
	Engines     []string          // that suggested the quotes drawn
	Once        bool              // once per story
	Alpha       float64           // Krippendorff's, nominal, of the quotes of all lines and of those left out because coders differ; NaN where not defined
	Double      int               // quotes that Alpha rests on: judged by two coders or more
	Suggested   *SuggestedStances // nil unless asked for
}

// SuggestedStances are the suggestions of a chart: apart from what was judged, and
// never without the error they carry.
type SuggestedStances struct {
	Quotes   int              // that nobody judged toward the target and that seem to be about it
	Drawn    int              // of these, in the lines
	Learned  int              // judged quotes they were learned from
	Right    float64          // share of judged quotes for which the right stance was suggested, each held back; NaN with too few
	Total    suggest.Estimate // of the quotes drawn
	Reason   string           // why none is drawn; empty where they are
	LeftOut  []StanceOmission // suggestions that are in no line
	MostRead bool             // there were more quotes than are read for one target
}

// StanceOmission is judged quotes that a chart leaves out.
type StanceOmission struct {
	Reason OmissionReason
	Quotes []corpus.QuoteID
}

// OmissionReason says why a chart leaves a judged quote out.
type OmissionReason string

// The reasons, in the order in which they are looked at: each quote is counted for
// the first that holds.
const (
	OmittedRejected       OmissionReason = "rejected"           // a coder said that it is no quote
	OmittedDivided        OmissionReason = "coders divided"     // and nobody adjudicated
	OmittedOtherCoders    OmissionReason = "other coders only"  // not judged by the chosen one
	OmittedOpen           OmissionReason = "not confirmed"      // and only confirmed ones were asked for
	OmittedUndated        OmissionReason = "no date"            // of the article
	OmittedOutside        OmissionReason = "outside the days"   // asked for
	OmittedNoSpeaker      OmissionReason = "no speaker"         // by speaker
	OmittedNoOrganization OmissionReason = "no organization"    // by organisation
	OmittedNoPublisher    OmissionReason = "no publisher"       // by publisher
	OmittedRepeat         OmissionReason = "repeats a story"    // once per story
	OmittedOther          OmissionReason = "in lines not drawn" // for being beyond the number of lines, or not chosen
)

// StanceGrouping is how many judged quotes a grouping shows, all its lines taken
// together, and how many it leaves out for having no name.
type StanceGrouping struct {
	By             StanceBy
	Lines          int
	Shown, LeftOut int
}

// StancePeriod is one step of the time axis.
type StancePeriod = stance.Span

// StanceKey names a line that could be drawn.
type StanceKey struct {
	Key, Label string
	Judged     int
}

// StanceSeries is one line.
type StanceSeries struct {
	StanceKey
	Speakers   int
	Points     []StancePoint // only periods with judgements
	Curve      []stance.CurvePoint
	Change     *StanceChange  // the most likely change point, exploratory
	Breaks     []stance.Break // of PELT, exploratory
	Comparison *StanceComparison
	Suggested  []SuggestedPoint // only periods with suggestions
}

// SuggestedPoint is what is suggested for one period of one line: quotes that nobody
// judged.
type SuggestedPoint struct {
	Period           int
	Counts           map[corpus.Stance]int // as suggested
	Quotes           []corpus.QuoteID
	Articles         int
	suggest.Estimate // with the errors of suggestions taken out
}

// StancePoint is one period of one line.
type StancePoint struct {
	stance.Point
	Open int // judged quotes that nobody confirmed: stances of suggestions
}

// StanceChange is where a series most likely changed.
type StanceChange = stance.Change

// StanceComparison sets the time before a day against the time from it on.
type StanceComparison struct {
	Day           string
	Event         string // what happened that day, if an event says so
	Before, After StancePoint
	Net           stance.Difference
	Support       stance.Difference
	Oppose        stance.Difference
	P             float64 // of a permutation of articles; NaN with fewer than two on a side
}
