package golearn_test

import (
	"encoding/binary"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/golearn"
)

// TestLaws runs every law on every learner. Two of them cannot learn the laws'
// tables by their defaults and get a setting that can.
func TestLaws(t *testing.T) {
	for _, m := range golearn.Trainers() {
		switch m.Name {
		case "golearn-bernoulli":
			// The column that decides is above a half or not, and always above 0.
			m.New = func(classify.Options) classify.Trainer { return golearn.Bernoulli{Threshold: 0.5} }
		case "golearn-knn":
			continue // withc_test.go
		}
		t.Run(m.Name, func(t *testing.T) { classifytest.Run(t, m, golearn.Codecs()...) })
	}
}

// odd are tables at the edges of what a trainer may be given.
func odd(t *testing.T) map[string]*classify.Table {
	labels := []float64{0, 1, 0, 1, 1, 0}
	tables := map[string]*classify.Table{}
	for name, rows := range map[string][][]float64{
		"no columns":     {{}, {}, {}, {}, {}, {}},
		"one column":     {{1}, {2}, {1}, {2}, {2}, {1}},
		"constant":       {{3, 3}, {3, 3}, {3, 3}, {3, 3}, {3, 3}, {3, 3}},
		"zeros":          {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}},
		"benign zeros":   {{0, 0}, {1, 1}, {0, 0}, {1, 2}, {1, 0}, {0, 0}},
		"huge":           {{-1e308, 1e308}, {1e308, 1e308}, {-1e308, 1e308}, {1e308, -1e308}, {1.5e308, 0}, {-1.5e308, 0}},
		"tiny":           {{5e-324, 0}, {0, 5e-324}, {5e-324, 0}, {0, 5e-324}, {1e-323, 0}, {0, 0}},
		"next to it":     {{1, 1}, {1 + 0x1p-52, 1}, {1, 1}, {1 + 0x1p-52, 1}, {1 + 0x1p-52, 1}, {1, 1}},
		"labels mixed":   {{1, 2}, {1, 2}, {1, 2}, {1, 2}, {3, 2}, {3, 2}},
		"negative":       {{-1, -2}, {-3, -1}, {-1, -2}, {-3, -1}, {-3, -1}, {-1, -2}},
		"columns repeat": {{1, 1}, {2, 2}, {1, 1}, {2, 2}, {2, 2}, {1, 1}},
	} {
		x, err := classify.FromRows(len(rows[0]), rows)
		require.NoError(t, err)
		tables[name] = &classify.Table{X: x, Y: labels}
	}
	return tables
}

// TestOddTables: no table ends in a panic or in a score that is none, and twice the
// same table gives the same scores.
func TestOddTables(t *testing.T) {
	for _, m := range golearn.Trainers() {
		for name, table := range odd(t) {
			var last []float64
			for range 5 {
				model, err := m.New(classify.Options{Seed: 1}).Train(t.Context(), table)
				require.NoError(t, err, "%s: %s", m.Name, name)
				got := scores(t, model, table.X)
				for _, p := range got {
					require.True(t, p >= 0 && p <= 1, "%s: %s: score %g", m.Name, name, p)
				}
				if last != nil {
					require.Equal(t, last, got, "%s: %s", m.Name, name)
				}
				last = got
			}
		}
	}
}

// FuzzTrain: no table that has both classes makes golearn panic.
func FuzzTrain(f *testing.F) {
	f.Add(payload(0, 1, 2, 3, 4, 5), uint8(2), uint64(5))
	f.Add(payload(math.MaxFloat64, -math.MaxFloat64, 5e-324, 0, 1, 1), uint8(1), uint64(9))
	f.Fuzz(func(t *testing.T, b []byte, width uint8, labels uint64) {
		table := &classify.Table{}
		var rows [][]float64
		for w := int(width%6) + 1; len(b) >= 8*w && len(rows) < 64; b = b[8*w:] {
			row := make([]float64, w)
			for j := range row {
				row[j] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*j:]))
			}
			table.Y = append(table.Y, float64(labels>>len(rows)&1))
			rows = append(rows, row)
		}
		var err error
		if table.X, err = classify.FromRows(int(width%6)+1, rows); err != nil || table.Check() != nil {
			return
		}
		for _, m := range golearn.Trainers() {
			if m.Name == "golearn-knn" && len(rows) < 5 {
				continue
			}
			model, err := m.New(classify.Options{Seed: labels}).Train(t.Context(), table)
			require.NoError(t, err)
			for _, p := range scores(t, model, table.X) {
				require.True(t, p >= 0 && p <= 1, "%s: score %g", m.Name, p)
			}
		}
	})
}

func TestWeightsThatDoNotRepeat(t *testing.T) {
	table := classifytest.Separable(20, 4, 1)
	half, huge := table.Reweighted(0.5, 1), table.Reweighted(1, 1e15)
	for _, m := range golearn.Trainers() {
		_, err := m.New(classify.Options{}).Train(t.Context(), half)
		require.ErrorContains(t, err, "row 0 weighs 0.5", m.Name)
		_, err = m.New(classify.Options{}).Train(t.Context(), huge)
		require.ErrorContains(t, err, "cells", m.Name)
	}
}

func TestSettings(t *testing.T) {
	table := classifytest.Separable(20, 4, 1)
	for _, c := range []classify.Trainer{
		golearn.RandomTree{Features: -1}, golearn.Bernoulli{Threshold: -1},
	} {
		_, err := c.Train(t.Context(), table)
		require.ErrorContains(t, err, "out of range")
	}
}

// TestQuiet: golearn writes to standard output in places that nobody may come to.
func TestQuiet(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/stdout")
	require.NoError(t, err)
	stdout := os.Stdout
	t.Cleanup(func() { os.Stdout = stdout })
	os.Stdout = f
	table := classifytest.Separable(60, 6, 1)
	for _, m := range golearn.Trainers() {
		model, err := m.New(classify.Options{}).Train(t.Context(), table)
		require.NoError(t, err)
		scores(t, model, table.X)
	}
	info, err := f.Stat()
	require.NoError(t, err)
	require.Zero(t, info.Size())
	require.NoError(t, f.Close())
}

func scores(t testing.TB, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}
