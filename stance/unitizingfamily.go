package stance

import (
	"math"
	"slices"
	"sort"
	"strings"
)

// UnitizingFamily are the coefficients of Krippendorff, Mathet, Bouvry and Widlöcher (On
// the Reliability of Unitizing Textual Continua: Further Developments, Quality and
// Quantity 50, 2016). They count lengths on which coders coincide, so that, unlike
// [UnitizingAlpha], they tell agreement on what is marked from agreement on what it is
// marked as. Figures that are not defined are NaN.
type UnitizingFamily struct {
	All      float64                  // uα: stretches with their categories, and the gaps (equation 5)
	Relevant float64                  // |uα: marked or not (equation 6)
	Coded    float64                  // cuα: the categories of what two coders marked (equation 11)
	Covers   float64                  // share of the continuum that Coded rests on
	Values   map[string]UnitizedValue // (k)uα
}

// UnitizedValue is the agreement on one category, where two coders marked anything.
type UnitizedValue struct {
	Alpha  float64 // equation 13
	Covers float64 // share of what was given the category
}

// UnitizingCoefficients computes the family, with nominal categories. Where stretches
// of one coder overlap, their categories together are one of their own.
func UnitizingCoefficients(texts []Continuum) UnitizingFamily {
	out := UnitizingFamily{All: math.NaN(), Relevant: math.NaN(), Coded: math.NaN(), Values: map[string]UnitizedValue{}}
	c := coincide(texts)
	if c.coders < 2 || len(c.lengths) == 0 {
		return out
	}
	out.All = alphaOf(c.whole-c.same(nil), c.whole-c.expectedSame())
	out.Relevant = alphaOf(c.margins[gap]-c.observed[pairOf{gap, gap}], c.expectedOther(gap))
	c.coded(&out)
	return out
}

// gap is the category of what lies between stretches.
const gap = ""

type pairOf struct{ a, b string }

// coincidences are the lengths on which pairs of coders coincide.
type coincidences struct {
	coders     int
	whole      float64            // the length of all coders' continua
	observed   map[pairOf]float64 // by the categories of the two
	margins    map[string]float64
	lengths    map[string]float64 // of each category the sum of the squares of stretches; of gaps, of their length
	intersects map[string]float64 // of each category the sum of the squares of what others marked of a stretch
}

func coincide(texts []Continuum) coincidences {
	c := coincidences{
		observed:   map[pairOf]float64{},
		margins:    map[string]float64{},
		lengths:    map[string]float64{},
		intersects: map[string]float64{},
	}
	for _, t := range texts {
		c.coders = max(c.coders, len(t.Coders))
	}
	if c.coders < 2 {
		return c
	}
	others := float64(c.coders - 1)
	for _, t := range texts {
		parts := make([][]part, c.coders)
		for i := range parts {
			var marks []Stretch
			if i < len(t.Coders) {
				marks = t.Coders[i]
			}
			parts[i] = partition(marks, t.Length)
		}
		c.whole += float64(t.Length * c.coders)
		for i := range parts {
			for _, g := range parts[i] {
				if g.category == gap {
					c.lengths[gap] += g.length()
				} else {
					c.lengths[g.category] += g.length() * g.length()
				}
			}
			for j := range parts {
				if i == j {
					continue
				}
				c.pair(parts[i], parts[j], others)
			}
		}
	}
	for p, v := range c.observed {
		c.margins[p.a] += v
	}
	if len(c.margins) == 1 && c.margins[gap] > 0 {
		clear(c.lengths) // nobody marked anything
	}
	return c
}

// pair walks two coders' parts side by side.
func (c *coincidences) pair(a, b []part, others float64) {
	j := 0
	for _, g := range a {
		marked := 0.0
		for j < len(b) && b[j].end <= g.start {
			j++
		}
		for k := j; k < len(b) && b[k].start < g.end; k++ {
			length := float64(min(g.end, b[k].end) - max(g.start, b[k].start))
			c.observed[pairOf{g.category, b[k].category}] += length / others
			if b[k].category != gap {
				marked += length
			}
		}
		if g.category != gap {
			c.intersects[g.category] += marked * marked / others
		}
	}
}

// same is the length on which both say the same; of all categories, or of some.
func (c coincidences) same(of []string) float64 {
	sum := 0.0
	for category := range c.margins {
		if of == nil || slices.Contains(of, category) {
			sum += c.observed[pairOf{category, category}]
		}
	}
	return sum
}

// expected is what chance gives, a stretch never being paired with itself (equation 4).
func (c coincidences) expected(a, b string) float64 {
	own := 0.0
	for _, v := range c.lengths {
		own += v
	}
	product := c.margins[a] * c.margins[b]
	if a == b {
		product -= c.lengths[a]
	}
	return c.whole * product / (c.whole*c.whole - own)
}

func (c coincidences) expectedSame() float64 {
	sum := 0.0
	for category := range c.margins {
		sum += c.expected(category, category)
	}
	return sum
}

func (c coincidences) expectedOther(category string) float64 {
	sum := 0.0
	for other := range c.margins {
		if other != category {
			sum += c.expected(category, other)
		}
	}
	return sum
}

// coded fills in the coefficients of what two coders marked (equations 10, 11 and 13).
func (c coincidences) coded(out *UnitizingFamily) {
	margins, whole, own := map[string]float64{}, 0.0, 0.0
	var values []string
	for category, v := range c.margins {
		if category == gap {
			continue
		}
		values = append(values, category)
		margins[category] = v - c.observed[pairOf{category, gap}]
		whole += margins[category]
		own += c.intersects[category]
	}
	sort.Strings(values)
	out.Covers = whole / c.whole
	if whole == 0 || len(values) < 2 {
		return // with one category there is nothing to differ on
	}
	expected := func(a, b string) float64 {
		product := margins[a] * margins[b]
		if a == b {
			product -= c.intersects[a]
		}
		return product / (whole - own/whole)
	}
	chance := 0.0
	for _, v := range values {
		chance += expected(v, v)
	}
	out.Coded = alphaOf(whole-c.same(values), whole-chance)
	for _, v := range values {
		one := UnitizedValue{Alpha: math.NaN(), Covers: margins[v] / c.margins[v]}
		sum := 0.0
		for _, other := range values {
			sum += expected(v, other)
		}
		if margins[v] > 0 {
			one.Alpha = alphaOf(sum*(margins[v]-c.observed[pairOf{v, v}]), margins[v]*(sum-expected(v, v)))
		}
		out.Values[v] = one
	}
}

// alphaOf is one less the share of the expected disagreement that is observed; NaN
// where none is expected.
func alphaOf(observed, expected float64) float64 {
	if expected <= 1e-12 {
		return math.NaN()
	}
	return 1 - observed/expected
}

// part is a stretch of a coder's text, or a gap, in which the categories stay the same.
type part struct {
	start, end int
	category   string
}

func (p part) length() float64 { return float64(p.end - p.start) }

// partition cuts a coder's text wherever a stretch begins or ends.
func partition(marks []Stretch, length int) []part {
	borders := []int{0, length}
	for _, m := range marks {
		borders = append(borders, min(max(m.Start, 0), length), min(max(m.End, 0), length))
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	var out []part
	for i := 0; i+1 < len(borders); i++ {
		var categories []string
		for _, m := range marks {
			if m.Start <= borders[i] && borders[i+1] <= m.End {
				categories = append(categories, m.Category)
			}
		}
		slices.Sort(categories)
		out = append(out, part{borders[i], borders[i+1], strings.Join(slices.Compact(categories), " + ")})
	}
	return out
}
