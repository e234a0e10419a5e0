package classify

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// dual is the dual problem of [LinearSVM],
//
//	minimise ½ ‖Σᵢ aᵢyᵢxᵢ‖² + ½ Σᵢ dᵢaᵢ² - Σᵢ aᵢ,  0 ≤ aᵢ ≤ capᵢ,
//
// where the sum in the norm is w, the intercept's column included, and d and cap
// are 0 and C·weightᵢ for the hinge, 1/(2·C·weightᵢ) and ∞ for its square.
type dual struct {
	c    LinearSVM
	rows []dualRow
	w    []float64
	bias float64 // the weight of the intercept's column
}

type dualRow struct {
	index  []int32
	values []float64
	y      float64 // -1 or +1
	cost   float64 // C·weight
	a      float64
	cap    float64
	diag   float64 // d
	curve  float64 // ‖x‖² + d
}

// newDual takes the rows of positive weight. Equal rows stay apart: together they
// would be one variable with their cap, which converges far slower.
func newDual(c LinearSVM, t *Table, x Matrix) (*dual, error) {
	d := &dual{c: c, w: make([]float64, x.Width())}
	for i, y := range t.Y {
		if weight := t.weight(i); weight > 0 {
			index, values := x.Row(i)
			d.rows = append(d.rows, dualRow{index: index, values: values, y: 2*y - 1, cost: c.C * weight})
		}
	}
	for k := range d.rows {
		r := &d.rows[k]
		r.cap = r.cost
		if c.Loss == LossSquaredHinge {
			r.cap, r.diag = math.Inf(1), 1/(2*r.cost)
		}
		r.curve = inner(r.values, r.values) + c.Intercept*c.Intercept + r.diag
		if !finite(r.curve) {
			return nil, errLarge
		}
	}
	return d, nil
}

// passes between two looks at the gap.
const passes = 10

// solve descends until the gap between the objective and its lower bound, the
// dual, is small.
func (d *dual) solve(ctx context.Context) error {
	order := make([]int32, len(d.rows))
	for i := range order {
		order[i] = int32(i)
	}
	for done := 0; done < d.c.MaxIter; done += passes {
		r := rand.New(rand.NewPCG(d.c.Seed, uint64(done)))
		if err := d.descend(ctx, r, order, min(passes, d.c.MaxIter-done)); err != nil {
			return err
		}
		if primal, bound := d.objectives(); primal-bound <= d.c.Tol*primal {
			return nil
		}
	}
	return fmt.Errorf("%w in %d passes", errNotConverged, d.c.MaxIter)
}

// descend makes n passes. Rows whose a is at a bound and whose gradient points
// farther out than any did in the pass before are left out of the next ones.
func (d *dual) descend(ctx context.Context, r *rand.Rand, order []int32, n int) error {
	lowest, highest := math.Inf(-1), math.Inf(1) // of the projected gradients of the last pass
	for range n {
		r.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		low, high := math.Inf(1), math.Inf(-1)
		kept := 0
		for k, i := range order {
			if k%stretch == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			row := &d.rows[i]
			g := d.gradient(row)
			if row.a == 0 && g > highest || row.a == row.cap && g < lowest {
				continue
			}
			order[k], order[kept] = order[kept], order[k]
			kept++
			g = row.project(g)
			low, high = min(low, g), max(high, g)
			if g != 0 {
				d.move(row, g)
			}
		}
		order = order[:kept]
		lowest, highest = low, high
		if low >= 0 {
			lowest = math.Inf(-1)
		}
		if high <= 0 {
			highest = math.Inf(1)
		}
	}
	return nil
}

func (d *dual) margin(r *dualRow) float64 {
	return product(d.w, r.index, r.values) + d.bias*d.c.Intercept
}

func (d *dual) gradient(r *dualRow) float64 { return r.y*d.margin(r) - 1 + r.diag*r.a }

// project returns the part of the gradient along which a may move.
func (r *dualRow) project(g float64) float64 {
	switch r.a {
	case 0:
		return min(g, 0)
	case r.cap:
		return max(g, 0)
	}
	return g
}

// move puts the a of a row to where the gradient g vanishes, or to a bound.
func (d *dual) move(r *dualRow, g float64) {
	old := r.a
	r.a = min(max(old-g/r.curve, 0), r.cap)
	by := (r.a - old) * r.y
	for k, j := range r.index {
		d.w[j] += by * r.values[k]
	}
	d.bias += by * d.c.Intercept
}

// objectives returns the objective and what no objective can be below.
func (d *dual) objectives() (primal, bound float64) {
	half := (inner(d.w, d.w) + d.bias*d.bias) / 2
	above, below := neumaier{sum: half}, neumaier{sum: -half}
	for k := range d.rows {
		r := &d.rows[k]
		above.add(r.cost * d.c.Loss.value(r.y, d.margin(r)))
		below.add(r.a - r.diag*r.a*r.a/2)
	}
	return above.value(), below.value()
}
