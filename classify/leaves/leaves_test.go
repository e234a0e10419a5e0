package leaves_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/leaves"
)

// reference is testdata/VERSION/scores.json, written by testdata/make.py: rows,
// and what LightGBM makes of their first columns with each model file beside it.
type reference struct {
	LightGBM string
	Rows     [][]*float64
	Models   map[string]struct {
		Scores  []float64
		Columns int
	}
}

// references returns those of all versions, by folder.
func references(t testing.TB) map[string]*reference {
	t.Helper()
	files, err := filepath.Glob("testdata/*/scores.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 3)
	all := map[string]*reference{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		r := &reference{}
		require.NoError(t, json.Unmarshal(data, r))
		all[filepath.Dir(file)] = r
	}
	return all
}

func (r *reference) matrix(t testing.TB, width int) classify.Matrix {
	t.Helper()
	b := classify.NewMatrix(width)
	b.Missing = true
	for _, row := range r.Rows {
		var index []int32
		var values []float64
		for j, v := range row[:width] {
			value := math.NaN()
			if v != nil {
				value = *v
			}
			index, values = append(index, int32(j)), append(values, value)
		}
		require.NoError(t, b.Append(index, values))
	}
	return b.Matrix()
}

func read(t testing.TB, file string) *leaves.Model {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	m, err := leaves.Read(bytes.NewReader(data))
	require.NoError(t, err, file)
	return m
}

func scores(t testing.TB, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

// TestScoresEqualLightGBM: on rows with missing, tiny and huge entries and with
// categories that nobody has seen, and again after the model was saved.
func TestScoresEqualLightGBM(t *testing.T) {
	for folder, r := range references(t) {
		worst := 0.0
		for file, want := range r.Models {
			m := read(t, filepath.Join(folder, file))
			require.Equal(t, want.Columns, m.Width())
			require.Len(t, m.Columns(), want.Columns)
			x := r.matrix(t, want.Columns)
			got := scores(t, m, x)
			require.InDeltaSlice(t, want.Scores, got, 1e-12, "%s %s", folder, file)
			for i := range got {
				worst = max(worst, math.Abs(got[i]-want.Scores[i]))
			}

			var buf bytes.Buffer
			require.NoError(t, classify.Save(&buf, m))
			loaded, err := classify.Load(&buf, leaves.Codec())
			require.NoError(t, err)
			require.Equal(t, got, scores(t, loaded, x))
		}
		require.GreaterOrEqual(t, len(r.Models), 12)
		t.Logf("LightGBM %s: %d models of 80 rows, largest difference %.2g", r.LightGBM, len(r.Models), worst)
	}
}
