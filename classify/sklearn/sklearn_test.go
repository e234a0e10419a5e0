package sklearn_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/sklearn"
)

// reference is testdata/VERSION/scores.json, written by testdata/make.py: rows,
// rows with holes for models that know missing entries, and what scikit-learn
// makes of the ones or the others with each model file beside it.
type reference struct {
	Sklearn     string
	Rows, Holes [][]*float64
	Models      map[string]struct {
		Holes  bool
		Scores []float64
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

func matrix(t testing.TB, rows [][]*float64) classify.Matrix {
	t.Helper()
	b := classify.NewMatrix(len(rows[0]))
	b.Missing = true
	for _, row := range rows {
		var index []int32
		var values []float64
		for j, v := range row {
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

func scores(t testing.TB, m classify.Model, x classify.Matrix) []float64 {
	t.Helper()
	dst := make([]float64, x.Rows())
	require.NoError(t, m.Scores(dst, x))
	return dst
}

// TestScoresEqualSklearn: predict_proba of the positive class, or the sigmoid
// of decision_function where there are no probabilities, and again after the
// model was saved.
func TestScoresEqualSklearn(t *testing.T) {
	for folder, r := range references(t) {
		worst := 0.0
		for file, want := range r.Models {
			data, err := os.ReadFile(filepath.Join(folder, file))
			require.NoError(t, err)
			m, info, err := sklearn.Read(bytes.NewReader(data))
			require.NoError(t, err, file)
			require.Equal(t, r.Sklearn, info.Version)
			require.Equal(t, strings.HasPrefix(file, "svc") || file == "sgd-hinge.json", info.Margin)
			if strings.Contains(file, "-first") {
				require.Equal(t, "bad", info.Positive)
			} else {
				require.Equal(t, "1", info.Positive)
			}
			x := matrix(t, r.Rows)
			if want.Holes {
				x = matrix(t, r.Holes)
			}
			got := scores(t, m, x)
			require.InDeltaSlice(t, want.Scores, got, 1e-12, "%s %s", folder, file)
			for i := range got {
				worst = max(worst, math.Abs(got[i]-want.Scores[i]))
			}
			if !want.Holes { // scikit-learn takes none either
				require.ErrorIs(t, m.Scores(make([]float64, len(r.Holes)), matrix(t, r.Holes)), classify.ErrMissing, file)
			}
			var buf bytes.Buffer
			require.NoError(t, classify.Save(&buf, m))
			loaded, err := classify.Load(&buf)
			require.NoError(t, err)
			require.Equal(t, got, scores(t, loaded, x))
		}
		require.GreaterOrEqual(t, len(r.Models), 15)
		t.Logf("scikit-learn %s: %d models of 60 rows, largest difference %.2g", r.Sklearn, len(r.Models), worst)
	}
}

func TestInfo(t *testing.T) {
	data, err := os.ReadFile("testdata/1.9.1/tree.json")
	require.NoError(t, err)
	m, info, err := sklearn.Read(bytes.NewReader(data))
	require.NoError(t, err)
	require.Equal(t, sklearn.Info{
		Version: "1.9.1", Estimator: "DecisionTreeClassifier", Positive: "1", Columns: []string{"a", "b", "c", "d", "é"},
	}, info)
	root := m.(*classify.Trees).Ensemble().Trees[0][0]
	require.InDelta(t, 300, root.Cover, 1e-9, "weights of balanced classes add up to the number of rows")
}

// small is a tree that gives 1 where column 0 is above 0.5, and a quarter else.
const small = `{"format":"malguard-sklearn","version":1,"sklearn":"1.9.1","estimator":"DecisionTreeClassifier","score":"probability",
"positive":"1","n_features":2,"features":["a","b"],"trees":{"output":"mean","base":0.0,"single":true,"missing":false,
"trees":[{"right":[2,0,0],"column":[0,-1,-1],"value":[0.5,0.25,1.0],"missing_left":[1,0,0],"cover":[3.0,1.0,2.0]}]}}`

// straight is a linear model.
const straight = `{"format":"malguard-sklearn","version":1,"sklearn":"1.9.1","estimator":"LinearSVC","score":"margin",
"positive":"1","n_features":2,"linear":{"coef":[1.0,-2.0],"intercept":0.5}}`

func readString(s string) (classify.Model, error) {
	m, _, err := sklearn.Read(strings.NewReader(s))
	return m, err
}

func TestMalformed(t *testing.T) {
	for name, tc := range map[string]struct{ file, from, to, want string }{
		"format":            {small, "malguard-sklearn", "sklearn", ""},
		"version":           {small, `"version":1`, `"version":2`, "unknown version 2"},
		"unknown member":    {small, `"score"`, `"scores":1,"score"`, "unknown field"},
		"unknown in trees":  {small, `"single"`, `"double":true,"single"`, "unknown field"},
		"unknown in tree":   {small, `"cover"`, `"gain":[1,2,3],"cover"`, "unknown field"},
		"score":             {small, "probability", "odds", `score "odds"`},
		"width":             {small, `"n_features":2`, `"n_features":-1`, "-1 columns"},
		"too wide":          {small, `"n_features":2`, `"n_features":1048577`, "1048577 columns"},
		"names":             {small, `["a","b"]`, `["a"]`, "1 names"},
		"output":            {small, `"mean"`, `"sum"`, `output "sum"`},
		"base of mean":      {small, `"base":0.0`, `"base":1.0`, "base 1"},
		"loop":              {small, `"right":[2`, `"right":[0`, "order"},
		"child outside":     {small, `"right":[2`, `"right":[3`, "order"},
		"column outside":    {small, `"column":[0`, `"column":[2`, "malformed tree"},
		"column below":      {small, `"column":[0`, `"column":[-2`, "malformed tree"},
		"leaf above 1":      {small, `1.0],"missing`, `1.5],"missing`, "leaf 2 is 1.5"},
		"leaf too large":    {small, `1.0],"missing`, `1e999],"missing`, "out of range"},
		"leaf null":         {small, `1.0],"missing`, `null],"missing`, "null"},
		"leaf NaN":          {small, `1.0],"missing`, `NaN],"missing`, "invalid character"},
		"right of a leaf":   {small, `"right":[2,0,0]`, `"right":[2,1,0]`, "right 1"},
		"missing of a leaf": {small, `"missing_left":[1,0`, `"missing_left":[1,1`, "missing_left 1"},
		"missing twice":     {small, `"missing_left":[1`, `"missing_left":[2`, "missing_left 2"},
		"cover negative":    {small, `"cover":[3.0`, `"cover":[-3.0`, "malformed tree"},
		"array short":       {small, `[0.5,0.25,1.0]`, `[0.5]`, "different lengths"},
		"array missing":     {small, `,"cover":[3.0,1.0,2.0]`, ``, "different lengths"},
		"no trees":          {small, `"trees":[{`, `"trees":[],"x":[{`, "unknown field"},
		"two models":        {small, `"trees":{`, `"linear":{"coef":[1,2],"intercept":0},"trees":{`, "trees or a linear"},
		"no model":          {straight, `,"linear":{"coef":[1.0,-2.0],"intercept":0.5}`, ``, "trees or a linear"},
		"weights short":     {straight, `[1.0,-2.0]`, `[1.0]`, "1 weights"},
		"weight null":       {straight, `[1.0,-2.0]`, `[1.0,null]`, "null"},
		"weights null":      {straight, `[1.0,-2.0]`, `null`, "no array"},
		"more after":        {straight, `0.5}}`, `0.5}}{}`, "after top-level"},
		"cut short":         {straight, `0.5}}`, `0.5}`, "unexpected end"},
	} {
		good, err := readString(tc.file)
		require.NoError(t, err)
		require.Equal(t, 2, good.Width())
		spoilt := strings.Replace(tc.file, tc.from, tc.to, 1)
		require.NotEqual(t, tc.file, spoilt, name)
		m, err := readString(spoilt)
		require.ErrorContains(t, err, tc.want, name)
		require.True(t, errors.Is(err, sklearn.ErrFormat) != errors.Is(err, sklearn.ErrVersion), "%s: %v", name, err)
		require.Nil(t, m, name)
	}
	for _, s := range []string{"", "{}", "[]", "null", `{"learner":{}}`, "\x80\x04\x95", "tree\n"} {
		_, err := readString(s)
		require.ErrorIs(t, err, sklearn.ErrFormat, "%q", s)
	}
}

// TestMemoryIsBounded reads files that are cheap to write and dear to hold.
func TestMemoryIsBounded(t *testing.T) {
	const n = 1 << 20
	for name, s := range map[string]string{
		"trees":   strings.Replace(small, `"trees":[{`, `"trees":[`+strings.Repeat("{},", n/3)+"{", 1),
		"numbers": strings.Replace(small, "[2,0,0]", "[2"+strings.Repeat(",0", n/2)+"]", 1),
		"names":   strings.Replace(small, `["a","b"]`, `[""`+strings.Repeat(`,""`, n/3)+"]", 1),
		"nested":  strings.Replace(small, `["a","b"]`, strings.Repeat("[", n), 1),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readString(s)
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64*len(s)+64<<20), name)
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestReportsTheReader(t *testing.T) {
	_, _, err := sklearn.Read(broken{})
	require.ErrorIs(t, err, errBroken)
}

// FuzzRead: what loads must score within [0,1] and be saved.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(straight))
	for _, name := range []string{"histogram", "gradient", "extra-missing"} {
		data, err := os.ReadFile("testdata/1.9.1/" + name + ".json")
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _, err := sklearn.Read(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, m)
			return
		}
		x, err := classify.FromRows(m.Width(), [][]float64{make([]float64, m.Width())})
		require.NoError(t, err)
		p := scores(t, m, x)[0]
		require.True(t, p >= 0 && p <= 1, "score %g", p)
		require.NoError(t, classify.Save(&bytes.Buffer{}, m))
	})
}
