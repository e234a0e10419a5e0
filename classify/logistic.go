package classify

import (
	"context"
	"errors"
	"fmt"
)

// Solver is a way to the minimum.
type Solver uint8

// The solvers. Both end early where the loss is flat to the last bit.
const (
	// SolverNewton is a truncated Newton method (Lin, Weng and Keerthi 2008, Trust
	// region Newton method for large-scale logistic regression,
	// https://www.jmlr.org/papers/v9/lin08b.html, with a line search in place of
	// the trust region).
	SolverNewton Solver = iota
	// SolverLBFGS is L-BFGS of gonum (Liu and Nocedal 1989, On the limited memory
	// BFGS method for large scale optimization,
	// https://doi.org/10.1007/BF01589116), which scikit-learn uses too.
	SolverLBFGS
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
// scikit-learn's LogisticRegression with lbfgs. The minimum is unique, so that a
// [Solver] decides only how long it takes to find. There is no randomness.
type Logistic struct {
	L2      float64 // penalty; 0 means 1; negative is an error
	Scaling Scaling // how columns are scaled; weights are given back in the original units
	Solver  Solver
	Tol     float64 // stop when the gradient's norm is Tol times that at the start; 0 means 1e-8
	MaxIter int     // steps before giving up with an error; 0 means 100 for Newton's and 1000 for others
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
	minimise := p.minimise
	if c.Solver == SolverLBFGS {
		minimise = p.lbfgs
	}
	w, err := minimise(ctx, c.Tol, c.MaxIter)
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
	if c.L2 < 0 || !finite(c.L2) || c.Tol < 0 || !finite(c.Tol) || c.MaxIter < 0 ||
		c.Scaling > ScaleNone || c.Solver > SolverLBFGS {
		return c, fmt.Errorf("classify: logistic: settings out of range: %+v", c)
	}
	if c.L2 == 0 {
		c.L2 = 1
	}
	if c.Tol == 0 {
		c.Tol = 1e-8
	}
	if c.MaxIter == 0 && c.Solver == SolverNewton {
		c.MaxIter = 100
	}
	if c.MaxIter == 0 {
		c.MaxIter = 1000
	}
	return c, nil
}
