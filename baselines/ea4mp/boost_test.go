package ea4mp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBoost compares with AdaBoostClassifier(n_estimators=50) of scikit-learn 1.9.1,
// whose votes are the mean of its stumps' predictions by estimator_weights_.
func TestBoost(t *testing.T) {
	rows := []pair{
		{3.58, 0.31}, {0.87, 0.22}, {0.19, 0.39}, {-3.73, 0.94}, {-0.55, 0.98}, {-0.71, 0.67},
		{-0.17, 0.9}, {-1.25, 0.85}, {-0.09, 0.38}, {-0.95, 0.09}, {-2.63, 0.65}, {1.77, 0.56},
		{1.76, 0.36}, {3.42, 0.23}, {0.1, 0.41}, {-0.81, 0.47}, {-1.09, 0.27}, {-3.09, 0.29},
		{1.96, 0.46}, {-2.2, 0.86}, {-2.37, 0.59}, {-0.41, 0.28}, {2.97, 0.28}, {0.47, 0.45},
	}
	var labels []bool
	for _, y := range "100000111001110000110010" {
		labels = append(labels, y == '1')
	}
	want := []float64{
		0.717759326936, 0.372288993988, 0.403107875516, 0.393437847073, 0.409521614209, 0.39658982998,
		0.64280899807, 0.592066715804, 0.570249955237, 0.365770948453, 0.380506062844, 0.637381034454,
		0.717759326936, 0.627754341633, 0.403107875516, 0.39658982998, 0.386963137159, 0.370879370023,
		0.637381034454, 0.592066715804, 0.380506062844, 0.386963137159, 0.627754341633, 0.403107875516,
	}
	weights := make([]float64, len(rows))
	for i := range weights {
		weights[i] = 7
	}
	b := fitBoost(rows, labels, weights)
	require.Len(t, b.stumps, Rounds)
	for i, row := range rows {
		require.InDelta(t, want[i], b.vote(row), 1e-9, "row %d", i)
	}
}

// TestBoostEnds: a stump without error is the last; rows that nothing tells apart
// have the vote of the larger class, or none.
func TestBoostEnds(t *testing.T) {
	b := fitBoost([]pair{{1, 0}, {2, 0}}, []bool{false, true}, []float64{1, 1})
	require.Equal(t, []stump{{column: 0, cut: 1.5, above: true, weight: 1}}, b.stumps)
	require.Equal(t, []float64{0, 1}, []float64{b.vote(pair{1.4, 9}), b.vote(pair{1.6, 9})})
	same := []pair{{1, 0}, {1, 0}, {1, 0}}
	require.InDelta(t, 1.0, fitBoost(same, []bool{true, true, false}, []float64{1, 1, 1}).vote(same[0]), 1e-12)
	require.Equal(t, 0.0, fitBoost(same, []bool{true, true, false}, []float64{1, 1, 3}).vote(same[0]))
	require.Equal(t, 0.5, fitBoost(same[:2], []bool{true, false}, []float64{1, 1}).vote(same[0]))
}
