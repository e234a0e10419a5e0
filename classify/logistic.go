package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Scaling says how a trainer brings columns to a common size.
type Scaling uint8

// The scalings.
const (
	ScaleMaxAbs Scaling = iota // divide by the largest absolute value: zeros stay zero, range [-1,1]
	ScaleNone                  // columns as they are
)

// Logistic configures logistic regression: the probability is
//
//	p(x) = 1 / (1 + exp(-(b + w·x)))
//
// with the w and b that minimise
//
//	L2/2 ‖w‖² + Σᵢ weightᵢ · log(1 + exp(-yᵢ(b + w·xᵢ))),  y in {-1,+1},
//
// where x is scaled. The intercept b carries no penalty, so L2 is 1/C of
// scikit-learn's LogisticRegression with lbfgs. The minimum is unique and is
// found by a truncated Newton method (Lin, Weng and Keerthi 2008, Trust region
// Newton method for large-scale logistic regression,
// https://www.jmlr.org/papers/v9/lin08b.html, with a line search in place of
// the trust region). There is no randomness.
type Logistic struct {
	L2      float64 // penalty; 0 means 1; negative is an error
	Scaling Scaling // how columns are scaled; weights are given back in the original units
	Tol     float64 // stop when the gradient's norm is Tol times that at the start; 0 means 1e-8
	MaxIter int     // Newton steps before giving up with an error; 0 means 100
	Workers int     // goroutines; 0 = GOMAXPROCS; never changes the result
}

// LogisticModel is a trained logistic regression.
type LogisticModel struct {
	intercept float64
	coef      []float64 // in the units of the columns as given
}

var errNotConverged = errors.New("no convergence")

// Train implements [Trainer].
func (c Logistic) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	p := newProblem(c, t)
	w, err := p.minimise(ctx, c.Tol, c.MaxIter)
	if err != nil {
		return nil, fmt.Errorf("classify: logistic: %w", err)
	}
	m := &LogisticModel{intercept: w[p.width], coef: w[:p.width]}
	for j := range m.coef {
		m.coef[j] /= p.scale[j]
		if !finite(m.coef[j]) {
			return nil, fmt.Errorf("classify: logistic: weight of column %d overflows", j)
		}
	}
	return m, nil
}

func (c Logistic) withDefaults() (Logistic, error) {
	if c.L2 < 0 || !finite(c.L2) || c.Tol < 0 || !finite(c.Tol) || c.MaxIter < 0 || c.Scaling > ScaleNone {
		return c, fmt.Errorf("classify: logistic: settings out of range: %+v", c)
	}
	if c.L2 == 0 {
		c.L2 = 1
	}
	if c.Tol == 0 {
		c.Tol = 1e-8
	}
	if c.MaxIter == 0 {
		c.MaxIter = 100
	}
	return c, nil
}

// NewLogistic returns the model with the given weights, in log-odds per unit,
// and the given intercept, for those who bring one from elsewhere. Numbers that
// are not finite, and more than [MaxWidth] of them, are errors.
func NewLogistic(coef []float64, intercept float64) (*LogisticModel, error) {
	if len(coef) > MaxWidth || !finite(intercept) || slices.ContainsFunc(coef, func(w float64) bool { return !finite(w) }) {
		return nil, fmt.Errorf("classify: logistic: %d weights, intercept %g: not finite or too many", len(coef), intercept)
	}
	return &LogisticModel{intercept: intercept, coef: slices.Clone(coef)}, nil
}

// Width implements [Model].
func (m *LogisticModel) Width() int { return len(m.coef) }

// Coef returns a copy of the weights, one a column, in log-odds per unit.
func (m *LogisticModel) Coef() []float64 { return append([]float64(nil), m.coef...) }

// Intercept returns the log-odds of a row of zeros.
func (m *LogisticModel) Intercept() float64 { return m.intercept }

// Scores implements [Model].
func (m *LogisticModel) Scores(dst []float64, x Matrix) error {
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
