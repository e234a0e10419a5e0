package classify

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
)

// mlpTraining is the state of training between two steps of Adam.
type mlpTraining struct {
	MLP
	net   *network
	data  *mlpRows
	m, v  []float64 // Adam's moments of each parameter
	steps int       // of Adam so far
	rate  float64   // of this step: Rate, corrected for moments that started at 0

	batch, spare *batch      // this step's and the next one's
	out          [][]float64 // outputs of each hidden layer, a row a slot
	delta        [][]float64 // derivatives of the batch's loss by the inputs of the same units
	last         []float64   // and by that of the output
	logloss      []float64   // of each slot

	spans  []span
	square []float64 // the sum of squared weights of each span
}

// span is some rows of parameters of one layer, the unit of work of a step.
type span struct{ layer, from, to int }

// Units of work: so small that two goroutines end at about the same time.
const (
	spanParams = 1 << 10 // about the number of parameters of a span
	slotBlock  = 16      // slots that are propagated together
)

func newMLPTraining(c MLP, data *mlpRows) *mlpTraining {
	net := newNetwork(data.kinds.Width(), c.Hidden, c.Activation)
	c.Batch = min(c.Batch, len(data.y))
	t := &mlpTraining{
		MLP: c, net: net, data: data, batch: newBatch(data), spare: newBatch(data),
		m: make([]float64, len(net.params)), v: make([]float64, len(net.params)),
		out: net.outputs(c.Batch), delta: net.outputs(c.Batch),
		last: make([]float64, c.Batch), logloss: make([]float64, c.Batch),
	}
	for k, l := range net.layers {
		rows := max(spanParams/l.out, 1)
		if k == len(net.layers)-1 {
			rows = l.in + 1 // the weights of the output are one vector
		}
		for from := 0; from <= l.in; from += rows {
			t.spans = append(t.spans, span{k, from, min(from+rows, l.in+1)})
		}
	}
	t.square = make([]float64, len(t.spans))
	return t
}

// learn takes one step of Adam on the batch, and meanwhile gathers the next rows
// for the step after. It returns the loss before the step: the mean of the log
// losses and the penalty.
func (t *mlpTraining) learn(ctx context.Context, next []int32) (float64, error) {
	t.steps++
	t.rate = t.Rate * math.Sqrt(1-math.Pow(t.Beta2, float64(t.steps))) / (1 - math.Pow(t.Beta1, float64(t.steps)))
	slots := len(t.batch.kind)
	err := parallel(ctx, t.Workers, (slots+slotBlock-1)/slotBlock, func() func(int) {
		row := make([][]float64, len(t.out))
		return func(b int) {
			for s := b * slotBlock; s < min((b+1)*slotBlock, slots); s++ {
				t.propagate(s, row)
			}
		}
	})
	if err != nil {
		return 0, err
	}
	err = parallel(ctx, t.Workers, len(t.spans)+1, func() func(int) {
		grad := make([]float64, t.net.widest())
		return func(k int) {
			if k == 0 {
				t.spare.gather(t.data, next)
				return
			}
			t.square[k-1] = t.update(t.spans[k-1], grad)
		}
	})
	loss := (sum(t.logloss[:slots]) + t.Alpha/2*sum(t.square)) / t.batch.total
	t.batch, t.spare = t.spare, t.batch
	return loss, err
}

func sum(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}

// propagate runs a slot forward and its derivatives back. The slices of row are
// scratch.
func (t *mlpTraining) propagate(s int, row [][]float64) {
	b := t.batch
	for i, l := range t.net.layers[:len(row)] {
		row[i] = t.out[i][s*l.out : (s+1)*l.out]
	}
	index, values := t.data.kinds.Row(int(b.kind[s]))
	p := sigmoid(t.net.forward(row, index, values))
	t.last[s] = b.weight[s]*p - b.positive[s]
	t.logloss[s] = crossEntropy(p, b.positive[s], b.weight[s]-b.positive[s])
	for i := len(row) - 1; i >= 0; i-- {
		l := t.net.layers[i+1]
		d := t.delta[i][s*l.in : (s+1)*l.in]
		if i == len(row)-1 {
			floats.ScaleTo(d, t.last[s], l.w[:l.in])
		} else {
			next := t.delta[i+1][s*l.out : (s+1)*l.out]
			for k, h := range row[i] {
				d[k] = 0
				if h != 0 || t.Activation != ActivationReLU {
					d[k] = floats.Dot(l.row(k), next)
				}
			}
		}
		t.Activation.slope(d, row[i])
	}
}

// crossEntropy is the log loss of the score p for rows of the given weights; p
// is kept off 0 and 1 by the precision of numbers, as in scikit-learn.
func crossEntropy(p, positive, negative float64) float64 {
	const eps = 0x1p-52
	p = min(max(p, eps), 1-eps)
	var loss float64
	if positive > 0 {
		loss -= positive * math.Log(p)
	}
	if negative > 0 {
		loss -= negative * math.Log(1-p)
	}
	return loss
}

// update takes Adam's step for the parameters of a span and returns the sum of
// squares of its weights before it. A gradient is summed over slots in their
// order into grad, which is scratch, and used at once.
func (t *mlpTraining) update(p span, grad []float64) float64 {
	l := t.net.layers[p.layer]
	if p.layer == len(t.net.layers)-1 {
		g := grad[:l.in]
		clear(g)
		for s := range t.batch.kind {
			floats.AddScaled(g, t.last[s], t.out[p.layer-1][s*l.in:(s+1)*l.in])
		}
		total := sum(t.last[:len(t.batch.kind)])
		t.adam(l.from+l.in, []float64{total}, 0)
		return t.adam(l.from, g, t.Alpha)
	}
	var square float64
	g := grad[:l.out]
	for i := p.from; i < p.to; i++ {
		clear(g)
		t.gradient(g, p.layer, i)
		if i == l.in {
			t.adam(l.from+i*l.out, g, 0)
		} else {
			square += t.adam(l.from+i*l.out, g, t.Alpha)
		}
	}
	return square
}

// gradient adds the derivatives by row i of a hidden layer's parameters to g.
func (t *mlpTraining) gradient(g []float64, layer, i int) {
	l, b, delta := t.net.layers[layer], t.batch, t.delta[layer]
	switch {
	case i == l.in:
		for s := range b.kind {
			floats.Add(g, delta[s*l.out:(s+1)*l.out])
		}
	case layer == 0:
		slots, values := b.column(i)
		for e, s := range slots {
			floats.AddScaled(g, values[e], delta[int(s)*l.out:(int(s)+1)*l.out])
		}
	default:
		for s := range b.kind {
			if h := t.out[layer-1][s*l.in+i]; h != 0 {
				floats.AddScaled(g, h, delta[s*l.out:(s+1)*l.out])
			}
		}
	}
}

// adam moves the parameters from number from on, whose gradients, without the
// penalty and times the batch's weight, are g. It returns the sum of their
// squares before. Adam moves every parameter at every step; one pass does all
// of it, and the root and the quotient bound its speed.
func (t *mlpTraining) adam(from int, g []float64, l2 float64) float64 {
	n := len(g)
	w, m, v := t.net.params[from:][:n], t.m[from:][:n], t.v[from:][:n]
	b1, b2, eps, rate, unit := t.Beta1, t.Beta2, t.Epsilon, t.rate, 1/t.batch.total
	c1, c2 := 1-b1, 1-b2
	var square float64
	for k, d := range g {
		x := w[k]
		square += x * x
		d = (d + l2*x) * unit
		mean := b1*m[k] + c1*d
		power := b2*v[k] + c2*(d*d)
		m[k], v[k] = mean, power
		w[k] = x - rate*mean/(math.Sqrt(power)+eps)
	}
	return square
}
