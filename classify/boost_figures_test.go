package classify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// TestBoostFigures: where rows or columns are drawn, and with the settings of
// LightGBM, the means of accuracy, precision, recall and F1 over as many seeds or
// draws of training rows lie within half a point.
func TestBoostFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("180 trainings")
	}
	configs := map[string]classify.Boost{
		"xgboost drawn": {Subsample: 0.8, ColumnsByTree: 0.8},
		"xgboost nodes": {ColumnsByLevel: 0.7, ColumnsByNode: 0.5},
		"lightgbm":      lightGBM,
	}
	sets := loader{}
	for _, want := range boostReferences(t).Figures {
		t.Run(want.Data+" "+want.Model, func(t *testing.T) {
			s := sets.load(t, want.Data)
			mean := make([]float64, 4)
			for seed := range want.Seeds {
				c, train := configs[want.Model], s.train
				c.Seed, c.Workers = uint64(seed), 1
				if want.Draws {
					train = draw(train, 300+seed)
				}
				m, err := c.Train(t.Context(), train)
				require.NoError(t, err)
				for k, v := range boostFigures(scoresOf(t, m, s.test.X), s.test.Y) {
					mean[k] += v / float64(want.Seeds)
				}
			}
			t.Logf("%.4f, reference %.4f", mean, want.Mean)
			require.InDeltaSlice(t, want.Mean, mean, 0.005)
		})
	}
}

// lightGBM are its settings.
var lightGBM = classify.Boost{
	Rate: 0.1, Growth: classify.GrowLeaf, MaxLeaves: 31, MinChildWeight: 1e-3, MinLeaf: 20, L2: -1, MaxBins: 255,
}

// draw returns the training rows that the script keeps.
func draw(t *classify.Table, stream int) *classify.Table {
	var keep []int
	for i := range t.Y {
		if random(stream, i)%10 != 0 {
			keep = append(keep, i)
		}
	}
	return t.Select(keep)
}

// boostFigures returns accuracy, precision, recall and F1.
func boostFigures(scores, y []float64) []float64 {
	var n [2][2]float64 // by label, by prediction
	for i, p := range scores {
		k := 0
		if p > 0.5 {
			k = 1
		}
		n[int(y[i])][k]++
	}
	right, wrong := n[0][0]+n[1][1], n[0][1]+n[1][0]
	return []float64{
		right / (right + wrong), n[1][1] / (n[1][1] + n[0][1]), n[1][1] / (n[1][1] + n[1][0]), 2 * n[1][1] / (2*n[1][1] + wrong),
	}
}

// loader loads each data set once.
type loader map[string]split

func (l loader) load(t *testing.T, name string) split {
	if _, ok := l[name]; !ok {
		l[name] = load(t, name)
	}
	return l[name]
}
