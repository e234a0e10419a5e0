package classify

import (
	"context"
	"fmt"
)

// LinearSVM configures a linear support vector machine: w and b minimise
//
//	½ (‖w‖² + (b/Intercept)²) + C Σᵢ weightᵢ · loss(yᵢ(b + w·xᵢ)),  y in {-1,+1},
//
// where x is scaled and the loss is the hinge or its square. The intercept is a
// weight for a column that is Intercept everywhere, so it is penalised too, as in
// LIBLINEAR and in LinearSVC of scikit-learn, whose settings have the same
// meaning but for Tol. The minimum is unique and found in the dual by coordinate
// descent with shrinking (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, A
// dual coordinate descent method for large-scale linear SVM,
// https://doi.org/10.1145/1390156.1390208). It is slow where columns differ much
// in size, as they may with [ScaleNone], and where C times a weight is large.
//
// The score is the logistic function of the margin b + w·x. It grows with the
// margin and is above 0.5 where the margin is above 0, but it is no calibrated
// probability.
type LinearSVM struct {
	Loss      MarginLoss // LossHinge or LossSquaredHinge; 0 means LossSquaredHinge
	C         float64    // what the loss counts against the penalty; 0 means 1
	Intercept float64    // the larger, the less the intercept is penalised; 0 means 1
	Scaling   Scaling    // how columns are scaled; weights are given back in the original units
	// Tol is how far above the minimum the objective may be, as a share of it:
	// training stops when the dual proves this. 0 means 1e-12 for the squared
	// hinge and 1e-5 for the hinge, whose last digits take long.
	Tol     float64
	MaxIter int    // passes over the rows before giving up with an error; 0 means 10,000
	Seed    uint64 // of the order of rows, which changes the result only within Tol
}

// Train implements [Trainer].
func (c LinearSVM) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	x, scale := scaled(c.Scaling, t)
	d, err := newDual(c, t, x)
	if err != nil {
		return nil, fmt.Errorf("classify: svm: %w", err)
	}
	if err := d.solve(ctx); err != nil {
		return nil, fmt.Errorf("classify: svm: %w", err)
	}
	m, err := newLinear(d.bias*c.Intercept, d.w, scale)
	if err != nil {
		return nil, fmt.Errorf("classify: svm: %w", err)
	}
	return m, nil
}

func (c LinearSVM) withDefaults() (LinearSVM, error) {
	for _, v := range []float64{c.C, c.Intercept, c.Tol} {
		if v < 0 || !finite(v) {
			return c, fmt.Errorf("classify: svm: settings out of range: %+v", c)
		}
	}
	if c.Loss > LossSquaredHinge || c.Scaling > ScaleNone || c.MaxIter < 0 {
		return c, fmt.Errorf("classify: svm: settings out of range: %+v", c)
	}
	if c.Loss == 0 {
		c.Loss = LossSquaredHinge
	}
	if c.C == 0 {
		c.C = 1
	}
	if c.Intercept == 0 {
		c.Intercept = 1
	}
	if c.Tol == 0 {
		c.Tol = 1e-12
		if c.Loss == LossHinge {
			c.Tol = 1e-5
		}
	}
	if c.MaxIter == 0 {
		c.MaxIter = 10000
	}
	return c, nil
}
