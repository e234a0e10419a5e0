package explain

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// topFeatures is the number of features whose stability counts.
const topFeatures = 5

// standardErrors returns the standard errors of the coefficients of l, which fits all
// columns, by White's estimate. Columns are drawn independently, so that g is
// almost diagonal, and is taken as if it were.
//
// Source: H. White 1980, A Heteroskedasticity-Consistent Covariance Matrix
// Estimator and a Direct Test for Heteroskedasticity, https://doi.org/10.2307/1912934.
func (g *gram) standardErrors(l *linear, m *moments, chunks []*samples, alpha float64) []float64 {
	coef, mean := make([]float64, m.width), make([]float64, m.width) // of the design
	intercept := g.meanY
	for a, j := range g.columns {
		coef[j] = m.sign(j) * l.coef[a]
		mean[j] = m.column[j] / m.w
		intercept -= coef[j] * mean[j]
	}
	square := make([]float64, m.width)
	var all float64
	for _, s := range chunks {
		for i, w := range s.w {
			index, values := s.design.Row(i)
			e := s.y[i] - intercept
			for k, j := range index {
				e -= coef[j] * values[k]
			}
			e *= e * w * w
			all += e
			for k, j := range index {
				square[j] += e * values[k] * (values[k] - 2*mean[j])
			}
		}
	}
	se := make([]float64, len(g.columns))
	for a, j := range g.columns {
		se[a] = math.Sqrt(max(square[j]+all*mean[j]*mean[j], 0)) / (g.g[a][a] + alpha)
	}
	return se
}

// stability estimates which share of the largest absolute weights another run
// would find, from weights and their standard errors: it lets chance draw the
// weights of many runs and counts how often each is among the largest.
func stability(coef, se []float64, seed uint64) float64 {
	const runs = 200
	contenders := contend(coef, se)
	top := min(topFeatures, len(coef))
	if top == 0 {
		return 1
	}
	random := rand.New(rand.NewPCG(seed, math.MaxUint64))
	count := make([]float64, len(coef))
	size := make([]float64, len(coef))
	for range runs {
		for _, j := range contenders {
			size[j] = math.Abs(coef[j] + se[j]*random.NormFloat64())
		}
		slices.SortFunc(contenders, func(a, b int) int { return cmp.Or(cmp.Compare(size[b], size[a]), a-b) })
		for _, j := range contenders[:top] {
			count[j]++
		}
		slices.Sort(contenders)
	}
	var sum float64
	for _, n := range count {
		p := n / runs
		sum += p*p - p*(1-p)/(runs-1) // the square of a share that is counted is too large by its variance
	}
	return min(max(sum/float64(top), 0), 1)
}

// contend returns the columns that may be among the largest, those that are in
// any case included.
func contend(coef, se []float64) []int {
	const wide = 4 // standard errors
	least := make([]float64, len(coef))
	for j, v := range coef {
		least[j] = max(math.Abs(v)-wide*se[j], 0)
	}
	slices.SortFunc(least, func(a, b float64) int { return cmp.Compare(b, a) })
	var list []int
	for j, v := range coef {
		if math.Abs(v)+wide*se[j] >= least[min(topFeatures, len(coef))-1] {
			list = append(list, j)
		}
	}
	return list
}
