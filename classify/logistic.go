package classify

import (
	"context"
	"errors"
	"fmt"
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
	m, err := newLinear(w[p.width], w[:p.width], p.scale)
	if err != nil {
		return nil, fmt.Errorf("classify: logistic: %w", err)
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
