package classify

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// mlpStep is training in testdata/mlp_reference.json that scikit-learn 1.9.1
// began with given parameters, 4 passes of 3 batches in the order of rows.
type mlpStep struct {
	X, Start, End [][]float64
	Y, Weight     []float64
	Hidden        []int
	Activation    string
	Loss, Scores  []float64
}

func activationNamed(s string) Activation {
	return map[string]Activation{"relu": ActivationReLU, "tanh": ActivationTanh, "logistic": ActivationLogistic}[s]
}

// TestMLPStepsEqualSklearn: twelve steps of Adam give the parameters, losses and
// scores of scikit-learn to 1e-10; both do the same sums in another order.
func TestMLPStepsEqualSklearn(t *testing.T) {
	data, err := os.ReadFile("testdata/mlp_reference.json")
	require.NoError(t, err)
	var r struct{ Steps []mlpStep }
	require.NoError(t, json.Unmarshal(data, &r))
	require.Len(t, r.Steps, 12)
	for _, want := range r.Steps {
		x, err := FromRows(len(want.X[0]), want.X)
		require.NoError(t, err)
		c, err := MLP{
			Hidden: want.Hidden, Activation: activationNamed(want.Activation), Alpha: 0.3, Batch: 5, Rate: 0.05,
		}.withDefaults(x.Width())
		require.NoError(t, err)
		net := newNetwork(x.Width(), c.Hidden, c.Activation)
		copy(net.params, slices.Concat(want.Start...))
		train := newMLPTraining(c, net, newMLPRows(&Table{X: x, Y: want.Y, Weight: want.Weight}))
		t.Cleanup(train.team.dismiss)
		require.Less(t, train.data.kinds.Rows(), len(want.Y), "some rows are the same")
		for _, loss := range want.Loss {
			got, err := train.pass(t.Context(), upTo32(len(want.Y)))
			require.NoError(t, err)
			require.InDelta(t, loss, got, 1e-10)
		}
		require.InDeltaSlice(t, slices.Concat(want.End...), net.params, 1e-10)
		scores := make([]float64, len(want.Y))
		require.NoError(t, (&MLPModel{net}).Scores(scores, x))
		require.InDeltaSlice(t, want.Scores, scores, 1e-10)
	}
}

func upTo32(n int) []int32 {
	v := make([]int32, n)
	for i := range v {
		v[i] = int32(i)
	}
	return v
}

// someMLP is training of rows with weights, a third of the entries zero and many
// rows the same, at random parameters, with d added to number k.
func someMLP(t *testing.T, c MLP, k int, d float64) *mlpTraining {
	t.Helper()
	r := rand.New(rand.NewPCG(2, 0))
	table := &Table{}
	b := NewMatrix(4)
	for range 90 {
		var index []int32
		var values []float64
		for j := range int32(4) {
			if r.IntN(3) > 0 {
				index, values = append(index, j), append(values, float64(r.IntN(3)-1)/2)
			}
		}
		require.NoError(t, b.Append(index, values))
		table.Y, table.Weight = append(table.Y, float64(r.IntN(2))), append(table.Weight, r.Float64())
	}
	table.X = b.Matrix()
	c, err := c.withDefaults(4)
	require.NoError(t, err)
	net := newNetwork(4, c.Hidden, c.Activation)
	net.initialise(r)
	net.params[k] += d
	train := newMLPTraining(c, net, newMLPRows(table))
	t.Cleanup(train.team.dismiss)
	return train
}

// TestMLPGradient compares with central differences of the loss, whose error is
// of the order of h² = 1e-10. The first step of Adam shows the gradient: its mean
// is then 1 - Beta1 of it.
func TestMLPGradient(t *testing.T) {
	for _, c := range []MLP{
		{Hidden: []int{5}, Activation: ActivationTanh, Alpha: 0.5},
		{Hidden: []int{6, 4, 3}, Activation: ActivationLogistic, Alpha: 0.1},
		{Hidden: []int{7, 5}, Activation: ActivationReLU, Alpha: 0.2},
	} {
		c.Workers = 1 // one shard holds a layer as the network does, but for the output
		at := func(k int, d float64) (loss float64, moments []float64) {
			train := someMLP(t, c, k, d)
			loss, err := train.pass(t.Context(), upTo32(90))
			require.NoError(t, err)
			for _, shards := range train.shards {
				moments = append(moments, shards[0].m...)
			}
			return loss, append(moments, train.bias[1])
		}
		_, m := at(0, 0)
		const h = 1e-5
		for k := range m {
			up, _ := at(k, h)
			down, _ := at(k, -h)
			require.InDelta(t, (up-down)/(2*h), m[k]/(1-0.9), 1e-7, "%v parameter %d of %d", c.Hidden, k, len(m))
		}
	}
}

// TestMLPWorkers: many goroutines do the same to the last bit.
func TestMLPWorkers(t *testing.T) {
	for _, hidden := range [][]int{{100}, {5}, {40, 30}, {33, 50, 17}} {
		run := func(workers int) (losses, params []float64) {
			train := someMLP(t, MLP{Hidden: hidden, Batch: 64, Workers: workers}, 0, 0)
			for range 4 {
				loss, err := train.pass(t.Context(), upTo32(90))
				require.NoError(t, err)
				losses = append(losses, loss)
			}
			return losses, train.net.params
		}
		losses, params := run(1)
		for workers := 2; workers < 9; workers++ {
			l, p := run(workers)
			require.Equal(t, losses, l, "%v: %d workers", hidden, workers)
			require.Equal(t, params, p, "%v: %d workers", hidden, workers)
		}
	}
}

// TestMLPInitialise: parameters fill the bounds of Glorot and Bengio evenly.
func TestMLPInitialise(t *testing.T) {
	for a, factor := range map[Activation]float64{ActivationReLU: 6, ActivationTanh: 6, ActivationLogistic: 2} {
		n := newNetwork(60, []int{50, 40}, a)
		n.initialise(rand.New(rand.NewPCG(3, 0)))
		for _, l := range n.layers[:2] {
			bound := math.Sqrt(factor / float64(l.in+l.out))
			require.Greater(t, slices.Min(l.w), -bound)
			require.Less(t, slices.Min(l.w), -0.99*bound)
			require.Less(t, slices.Max(l.w), bound)
			require.Greater(t, slices.Max(l.w), 0.99*bound)
			// the mean of 2,000 has a standard deviation of bound/√3/√2000
			require.InDelta(t, 0, sum(l.w)/float64(len(l.w)), 4*bound/math.Sqrt(3*2000))
		}
	}
}

// TestMLPShuffle: every pass has an order of its own; with Passes, as when
// partial_fit is called with a random_state, all but the first have the same.
func TestMLPShuffle(t *testing.T) {
	orders := func(c MLP) (list [][]int32) {
		train := someMLP(t, c, 0, 0)
		for k := range 4 {
			order := make([]int32, 90)
			train.shuffle(order, k)
			list = append(list, order)
			sorted := slices.Sorted(slices.Values(order))
			require.Equal(t, upTo32(90), sorted)
		}
		return list
	}
	fit := orders(MLP{})
	for k := range 3 {
		require.NotEqual(t, fit[k], fit[k+1])
	}
	partial := orders(MLP{Passes: 4})
	require.NotEqual(t, partial[0], partial[1])
	require.Equal(t, partial[1], partial[2])
	require.Equal(t, partial[1], partial[3])
}
