package stance

import (
	"math"
	"math/rand/v2"
	"slices"
)

// SampleForAgreement is how many of a population of units two coders must judge so
// that an agreement of the expected share in the sample means, with probability
// level, at least the expected share less the margin in all: Lacy and Riffe
// (Journalism & Mass Communication Quarterly 73, 1996). A population of 0 is
// endless.
func SampleForAgreement(population int, expected, margin, level float64) int {
	return sampleSize(population, expected, margin/normalQuantile(level))
}

// sampleSize is Lacy and Riffe's formula for a standard error.
func sampleSize(population int, p, se float64) int {
	spread := p * (1 - p)
	if population <= 0 {
		return int(math.Ceil(spread / (se * se)))
	}
	n := float64(population)
	size := ((n-1)*se*se + spread*n) / ((n-1)*se*se + spread)
	return min(int(math.Ceil(size-1e-9)), population)
}

// SampleForAlpha is how many units are needed to tell an alpha from the smallest
// acceptable one, when the rarest value makes up the given share: Bloch and Kraemer
// (Biometrics 45, 1989) as Krippendorff gives it (Content Analysis, 2nd ed., 2004,
// section 11.4.2).
func SampleForAlpha(smallest, rarest, level float64) int {
	z := normalQuantile(level)
	spread := 4 * (1 - smallest) * rarest * (1 - rarest)
	return int(math.Ceil(z * z * ((1+smallest)*(3-smallest)/spread - smallest)))
}

// DrawStratified draws n of units, from each stratum in proportion to its size
// (largest remainders), in random order. A stratum "" throughout is a simple random
// sample. It returns places in strata.
func DrawStratified(strata []string, n int, seed uint64) []int {
	random := rand.New(rand.NewPCG(seed, 0x64726177))
	members := map[string][]int{}
	var names []string
	for i, s := range strata {
		if members[s] == nil {
			names = append(names, s)
		}
		members[s] = append(members[s], i)
	}
	slices.Sort(names)
	n = min(n, len(strata))
	take, rest := make([]int, len(names)), n
	remainders := make([]float64, len(names))
	for i, s := range names {
		share := float64(n) * float64(len(members[s])) / float64(len(strata))
		take[i] = int(share)
		remainders[i] = share - float64(take[i])
		rest -= take[i]
	}
	order := random.Perm(len(names)) // equal remainders: by chance
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case remainders[a] > remainders[b]:
			return -1
		case remainders[a] < remainders[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:max(rest, 0)] {
		take[i]++
	}
	var out []int
	for i, s := range names {
		own := members[s]
		random.Shuffle(len(own), func(a, b int) { own[a], own[b] = own[b], own[a] })
		out = append(out, own[:take[i]]...)
	}
	random.Shuffle(len(out), func(a, b int) { out[a], out[b] = out[b], out[a] })
	return out
}
