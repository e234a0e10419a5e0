package classify_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// TestForestsAreAsGoodAsSklearns: ten seeds on the published vectors, and on the
// other sets three, or ten where MALGUARD_ORACLE is "full".
func TestForestsAreAsGoodAsSklearns(t *testing.T) {
	if testing.Short() {
		t.Skip("trains many forests")
	}
	r := treesOracle(t)
	for _, method := range []string{"forest", "extra-trees"} {
		m, err := classify.Named(method)
		require.NoError(t, err)
		for _, name := range append(dataNames(), "harmonic") {
			t.Run(method+" "+name, func(t *testing.T) {
				seeds := 3
				if name == "harmonic" || os.Getenv("MALGUARD_ORACLE") == "full" {
					seeds = 10
				}
				requireMeans(t, r.Spread[method][name], load(t, name), seeds, func(seed uint64) classify.Trainer {
					return m.New(classify.Options{Seed: seed})
				})
			})
		}
	}
}

// TestImportanceIsSklearns: of a tree without ties the same to rounding; of
// forests, whose trees differ, to a hundredth of the whole in a mean of five.
func TestImportanceIsSklearns(t *testing.T) {
	want := treesOracle(t).Importance
	d := load(t, "dense")
	importance := func(c classify.Trainer) []float64 {
		m, err := c.Train(t.Context(), d.train)
		require.NoError(t, err)
		return m.(*classify.Trees).Importance()
	}
	require.InDeltaSlice(t, want.PrunedTree, importance(classify.Tree{Alpha: 0.002}), 1e-12)
	mean := make([]float64, len(want.Forest))
	for seed := range uint64(5) {
		for j, v := range importance(classify.Forest{Seed: seed}) {
			mean[j] += v / 5
		}
	}
	require.InDeltaSlice(t, want.Forest, mean, 0.01)
}

// TestOutOfBagIsSklearns: the accuracy of out-of-bag scores is within half a
// point of the mean of scikit-learn's ten seeds.
func TestOutOfBagIsSklearns(t *testing.T) {
	for name, want := range treesOracle(t).OOB {
		d := load(t, name)
		var mean float64
		for seed := range uint64(3) {
			_, s, err := classify.Forest{Seed: seed}.OutOfBag(t.Context(), d.train)
			require.NoError(t, err)
			mean += accuracy(s, d.train.Y) / 3
		}
		t.Logf("%s %.4f (scikit-learn %.4f)", name, mean, want)
		require.InDelta(t, want, mean, 0.005)
	}
}
