package classify

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// update takes Adam's step for the parameters of a shard. Gradients are summed
// row by row of parameters, over slots in their order, and used at once.
func (t *mlpTraining) update(k int, s *shard) {
	a := adam{t.Beta1, t.Beta2, t.Epsilon, t.rate, 1 / s.batch.total}
	clear(s.square)
	for i := range s.in {
		clear(s.grad)
		t.gradient(k, s, i)
		a.row(s, i, t.Alpha)
	}
	clear(s.grad)
	for slot := range s.batch.kind {
		floats.Add(s.grad, s.row(s.d, slot))
	}
	a.row(s, s.in, 0)
	if k < len(t.shards)-1 {
		return
	}
	clear(s.grad)
	for slot := range s.batch.kind {
		floats.AddScaled(s.grad, s.last[slot], s.row(s.h, slot))
	}
	a.row(s, s.in+1, t.Alpha)
	if s.from == 0 {
		b := &t.bias
		a.move(b[:1], b[1:2], b[2:], []float64{sum(s.last[:len(s.batch.kind)])}, 0)
	}
}

// gradient adds the derivatives by the weights of input i to grad.
func (t *mlpTraining) gradient(k int, s *shard, i int) {
	if k == 0 {
		slots, values := s.batch.column(i)
		for e, slot := range slots {
			floats.AddScaled(s.grad, values[e], s.row(s.d, int(slot)))
		}
		return
	}
	for _, below := range t.shards[k-1] {
		if i < below.from || i >= below.to {
			continue
		}
		for slot := range s.batch.kind {
			if h := below.row(below.h, slot)[i-below.from]; h != 0 {
				floats.AddScaled(s.grad, h, s.row(s.d, slot))
			}
		}
	}
}

// adam is the numbers of one step of Adam: its settings, the learning rate
// corrected for moments that started at 0, and one over the batch's weight.
type adam struct{ beta1, beta2, epsilon, rate, unit float64 }

// row moves row i of a shard's parameters by the gradient in grad, and adds the
// squares of what bears a penalty, as it was before, to those of its blocks.
func (a adam) row(s *shard, i int, alpha float64) {
	w, m, v := s.row(s.w, i), s.row(s.m, i), s.row(s.v, i)
	for b := range s.square {
		from, to := b*s.block, min((b+1)*s.block, len(w))
		square := a.move(w[from:to], m[from:to], v[from:to], s.grad[from:to], alpha)
		if alpha != 0 {
			s.square[b] += square
		}
	}
}

// move moves parameters w with the moments m and v whose gradients, without the
// penalty alpha and times the batch's weight, are g, and returns the sum of their
// squares before. Adam moves every parameter at every step; one pass does all of
// it, and the root and the quotient bound its speed.
func (a adam) move(w, m, v, g []float64, alpha float64) float64 {
	n := len(g)
	w, m, v = w[:n], m[:n], v[:n]
	b1, b2 := a.beta1, a.beta2
	c1, c2 := 1-b1, 1-b2
	var square float64
	for k, d := range g {
		x := w[k]
		square += x * x
		d = (d + alpha*x) * a.unit
		mean := b1*m[k] + c1*d
		power := b2*v[k] + c2*(d*d)
		m[k], v[k] = mean, power
		w[k] = x - a.rate*mean/(math.Sqrt(power)+a.epsilon)
	}
	return square
}

func sum(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}
