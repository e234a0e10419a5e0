package classify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// fit trains a network on a table.
func (c MLP) fit(ctx context.Context, table *Table) (*network, error) {
	table, scale := c.rescale(table.weighty())
	train, validation, err := c.split(table)
	if err != nil {
		return nil, err
	}
	net := newNetwork(table.X.Width(), c.Hidden, c.Activation)
	net.initialise(c.stream(0))
	data := newMLPRows(train)
	net.clearUnseen(data.kinds)
	t := newMLPTraining(c, net, data)
	defer t.team.dismiss()
	if err := t.run(ctx, validation); err != nil {
		return nil, err
	}
	for j, s := range scale {
		row := net.layers[0].row(j)
		for k := range row {
			row[k] /= s
		}
	}
	if slices.ContainsFunc(net.params, func(v float64) bool { return !finite(v) }) {
		return nil, errParams
	}
	return net, nil
}

var errParams = errors.New("parameters overflow: columns too large or small to go unscaled, or Rate too large")

// stream is the source of randomness of one item: 0 for the parameters, k+1 for
// pass k, the last for the validation rows.
func (c MLP) stream(item uint64) *rand.Rand { return rand.New(rand.NewPCG(c.Seed, item)) }

// rescale returns the table with its columns divided, if settings say so, and the
// divisors.
func (c MLP) rescale(t *Table) (*Table, []float64) {
	if !c.MaxAbs {
		return t, nil
	}
	x, scale := scaled(ScaleMaxAbs, t)
	return &Table{X: x, Y: t.Y, Weight: t.Weight}, scale
}

// clearUnseen takes the weights from columns without an entry. They would stay
// about as they were drawn, and so add noise to the scores of rows with one.
func (n *network) clearUnseen(x Matrix) {
	seen := make([]bool, x.Width())
	for _, j := range x.index {
		seen[j] = true
	}
	for j, s := range seen {
		if !s {
			clear(n.layers[0].row(j))
		}
	}
}

// split takes rows of each class, drawn at random, for validation.
func (c MLP) split(t *Table) (train, validation *Table, err error) {
	if c.Validation == 0 {
		return t, nil, nil
	}
	var class [2][]int
	for i, y := range t.Y {
		class[int(y)] = append(class[int(y)], i)
	}
	held := math.Ceil(c.Validation * float64(len(t.Y)))
	ones := int(math.Round(held * float64(len(class[1])) / float64(len(t.Y))))
	take := [2]int{int(held) - ones, ones}
	r := c.stream(math.MaxUint64)
	var keep, hold []int
	for k, rows := range class {
		if take[k] >= len(rows) || held < 2 {
			return nil, nil, fmt.Errorf("validation of %g keeps %d of %d rows of class %d from training", c.Validation, take[k], len(rows), k)
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		hold, keep = append(hold, rows[:take[k]]...), append(keep, rows[take[k]:]...)
	}
	return t.Select(keep), t.Select(hold), nil
}

// run takes passes until the settings say enough.
func (t *mlpTraining) run(ctx context.Context, validation *Table) error {
	order := make([]int32, len(t.data.y))
	passes := orElse(t.Passes, t.MaxIter)
	var params []float64 // of the best pass
	best, stale := math.Inf(-1), 0
	for k := 0; k < passes && (stale <= t.Patience || t.Passes > 0); k++ {
		t.shuffle(order, k)
		loss, err := t.pass(ctx, order)
		if err != nil {
			return err
		}
		if !finite(loss) {
			return errParams
		}
		value := -loss
		if validation != nil {
			if value, err = t.accuracy(ctx, validation); err != nil {
				return err
			}
			if value > best {
				params = append(params[:0], t.net.params...)
			}
		}
		stale++
		if value >= best+t.Tol {
			stale = 0
		}
		best = max(best, value)
	}
	if validation != nil {
		copy(t.net.params, params)
	}
	return nil
}

// shuffle draws the order of rows for pass k.
func (t *mlpTraining) shuffle(order []int32, k int) {
	if t.Passes > 0 {
		k = min(k, 1)
	}
	for i := range order {
		order[i] = int32(i)
	}
	t.stream(uint64(k+1)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
}

// pass takes a step for each batch of the order, updates the network and returns
// the mean loss.
func (t *mlpTraining) pass(ctx context.Context, order []int32) (float64, error) {
	var loss float64
	for from := 0; from < len(order); from += t.Batch {
		rows := order[from:min(from+t.Batch, len(order))]
		l, err := t.learn(ctx, rows)
		if err != nil {
			return 0, err
		}
		loss += l * float64(len(rows))
	}
	t.collect()
	return loss / float64(len(order)), nil
}

// accuracy returns the share of rows, by weight, that the network labels right.
func (t *mlpTraining) accuracy(ctx context.Context, rows *Table) (float64, error) {
	p := make([]float64, len(rows.Y))
	err := parallelRange(ctx, t.Workers, len(p), func(from, to int) { t.net.scores(p[from:to], rows.X, from) })
	var right, total float64
	for i, y := range rows.Y {
		total += rows.weight(i)
		if (p[i] > 0.5) == (y == 1) {
			right += rows.weight(i)
		}
	}
	return right / total, err
}

// seq returns the numbers below n.
func seq(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
