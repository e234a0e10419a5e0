package classify

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// FollowMLP trains with parameters and orders of rows that draw(stream, k), whole
// numbers below 2³², decides, and returns the model and the loss of each pass:
// layer l takes stream 100+l, pass k sorts the rows by stream 200+k.
func FollowMLP(ctx context.Context, c MLP, t *Table, draw func(stream, k int) int64) (Model, []float64, error) {
	c, err := c.withDefaults(t.X.Width())
	if err != nil {
		return nil, nil, err
	}
	net := newNetwork(t.X.Width(), c.Hidden, c.Activation)
	for k, l := range net.layers {
		bound := math.Sqrt(6 / float64(l.in+l.out))
		for i := range l.w {
			l.w[i] = bound * (float64(draw(100+k, i))/(1<<31) - 1)
		}
	}
	train := newMLPTraining(c, net, newMLPRows(t))
	defer train.team.dismiss()
	var losses []float64
	for k := range c.MaxIter {
		loss, err := train.pass(ctx, sortedBy(len(t.Y), func(i int) int64 { return draw(200+k, i) }))
		if err != nil {
			return nil, nil, err
		}
		losses = append(losses, loss)
	}
	return &MLPModel{net}, losses, nil
}

func sortedBy(n int, key func(int) int64) []int32 {
	order := make([]int32, n)
	keys := make([]int64, n)
	for i := range order {
		order[i], keys[i] = int32(i), key(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(keys[a], keys[b]) })
	return order
}
