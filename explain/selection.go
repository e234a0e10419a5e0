package explain

import (
	"cmp"
	"math"
	"slices"
)

// Selection says how [LIME] chooses the features of its linear model.
type Selection uint8

// The selections of the reference package.
const (
	SelectAuto    Selection = iota // SelectForward of up to 6 features, SelectHighest of more
	SelectHighest                  // those of the largest weights, times the entry of x with Continuous, when all are fitted
	SelectForward                  // one by one, each time the one that raises R² most
	SelectLARS                     // the last on the path of the lasso that are no more than wanted
	SelectAll                      // all that vary
)

// choose returns which columns of g, n at most, are to be fitted.
func (s Selection) choose(g *gram, n int) []int {
	if s == SelectAuto {
		s = SelectHighest
		if n <= 6 {
			s = SelectForward
		}
	}
	switch s {
	case SelectHighest:
		return g.highest(n)
	case SelectForward:
		return g.forward(n)
	case SelectLARS:
		return g.lasso(n)
	}
	return g.all()
}

func (g *gram) all() []int {
	of := make([]int, len(g.columns))
	for i := range of {
		of[i] = i
	}
	return of
}

// highest selects by the weights of a model of all columns with a small penalty,
// times the features of the row that is explained.
func (g *gram) highest(n int) []int {
	of := g.all()
	coef := g.ridge(of, 0.01).coef
	for i, v := range g.own {
		coef[i] *= v
	}
	slices.SortStableFunc(of, func(a, b int) int { return cmp.Compare(math.Abs(coef[b]), math.Abs(coef[a])) })
	return of[:min(n, len(of))]
}

// forward adds the column that explains most of what is left of the scores, and
// takes what it explains out of the others and of the scores.
func (g *gram) forward(n int) []int {
	rest := make([][]float64, len(g.g))
	for i := range rest {
		rest[i] = slices.Clone(g.g[i])
	}
	c := slices.Clone(g.c)
	var of []int
	for range min(n, len(c)) {
		best, gain := -1, -1.0
		for j := range c {
			if slices.Contains(of, j) {
				continue
			}
			var r float64
			if rest[j][j] > 1e-12*g.g[j][j] { // else those chosen determine it
				r = c[j] * c[j] / rest[j][j]
			}
			if r > gain {
				best, gain = j, r
			}
		}
		of = append(of, best)
		if rest[best][best] > 1e-12*g.g[best][best] {
			sweep(rest, c, best)
		}
	}
	return of
}

// sweep takes column k out of the others.
func sweep(rest [][]float64, c []float64, k int) {
	line := slices.Clone(rest[k])
	ck := c[k]
	for i := range rest {
		f := line[i] / line[k]
		for j := range rest[i] {
			rest[i][j] -= f * line[j]
		}
		c[i] -= f * ck
	}
}

// lasso follows the path of the lasso from no column to all by least angle
// regression, and returns the last set of columns on it that are n at most.
//
// Source: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani 2004, Least Angle
// Regression, https://doi.org/10.1214/009053604000000067, section 3.
func (g *gram) lasso(n int) []int {
	p := &path{gram: g, coef: make([]float64, len(g.c)), left: slices.Clone(g.c)}
	var chosen []int
	for range maxPath {
		if !p.step() {
			break
		}
		if len(p.active) <= n {
			chosen = slices.Sorted(slices.Values(p.active))
		}
	}
	return chosen
}

// maxPath is the number of steps that scikit-learn's lars_path goes at most.
const maxPath = 500

// path is a place on the path of the lasso.
type path struct {
	*gram
	active  []int // in the order of their arrival
	coef    []float64
	left    []float64 // products of the columns with what is left of the scores
	dropped bool      // a column left in the last step, so that none comes in this one
}

// step goes to the next place at which a column comes or leaves, and reports
// whether there was one.
func (p *path) step() bool {
	most, at := 0.0, -1
	for j, v := range p.left {
		if !slices.Contains(p.active, j) && math.Abs(v) > most {
			most, at = math.Abs(v), j
		}
	}
	if p.dropped {
		most = 0
		for _, j := range p.active {
			most = max(most, math.Abs(p.left[j]))
		}
	} else {
		if at < 0 || most <= 1e-12*math.Sqrt(p.yy*p.g[at][at]) {
			return false
		}
		p.active = append(p.active, at)
	}
	p.dropped = false
	p.move(most)
	return true
}

// move lets the products of the active columns with what is left shrink together
// from most until that of another is as large, or a weight is 0.
func (p *path) move(most float64) {
	a := make([][]float64, len(p.active))
	way := make([]float64, len(p.active))
	for i, j := range p.active {
		for _, k := range p.active[:i+1] {
			a[i] = append(a[i], p.g[j][k])
		}
		way[i] = math.Copysign(1, p.left[j])
	}
	cholesky(a)
	solve(a, way) // the products shrink by 1 for each unit of this
	change := make([]float64, len(p.left))
	for i, k := range p.active {
		for j := range change {
			change[j] += way[i] * p.g[k][j]
		}
	}
	length := most
	for j, v := range p.left {
		if slices.Contains(p.active, j) {
			continue
		}
		for _, l := range [...]float64{(most - v) / (1 - change[j]), (most + v) / (1 + change[j])} {
			if l > 0 && l < length {
				length = l
			}
		}
	}
	leaves := -1
	for i, j := range p.active {
		if l := -p.coef[j] / way[i]; l > 0 && l < length {
			length, leaves = l, i
		}
	}
	for i, j := range p.active {
		p.coef[j] += length * way[i]
	}
	for j := range p.left {
		p.left[j] -= length * change[j]
	}
	if leaves >= 0 {
		p.coef[p.active[leaves]] = 0
		p.active = slices.Delete(p.active, leaves, leaves+1)
		p.dropped = true
	}
}
