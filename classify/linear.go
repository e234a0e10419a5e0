package classify

import (
	"fmt"
	"math"
	"slices"
)

// Linear is the one model for everything that weighs columns: its score is
//
//	1 / (1 + exp(-(b + w·x))),
//
// which is above 0.5 where the margin b + w·x is above 0. It is a probability
// that means what it says only where the trainer says so.
type Linear struct {
	intercept float64
	coef      []float64 // in the units of the columns as given
}

// NewLinear returns the model with the given weights, in log-odds per unit, and
// the given intercept, for those who bring one from elsewhere. Numbers that are not
// finite, and more than [MaxWidth] of them, are errors.
func NewLinear(coef []float64, intercept float64) (*Linear, error) {
	if len(coef) > MaxWidth || !finite(intercept) || slices.ContainsFunc(coef, func(w float64) bool { return !finite(w) }) {
		return nil, fmt.Errorf("classify: linear: %d weights, intercept %g: not finite or too many", len(coef), intercept)
	}
	return &Linear{intercept, slices.Clone(coef)}, nil
}

// newLinear returns the model with weights for columns that were divided by
// scale; it keeps coef.
func newLinear(intercept float64, coef, scale []float64) (*Linear, error) {
	for j := range coef {
		coef[j] /= scale[j]
		if !finite(coef[j]) {
			return nil, fmt.Errorf("weight of column %d overflows", j)
		}
	}
	return &Linear{intercept, coef}, nil
}

// Width implements [Model].
func (m *Linear) Width() int { return len(m.coef) }

// Coef returns a copy of the weights, one a column, in log-odds per unit.
func (m *Linear) Coef() []float64 { return append([]float64(nil), m.coef...) }

// Intercept returns the log-odds of a row of zeros.
func (m *Linear) Intercept() float64 { return m.intercept }

// Scores implements [Model].
func (m *Linear) Scores(dst []float64, x Matrix) error {
	if err := checkScores(dst, x, len(m.coef)); err != nil {
		return err
	}
	for i := range dst {
		index, values := x.Row(i)
		dst[i] = sigmoid(m.intercept + dot(m.coef, index, values))
	}
	return nil
}

// dot returns the sum of w[index[k]]·values[k] in that order. Huge entries of
// opposite sign may overflow to infinities that cancel to NaN; the sum is then
// the neutral 0.
func dot(w []float64, index []int32, values []float64) float64 {
	var sum float64
	for k, j := range index {
		sum += w[j] * values[k]
	}
	if math.IsNaN(sum) {
		return 0
	}
	return sum
}

func sigmoid(z float64) float64 {
	if z >= 0 {
		return 1 / (1 + math.Exp(-z))
	}
	e := math.Exp(z)
	return e / (1 + e)
}

// softplus returns log(1 + exp(z)) without overflow.
func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }
