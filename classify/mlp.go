package classify

import (
	"context"
	"fmt"
	"math"
)

// MLP configures a multilayer perceptron with one output, the log-odds: with
// h₀ = x, hidden layers hₗ = f(Wₗhₗ₋₁ + bₗ) and the score 1/(1+exp(-(w·h + b))),
// it minimises, batch by batch,
//
//	(Σᵢ weightᵢ · logloss(yᵢ, score(xᵢ)) + Alpha/2 Σ W²) / Σᵢ weightᵢ
//
// by Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980), as MLPClassifier
// of scikit-learn 1.9 does: weights and intercepts start uniform within
// ±√(6/(inputs+outputs)) of their layer, 2 in place of 6 for [ActivationLogistic]
// (Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html); rows
// are shuffled for each pass; training ends when more than Patience passes in a
// row have not brought the loss Tol below the best before. Intercepts carry no
// penalty. Two things differ: rows of weight 0 are left out, while there they fill
// batches, and a column without an entry among the rows has no weight, while there
// it keeps about the one that it was drawn.
//
// The input is unscaled unless MaxAbs is set: columns of large numbers then take
// the say, as in scikit-learn. Numbers so large that the parameters overflow are
// an error.
type MLP struct {
	Hidden     []int // units of each hidden layer; nil means one layer of 100
	Activation Activation
	MaxAbs     bool    // divide columns by their largest absolute value; the model takes rows in the original units
	Alpha      float64 // penalty; 0 means 1e-4; negative is an error
	Rate       float64 // learning rate; 0 means 1e-3
	Beta1      float64 // how much of the mean gradient stays at a step, below 1; 0 means 0.9
	Beta2      float64 // how much of the mean squared gradient stays, below 1; 0 means 0.999
	Epsilon    float64 // what Adam adds to the root of that; 0 means 1e-8
	Batch      int     // rows of a step; 0 means 200; never more than there are
	MaxIter    int     // passes over the rows at most; 0 means 200
	Tol        float64 // what counts as a gain of the loss or, with Validation, of the accuracy; 0 means 1e-4
	Patience   int     // passes without a gain that are borne; 0 means 10
	// Validation is the share of rows of each class, below 1, that are kept from
	// training. Then their accuracy takes the place of the loss, and the
	// parameters of the best pass are the result. scikit-learn's early_stopping
	// keeps 0.1. 0 means none.
	Validation float64
	// Passes, if not 0, is the number of passes, whatever the loss: the same as
	// calling scikit-learn's partial_fit so many times. There a random_state makes
	// every call after the first shuffle alike, so here too all passes after the
	// first have one order of rows. MaxIter, Tol and Patience then have no say.
	Passes  int
	Seed    uint64 // the parameters and each pass draw from PCG streams of (Seed, item)
	Workers int    // goroutines; 0 = GOMAXPROCS; never changes the result
}

// MLPModel is a trained multilayer perceptron.
type MLPModel struct{ net *network }

// Bounds of a network, so that its model can be saved: parameters take 8 bytes
// each, which compression cannot lessen.
const (
	maxParams = 7 << 20
	maxHidden = 64
)

// Train implements [Trainer].
func (c MLP) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	c, err := c.withDefaults(t.X.Width())
	if err != nil {
		return nil, err
	}
	net, err := c.fit(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("classify: mlp: %w", err)
	}
	return &MLPModel{net}, nil
}

func (c MLP) withDefaults(width int) (MLP, error) {
	bad := c.Activation > ActivationLogistic || c.Batch < 0 || c.MaxIter < 0 || c.Patience < 0 || c.Passes < 0 ||
		c.Beta1 >= 1 || c.Beta2 >= 1 || !(c.Validation >= 0 && c.Validation < 1) || c.Passes > 0 && c.Validation > 0
	for _, v := range []float64{c.Alpha, c.Rate, c.Beta1, c.Beta2, c.Epsilon, c.Tol} {
		bad = bad || v < 0 || !finite(v)
	}
	if c.Hidden == nil {
		c.Hidden = []int{100}
	}
	if bad || countParams(width, c.Hidden) > maxParams {
		return c, fmt.Errorf("classify: mlp: settings out of range for %d columns: %+v", width, c)
	}
	c.Alpha, c.Rate, c.Tol = orElse(c.Alpha, 1e-4), orElse(c.Rate, 1e-3), orElse(c.Tol, 1e-4)
	c.Beta1, c.Beta2, c.Epsilon = orElse(c.Beta1, 0.9), orElse(c.Beta2, 0.999), orElse(c.Epsilon, 1e-8)
	c.Batch, c.MaxIter, c.Patience = orElse(c.Batch, 200), orElse(c.MaxIter, 200), orElse(c.Patience, 10)
	return c, nil
}

// orElse returns v, or other if v is 0.
func orElse[T int | float64](v, other T) T {
	if v == 0 {
		return other
	}
	return v
}

// Width implements [Model].
func (m *MLPModel) Width() int { return m.net.layers[0].in }

// Scores implements [Model].
func (m *MLPModel) Scores(dst []float64, x Matrix) error {
	if err := checkScores(dst, x, m.Width()); err != nil {
		return err
	}
	m.net.scores(dst, x, 0)
	return nil
}

// scores writes the scores of the rows of x from number from on. Where huge
// entries make infinities that cancel, the score is neutral.
func (n *network) scores(dst []float64, x Matrix, from int) {
	out := n.outputs()
	for i := range dst {
		index, values := x.Row(from + i)
		z := n.forward(out, index, values)
		if math.IsNaN(z) {
			z = 0
		}
		dst[i] = sigmoid(z)
	}
}
