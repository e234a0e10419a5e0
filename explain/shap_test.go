package explain_test

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/modelfile"
	"github.com/malguard/malguard/explain"
)

// readModel reads a model file.
func readModel(t testing.TB, name string) classify.Model {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	m, _, err := modelfile.Read(f, modelfile.Options{})
	require.NoError(t, err)
	return m
}

// byColumn returns the weights of an explanation, a column each.
func byColumn(e *explain.Explanation, width int) []float64 {
	v := make([]float64, width)
	for _, w := range e.Weights {
		v[w.Column] = w.Weight
	}
	return v
}

// requireSums: base and weights give the score.
func requireSums(t *testing.T, e *explain.Explanation) {
	t.Helper()
	sum := e.Base
	for _, w := range e.Weights {
		sum += w.Weight
	}
	require.InDelta(t, e.Score, sum, 1e-12)
}

// TestTreeSHAPIsShaps: values and base of trees of scikit-learn equal those of
// TreeExplainer to 1e-9 where it is path-dependent. Its interventional values miss
// their own sum by up to 2e-8, since it weighs orders in 32 bits, in which XGBoost
// computes everything.
func TestTreeSHAPIsShaps(t *testing.T) {
	var r struct {
		Rows, Others [][]float64
		Holes        [][]*float64
		Models       map[string]struct {
			Path, Others [][]float64
			PathBase     float64 `json:"path_base"`
			OthersBase   float64 `json:"others_base"`
		}
	}
	readJSON(t, "testdata/shap_reference.json", &r)
	for name, want := range r.Models {
		m := readModel(t, "testdata/shap_"+name+".json")
		tolerance, rows := 1e-9, r.Rows
		if name == "xgboost" {
			tolerance, rows = 1e-6, nil
			for _, row := range r.Holes {
				x := make([]float64, len(row))
				for j := range row {
					x[j] = math.NaN()
					if row[j] != nil {
						x[j] = *row[j]
					}
				}
				rows = append(rows, x)
			}
		}
		check := func(c explain.TreeSHAP, values [][]float64, base, tolerance float64) {
			for i, want := range values {
				e, err := c.Explain(t.Context(), m, rows[i])
				require.NoError(t, err)
				require.InDelta(t, base, e.Base, tolerance, name)
				require.InDeltaSlice(t, want, byColumn(e, len(want)), tolerance, "%s %d", name, i)
				requireSums(t, e)
			}
		}
		check(explain.TreeSHAP{}, want.Path, want.PathBase, tolerance)
		if want.Others != nil {
			check(explain.TreeSHAP{Background: matrix(t, r.Others)}, want.Others, want.OthersBase, 1e-7)
		}
	}
}

// randomTree returns a tree over few columns, so that paths ask again.
func randomTree(r *rand.Rand, width, depth int) []classify.Node {
	var grow func(depth int, cover float64) []classify.Node
	grow = func(depth int, cover float64) []classify.Node {
		if depth == 0 || r.IntN(6) == 0 {
			return []classify.Node{{Column: -1, Value: r.Float64(), Cover: cover}}
		}
		share := float64(1+r.IntN(7)) / 8
		left, right := grow(depth-1, cover*share), grow(depth-1, cover*(1-share))
		t := []classify.Node{{
			Column: int32(r.IntN(width)), Right: int32(1 + len(left)), Value: float64(r.IntN(5)) - 1.5, MissingLeft: r.IntN(2) == 0, Cover: cover,
		}}
		for _, side := range [][]classify.Node{left, right} {
			by := int32(len(t))
			for _, n := range side {
				if n.Column >= 0 {
					n.Right += by
				}
				t = append(t, n)
			}
		}
		return t
	}
	return grow(depth, 64)
}

// known returns the score that a tree is expected to give where the columns of a
// set are as in x, and the others by cover or as in other.
func known(t []classify.Node, i int32, set uint, x, other []float64) float64 {
	n := t[i]
	if n.Column < 0 {
		return n.Value
	}
	left := func(v float64) bool { return v != v && n.MissingLeft || v <= n.Value }
	row := x
	if set>>n.Column&1 == 0 {
		row = other
	}
	if row == nil {
		return (t[i+1].Cover*known(t, i+1, set, x, other) + t[n.Right].Cover*known(t, n.Right, set, x, other)) / n.Cover
	}
	if left(row[n.Column]) {
		return known(t, i+1, set, x, other)
	}
	return known(t, n.Right, set, x, other)
}

// shapley is the definition: the mean over all orders, by all sets.
func shapley(t []classify.Node, x, other []float64) []float64 {
	n := len(x)
	v := make([]float64, n)
	for set := range uint(1) << n {
		for j := range n {
			if set>>j&1 == 0 {
				k := bits.OnesCount(set)
				orders := math.Gamma(float64(k+1)) * math.Gamma(float64(n-k)) / math.Gamma(float64(n+1))
				v[j] += orders * (known(t, 0, set|1<<j, x, other) - known(t, 0, set, x, other))
			}
		}
	}
	return v
}

// TestTreeSHAPIsShapleys: on random trees that ask for columns again, with missing
// entries, the values are those of the definition.
func TestTreeSHAPIsShapleys(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	const width = 6
	row := func() []float64 {
		x := make([]float64, width)
		for j := range x {
			x[j] = float64(r.IntN(6)) - 2
			if r.IntN(8) == 0 {
				x[j] = math.NaN()
			}
		}
		return x
	}
	for range 40 {
		tree := randomTree(r, width, 9)
		m, err := classify.NewTrees(classify.Ensemble{Width: width, Missing: true, Trees: [][]classify.Node{tree}})
		require.NoError(t, err)
		x, other := row(), row()
		e, err := explain.TreeSHAP{}.Explain(t.Context(), m, x)
		require.NoError(t, err)
		require.InDeltaSlice(t, shapley(tree, x, nil), byColumn(e, width), 1e-13)
		requireSums(t, e)
		b := classify.NewMatrix(width)
		b.Missing = true
		require.NoError(t, b.Append([]int32{0, 1, 2, 3, 4, 5}, other))
		e, err = explain.TreeSHAP{Background: b.Matrix()}.Explain(t.Context(), m, x)
		require.NoError(t, err)
		require.InDeltaSlice(t, shapley(tree, x, other), byColumn(e, width), 1e-13)
		requireSums(t, e)
	}
}

// comb returns a tree that asks for another column at each of many splits.
func comb(depth int) []classify.Node {
	var t []classify.Node
	for k := range depth {
		t = append(t, classify.Node{Column: int32(k), Value: 0.5, Cover: float64(depth - k + 1)})
	}
	t = append(t, classify.Node{Column: -1, Value: 1, Cover: 1})
	for k := range depth {
		t[depth-1-k].Right = int32(len(t))
		t = append(t, classify.Node{Column: -1, Value: float64(k%2) / 2, Cover: 1})
	}
	return t
}

// TestTreeSHAPDeep: paths of a thousand columns add up; deeper ones are refused.
func TestTreeSHAPDeep(t *testing.T) {
	for _, depth := range []int{1024, 1025} {
		m, err := classify.NewTrees(classify.Ensemble{Width: depth, Trees: [][]classify.Node{comb(depth)}})
		require.NoError(t, err)
		e, err := explain.TreeSHAP{}.Explain(t.Context(), m, make([]float64, depth))
		if depth > 1024 {
			require.ErrorContains(t, err, "deeper than 1024")
			continue
		}
		require.NoError(t, err)
		sum := e.Base
		for _, w := range e.Weights {
			sum += w.Weight
		}
		require.InDelta(t, e.Score, sum, 1e-9)
	}
}

func TestTreeSHAPErrors(t *testing.T) {
	m := readModel(t, "testdata/shap_forest.json")
	x := make([]float64, 8)
	_, err := explain.TreeSHAP{}.Explain(t.Context(), explain.ScorerFunc(stepwise), x)
	require.ErrorIs(t, err, explain.ErrNoTrees)
	_, err = explain.TreeSHAP{}.Explain(t.Context(), m, x[:7])
	require.ErrorContains(t, err, "row has 7 columns, the model 8")
	whole, err := classify.NewTrees(classify.Ensemble{Width: 8, Trees: [][]classify.Node{comb(8)}})
	require.NoError(t, err)
	x[3] = math.NaN()
	_, err = explain.TreeSHAP{}.Explain(t.Context(), whole, x)
	require.ErrorIs(t, err, classify.ErrMissing)
	_, err = explain.TreeSHAP{Background: matrix(t, [][]float64{{1, 2}})}.Explain(t.Context(), m, make([]float64, 8))
	require.ErrorContains(t, err, "background has 2 columns")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = explain.TreeSHAP{}.Explain(ctx, m, make([]float64, 8))
	require.ErrorIs(t, err, context.Canceled)

	tree := []classify.Node{{Column: 0, Right: 2, Value: 1}, {Column: -1, Value: 0}, {Column: -1, Value: 1}}
	model, err := classify.NewTrees(classify.Ensemble{Width: 1, Trees: [][]classify.Node{tree}})
	require.NoError(t, err)
	_, err = explain.TreeSHAP{}.Explain(t.Context(), model, []float64{2})
	require.ErrorContains(t, err, "cover is not known")
	e, err := explain.TreeSHAP{Background: matrix(t, [][]float64{{0}, {3}})}.Explain(t.Context(), model, []float64{2})
	require.NoError(t, err)
	require.Equal(t, explain.Explanation{Score: 1, Base: 0.5, Weights: []explain.Weight{{0, 2, 0.5}}}, *e)
}
