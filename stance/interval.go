package stance

// Cluster sums up the quotes of one article: quotes of one article are not
// independent, so articles, not quotes, are what an interval counts.
type Cluster struct {
	N            int     // quotes
	Sum, Squares float64 // of their values, each from 0 to 1
}

// Estimate is a mean with its interval. Low < High always.
type Estimate struct {
	Mean      float64
	Low, High float64
	Articles  int
	Quotes    int
	Effective float64 // independent quotes that would say as much
}

// MeanInterval is the mean over all quotes of values from 0 to 1, and an interval
// that holds the true mean in at least the share level of samples of articles.
//
// It is Korn and Graubard's interval for proportions from clusters (Survey
// Methodology 24, 1998): that of Clopper and Pearson (Biometrika 26, 1934) at the
// effective number of quotes, which is what the variance between articles implies
// (Taylor linearisation of a ratio of sums), reduced for the degrees of freedom it
// was estimated with. Four things differ. The degrees of freedom are those of the
// articles that carry the variance (Satterthwaite, Biometrics Bulletin 2, 1946, with
// the fourth moment of the sample): of a hundred articles of which two disagree,
// two say how articles differ. One more article is taken to differ as much as an
// article can, because rare ones that say the opposite throughout go unseen in
// many samples. The number never falls below that of the articles
// (weighted by size: Kish, Survey Sampling, 1965, section 11.7), and never exceeds
// what independent quotes of this spread would give; both bounds take the spread
// with one value at either end added, so that a sample in which all say the same
// is not taken for certainty.
//
// stance/bench measures the coverage over a grid; assets/help/stance.md has the
// table. With one article the interval is everything from 0 to 1.
func MeanInterval(clusters []Cluster, level float64) Estimate {
	e := Estimate{Low: 0, High: 1}
	sum, squares, sizes, means, meanSquares := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, c := range clusters {
		if c.N == 0 {
			continue
		}
		n := float64(c.N)
		e.Articles++
		e.Quotes += c.N
		sum, squares, sizes = sum+c.Sum, squares+c.Squares, sizes+n*n
		means, meanSquares = means+c.Sum/n, meanSquares+c.Sum/n*c.Sum/n
	}
	n, articles := float64(e.Quotes), float64(e.Articles)
	e.Mean = sum / n // NaN without quotes
	if e.Articles < 2 {
		e.Effective = articles
		return e
	}
	e.Effective = n * n / sizes * gain(articles, means, meanSquares)
	if implied, ok := impliedNumber(clusters, e, level); ok {
		e.Effective = max(e.Effective, min(implied, n*gain(n, sum, squares)))
	}
	e.Low, e.High = clopperPearson(e.Mean*e.Effective, e.Effective, level)
	return e
}

// gain is by how much n values spread less than they could at their mean: values
// in the middle make an interval narrower than zeros and ones do.
func gain(n, sum, squares float64) float64 {
	mean := (sum + 1) / (n + 2)
	return mean * (1 - mean) / ((squares+1)/(n+2) - mean*mean)
}

// impliedNumber is how many independent zeros and ones would vary as the articles
// do. Not ok where the articles do not differ: that says nothing.
func impliedNumber(clusters []Cluster, e Estimate, level float64) (number float64, ok bool) {
	n, articles := float64(e.Quotes), float64(e.Articles)
	second, fourth := 0.0, 0.0
	for _, c := range clusters {
		d := c.Sum - e.Mean*float64(c.N)
		second += d * d
		fourth += d * d * d * d
	}
	if second < 1e-12*n {
		return 0, false
	}
	// The article nobody has seen: it says the opposite throughout.
	far := max(e.Mean, 1-e.Mean) * n / articles
	second += far * far
	fourth += far * far * far * far
	tail := 1 - (1-level)/2
	freedom := second * second / fourth * (articles - 1) / articles
	shrink := normalQuantile(tail) / tQuantile(tail, freedom)
	variance := second * articles / (articles - 1) / (n * n)
	return e.Mean * (1 - e.Mean) / variance * shrink * shrink, true
}

// clopperPearson is the interval of a proportion of successes among n, which need
// not be whole numbers.
func clopperPearson(successes, n, level float64) (low, high float64) {
	tail := (1 - level) / 2
	low, high = 0, 1
	if successes > 1e-12 {
		low = betaQuantile(tail, successes, n-successes+1)
	}
	if n-successes > 1e-12 {
		high = betaQuantile(1-tail, successes+1, n-successes)
	}
	return low, high
}
