package xgb_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/xgb"
)

// small is a file of one tree: column 1 below 0.5, or missing, gives -1, else 2.
const small = `{"learner": {"attributes": {}, "feature_names": ["a", "b"],
 "gradient_booster": {"name": "gbtree", "model": {
  "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"}, "iteration_indptr": [0, 1], "tree_info": [0],
  "trees": [{"left_children": [1, -1, -1], "right_children": [2, -1, -1], "split_indices": [1, 0, 0],
   "split_conditions": [5E-1, -1E0, 2E0], "default_left": [1, 0, 0], "split_type": [0, 0, 0], "sum_hessian": [3E0, 1E0, 2E0],
   "tree_param": {"size_leaf_vector": "1"}}]}},
 "learner_model_param": {"base_score": "[5E-1]", "num_class": "0", "num_feature": "2", "num_target": "1"},
 "objective": {"name": "binary:logistic"}}, "version": [3, 2, 0]}`

func readString(s string) (classify.Model, error) {
	m, _, err := xgb.Read(strings.NewReader(s), xgb.Options{})
	return m, err
}

// TestMalformed spoils the small file in one place.
func TestMalformed(t *testing.T) {
	m, err := readString(small)
	require.NoError(t, err)
	require.Equal(t, 2, m.Width())
	for name, tc := range map[string]struct{ from, to, want string }{
		"loop":                 {"[2, -1, -1]", "[0, -1, -1]", "two parents"},
		"shared child":         {"[1, -1, -1]", "[2, -1, -1]", "two parents"},
		"child outside":        {"[2, -1, -1]", "[3, -1, -1]", "is missing"},
		"child below":          {"[2, -1, -1]", "[-2, -1, -1]", "is missing"},
		"one child":            {"[2, -1, -1]", "[-1, -1, -1]", "is missing"},
		"column outside":       {`"split_indices": [1`, `"split_indices": [2`, "column 2 of 2"},
		"column below":         {`"split_indices": [1`, `"split_indices": [-1`, "column -1 of 2"},
		"split not finite":     {"[5E-1, -1", "[1E39, -1", "out of range"},
		"leaf not finite":      {"2E0]", "-1e999]", "out of range"},
		"leaf NaN":             {"2E0]", "NaN]", "invalid character"},
		"leaf null":            {"2E0]", "null]", "null"},
		"leaf text":            {"2E0]", `"2"]`, "invalid syntax"},
		"leaf array":           {"2E0]", `[2]]`, "invalid syntax"},
		"array short":          {"[5E-1, -1E0, 2E0]", "[5E-1]", "different lengths"},
		"array null":           {"[5E-1, -1E0, 2E0]", "null", "no array"},
		"array empty":          {"[1, -1, -1]", "[]", "different lengths"},
		"index too large":      {"[2, -1, -1]", "[4294967298, -1, -1]", "out of range"},
		"index with fraction":  {"[2, -1, -1]", "[2.0, -1, -1]", "invalid syntax"},
		"cover negative":       {"[3E0,", "[-3E0,", "malformed tree"},
		"categorical":          {`"split_type": [0`, `"split_type": [1`, "categorical split of column 1"},
		"leaf of two numbers":  {`"size_leaf_vector": "1"`, `"size_leaf_vector": "2"`, "leaves of 2"},
		"two classes of tree":  {`"tree_info": [0]`, `"tree_info": [1]`, "several classes"},
		"classes":              {`"num_class": "0"`, `"num_class": "3"`, "3 classes"},
		"targets":              {`"num_target": "1"`, `"num_target": "2"`, "2 targets"},
		"objective":            {"binary:logistic", "rank:pairwise", "rank:pairwise"},
		"base_score 0":         {"[5E-1]", "[0]", "base_score"},
		"base_score 1":         {"[5E-1]", "1E0", "base_score"},
		"base_score NaN":       {"[5E-1]", "NaN", "base_score"},
		"two base_scores":      {"[5E-1]", "[5E-1,5E-1]", "base_score"},
		"names":                {`["a", "b"]`, `["a"]`, "1 feature_names"},
		"too wide":             {`"num_feature": "2"`, `"num_feature": "1048577"`, "num_feature"},
		"width negative":       {`"num_feature": "2"`, `"num_feature": "-1"`, "num_feature"},
		"width missing":        {`"num_feature": "2"`, `"x": "2"`, "num_feature"},
		"version missing":      {`"version"`, `"x"`, "no version"},
		"version 4":            {"[3, 2, 0]", "[4, 0, 0]", "XGBoost 4.0.0"},
		"version 0.90":         {"[3, 2, 0]", "[0, 90, 0]", "XGBoost 0.90.0"},
		"booster":              {"gbtree\",", "gbforest\",", "gbforest"},
		"dart without trees":   {"gbtree\",", "dart\",", "dart"},
		"linear without trees": {"gbtree\",", "gblinear\",", "0 weights"},
		"best round too late":  {`"attributes": {}`, `"attributes": {"best_iteration": "1"}`, "best_iteration 1"},
		"best round negative":  {`"attributes": {}`, `"attributes": {"best_iteration": "-1"}`, "best_iteration"},
		"rounds of no trees":   {`[0, 1]`, `[0, 0]`, ""}, // without best_iteration nobody looks
		"cut short":            {`"version": [3, 2, 0]}`, "", "unexpected end"},
		"more after":           {`[3, 2, 0]}`, `[3, 2, 0]}{}`, "after top-level"},
	} {
		spoilt := strings.Replace(small, tc.from, tc.to, 1)
		require.NotEqual(t, small, spoilt, name)
		m, err := readString(spoilt)
		if tc.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, tc.want, name)
		require.True(t, errors.Is(err, xgb.ErrFormat) != errors.Is(err, xgb.ErrUnsupported), "%s: %v", name, err)
		require.Nil(t, m, name)
	}
	for _, s := range []string{"", "{", "{}", "[]", "null", "tree\nversion=v3\n", "[{\"nodeid\":0}]", "\x80\x04\x95", "{L", "{L\xff\xff\xff\xff\xff\xff\xff\xff"} {
		_, err := readString(s)
		require.ErrorIs(t, err, xgb.ErrFormat, "%q", s)
	}
}

// TestBestRound: rounds end where the file says, in the words of each version.
func TestBestRound(t *testing.T) {
	one := small[strings.Index(small, `{"left`):strings.Index(small, `]}},`)]
	six := strings.Replace(small, one, strings.Repeat(one+",", 5)+one, 1)
	for _, tc := range []struct {
		indptr, parallel, attributes string
		want                         int
	}{
		{`[0, 1, 4, 6]`, "1", `"best_iteration": "1"`, 4},
		{`[]`, "2", `"best_iteration": "1"`, 4},
		{`[]`, "2", `"best_iteration": "1", "best_ntree_limit": "2"`, 4},
		{`[]`, "", `"best_iteration": "0", "best_ntree_limit": "3"`, 3},
		{`[]`, "", `"best_iteration": "1"`, 2},
		{`[]`, "", ``, 6},
	} {
		s := strings.NewReplacer("[0, 1]", tc.indptr, `"num_parallel_tree": "1"`, `"num_parallel_tree": "`+tc.parallel+`"`,
			`"attributes": {}`, `"attributes": {`+tc.attributes+`}`).Replace(six)
		m, info, err := xgb.Read(strings.NewReader(s), xgb.Options{})
		require.NoError(t, err)
		require.Equal(t, tc.want, info.Used)
		require.Len(t, m.(*classify.Trees).Ensemble().Trees, tc.want)
		_, info, err = xgb.Read(strings.NewReader(s), xgb.Options{AllRounds: true})
		require.NoError(t, err)
		require.Equal(t, 6, info.Used)
	}
}

// TestUnreachable: what pruning leaves behind is no part of the tree.
func TestUnreachable(t *testing.T) {
	s := strings.NewReplacer("[1, -1, -1]", "[-1, -1, -1]", "[2, -1, -1]", "[-1, 9, -1]").Replace(small)
	m, err := readString(s)
	require.NoError(t, err)
	require.Len(t, m.(*classify.Trees).Ensemble().Trees[0], 1)
}

// ubjson puts bytes where a file of XGBoost has an attribute.
func ubjson(value string) string {
	return "{L\x00\x00\x00\x00\x00\x00\x00\x01x" + value + "}"
}

func TestUBJSON(t *testing.T) {
	for name, value := range map[string]string{
		"numbers":       "[i\xffU\xffI\xff\x00l\xff\x00\x00\x00L\xff\x00\x00\x00\x00\x00\x00\x00d\x3f\x00\x00\x00D\x3f\xe0\x00\x00\x00\x00\x00\x00]",
		"words":         "[TFZ]",
		"texts":         "[Si\x00SU\x01\"SI\x00\x02\xc3\xa9Sl\x00\x00\x00\x01\x01]",
		"counted":       "[#i\x02T[#i\x00",
		"of one type":   "[$I#i\x02\x00\x01\xff\xff",
		"objects":       "{i\x01a{}i\x01b[]}",
		"not finite":    "[$d#i\x02\x7f\x80\x00\x00\x7f\xc0\x00\x00",
		"32 levels":     strings.Repeat("[", 30) + strings.Repeat("]", 30),
		"empty of type": "[$L#L\x00\x00\x00\x00\x00\x00\x00\x00",
	} {
		_, err := readString(ubjson(value))
		require.ErrorContains(t, err, "no version", "%s is read, but is no model", name)
	}
	for name, value := range map[string]string{
		"deep":                  strings.Repeat("[", 1000),
		"33 levels":             strings.Repeat("[", 32) + strings.Repeat("]", 32),
		"count of nothing":      "[#L\x00\x00\x00\x00\x7f\xff\xff\xff",
		"negative count":        "[#i\xff",
		"count is a text":       "[#S",
		"type without count":    "[$i]",
		"typed words":           "[$T#L\x00\x00\x00\x00\x7f\xff\xff\xff",
		"typed nulls":           "[$Z#i\x05",
		"typed texts":           "[$S#i\x01i\x00",
		"too few numbers":       "[$D#i\x02" + strings.Repeat("\x00", 15),
		"too many for overflow": "[$D#L\x20\x00\x00\x00\x00\x00\x00\x01",
		"unknown type":          "X",
		"no-op":                 "N",
		"high precision":        "Hi\x011",
		"text too long":         "SL\x7f\xff\xff\xff\xff\xff\xff\xff",
		"text no UTF-8":         "Si\x02\xc3\x28",
		"key no text":           "{T",
		"object open":           "{i\x01aT",
		"array open":            "[T",
		"half a number":         "l\x00",
		"bytes after":           "T}T",
	} {
		_, err := readString(ubjson(value))
		require.ErrorIs(t, err, xgb.ErrFormat, name)
		require.ErrorContains(t, err, "UBJSON", name)
	}
}

// TestMemoryIsBounded reads files that are cheap to write and dear to hold.
// Sixty-four bytes for one byte of the file, and the room of 65,536 trees, are
// the bound.
func TestMemoryIsBounded(t *testing.T) {
	const n = 1 << 20
	in := func(from, to string) string { return strings.Replace(small, from, to, 1) }
	start := strings.Index(small, `{"left`)
	end := strings.Index(small, `]}},`)
	for name, s := range map[string]string{
		"trees":    small[:start] + strings.Repeat("{},", n/3) + "{}" + small[end:],
		"numbers":  in("[2, -1, -1]", "[1"+strings.Repeat(",1", n/2)+"]"),
		"names":    in(`["a", "b"]`, `[""`+strings.Repeat(`,""`, n/3)+"]"),
		"versions": in("[3, 2, 0]", "[3"+strings.Repeat(",1", n/2)+"]"),
		"unknown":  in(`"attributes"`, `"x": [`+strings.Repeat("[],", n/3)+`[]], "attributes"`),
		"nested":   in(`"attributes"`, `"x": `+strings.Repeat("[", n)+`, "attributes"`),
		"ubjson":   ubjson("[$i#l\x00\x10\x00\x00" + strings.Repeat("\x80", n)),
		"words":    ubjson("[#l\x00\x10\x00\x00" + strings.Repeat("F", n)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readString(s)
		runtime.ReadMemStats(&after)
		require.Equal(t, name == "unknown", err == nil, name)
		used := after.TotalAlloc - before.TotalAlloc
		require.Less(t, used, uint64(64*len(s)+64<<20), name)
		t.Logf("%s: %d bytes of file, %d bytes allocated", name, len(s), used)
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Read([]byte) (int, error)  { return 0, errBroken }
func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestReportsTheReader(t *testing.T) {
	_, _, err := xgb.Read(broken{}, xgb.Options{})
	require.ErrorIs(t, err, errBroken)
	require.ErrorIs(t, xgb.WriteJSON(broken{}, trees(t, exports()["stump"]), nil), errBroken)
}

// FuzzRead: what loads must score within [0,1], be saved, and be written so that
// it reads again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small), false)
	f.Add([]byte(ubjson("[$I#i\x02\x00\x01\xff\xff")), true)
	for _, name := range []string{"1.0.2/reg.json", "3.2.0/logistic.ubj", "2.1.4/dart.ubj", "1.7.6/linear.json", "3.2.0/categorical.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(f, err)
		f.Add(data, false)
	}
	var buf bytes.Buffer
	require.NoError(f, xgb.WriteUBJSON(&buf, trees(f, exports()["zero-missing"]), nil))
	f.Add(buf.Bytes(), true)
	f.Fuzz(func(t *testing.T, data []byte, zeroMissing bool) {
		m, _, err := xgb.Read(bytes.NewReader(data), xgb.Options{ZeroMissing: zeroMissing, AllRounds: true})
		if err != nil {
			require.Nil(t, m)
			return
		}
		x, err := classify.FromRows(m.Width(), [][]float64{make([]float64, m.Width())})
		require.NoError(t, err)
		p := scores(t, m, x)[0]
		require.True(t, p >= 0 && p <= 1, "score %g", p)
		var buf bytes.Buffer
		require.NoError(t, classify.Save(&buf, m))
		trees, ok := m.(*classify.Trees)
		if !ok {
			return
		}
		var written bytes.Buffer
		if err := xgb.WriteJSON(&written, trees, nil); err == nil { // weights of dart may make leaves too large
			again, _, err := xgb.Read(&written, xgb.Options{ZeroMissing: zeroMissing})
			require.NoError(t, err)
			require.InDelta(t, p, scores(t, again, x)[0], 1e-6)
		}
	})
}
