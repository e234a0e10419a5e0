package modelfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/leaves"
	"github.com/malguard/malguard/classify/modelfile"
	"github.com/malguard/malguard/classify/sklearn"
	"github.com/malguard/malguard/classify/xgb"
)

const (
	logistic = "../xgb/testdata/3.2.0/logistic"
	missing  = "../leaves/testdata/4.7.0/missing.txt"
	forest   = "../sklearn/testdata/1.9.1/forest.json"
)

func open(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return data
}

// saved returns a model of LightGBM and a forest as classify.Save writes them.
func saved(t testing.TB) (lightgbm, ours []byte) {
	t.Helper()
	m, err := leaves.Read(bytes.NewReader(open(t, missing)))
	require.NoError(t, err)
	var a, b bytes.Buffer
	require.NoError(t, classify.Save(&a, m))
	f, err := classify.Forest{Trees: 2}.Train(t.Context(), classifytest.Separable(50, 4, 1))
	require.NoError(t, err)
	require.NoError(t, classify.Save(&b, f))
	return a.Bytes(), b.Bytes()
}

// TestRead: each format is told by its content, with bytes arriving one at a
// time.
func TestRead(t *testing.T) {
	lightgbm, ours := saved(t)
	pretty := append([]byte(" \n "), open(t, forest)...)
	for name, tc := range map[string]struct {
		data    []byte
		width   int
		columns int
		want    modelfile.Info
	}{
		"XGBoost JSON":   {open(t, logistic+".json"), 7, 7, modelfile.Info{Format: "xgboost", Version: "3.2.0", Kind: "gbtree, binary:logistic"}},
		"XGBoost UBJSON": {open(t, logistic+".ubj"), 7, 7, modelfile.Info{Format: "xgboost", Version: "3.2.0", Kind: "gbtree, binary:logistic"}},
		"LightGBM":       {open(t, missing), 6, 6, modelfile.Info{Format: "lightgbm", Version: "v4", Kind: "5 trees"}},
		"scikit-learn":   {open(t, forest), 5, 0, modelfile.Info{Format: "scikit-learn", Version: "1.9.1", Kind: "RandomForestClassifier"}},
		"white space":    {pretty, 5, 0, modelfile.Info{Format: "scikit-learn", Version: "1.9.1", Kind: "RandomForestClassifier"}},
		"margin": {
			open(t, "../sklearn/testdata/1.9.1/svc.json"), 5, 0,
			modelfile.Info{Format: "scikit-learn", Version: "1.9.1", Kind: "LinearSVC", Margin: true},
		},
		"saved LightGBM": {lightgbm, 6, 0, modelfile.Info{Format: "malguard", Kind: "leaves"}},
		"saved forest":   {ours, 4, 0, modelfile.Info{Format: "malguard", Kind: "trees"}},
	} {
		m, info, err := modelfile.Read(iotest.OneByteReader(bytes.NewReader(tc.data)), modelfile.Options{})
		require.NoError(t, err, name)
		require.Equal(t, tc.width, m.Width(), name)
		require.Len(t, info.Columns, tc.columns)
		info.Columns = nil
		require.Equal(t, tc.want, info, name)
	}
}

func TestOptions(t *testing.T) {
	data := open(t, logistic+".json")
	m, _, err := modelfile.Read(bytes.NewReader(data), modelfile.Options{XGB: xgb.Options{ZeroMissing: true}})
	require.NoError(t, err)
	require.True(t, m.(*classify.Trees).Ensemble().ZeroMissing)

	var other bytes.Buffer
	require.NoError(t, classify.Save(&other, constant{}))
	_, _, err = modelfile.Read(bytes.NewReader(other.Bytes()), modelfile.Options{})
	require.ErrorIs(t, err, classify.ErrKind)
	m, info, err := modelfile.Read(&other, modelfile.Options{Codecs: []classify.Codec{
		{Kind: "constant", Decode: func([]byte) (classify.Model, error) { return constant{}, nil }},
	}})
	require.NoError(t, err)
	require.Equal(t, constant{}, m)
	require.Equal(t, "constant", info.Kind)
}

// constant is a model of a room that nobody here knows.
type constant struct{ classify.Model }

func (constant) Kind() string                          { return "constant" }
func (constant) AppendBinary(b []byte) ([]byte, error) { return append(b, 'c'), nil }

// TestErrors: what cannot be read says what it is, or which package said no.
func TestErrors(t *testing.T) {
	lightgbm, _ := saved(t)
	for name, tc := range map[string]struct {
		data string
		is   error
		want string
	}{
		"nothing":            {"", modelfile.ErrFormat, "known are"},
		"text":               {"hello", modelfile.ErrFormat, "known are"},
		"other JSON":         {`{"a":1}`, modelfile.ErrFormat, "known are"},
		"empty JSON":         {`{}`, modelfile.ErrFormat, "known are"},
		"JSON cut short":     {`{"learner":{`, modelfile.ErrFormat, "unexpected end"},
		"only white space":   {strings.Repeat(" ", 100), modelfile.ErrFormat, "known are"},
		"pickle":             {"\x80\x04\x95\x00", modelfile.ErrFormat, "pickle"},
		"dump of LightGBM":   {`{"name":"tree","tree_info":[{}]}`, modelfile.ErrFormat, "save_model"},
		"dump of XGBoost":    {`[{"nodeid":0}]`, modelfile.ErrFormat, "save_model"},
		"model of malguard":  {"malguard-model\n\x00", modelfile.ErrFormat, "malguard.Open"},
		"binary of XGBoost":  {"binf\x00\x00\x00?", xgb.ErrUnsupported, "binary format"},
		"XGBoost, no model":  {`{"learner":{}}`, xgb.ErrFormat, "version"},
		"UBJSON, cut short":  {"{L\x00", xgb.ErrFormat, "cut short"},
		"LightGBM, no model": {"tree\nversion=v9\n", leaves.ErrUnsupported, "v9"},
		"exported, no model": {`{"format":"malguard-sklearn","version":7}`, sklearn.ErrVersion, "7"},
		"saved, damaged":     {string(lightgbm[:60]), classify.ErrFormat, ""},
	} {
		m, _, err := modelfile.Read(strings.NewReader(tc.data), modelfile.Options{})
		require.ErrorIs(t, err, tc.is, name)
		require.ErrorContains(t, err, tc.want, name)
		require.Nil(t, m, name)
	}
	broken := errors.New("broken")
	for _, data := range []string{"", `{"learner":`, "tree\n", "MGMODEL", strings.Repeat(`{"a":1`, 50)} {
		_, _, err := modelfile.Read(io.MultiReader(strings.NewReader(data), iotest.ErrReader(broken)), modelfile.Options{})
		require.ErrorIs(t, err, broken, data)
	}
}

// FuzzRead: nothing panics, and what loads scores within [0,1].
func FuzzRead(f *testing.F) {
	lightgbm, ours := saved(f)
	for _, data := range [][]byte{open(f, logistic+".ubj"), open(f, missing), open(f, forest), lightgbm, ours, []byte(`{"format":null}`)} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _, err := modelfile.Read(bytes.NewReader(data), modelfile.Options{})
		if err != nil {
			require.Nil(t, m)
			return
		}
		x, err := classify.FromRows(m.Width(), [][]float64{make([]float64, m.Width())})
		require.NoError(t, err)
		p := []float64{-1}
		require.NoError(t, m.Scores(p, x))
		require.True(t, p[0] >= 0 && p[0] <= 1, "score %g", p)
	})
}

// Whatever the researcher has goes through one door.
func ExampleRead() {
	for _, name := range []string{logistic + ".ubj", missing, forest} {
		file, err := os.Open(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		model, info, err := modelfile.Read(file, modelfile.Options{})
		file.Close()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %s: %s, %d columns\n", info.Format, info.Version, info.Kind, model.Width())
	}
	// Output:
	// xgboost 3.2.0: gbtree, binary:logistic, 7 columns
	// lightgbm v4: 5 trees, 6 columns
	// scikit-learn 1.9.1: RandomForestClassifier, 5 columns
}
