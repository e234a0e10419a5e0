package leaves_test

import (
	"bytes"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/leaves"
)

// TestTreesEqualLeaves: the same model without the library scores the same.
func TestTreesEqualLeaves(t *testing.T) {
	converted := 0
	for folder, r := range references(t) {
		for file, want := range r.Models {
			m := read(t, filepath.Join(folder, file))
			text, err := m.AppendBinary(nil)
			require.NoError(t, err)
			trees, err := m.Trees()
			if bytes.Contains(text, []byte("cat_boundaries=")) {
				require.ErrorIs(t, err, leaves.ErrUnsupported)
				continue
			}
			require.NoError(t, err)
			converted++
			require.Equal(t, file == "zero-missing.txt", trees.Ensemble().ZeroMissing)
			x := r.matrix(t, want.Columns)
			got := scores(t, trees, x)
			for i, p := range got {
				if file == "zero-missing.txt" && tiny(r.Rows[i]) {
					continue
				}
				require.InDelta(t, want.Scores[i], p, 1e-12, "%s %s, row %d", folder, file, i)
			}
			if root := trees.Ensemble().Trees[0][0]; root.Column >= 0 && file != "forest.txt" { // of a part of the rows
				require.Equal(t, 500.0, root.Cover, "training rows")
			}
		}
	}
	require.GreaterOrEqual(t, converted, 4*9)
	require.Less(t, converted, 4*12)
}

// tiny reports whether a row has an entry that LightGBM takes for zero.
func tiny(row []*float64) bool {
	for _, v := range row {
		if v != nil && *v != 0 && math.Abs(*v) <= 1e-35 {
			return true
		}
	}
	return false
}

// TestTreesRefuse: one column takes zeros for missing, the other sends them to
// different sides.
func TestTreesRefuse(t *testing.T) {
	s := strings.NewReplacer("decision_type=10 1", "decision_type=6 8", "num_cat=1", "num_cat=0", "cat_boundaries=0 2\n", "",
		"cat_threshold=6 1\n", "").Replace(small)
	m, err := readString(s)
	require.NoError(t, err)
	_, err = m.Trees()
	require.ErrorIs(t, err, leaves.ErrUnsupported)
	require.ErrorContains(t, err, "column 1 tells zeros from missing")
}

// ordinary reports whether all leaves are of a size at which rounding does not
// show.
func ordinary(m *classify.Trees) bool {
	for _, t := range m.Ensemble().Trees {
		for _, n := range t {
			if n.Column < 0 && math.Abs(n.Value) > 1000 {
				return false
			}
		}
	}
	return true
}
