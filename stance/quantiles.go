package stance

import "math"

// normalQuantile is the value below which a standard normal variable lies with
// probability q.
func normalQuantile(q float64) float64 { return math.Sqrt2 * math.Erfinv(2*q-1) }

// betaCDF is the regularised incomplete beta function I_x(a, b), by the continued
// fraction of Lentz (Press et al., Numerical Recipes, 3rd ed., 2007, section 6.4).
func betaCDF(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // where the other side converges sooner
		return 1 - betaFraction(1-x, b, a)
	}
	return betaFraction(x, a, b)
}

func betaFraction(x, a, b float64) float64 {
	front := x * betaDensity(x, a, b) * (1 - x) / a
	const tiny, precision = 1e-300, 1e-14
	c, d, f := 1.0, 0.0, 1.0
	for i := 0; i < 10_000; i++ {
		m := float64(i / 2)
		step := 1.0
		switch {
		case i > 0 && i%2 == 0:
			step = m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		case i > 0:
			step = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		d = 1 / away(1+step*d, tiny)
		c = away(1+step/c, tiny)
		f *= c * d
		if math.Abs(1-c*d) < precision {
			break
		}
	}
	return front * (f - 1)
}

// betaDensity is the derivative of betaCDF.
func betaDensity(x, a, b float64) float64 {
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	return math.Exp(lab - la - lb + (a-1)*math.Log(x) + (b-1)*math.Log1p(-x))
}

// away keeps a divisor off zero.
func away(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// betaQuantile is the x with I_x(a, b) = q: Newton's steps, halving where one
// would leave the bracket.
func betaQuantile(q, a, b float64) float64 {
	low, high, x := 0.0, 1.0, a/(a+b)
	for range 100 {
		miss := betaCDF(x, a, b) - q
		if miss < 0 {
			low = x
		} else {
			high = x
		}
		next := x - miss/betaDensity(x, a, b)
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-x) < 1e-13*max(x, 1e-3) {
			return next
		}
		x = next
	}
	return x
}

// tQuantile is the quantile of Student's t for q above one half.
func tQuantile(q, degrees float64) float64 {
	x := betaQuantile(2*(1-q), degrees/2, 0.5)
	return math.Sqrt(degrees * (1 - x) / x)
}
