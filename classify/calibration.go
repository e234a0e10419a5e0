package classify

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
)

// Platt turns a score f into the probability 1/(1+exp(A·f+B)).
type Platt struct{ A, B float64 }

// At returns the probability of malicious for the score f, which is finite.
func (p Platt) At(f float64) float64 { return sigmoid(-(p.A*f + p.B)) }

// FitPlatt returns the A and B that minimise the log loss of the probabilities
// of the scores f, against targets that say of n₁ malicious and n₀ benign rows,
// counted by weight, that one more of each kind might come: (n₁+1)/(n₁+2) and
// 1/(n₀+2) (Platt 1999, Probabilistic outputs for support vector machines; solved
// by Newton's method as Lin, Lin and Weng 2007, A note on Platt's probabilistic
// outputs, https://doi.org/10.1007/s10994-007-5018-6, advise). y holds labels 0
// and 1; a nil weight counts every score once. Lists of different length, scores
// that are not finite, and no weight at all are errors. The minimum is that of
// scikit-learn's method "sigmoid".
func FitPlatt(f, y, weight []float64) (Platt, error) {
	w, err := calibrationWeights(f, y, weight)
	if err != nil {
		return Platt{}, err
	}
	var n [2]float64
	for i, v := range w {
		n[int(y[i])] += v
	}
	s := plattFit{f: slices.Clone(f), weight: w, target: make([]float64, len(f))}
	unit := max(1, math.Abs(slices.Max(f)), math.Abs(slices.Min(f)))
	for i := range s.f {
		s.f[i] /= unit
		s.weight[i] /= n[0] + n[1]
		s.target[i] = 1 / (n[0] + 2)
		if y[i] == 1 {
			s.target[i] = (n[1] + 1) / (n[1] + 2)
		}
	}
	slope, offset := s.minimise(0, math.Log((n[1]+1)/(n[0]+1)))
	return Platt{-slope / unit, -offset}, nil
}

// calibrationWeights checks the arguments of a fit and returns a copy of the
// weights.
func calibrationWeights(x, y, weight []float64) ([]float64, error) {
	if len(x) != len(y) || weight != nil && len(weight) != len(x) {
		return nil, fmt.Errorf("classify: calibration of %d scores with %d labels and %d weights", len(x), len(y), len(weight))
	}
	w := slices.Clone(weight)
	if weight == nil {
		w = slices.Repeat([]float64{1}, len(x))
	}
	var total float64
	for i, v := range w {
		if !finite(x[i]) || y[i] != 0 && y[i] != 1 || !finite(v) || v < 0 {
			return nil, fmt.Errorf("classify: calibration: score %d is %g with label %g and weight %g", i, x[i], y[i], v)
		}
		total += v
	}
	if total == 0 || total > MaxWeight {
		return nil, fmt.Errorf("classify: calibration: weights add up to %g, want above 0 and at most %g", total, MaxWeight)
	}
	return w, nil
}

// plattFit is the log loss of sigmoid(slope·f + offset); weights add up to 1.
type plattFit struct{ f, target, weight []float64 }

func (s plattFit) loss(slope, offset float64) float64 {
	var sum float64
	for i, f := range s.f {
		z := slope*f + offset
		sum += s.weight[i] * (softplus(z) - s.target[i]*z)
	}
	return sum
}

// minimise takes Newton steps, halved until the loss falls (Armijo). A ridge far
// below any curvature of data keeps them finite where all scores are the same.
func (s plattFit) minimise(slope, offset float64) (float64, float64) {
	const ridge = 1e-12
	loss := s.loss(slope, offset)
	for range 100 {
		var g0, g1 float64
		h00, h01, h11 := ridge, 0., ridge
		for i, f := range s.f {
			p := sigmoid(slope*f + offset)
			d, c := s.weight[i]*(p-s.target[i]), s.weight[i]*p*(1-p)
			g0, g1 = g0+d*f, g1+d
			h00, h01, h11 = h00+c*f*f, h01+c*f, h11+c
		}
		det := h00*h11 - h01*h01
		d0, d1 := -(h11*g0-h01*g1)/det, -(h00*g1-h01*g0)/det
		moved := false
		for t := 1.0; t > 1e-10 && !moved; t /= 2 {
			next := s.loss(slope+t*d0, offset+t*d1)
			if next < loss && next <= loss+1e-4*t*(g0*d0+g1*d1) {
				slope, offset, loss, moved = slope+t*d0, offset+t*d1, next, true
			}
		}
		if !moved {
			break
		}
	}
	return slope, offset
}

// Isotonic is a non-decreasing map from scores to probabilities: linear between
// the knots (X[k], Y[k]) and constant beyond them. X ascends by 1e-15 or more, Y
// does not descend and is in [0,1].
type Isotonic struct{ X, Y []float64 }

// At returns the probability of malicious for the score x.
func (m *Isotonic) At(x float64) float64 {
	k := sort.SearchFloat64s(m.X, x)
	if k == 0 {
		return m.Y[0]
	}
	if k == len(m.X) {
		return m.Y[k-1]
	}
	// halves, so that the difference of huge knots is finite
	share := (x/2 - m.X[k-1]/2) / (m.X[k]/2 - m.X[k-1]/2)
	return min(m.Y[k-1]+share*(m.Y[k]-m.Y[k-1]), m.Y[k])
}

// check returns what is wrong with the map.
func (m *Isotonic) check() error {
	bad := len(m.X) == 0 || len(m.X) != len(m.Y)
	for k := 0; !bad && k < len(m.X); k++ {
		bad = !finite(m.X[k]) || !(m.Y[k] >= 0 && m.Y[k] <= 1) || k > 0 && !(m.X[k]-m.X[k-1] >= sameScore && m.Y[k] >= m.Y[k-1])
	}
	if bad {
		return errors.New("knots out of order")
	}
	return nil
}

// sameScore is the difference below which scores count as one, as in
// scikit-learn.
const sameScore = 1e-15

// FitIsotonic returns the non-decreasing map with the least squared error of the
// scores x against the labels y, by weight: adjacent violators are pooled
// (Barlow, Bartholomew, Bremner and Brunk 1972), after scores that are the same
// (de Leeuw 1977, secondary approach). y holds labels 0 and 1; a nil weight counts
// every score once. Errors are those of [FitPlatt]. It is scikit-learn's
// IsotonicRegression with out_of_bounds="clip".
func FitIsotonic(x, y, weight []float64) (*Isotonic, error) {
	w, err := calibrationWeights(x, y, weight)
	if err != nil {
		return nil, err
	}
	order := slices.DeleteFunc(seq(len(x)), func(i int) bool { return w[i] == 0 })
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	var pools []pool
	last := math.Inf(-1) // the first score of those that count as one
	m := &Isotonic{}
	for _, i := range order {
		if x[i]-last >= sameScore {
			last = x[i]
			m.X = append(m.X, last)
			pools = append(pools, pool{weight: w[i], malicious: w[i] * y[i], scores: 1})
			continue
		}
		p := &pools[len(pools)-1]
		p.weight += w[i]
		p.malicious += w[i] * y[i]
	}
	for _, p := range pooled(pools) {
		m.Y = append(m.Y, slices.Repeat([]float64{p.mean()}, p.scores)...)
	}
	m.trim()
	return m, nil
}

// pool is consecutive scores with one value.
type pool struct {
	weight, malicious float64
	scores            int
}

func (p pool) mean() float64 { return min(p.malicious/p.weight, 1) }

// pooled merges pools whose means do not ascend.
func pooled(pools []pool) []pool {
	var done []pool
	for _, p := range pools {
		for k := len(done) - 1; k >= 0 && done[k].mean() >= p.mean(); k-- {
			p = pool{done[k].weight + p.weight, done[k].malicious + p.malicious, done[k].scores + p.scores}
			done = done[:k]
		}
		done = append(done, p)
	}
	return done
}

// trim drops the knots inside a level stretch.
func (m *Isotonic) trim() {
	var x, y []float64
	for k := range m.X {
		if k > 0 && k < len(m.X)-1 && m.Y[k] == m.Y[k-1] && m.Y[k] == m.Y[k+1] {
			continue
		}
		x, y = append(x, m.X[k]), append(y, m.Y[k])
	}
	m.X, m.Y = x, y
}
