package classify

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// update takes Adam's step for the parameters of a shard. Gradients are summed
// row by row of parameters, over slots in their order, and used at once.
func (t *mlpTraining) update(k int, s *shard) {
	clear(s.square)
	slots := len(t.batch.kind)
	for i := range s.in {
		clear(s.grad)
		t.gradient(k, s, i)
		t.adam(s.row(s.w, i), s.row(s.m, i), s.row(s.v, i), s.grad, t.Alpha, s.square)
	}
	clear(s.grad)
	for slot := range slots {
		floats.Add(s.grad, s.row(s.d, slot))
	}
	t.adam(s.row(s.w, s.in), s.row(s.m, s.in), s.row(s.v, s.in), s.grad, 0, s.square)
	if k < len(t.shards)-1 {
		return
	}
	clear(s.grad)
	for slot := range slots {
		floats.AddScaled(s.grad, s.last[slot], s.row(s.h, slot))
	}
	t.adam(s.row(s.w, s.in+1), s.row(s.m, s.in+1), s.row(s.v, s.in+1), s.grad, t.Alpha, s.square)
	if s.from == 0 {
		b := &t.bias
		t.adam(b[:1], b[1:2], b[2:], []float64{sum(s.last[:slots])}, 0, s.square[:1])
	}
}

// gradient adds the derivatives by the weights of input i to grad.
func (t *mlpTraining) gradient(k int, s *shard, i int) {
	if k == 0 {
		slots, values := t.batch.column(i)
		for e, slot := range slots {
			floats.AddScaled(s.grad, values[e], s.row(s.d, int(slot)))
		}
		return
	}
	for _, below := range t.shards[k-1] {
		if i < below.from || i >= below.to {
			continue
		}
		for slot := range t.batch.kind {
			if h := below.row(below.h, slot)[i-below.from]; h != 0 {
				floats.AddScaled(s.grad, h, s.row(s.d, slot))
			}
		}
	}
}

// adam moves parameters w with the moments m and v whose gradients, without the
// penalty alpha and times the batch's weight, are g. It adds the squares of what
// bears a penalty, as it was before, to those of its blocks. Adam moves every parameter at every step; one pass does
// all of it, and the root and the quotient bound its speed.
func (t *mlpTraining) adam(w, m, v, g []float64, alpha float64, square []float64) {
	b1, b2, eps, rate, unit := t.Beta1, t.Beta2, t.Epsilon, t.rate, 1/t.batch.total
	c1, c2 := 1-b1, 1-b2
	for b := range square {
		from, to := b*blockUnits, min((b+1)*blockUnits, len(w))
		w, m, v, g := w[from:to], m[from:to], v[from:to], g[from:to]
		var sum float64
		for k, x := range w {
			sum += x * x
			d := (g[k] + alpha*x) * unit
			mean := b1*m[k] + c1*d
			power := b2*v[k] + c2*(d*d)
			m[k], v[k] = mean, power
			w[k] = x - rate*mean/(math.Sqrt(power)+eps)
		}
		if alpha != 0 {
			square[b] += sum
		}
	}
}

func sum(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}
