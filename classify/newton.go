package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
)

var errGradient = errors.New("gradient overflows: columns too large to go unscaled")

// problem is the penalised loss of logistic regression over scaled rows. Vectors
// of parameters have width+1 entries, the intercept last.
type problem struct {
	rows, cols Matrix // the scaled entries, by row and by column
	width      int
	sign       []float64 // -1 or +1 a row
	weight     []float64
	scale      []float64 // what each column was divided by
	l2         float64
	workers    int

	margin, curve, tmp []float64 // a value a row: b + w·x, its second derivative, scratch
}

func newProblem(c Logistic, t *Table) *problem {
	n := t.X.Rows()
	p := &problem{
		width: t.X.Width(), l2: c.L2, workers: c.Workers,
		sign: make([]float64, n), weight: make([]float64, n),
		margin: make([]float64, n), curve: make([]float64, n), tmp: make([]float64, n),
	}
	for i, y := range t.Y {
		p.sign[i] = 2*y - 1
		p.weight[i] = t.weight(i)
	}
	p.rows, p.scale = scaled(c.Scaling, t)
	p.cols = p.rows.transpose()
	return p
}

// minimise returns the parameters at the minimum.
func (p *problem) minimise(ctx context.Context, tol float64, maxIter int) ([]float64, error) {
	w := make([]float64, p.width+1)
	grad := make([]float64, p.width+1)
	loss, err := p.at(ctx, w)
	if err != nil {
		return nil, err
	}
	var first float64
	for iter := range maxIter {
		if err := p.gradient(ctx, grad, w); err != nil {
			return nil, err
		}
		norm := math.Sqrt(inner(grad, grad))
		if !finite(norm) {
			return nil, errGradient
		}
		if iter == 0 {
			first = norm
		}
		if norm <= tol*first {
			return w, nil
		}
		step, err := p.direction(ctx, grad, norm)
		if err != nil {
			return nil, err
		}
		next, moved, err := p.search(ctx, w, step, inner(grad, step), loss)
		if err != nil {
			return nil, err
		}
		if !moved { // the loss is flat to the last bit: this is the minimum
			return w, nil
		}
		loss = next
	}
	return nil, fmt.Errorf("%w in %d steps", errNotConverged, maxIter)
}

// search moves w along step, halving until the loss falls by at least a
// ten-thousandth of what the slope promises (Armijo). It reports false, with w
// as it was, if no part of the step lowers the loss.
func (p *problem) search(ctx context.Context, w, step []float64, slope, loss float64) (float64, bool, error) {
	old := append([]float64(nil), w...)
	for t := 1.0; t > 1e-10; t /= 2 {
		for j := range w {
			w[j] = old[j] + t*step[j]
		}
		next, err := p.at(ctx, w)
		if err != nil {
			return 0, false, err
		}
		if next < loss && next <= loss+1e-4*t*slope {
			return next, true, nil
		}
	}
	copy(w, old)
	_, err := p.at(ctx, w)
	return loss, false, err
}

// at moves to the parameters w: it fills margin and curve, and returns the
// penalised loss.
func (p *problem) at(ctx context.Context, w []float64) (float64, error) {
	err := parallelRange(ctx, p.workers, p.rows.Rows(), func(from, to int) {
		for i := from; i < to; i++ {
			index, values := p.rows.Row(i)
			p.margin[i] = w[p.width] + dot(w, index, values)
			q := sigmoid(p.margin[i])
			p.curve[i] = p.weight[i] * q * (1 - q)
			p.tmp[i] = p.weight[i] * softplus(-p.sign[i]*p.margin[i])
		}
	})
	loss := p.l2 / 2 * inner(w[:p.width], w[:p.width])
	for _, l := range p.tmp {
		loss += l
	}
	return loss, err
}

// gradient writes the gradient at the current parameters w to dst.
func (p *problem) gradient(ctx context.Context, dst, w []float64) error {
	for i, m := range p.margin {
		p.tmp[i] = -p.weight[i] * p.sign[i] * sigmoid(-p.sign[i]*m)
	}
	return p.backward(ctx, dst, w)
}

// backward writes Xᵀ·tmp + L2·w to dst, without the penalty for the intercept.
// Each column is summed by one goroutine in the order of rows.
func (p *problem) backward(ctx context.Context, dst, w []float64) error {
	err := parallelRange(ctx, p.workers, p.width, func(from, to int) {
		for j := from; j < to; j++ {
			index, values := p.cols.Row(j)
			dst[j] = p.l2*w[j] + dot(p.tmp, index, values)
		}
	})
	dst[p.width] = 0
	for _, v := range p.tmp {
		dst[p.width] += v
	}
	return err
}

// hessian writes the product of the second derivative and v to dst.
func (p *problem) hessian(ctx context.Context, dst, v []float64) error {
	err := parallelRange(ctx, p.workers, p.rows.Rows(), func(from, to int) {
		for i := from; i < to; i++ {
			index, values := p.rows.Row(i)
			p.tmp[i] = p.curve[i] * (v[p.width] + dot(v, index, values))
		}
	})
	if err != nil {
		return err
	}
	return p.backward(ctx, dst, v)
}

// direction solves Hessian · step = -grad by conjugate gradients, the more
// exactly the smaller the gradient, so that the last steps converge fast.
func (p *problem) direction(ctx context.Context, grad []float64, norm float64) ([]float64, error) {
	n := len(grad)
	step, res, dir, prod := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for j, g := range grad {
		res[j], dir[j] = -g, -g
	}
	goal := min(0.1, math.Sqrt(norm)) * norm
	rr := inner(res, res)
	for range 2 * n {
		if math.Sqrt(rr) <= goal {
			break
		}
		if err := p.hessian(ctx, prod, dir); err != nil {
			return nil, err
		}
		curve := inner(dir, prod)
		if curve <= 0 { // only by rounding: the function is convex
			break
		}
		a := rr / curve
		for j := range step {
			step[j] += a * dir[j]
			res[j] -= a * prod[j]
		}
		old := rr
		rr = inner(res, res)
		for j := range dir {
			dir[j] = res[j] + rr/old*dir[j]
		}
	}
	return step, nil
}

func inner(a, b []float64) float64 {
	var sum float64
	for j, v := range a {
		sum += v * b[j]
	}
	return sum
}
