package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// descent is a run of [SGD]. The weights are size times coef, so that the
// penalty, which shrinks all weights at every step, costs one multiplication.
// After run, size is 1.
type descent struct {
	c      SGD
	x      Matrix
	sign   []float64
	weight []float64
	order  []int32

	coef      []float64
	size      float64
	squares   float64 // the sum of the squares of coef
	intercept float64
	t         float64 // steps from 1
	start     float64 // t₀ of RateOptimal
	average   *average
	exp       *expTable
}

// smallest is the size at which it is put back to 1, as in scikit-learn.
const smallest = 1e-9

func newDescent(c SGD, t *Table) *descent {
	n := t.X.Rows()
	d := &descent{
		c: c, x: t.X, sign: make([]float64, n), weight: make([]float64, n), order: make([]int32, n),
		coef: make([]float64, t.X.Width()), size: 1, t: 1, exp: newExpTable(),
	}
	for i, y := range t.Y {
		d.sign[i], d.weight[i] = 2*y-1, t.weight(i)
	}
	first := math.Sqrt(1 / math.Sqrt(c.Alpha))
	d.start = 1 / (first * c.Alpha)
	if c.Average > 0 {
		d.average = &average{coef: make([]float64, t.X.Width()), shrink: 1}
	}
	return d
}

// run makes all epochs.
func (d *descent) run(ctx context.Context) error {
	random := newRand32(d.c.Seed)
	d.unshuffle()
	for epoch := range d.c.Passes {
		d.unshuffle()
		random.shuffle(d.order)
		if _, err := d.epoch(ctx, epoch); err != nil {
			return err
		}
		d.resize()
	}
	if d.c.Passes > 0 {
		return nil
	}
	best, idle := math.Inf(1), 0
	for epoch := 0; epoch < d.c.MaxIter && idle < d.c.Patience; epoch++ {
		random.shuffle(d.order)
		mean, err := d.epoch(ctx, epoch)
		if err != nil {
			return err
		}
		idle++
		if mean <= best-d.c.Tol {
			idle = 0
		}
		best = min(best, mean)
	}
	d.resize()
	return nil
}

func (d *descent) unshuffle() {
	for i := range d.order {
		d.order[i] = int32(i)
	}
}

// epoch visits every row and returns the mean of the objective, which is
// computed only where it decides when to stop.
func (d *descent) epoch(ctx context.Context, number int) (float64, error) {
	d.squares = inner(d.coef, d.coef)
	var sum float64
	for k, i := range d.order {
		if k%stretch == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		index, values := d.x.Row(int(i))
		y := d.sign[i]
		m := d.intercept + d.size*product(d.coef, index, values)
		slope := d.c.Loss.slope(y, m, d.exp)
		if d.c.Passes == 0 {
			sum += d.c.Loss.value(y, m) + d.c.Alpha*0.5*d.squares*d.size*d.size
		}
		d.step(slope, d.weight[i], index, values)
	}
	if !finite(d.intercept) || !finite(d.squares) {
		return 0, fmt.Errorf("weights overflow in epoch %d", number+1)
	}
	return sum / float64(len(d.order)), nil
}

// maxSlope bounds what one row can do.
const maxSlope = 1e12

// step moves the weights for a row at which the loss has the given slope.
func (d *descent) step(slope, weight float64, index []int32, values []float64) {
	rate := d.rate()
	by := -rate * min(max(slope, -maxSlope), maxSlope) * weight
	d.size *= max(0, 1-rate*d.c.Alpha)
	if d.size < smallest {
		d.resize()
	}
	if by != 0 {
		f := by / d.size
		for k, j := range index {
			old := d.coef[j]
			v := old + values[k]*f
			d.coef[j] = v
			d.squares += v*v - old*old
		}
		d.intercept += by
	}
	if d.average != nil && float64(d.c.Average) <= d.t {
		d.average.add(d, by, index, values)
	}
	d.t++
}

func (d *descent) rate() float64 {
	switch d.c.Schedule {
	case RateConstant:
		return d.c.Rate
	case RateInvScaling:
		return d.c.Rate / math.Pow(d.t, d.c.Power)
	}
	return 1 / (d.c.Alpha * (d.start + d.t - 1))
}

// resize puts size back to 1.
func (d *descent) resize() {
	if d.average != nil {
		d.average.settle(d.coef)
	}
	for j := range d.coef {
		d.coef[j] *= d.size
	}
	d.size = 1
	d.squares = inner(d.coef, d.coef)
}

func (d *descent) model() (*Linear, error) {
	m := &Linear{d.intercept, d.coef}
	if d.average != nil && float64(d.c.Average) <= d.t-1 {
		m = &Linear{d.average.intercept, d.average.coef}
	}
	if !finite(m.intercept) || !finite(inner(m.coef, m.coef)) {
		return nil, errors.New("weights overflow")
	}
	return m, nil
}

// average is the mean of the weights of all steps from one on, kept by Bottou's
// trick: the mean is (lead·w + coef)/shrink, where w are the weights before
// size, so that a step touches only the columns of its row.
type average struct {
	coef         []float64
	lead, shrink float64
	intercept    float64
}

// add takes the weights after a step of d by the given length.
func (a *average) add(d *descent, by float64, index []int32, values []float64) {
	n := d.t - float64(d.c.Average) + 1
	f := -by / d.size
	for k, j := range index {
		a.coef[j] += a.lead * values[k] * f
	}
	if n > 1 {
		a.shrink /= 1 - 1/n
	}
	a.lead += 1 / n * a.shrink * d.size
	a.intercept += (d.intercept - a.intercept) / n
}

// settle makes coef the mean itself.
func (a *average) settle(w []float64) {
	for j := range a.coef {
		a.coef[j] = (a.lead*w[j] + a.coef[j]) / a.shrink
	}
	a.lead, a.shrink = 0, 1
}

// product is the plain sum of w[index[k]]·values[k], which may be NaN.
func product(w []float64, index []int32, values []float64) float64 {
	var sum float64
	for k, j := range index {
		sum += w[j] * values[k]
	}
	return sum
}
