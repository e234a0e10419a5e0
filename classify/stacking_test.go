package classify_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// TestVotingAndStackingEqualSklearn: both vote or stack logistic regressions,
// which agree to 1e-6, in the same folds.
func TestVotingAndStackingEqualSklearn(t *testing.T) {
	data, err := os.ReadFile("testdata/stacking_reference.json")
	require.NoError(t, err)
	var r struct {
		Voting   []struct{ Weights, Scores []float64 }
		Stacking []struct {
			Passthrough, Weighted bool
			Scores                []float64
		}
	}
	require.NoError(t, json.Unmarshal(data, &r))
	require.Len(t, r.Voting, 2)
	require.Len(t, r.Stacking, 4)
	s := load(t, "noisy")
	s.train.Groups = sevens(len(s.train.Y))
	models := []classify.Trainer{
		classify.Logistic{L2: 1e5, Scaling: classify.ScaleNone}, classify.Logistic{Scaling: classify.ScaleNone},
	}
	for _, want := range r.Voting {
		got := scoreRows(t, mustTrain(t, classify.Voting{Trainers: models, Weights: want.Weights}, s.train), s.test.X)
		require.InDeltaSlice(t, want.Scores, got[:len(want.Scores)], 1e-6)
	}
	for _, want := range r.Stacking {
		s.train.Weight = nil
		if want.Weighted {
			s.train.Weight = oneToThree(len(s.train.Y))
		}
		c := classify.Stacking{Trainers: models, Passthrough: want.Passthrough, Folds: 4}
		got := scoreRows(t, mustTrain(t, c, s.train), s.test.X)
		require.InDeltaSlice(t, want.Scores, got[:len(want.Scores)], 1e-6)
	}
}

// TestVotingHard: labels are counted by weight.
func TestVotingHard(t *testing.T) {
	table := classifytest.Separable(100, 5, 1)
	flipped := *table
	flipped.Y = make([]float64, 100)
	for i, y := range table.Y {
		flipped.Y[i] = 1 - y
	}
	right, wrong := mustTrain(t, classify.Logistic{L2: 1e-6}, table), mustTrain(t, classify.Logistic{L2: 1e-6}, &flipped)
	c := classify.Voting{Trainers: []classify.Trainer{ready{right}, ready{wrong}}, Weights: []float64{3, 1}, Hard: true}
	require.Equal(t, []float64{0.25, 0.75, 0.25, 0.75}, scoreRows(t, mustTrain(t, c, table), table.X)[:4])
}

func TestVotingAndStackingErrors(t *testing.T) {
	table := classifytest.Separable(40, 5, 1)
	two := []classify.Trainer{classify.Logistic{}, classify.Forest{Trees: 3}}
	for name, c := range map[string]classify.Trainer{
		"voting: nobody": classify.Voting{}, "voting: nil": classify.Voting{Trainers: []classify.Trainer{nil}},
		"voting: one weight":      classify.Voting{Trainers: two, Weights: []float64{1}},
		"voting: negative weight": classify.Voting{Trainers: two, Weights: []float64{1, -1}},
		"voting: NaN weight":      classify.Voting{Trainers: two, Weights: []float64{1, math.NaN()}},
		"voting: no weight":       classify.Voting{Trainers: two, Weights: []float64{0, 0}},
		"voting: huge weights":    classify.Voting{Trainers: two, Weights: []float64{1e300, 1}},
		"voting: trainer":         classify.Voting{Trainers: []classify.Trainer{classify.Logistic{L2: -1}}},
		"stacking: nobody":        classify.Stacking{}, "stacking: nil": classify.Stacking{Trainers: []classify.Trainer{nil}},
		"stacking: one fold": classify.Stacking{Trainers: two, Folds: 1},
		"stacking: trainer":  classify.Stacking{Trainers: []classify.Trainer{classify.Logistic{L2: -1}}},
		"stacking: scores":   classify.Stacking{Trainers: []classify.Trainer{failing{}}},
		"stacking: final":    classify.Stacking{Trainers: two, Final: classify.Logistic{L2: -1}},
	} {
		m, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, name[:6], name)
		require.Nil(t, m, name)
	}
	_, err := classify.Voting{Trainers: []classify.Trainer{failing{}}}.Train(t.Context(), table)
	require.NoError(t, err)
	require.ErrorIs(t, mustTrain(t, classify.Voting{Trainers: []classify.Trainer{failing{}}}, table).Scores(make([]float64, 40), table.X), errBroken)
}
