package xgb_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/xgb"
)

// grown returns an ensemble of random trees over the seven columns of the
// references, with splits at their values, and below and above them.
func grown(e classify.Ensemble, trees, depth int) classify.Ensemble {
	r := rand.New(rand.NewPCG(1, 2))
	e.Width, e.Output, e.Single = 7, classify.OutputLogit, true
	for range trees {
		var t []classify.Node
		var grow func(depth int, cover float64)
		grow = func(depth int, cover float64) {
			i := len(t)
			t = append(t, classify.Node{Column: -1, Value: r.NormFloat64() / 3, Cover: cover})
			if depth == 0 || r.IntN(8) == 0 {
				return
			}
			value := float64(r.IntN(90)-20) / 10
			switch r.IntN(3) {
			case 0: // a number of 32 bits or one that has none
				value = float64(float32(value))
			case 1:
				value = float64(math.Nextafter32(float32(value), -1000))
			}
			grow(depth-1, cover/4)
			t[i] = classify.Node{Column: int32(r.IntN(7)), Value: value, MissingLeft: r.IntN(2) == 0, Cover: cover, Right: int32(len(t))}
			grow(depth-1, cover*3/4)
		}
		grow(depth, 256)
		e.Trees = append(e.Trees, t)
	}
	return e
}

// exports are models of each sort that can be written.
func exports() map[string]classify.Ensemble {
	return map[string]classify.Ensemble{
		"plain":        grown(classify.Ensemble{Base: -0.3}, 20, 4),
		"missing":      grown(classify.Ensemble{Base: 0.8, Missing: true}, 30, 6),
		"zero-missing": grown(classify.Ensemble{Missing: true, ZeroMissing: true}, 5, 3),
		"far-base":     grown(classify.Ensemble{Base: -12.3456789, Missing: true}, 3, 2),
		"stump":        grown(classify.Ensemble{Base: 3.5}, 1, 0),
	}
}

func trees(t testing.TB, e classify.Ensemble) *classify.Trees {
	t.Helper()
	m, err := classify.NewTrees(e)
	require.NoError(t, err)
	return m
}

var writers = map[string]func(*bytes.Buffer, *classify.Trees, []string) error{
	".json": func(b *bytes.Buffer, m *classify.Trees, c []string) error { return xgb.WriteJSON(b, m, c) },
	".ubj":  func(b *bytes.Buffer, m *classify.Trees, c []string) error { return xgb.WriteUBJSON(b, m, c) },
}

var columns = []string{"os.system", "exec", "ünï\"\\code", "a b", "socket", "é>&\x01", "open"}

// TestWriteAndRead: what is written reads as the same trees, with leaves rounded
// to 32 bits and splits at the largest number of 32 bits that goes left.
func TestWriteAndRead(t *testing.T) {
	x := references(t)["testdata/3.2.0"].matrix(t, false)
	for name, e := range exports() {
		for end, write := range writers {
			var buf bytes.Buffer
			require.NoError(t, write(&buf, trees(t, e), columns))
			m, info, err := xgb.Read(bytes.NewReader(buf.Bytes()), xgb.Options{ZeroMissing: e.ZeroMissing})
			require.NoError(t, err, name+end)
			require.Equal(t, columns, info.Columns)
			require.Equal(t, len(e.Trees), info.Used)
			known := e
			known.Missing = true
			if !e.Missing {
				known.Trees = zerosWay(e.Trees)
			}
			require.InDeltaSlice(t, scores(t, trees(t, known), x), scores(t, m, x), 1e-6, name+end)

			got := m.(*classify.Trees).Ensemble()
			for k, tree := range got.Trees {
				for i, n := range tree {
					want := known.Trees[k][i]
					require.Equal(t, want.Column, n.Column)
					require.Equal(t, want.Cover, n.Cover)
					if n.Column >= 0 {
						require.Equal(t, want.MissingLeft, n.MissingLeft)
						require.LessOrEqual(t, n.Value, want.Value)
						require.Greater(t, float64(math.Nextafter32(float32(n.Value), 1e30)), want.Value)
					}
				}
			}
			again := bytes.Clone(buf.Bytes())
			buf.Reset()
			require.NoError(t, write(&buf, m.(*classify.Trees), columns))
			require.Equal(t, again, buf.Bytes(), "written once more, it is the same file")
		}
	}
}

// zerosWay sends missing entries where zeros go.
func zerosWay(trees [][]classify.Node) [][]classify.Node {
	all := make([][]classify.Node, len(trees))
	for k, t := range trees {
		all[k] = append(all[k], t...)
		for i := range t {
			all[k][i].MissingLeft = t[i].Column >= 0 && t[i].Value >= 0
		}
	}
	return all
}

// TestReadAndWrite: a file of XGBoost gives the same trees, bit for bit, after it
// is read, written and read again.
func TestReadAndWrite(t *testing.T) {
	for folder, r := range references(t) {
		for file, scored := range r.Models {
			if scored.Dense == nil { // made to be refused
				continue
			}
			m, _ := read(t, filepath.Join(folder, file), xgb.Options{AllRounds: true})
			model, ok := m.(*classify.Trees)
			if !ok || strings.HasPrefix(file, "dart") { // leaves times weights are no numbers of 32 bits
				continue
			}
			for end, write := range writers {
				var buf bytes.Buffer
				require.NoError(t, write(&buf, model, nil))
				again, info, err := xgb.Read(&buf, xgb.Options{})
				require.NoError(t, err)
				require.Nil(t, info.Columns)
				want, got := model.Ensemble(), again.(*classify.Trees).Ensemble()
				if math.Abs(want.Base) < 1 { // larger ones may go to the leaves of the first tree
					require.InDelta(t, want.Base, got.Base, 2.5e-7)
					want.Base = got.Base
					require.Equal(t, want, got, folder+file+end)
				}
				x := r.matrix(t, false)
				require.InDeltaSlice(t, scores(t, m, x), scores(t, again, x), 1e-6)
			}
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	leaf := func(v float64) [][]classify.Node { return [][]classify.Node{{{Column: -1, Value: v}}} }
	split := func(v float64) [][]classify.Node {
		return [][]classify.Node{{{Column: 0, Value: v, Right: 2}, {Column: -1}, {Column: -1}}}
	}
	logit := classify.Ensemble{Width: 1, Output: classify.OutputLogit, Single: true}
	with := func(trees [][]classify.Node) classify.Ensemble {
		e := logit
		e.Trees = trees
		return e
	}
	for want, e := range map[string]classify.Ensemble{
		"averaged":        {Width: 1, Single: true, Trees: leaf(0.5)},
		"64 bits":         {Width: 1, Output: classify.OutputLogit, Trees: leaf(0.5)},
		"node 0: 1e+39":   with(leaf(1e39)),
		"node 0: 3.5e+38": with(split(3.5e38)),
		"2 names":         with(leaf(1)),
		"a<b":             with(leaf(1)),
	} {
		names := map[string][]string{"2 names": {"a", "b"}, "a<b": {"a<b"}}[want]
		for _, write := range writers {
			var buf bytes.Buffer
			require.ErrorContains(t, write(&buf, trees(t, e), names), want)
			require.Zero(t, buf.Len())
		}
	}
	for _, v := range []float64{-3.5e38, -math.MaxFloat32, math.MaxFloat32 / 2, 0, math.Copysign(0, -1), 1e-60, -1e-60} {
		e := with(split(v))
		var buf bytes.Buffer
		require.NoError(t, xgb.WriteJSON(&buf, trees(t, e), nil))
		m, _, err := xgb.Read(&buf, xgb.Options{})
		require.NoError(t, err)
		got := float32(m.(*classify.Trees).Ensemble().Trees[0][0].Value)
		for _, x := range []float32{float32(v), math.Nextafter32(float32(v), -1e38), math.Nextafter32(float32(v), 1e38)} {
			require.Equal(t, float64(x) <= v, x <= got, "%g at a split of %g", x, v)
		}
	}
}

// TestXGBoostReadsExports asks the XGBoost of the interpreter that
// MALGUARD_PYTHON names what it makes of our files.
func TestXGBoostReadsExports(t *testing.T) {
	python := os.Getenv("MALGUARD_PYTHON")
	if python == "" {
		t.Skip("MALGUARD_PYTHON names no Python with xgboost and scipy")
	}
	r := references(t)["testdata/3.2.0"]
	stdin, err := json.Marshal(r.Rows)
	require.NoError(t, err)
	dir := t.TempDir()
	var files []string
	models := map[string]classify.Ensemble{}
	all := exports()
	all["trained"] = boosted(t, r.matrix(t, false))
	for name, e := range all {
		for end, write := range writers {
			var buf bytes.Buffer
			require.NoError(t, write(&buf, trees(t, e), columns))
			file := filepath.Join(dir, name+end)
			require.NoError(t, os.WriteFile(file, buf.Bytes(), 0o600))
			files = append(files, file)
			models[file] = e
		}
	}
	cmd := exec.CommandContext(t.Context(), python, append([]string{"testdata/check_export.py"}, files...)...)
	cmd.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	require.NoError(t, err, "%.4000s", stderr.String())
	var got struct {
		XGBoost string
		Files   map[string]map[string][]float64
	}
	require.NoError(t, json.Unmarshal(stdout, &got))
	worst := 0.0
	for file, e := range models {
		dense, csr := r.matrix(t, false), r.matrix(t, true)
		if !e.Missing {
			dense = csr
		}
		want := map[string][]float64{}
		if !e.ZeroMissing {
			want["dense"] = scores(t, trees(t, e), dense)
			want["classifier"] = want["dense"]
		}
		if e.ZeroMissing || !e.Missing {
			want["csr"] = scores(t, trees(t, e), csr)
		}
		for kind, w := range want {
			if g, ok := got.Files[file][kind]; ok || kind != "classifier" {
				require.InDeltaSlice(t, w, g, 1e-6, "%s %s", file, kind)
				for i := range w {
					worst = max(worst, math.Abs(w[i]-g[i]))
				}
			}
		}
	}
	t.Logf("XGBoost %s reads %d files; largest difference %.2g", got.XGBoost, len(files), worst)
}

// boosted is what this module's own boosting makes of the rows, some entries of
// which are missing.
func boosted(t *testing.T, x classify.Matrix) classify.Ensemble {
	t.Helper()
	table := &classify.Table{X: x, Y: make([]float64, x.Rows())}
	for i := range table.Y {
		table.Y[i] = float64(i * i % 3 % 2)
	}
	m, err := classify.Boost{Rounds: 30, MinChildWeight: -1, Subsample: 0.8, Seed: 3}.Train(t.Context(), table)
	require.NoError(t, err)
	e := m.(*classify.Trees).Ensemble()
	splits := 0
	for _, tree := range e.Trees {
		splits += len(tree) / 2
	}
	require.Greater(t, splits, 30, "there is something to compare")
	return e
}
