package xgb_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/xgb"
)

// reference is testdata/VERSION/scores.json, written by testdata/make.py: rows,
// and what XGBoost makes of them with each model file beside it.
type reference struct {
	XGBoost string
	Rows    [][]*float64
	Models  map[string]struct {
		Dense, CSR []float64
		DenseBest  []float64 `json:"dense_best"`
		CSRBest    []float64 `json:"csr_best"`
	}
}

// references returns those of all versions, by folder.
func references(t testing.TB) map[string]*reference {
	t.Helper()
	files, err := filepath.Glob("testdata/*/scores.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 4)
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

// matrix returns the rows, without the missing entries if csr.
func (r *reference) matrix(t testing.TB, csr bool) classify.Matrix {
	t.Helper()
	b := classify.NewMatrix(len(r.Rows[0]))
	b.Missing = !csr
	for _, row := range r.Rows {
		var index []int32
		var values []float64
		for j, v := range row {
			if v != nil {
				index, values = append(index, int32(j)), append(values, *v)
			} else if !csr {
				index, values = append(index, int32(j)), append(values, math.NaN())
			}
		}
		require.NoError(t, b.Append(index, values))
	}
	return b.Matrix()
}

func read(t testing.TB, name string, o xgb.Options) (classify.Model, xgb.Info) {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	m, info, err := xgb.Read(bytes.NewReader(data), o)
	require.NoError(t, err, name)
	return m, info
}

func scores(t testing.TB, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

// TestScoresEqualXGBoost: on rows with missing entries, and on the same rows in
// CSR, with the model as Booster.predict and as XGBClassifier.predict take it.
// XGBoost adds up in 32 bits, so that scores agree to 1e-6.
func TestScoresEqualXGBoost(t *testing.T) {
	for folder, r := range references(t) {
		worst, tried := 0.0, 0
		check := func(file string, o xgb.Options, want []float64) {
			if want == nil {
				return
			}
			m, info := read(t, filepath.Join(folder, file), o)
			require.Equal(t, r.XGBoost, info.Version)
			x := r.matrix(t, o.ZeroMissing)
			if info.Booster == "gblinear" {
				x = r.matrix(t, true) // to a linear model, what is missing is zero
			}
			got := scores(t, m, x)
			require.InDeltaSlice(t, want, got, 1e-6, "%s %s %+v", folder, file, o)
			for i := range got {
				worst = max(worst, math.Abs(got[i]-want[i]))
			}
			tried++
		}
		for file, want := range r.Models {
			check(file, xgb.Options{AllRounds: true}, want.Dense)
			check(file, xgb.Options{AllRounds: true, ZeroMissing: true}, want.CSR)
			if want.DenseBest == nil { // no early stopping
				want.DenseBest, want.CSRBest = want.Dense, want.CSR
			} else {
				require.NotEqual(t, want.Dense, want.DenseBest)
			}
			check(file, xgb.Options{}, want.DenseBest)
			check(file, xgb.Options{ZeroMissing: true}, want.CSRBest)
		}
		require.GreaterOrEqual(t, tried, 8*4)
		t.Logf("XGBoost %s: %d comparisons of 60 rows, largest difference %.2g", r.XGBoost, tried, worst)
	}
}

func TestInfo(t *testing.T) {
	_, info := read(t, "testdata/3.2.0/early.json", xgb.Options{})
	columns := []string{"os.system", "exec", "ünï\"\\code", "a b", "socket", "é", "open"}
	require.Equal(t, columns, info.Columns)
	require.Equal(t, "binary:logistic", info.Objective)
	require.Equal(t, "gbtree", info.Booster)
	require.Less(t, info.Used, info.Trees)
	require.Zero(t, info.Used%2, "rounds have two trees")
	_, info = read(t, "testdata/3.2.0/logistic.ubj", xgb.Options{})
	require.Equal(t, columns, info.Columns)
	_, info = read(t, "testdata/3.2.0/early.json", xgb.Options{AllRounds: true})
	require.Equal(t, info.Trees, info.Used)
	_, info = read(t, "testdata/1.0.2/logistic.json", xgb.Options{})
	require.Nil(t, info.Columns)
	m, info := read(t, "testdata/2.1.4/linear.json", xgb.Options{})
	require.Equal(t, "gblinear", info.Booster)
	require.IsType(t, &classify.Linear{}, m)
}

// TestUnsupported: what cannot be said is named.
func TestUnsupported(t *testing.T) {
	for file, want := range map[string]string{
		"squared":     `objective "reg:squarederror"`,
		"classes":     `objective "multi:softprob"`,
		"categorical": "categorical split of column 0",
		"targets":     "2 targets",
	} {
		data, err := os.ReadFile("testdata/3.2.0/" + file + ".json")
		require.NoError(t, err)
		m, _, err := xgb.Read(bytes.NewReader(data), xgb.Options{})
		require.ErrorIs(t, err, xgb.ErrUnsupported, file)
		require.ErrorContains(t, err, want)
		require.Nil(t, m)
	}
	_, _, err := xgb.Read(strings.NewReader("binf\x00\x00\x00?"), xgb.Options{})
	require.ErrorIs(t, err, xgb.ErrUnsupported)
	require.ErrorContains(t, err, "binary format")
}
