package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// GaussianNB configures Gaussian naive Bayes: within a class c, a column j is
// normal with a mean μ and a variance v of its own and independent of the other
// columns, so that the log-odds of a row are
//
//	log(P(1)/P(0)) + Σⱼ ½ (log(v₀ⱼ/v₁ⱼ) + (xⱼ-μ₀ⱼ)²/v₀ⱼ - (xⱼ-μ₁ⱼ)²/v₁ⱼ).
//
// Means and variances are the weighted ones of the training rows, and to every
// variance the largest variance of a column over both classes times Smoothing
// is added. This is GaussianNB of scikit-learn 1.9, whose notes are
// https://scikit-learn.org/stable/modules/naive_bayes.html#gaussian-naive-bayes,
// with one difference: the largest variance is weighted too, so that a row of
// weight 2 is two rows. Where no column varies the score is the prior.
type GaussianNB struct {
	Smoothing float64 // share of the largest variance added to all; 0 means 1e-9; negative is an error
	Prior     float64 // probability of malicious before a row is seen, in (0,1); 0 means the share of the weight
}

var errLarge = errors.New("columns too large")

// Train implements [Trainer].
func (c GaussianNB) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if c.Smoothing < 0 || !finite(c.Smoothing) || !(c.Prior >= 0 && c.Prior < 1) {
		return nil, fmt.Errorf("classify: naive bayes: settings out of range: %+v", c)
	}
	if c.Smoothing == 0 {
		c.Smoothing = 1e-9
	}
	mo, err := newMoments(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("classify: naive bayes: %w", err)
	}
	if c.Prior == 0 {
		c.Prior = mo.weight[1] / (mo.weight[0] + mo.weight[1])
	}
	extra := c.Smoothing * mo.largest()
	m := &GaussianNBModel{prior: math.Log(c.Prior / (1 - c.Prior)), columns: make([]normals, t.X.Width())}
	for j := range m.columns {
		n := &m.columns[j]
		for k := range n.mean {
			n.mean[k], n.variance[k] = mo.mean[k][j], mo.variance[k][j]+extra
		}
	}
	if err := m.prepare(); err != nil {
		return nil, fmt.Errorf("classify: naive bayes: %w", err)
	}
	return m, nil
}

// moments are the weights, means and variances of the rows of each class. Only
// entries other than zero are visited.
type moments struct {
	weight         [2]float64
	mean, variance [2][]float64 // a value a column
}

func newMoments(ctx context.Context, t *Table) (*moments, error) {
	m := &moments{}
	var filled [2][]float64 // weight of the rows where a column is not zero
	for k := range m.mean {
		m.mean[k], m.variance[k] = make([]float64, t.X.Width()), make([]float64, t.X.Width())
		filled[k] = make([]float64, t.X.Width())
	}
	err := eachRow(ctx, t, func(class int, w float64, index []int32, values []float64) {
		m.weight[class] += w
		for e, j := range index {
			m.mean[class][j] += w * values[e]
			filled[class][j] += w
		}
	})
	if err != nil {
		return nil, err
	}
	for k := range m.mean {
		for j := range m.mean[k] {
			m.mean[k][j] /= m.weight[k]
		}
	}
	err = eachRow(ctx, t, func(class int, w float64, index []int32, values []float64) {
		for e, j := range index {
			d := values[e] - m.mean[class][j]
			m.variance[class][j] += w * d * d
		}
	})
	if err != nil {
		return nil, err
	}
	for k := range m.mean {
		for j, mean := range m.mean[k] {
			zeros := max(0, m.weight[k]-filled[k][j]) // a full column may leave a rounding error below 0
			m.variance[k][j] = (m.variance[k][j] + zeros*mean*mean) / m.weight[k]
		}
	}
	return m, nil
}

// eachRow visits the rows of positive weight.
func eachRow(ctx context.Context, t *Table, do func(class int, w float64, index []int32, values []float64)) error {
	for i, y := range t.Y {
		if i%stretch == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if w := t.weight(i); w > 0 {
			index, values := t.X.Row(i)
			do(int(y), w, index, values)
		}
	}
	return ctx.Err()
}

// largest returns the largest variance of a column over the rows of both
// classes: that within them plus that between their means.
func (m *moments) largest() float64 {
	total := m.weight[0] + m.weight[1]
	p, q := m.weight[0]/total, m.weight[1]/total
	var largest float64
	for j := range m.mean[0] {
		d := m.mean[0][j] - m.mean[1][j]
		largest = max(largest, p*m.variance[0][j]+q*m.variance[1][j]+p*q*d*d)
	}
	return largest
}
