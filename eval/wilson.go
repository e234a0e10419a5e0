package eval

import "math"

// Wilson returns the share k/n with its 95 % score interval (E. B. Wilson,
// Journal of the American Statistical Association 22, 1927,
// https://doi.org/10.1080/01621459.1927.10502953). Of no samples nothing is
// known: [0, 1].
func Wilson(k, n int) Estimate { return wilson(float64(k), float64(n)) }

// wilson is Wilson for counts of cases that are counted in parts.
func wilson(k, n float64) Estimate {
	if n == 0 {
		return Estimate{0, 0, 1}
	}
	const z = 1.959963984540054 // 97.5th percentile of the standard normal distribution
	p := k / n
	center, half := p+z*z/(2*n), z*math.Sqrt(max(p*(1-p), 0)/n+z*z/(4*n*n))
	return Estimate{p, (center - half) / (1 + z*z/n), (center + half) / (1 + z*z/n)}
}
