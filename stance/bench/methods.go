package main

import (
	"math"
	"math/rand/v2"
	"sort"
)

const resamples = 400

func sums(a article) (sum, n float64) {
	for _, v := range a {
		sum += v
	}
	return sum, float64(len(a))
}

// percentiles are the middle 95 % of draws.
func percentiles(draws []float64) (low, high float64) {
	sort.Float64s(draws)
	return draws[int(0.025*float64(len(draws)))], draws[int(math.Ceil(0.975*float64(len(draws))))-1]
}

// bootstrap is the percentile interval over articles drawn again (Field and
// Welsh, JRSS B 69, 2007), which charts used before.
func bootstrap(articles []article, random *rand.Rand) (low, high float64) {
	draws := make([]float64, resamples)
	for r := range draws {
		sum, n := 0.0, 0.0
		for range articles {
			s, m := sums(articles[random.IntN(len(articles))])
			sum, n = sum+s, n+m
		}
		draws[r] = sum / n
	}
	return percentiles(draws)
}

// smoothedBootstrap adds an article of support and one of opposition.
func smoothedBootstrap(articles []article, random *rand.Rand) (low, high float64) {
	return bootstrap(append(append([]article{}, articles...), article{1}, article{-1}), random)
}

// posterior is the Bayesian bootstrap over articles (Rubin, Annals of Statistics
// 9, 1981) with half an article at either end and in the middle as prior.
func posterior(articles []article, random *rand.Rand) (low, high float64) {
	draws := make([]float64, resamples)
	for r := range draws {
		sum, n := 0.0, 0.0
		for _, a := range articles {
			w := random.ExpFloat64()
			s, m := sums(a)
			sum, n = sum+w*s, n+w*m
		}
		for _, v := range []float64{-1, 0, 1} {
			w := gamma(0.5, random)
			sum, n = sum+w*v, n+w
		}
		draws[r] = sum / n
	}
	return percentiles(draws)
}

// designEffect is the variance of the mean over articles by that of independent
// quotes (Kish 1965), at least one; q is the mean on a scale from 0 to 1.
func designEffect(articles []article) (q, n, effect float64) {
	sum := 0.0
	for _, a := range articles {
		s, m := sums(a)
		sum, n = sum+s, n+m
	}
	q = (sum/n + 1) / 2
	between := 0.0
	for _, a := range articles {
		s, m := sums(a)
		d := (s+m)/2 - q*m
		between += d * d
	}
	k := float64(len(articles))
	between *= k / (k - 1) / (n * n)
	if q*(1-q) == 0 {
		return q, n, n / k
	}
	return q, n, max(1, between*n/(q*(1-q)))
}

// wilson is Wilson's interval (JASA 22, 1927) at the effective number of quotes.
func wilson(articles []article, _ *rand.Rand) (low, high float64) {
	q, n, effect := designEffect(articles)
	n /= effect
	const z = 1.959964
	middle := (q + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(q*(1-q)/n+z*z/(4*n*n))
	return 2*(middle-half) - 1, 2*(middle+half) - 1
}

// jeffreys is the equal-tailed posterior under Jeffreys' prior (Brown, Cai and
// DasGupta, Statistical Science 16, 2001) at the effective number of quotes, by
// simulation.
func jeffreys(articles []article, random *rand.Rand) (low, high float64) {
	q, n, effect := designEffect(articles)
	n /= effect
	draws := make([]float64, resamples)
	for r := range draws {
		a, b := gamma(q*n+0.5, random), gamma((1-q)*n+0.5, random)
		draws[r] = 2*a/(a+b) - 1
	}
	low, high = percentiles(draws)
	if q == 1 {
		high = 1
	}
	if q == 0 {
		low = -1
	}
	return low, high
}

// agrestiCoull adds two articles at either end and takes the normal interval of
// the article means (Agresti and Coull, The American Statistician 52, 1998).
func agrestiCoull(articles []article, _ *rand.Rand) (low, high float64) {
	means := []float64{1, 1, -1, -1}
	for _, a := range articles {
		s, m := sums(a)
		means = append(means, s/m)
	}
	n, sum, squares := float64(len(means)), 0.0, 0.0
	for _, m := range means {
		sum += m
		squares += m * m
	}
	mean := sum / n
	half := 1.959964 * math.Sqrt((squares/n-mean*mean)*n/(n-1)/n)
	return max(-1, mean-half), min(1, mean+half)
}
