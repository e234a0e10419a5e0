package leaves_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/leaves"
)

// small is a file of two trees: one with a split by number, to whose right lies
// one by category, and one of a single leaf.
const small = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=binary sigmoid:1
feature_names=a b
feature_infos=[0:1] 1:2
tree_sizes=300 100

Tree=0
num_leaves=3
num_cat=1
split_feature=0 1
split_gain=2 1
threshold=0.5 0
decision_type=10 1
left_child=-1 -2
right_child=1 -3
leaf_value=-1 2 3
leaf_weight=1 2 3
leaf_count=1 2 3
internal_value=0 0
internal_weight=0 0
internal_count=6 5
cat_boundaries=0 2
cat_threshold=6 1
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
split_feature=
threshold=
decision_type=
left_child=
right_child=
leaf_value=0.25
shrinkage=1


end of trees
`

func readString(s string) (*leaves.Model, error) { return leaves.Read(strings.NewReader(s)) }

func TestSmall(t *testing.T) {
	m, err := readString(small)
	require.NoError(t, err)
	require.Equal(t, 2, m.Width())
	require.Equal(t, 2, m.NumTrees())
	require.Equal(t, "v4", m.Version())
	require.Equal(t, []string{"a", "b"}, m.Columns())
	b := classify.NewMatrix(2)
	b.Missing = true
	nan := math.NaN()
	margin := []float64{}
	for _, row := range []struct{ a, b, z float64 }{
		{0, 9, -1}, {0.5, 9, -1}, {nan, 9, -1}, {0.6, 1, 2}, {0.6, 2.9, 2}, {0.6, 32, 2}, {0.6, 0, 3}, {0.6, 3, 3}, {0.6, 33, 3},
		{0.6, -0.5, 3}, {0.6, nan, 3}, {0.6, -1, 3}, {0.6, 1 << 32, 3}, {0.6, 1e300, 3}, {0.6, -1e300, 3},
	} {
		require.NoError(t, b.Append([]int32{0, 1}, []float64{row.a, row.b}))
		margin = append(margin, 1/(1+math.Exp(-row.z-0.25)))
	}
	require.InDeltaSlice(t, margin, scores(t, m, b.Matrix()), 1e-15)

	x, err := classify.FromRows(3, [][]float64{{0, 0, 0}})
	require.NoError(t, err)
	dst := []float64{-1}
	require.ErrorContains(t, m.Scores(dst, x), "3 columns")
	x, err = classify.FromRows(2, [][]float64{{0, 0}, {0, 0}})
	require.NoError(t, err)
	require.ErrorContains(t, m.Scores(dst, x), "1 scores of 2 rows")
	require.Equal(t, []float64{-1}, dst)
}

// TestMalformed spoils the small file in one place. The library panics on many
// of these, or reads them as another model.
func TestMalformed(t *testing.T) {
	for name, tc := range map[string]struct{ from, to, want string }{
		"version":             {"version=v4", "version=v5", `version "v5"`},
		"version missing":     {"version=v4\n", "", `version ""`},
		"version twice":       {"version=v4", "version=v4\nversion=v3", "version comes twice"},
		"classes":             {"num_class=1", "num_class=3", "3 classes"},
		"trees a round":       {"num_tree_per_iteration=1", "num_tree_per_iteration=2", "2 trees a round"},
		"objective":           {"binary sigmoid:1", "regression", "regression"},
		"objective missing":   {"objective=binary sigmoid:1\n", "", `objective ""`},
		"sigmoid":             {"sigmoid:1", "sigmoid:-1", "sigmoid:-1"},
		"sigmoid not finite":  {"sigmoid:1", "sigmoid:Inf", "sigmoid:Inf"},
		"no columns":          {"max_feature_idx=1", "max_feature_idx=-1", "max_feature_idx"},
		"too wide":            {"max_feature_idx=1", "max_feature_idx=1048576", "max_feature_idx"},
		"names":               {"feature_names=a b", "feature_names=a", "1 feature_names"},
		"more names":          {"feature_names=a b", "feature_names=a b c", "feature_names"},
		"no trees":            {"tree_sizes=300 100", "tree_sizes=", "0 trees"},
		"tree missing":        {"tree_sizes=300 100", "tree_sizes=300 100 100", "tree 2"},
		"tree too many":       {"tree_sizes=300 100", "tree_sizes=300", "more than 1 trees"},
		"trees out of order":  {"Tree=1", "Tree=2", "tree 1"},
		"unknown line":        {"label_index=0", "leaf_transform=exp", "leaf_transform"},
		"unknown tree line":   {"shrinkage=1", "bias=1", "bias"},
		"linear":              {"is_linear=0", "is_linear=1", "linear models"},
		"leaves too many":     {"num_leaves=3", "num_leaves=4", "leaf_value"},
		"leaves far too many": {"num_leaves=3", "num_leaves=2147483647", "num_leaves"},
		"no leaves":           {"num_leaves=3", "num_leaves=0", "num_leaves"},
		"constant no leaf":    {"leaf_value=0.25", "leaf_value=", "num_leaves"},
		"leaf not finite":     {"leaf_value=-1", "leaf_value=nan", "not finite"},
		"leaf too large":      {"leaf_value=-1", "leaf_value=1e999", "out of range"},
		"leaf two signs":      {"leaf_value=-1 2", "leaf_value=-1 =2", "invalid syntax"},
		"loop":                {"right_child=1", "right_child=0", "two parents"},
		"shared leaf":         {"left_child=-1 -2", "left_child=-1 -1", "two parents"},
		"child outside":       {"right_child=1", "right_child=2", "missing"},
		"leaf outside":        {"right_child=1 -3", "right_child=1 -4", "missing"},
		"split off the path":  {"right_child=1", "right_child=-2", "no parent"},
		"child short":         {"left_child=-1 -2", "left_child=-1", "left_child: 1 numbers"},
		"child too large":     {"right_child=1", "right_child=4294967297", "out of range"},
		"column outside":      {"split_feature=0 1", "split_feature=2 1", "column 2 of 2"},
		"column below":        {"split_feature=0 1", "split_feature=-1 1", "column -1 of 2"},
		"decision unknown":    {"decision_type=10", "decision_type=16", "decision_type 16"},
		"decision below":      {"decision_type=10", "decision_type=-2", "decision_type -2"},
		"missing type 3":      {"decision_type=10", "decision_type=12", "decision_type 12"},
		"threshold":           {"threshold=0.5", "threshold=-inf", "not finite"},
		"set outside":         {"threshold=0.5 0", "threshold=0.5 1", "set of categories 1 of 1"},
		"set below":           {"threshold=0.5 0", "threshold=0.5 -1", "set of categories -1"},
		"set between":         {"threshold=0.5 0", "threshold=0.5 0.5", "set of categories 0.5"},
		"set huge":            {"threshold=0.5 0", "threshold=0.5 1e300", "set of categories 1e+300"},
		"sets missing":        {"num_cat=1", "num_cat=0", "set of categories 0 of 0"},
		"sets too many":       {"num_cat=1", "num_cat=1000000000", "num_cat"},
		"set empty":           {"cat_boundaries=0 2", "cat_boundaries=0 0", "numbers"},
		"set without members": {"cat_threshold=6 1", "cat_threshold=0 0", "empty"},
		"set backwards":       {"cat_boundaries=0 2", "cat_boundaries=0 -2", "cat_boundaries"},
		"set past the end":    {"cat_boundaries=0 2", "cat_boundaries=0 1000000", "cat_boundaries"},
		"set not at 0":        {"cat_boundaries=0 2", "cat_boundaries=1 2", "cat_boundaries"},
		"set word too large":  {"cat_threshold=6 1", "cat_threshold=6 4294967296", "out of range"},
		"column of two kinds": {"split_feature=0 1", "split_feature=1 1", "numbers and categories"},
		"count negative":      {"leaf_count=1 2", "leaf_count=1 -2", "less than none"},
	} {
		spoilt := strings.Replace(small, tc.from, tc.to, 1)
		require.NotEqual(t, small, spoilt, name)
		_, err := readString(spoilt)
		require.ErrorContains(t, err, tc.want, name)
		require.True(t, errors.Is(err, leaves.ErrFormat) != errors.Is(err, leaves.ErrUnsupported), "%s: %v", name, err)
	}
	for _, s := range []string{"", "tree", "tree\n", "treetop\n", "{\"name\":\"tree\"}", "binf", "{L", "MGMODEL", strings.Repeat("\n", 1000)} {
		_, err := readString(s)
		require.Error(t, err, "%q", s)
	}
	for i := range small { // a file cut short anywhere before its last number
		if i < strings.Index(small, "0.25") {
			_, err := readString(small[:i])
			require.Error(t, err, "first %d bytes", i)
		}
	}
}

// TestUnsupported: sound files that are no classifiers of two classes, or more
// than the library can do, say so.
func TestUnsupported(t *testing.T) {
	for file, want := range map[string]string{
		"squared": `objective "regression"`, "classes": "3 classes", "linear": "linear models", "entropy": `objective "cross_entropy"`,
	} {
		data, err := os.ReadFile("testdata/4.7.0/" + file + ".txt")
		require.NoError(t, err)
		_, err = leaves.Read(bytes.NewReader(data))
		require.ErrorIs(t, err, leaves.ErrUnsupported)
		require.ErrorContains(t, err, want)
	}
}

// TestMemoryIsBounded reads files that are cheap to write and dear to hold. The
// bound is a hundred bytes for one byte of the file.
func TestMemoryIsBounded(t *testing.T) {
	const n = 1 << 20
	for name, s := range map[string]string{
		"numbers":   strings.Replace(small, "left_child=-1 -2", "left_child=-1"+strings.Repeat(" 1", n/2), 1),
		"names":     strings.Replace(small, "feature_names=a b", "feature_names=a"+strings.Repeat(" b", n/2), 1),
		"sizes":     strings.Replace(small, "300 100", strings.Repeat("1 ", n/2), 1),
		"leaves":    strings.NewReplacer("num_leaves=3", "num_leaves=1000000", "leaf_value=-1", "leaf_value="+strings.Repeat("1 ", n/2)).Replace(small),
		"lines":     "tree\n" + strings.Repeat("x\n", n/2),
		"one line":  "tree\nversion=" + strings.Repeat("v", n),
		"all blank": "tree\n" + strings.Repeat("\n", n),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readString(s)
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100*len(s)), name)
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestReportsTheReader(t *testing.T) {
	_, err := leaves.Read(broken{})
	require.ErrorIs(t, err, errBroken)
}

// FuzzRead: nothing that the guard lets through makes the library panic; it
// scores within [0,1] and as the same trees do without the library.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(strings.Replace(small, "tree_sizes", "average_output\ntree_sizes", 1)))
	for _, name := range []string{"missing", "zero-missing", "categories", "onehot", "constant", "sigmoid"} {
		data, err := os.ReadFile("testdata/4.7.0/" + name + ".txt")
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := leaves.Read(bytes.NewReader(data))
		if err != nil {
			require.NotContains(t, err.Error(), "panic")
			return
		}
		if m.Width() > 1<<10 {
			return // slow to try
		}
		b := classify.NewMatrix(m.Width())
		b.Missing = true
		for _, v := range []float64{0, 1, -1, 31, 1e300, -1e300, math.NaN()} {
			var index []int32
			var values []float64
			for j := range m.Width() {
				index, values = append(index, int32(j)), append(values, v)
			}
			require.NoError(t, b.Append(index, values))
		}
		x := b.Matrix()
		got := scores(t, m, x)
		for _, p := range got {
			require.True(t, p >= 0 && p <= 1, "score %g", p)
		}
		payload, err := m.AppendBinary(nil)
		require.NoError(t, err)
		again, err := leaves.Codec().Decode(payload)
		require.NoError(t, err)
		require.Equal(t, got, scores(t, again, x))
		if trees, err := m.Trees(); err == nil && ordinary(trees) {
			require.InDeltaSlice(t, got, scores(t, trees, x), 1e-9)
		}
	})
}
