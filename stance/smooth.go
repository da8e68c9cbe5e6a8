package stance

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Smoothing is how a line through single quotes is drawn.
type Smoothing string

// The ways of smoothing. The kernels are those of Discourse Network Analyzer: a
// window moves over the days, and quotes count by how near its middle they lie.
const (
	Unsmoothed   Smoothing = ""
	Lowess       Smoothing = "lowess"
	Uniform      Smoothing = "uniform" // a moving mean
	Triangular   Smoothing = "triangular"
	Epanechnikov Smoothing = "epanechnikov"
	Gaussian     Smoothing = "gaussian"
)

// Smoothings lists them.
var Smoothings = []Smoothing{Lowess, Uniform, Triangular, Epanechnikov, Gaussian}

// kernels weigh a quote by its distance from the middle of the window, in halves
// of the window. The Gaussian one has its standard deviation at half of that, and
// ends at the window's edge like the others.
var kernels = map[Smoothing]func(u float64) float64{
	Uniform:      func(float64) float64 { return 1 },
	Triangular:   func(u float64) float64 { return 1 - u },
	Epanechnikov: func(u float64) float64 { return 1 - u*u },
	Gaussian:     func(u float64) float64 { return math.Exp(-2 * u * u) },
}

// CurvePoint is a place of a smoothed line.
type CurvePoint struct {
	Day    time.Time
	Net    float64
	Quotes int // it stands on, in the window; all with LOWESS
}

// lowessSpan is the share of quotes that each place of a LOWESS line sees:
// Cleveland's and R's default.
const lowessSpan = 2.0 / 3

// curvePlaces is how many places a moving window stops at.
const curvePlaces = 120

// smooth draws a line through the quotes of a series, which are in order of time.
// Fewer than least quotes, or all of them on one day, give no line; nor has it a
// place where a window holds fewer than four.
func smooth(in []Observation, s Smoothing, window, least int) ([]CurvePoint, error) {
	if s == Unsmoothed || len(in) < least {
		return nil, nil
	}
	x, y := make([]float64, len(in)), make([]float64, len(in))
	first := printed(in[0].When)
	for i, o := range in {
		x[i] = printed(o.When).Sub(first).Hours() / 24
		y[i] = value(o.Stance)
	}
	last := x[len(x)-1]
	if last == 0 {
		return nil, nil
	}
	day := func(at float64) time.Time { return first.AddDate(0, 0, int(math.Round(at))) }
	var out []CurvePoint
	if s == Lowess {
		// No robustness: with three values, what is rare would count as an outlier.
		line := LowessLine(x, y, lowessSpan, 0, last/100)
		for i := range x {
			if i == 0 || x[i] != x[i-1] {
				out = append(out, CurvePoint{day(x[i]), min(max(line[i], -1), 1), len(in)})
			}
		}
		return out, nil
	}
	kernel, ok := kernels[s]
	if !ok {
		return nil, fmt.Errorf("there is no smoothing %q: use %v", s, Smoothings)
	}
	half := float64(window) / 2
	if window <= 0 {
		half = last / 12
	}
	from := 0
	for i := range curvePlaces {
		at := last * float64(i) / (curvePlaces - 1)
		for from < len(x) && x[from] < at-half {
			from++
		}
		sum, weight, n := 0.0, 0.0, 0
		for k := from; k < len(x) && x[k] <= at+half; k++ {
			w := kernel(math.Abs(x[k]-at) / max(half, 0.5))
			sum, weight, n = sum+w*y[k], weight+w, n+1
		}
		if n >= 4 && weight > 1e-9 {
			out = append(out, CurvePoint{day(at), sum / weight, n})
		}
	}
	return out, nil
}

// LowessLine is the locally weighted regression of Cleveland (JASA 74, 1979) as his
// program and R's lowess compute it: x ascending, span the share of points that
// each place sees, iterations those of robustness, delta the distance within which
// the line is drawn straight instead of fitted.
func LowessLine(x, y []float64, span float64, iterations int, delta float64) []float64 {
	n := len(x)
	line := make([]float64, n)
	if n < 2 {
		copy(line, y)
		return line
	}
	l := lowess{x: x, y: y, seen: min(max(int(span*float64(n)+1e-7), 2), n), w: make([]float64, n)}
	residuals := make([]float64, n)
	for step := 0; ; step++ {
		l.pass(line, delta)
		scale := 0.0
		for i := range residuals {
			residuals[i] = math.Abs(y[i] - line[i])
			scale += residuals[i] / float64(n)
		}
		if step >= iterations {
			return line
		}
		sorted := slices.Clone(residuals)
		slices.Sort(sorted)
		median := 3 * (sorted[n/2] + sorted[n-n/2-1]) // six times
		if median < 1e-7*scale {
			return line
		}
		l.robust = bisquare(residuals, median)
	}
}

func bisquare(residuals []float64, reach float64) []float64 {
	out := make([]float64, len(residuals))
	for i, r := range residuals {
		switch {
		case r <= 0.001*reach:
			out[i] = 1
		case r <= 0.999*reach:
			u := 1 - r/reach*r/reach
			out[i] = u * u
		}
	}
	return out
}

type lowess struct {
	x, y   []float64
	seen   int       // points that a place sees
	w      []float64 // weights at the place at hand
	robust []float64 // nil for none
}

func (l *lowess) pass(line []float64, delta float64) {
	n := len(l.x)
	left, right := 0, l.seen-1
	last, i := -1, 0
	for {
		for right < n-1 && l.x[i]-l.x[left] > l.x[right+1]-l.x[i] {
			left, right = left+1, right+1
		}
		fit, ok := l.at(l.x[i], left, right)
		if !ok {
			fit = l.y[i]
		}
		line[i] = fit
		for j := last + 1; last >= 0 && j < i; j++ {
			a := (l.x[j] - l.x[last]) / (l.x[i] - l.x[last])
			line[j] = a*line[i] + (1-a)*line[last]
		}
		last = i
		for i = last + 1; i < n && l.x[i] <= l.x[last]+delta; i++ {
			if l.x[i] == l.x[last] {
				line[i] = line[last]
				last = i
			}
		}
		i = max(last+1, i-1)
		if last >= n-1 {
			return
		}
	}
}

// at is the weighted regression at a place; not ok where all weights are zero.
func (l *lowess) at(x float64, left, right int) (fit float64, ok bool) {
	n := len(l.x)
	reach := max(x-l.x[left], l.x[right]-x)
	total, end := 0.0, left
	for ; end < n; end++ {
		l.w[end] = 0
		r := math.Abs(l.x[end] - x)
		if r > 0.999*reach {
			if l.x[end] > x {
				break
			}
			continue
		}
		w := 1.0
		if r > 0.001*reach {
			u := 1 - math.Pow(r/reach, 3)
			w = u * u * u
		}
		if l.robust != nil {
			w *= l.robust[end]
		}
		l.w[end] = w
		total += w
	}
	if total <= 0 {
		return 0, false
	}
	mean := 0.0
	for j := left; j < end; j++ {
		l.w[j] /= total
		mean += l.w[j] * l.x[j]
	}
	if reach > 0 {
		spread := 0.0
		for j := left; j < end; j++ {
			spread += l.w[j] * (l.x[j] - mean) * (l.x[j] - mean)
		}
		if math.Sqrt(spread) > 0.001*(l.x[n-1]-l.x[0]) {
			slope := (x - mean) / spread
			for j := left; j < end; j++ {
				l.w[j] *= slope*(l.x[j]-mean) + 1
			}
		}
	}
	for j := left; j < end; j++ {
		fit += l.w[j] * l.y[j]
	}
	return fit, true
}
