package ngrams_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/graph/callgraph"
	"github.com/malguard/malguard/internal/ngrams"
)

func sequences(lines ...string) [][]string {
	var list [][]string
	for _, line := range lines {
		list = append(list, strings.Fields(line))
	}
	return list
}

// TestRows compares with TfidfVectorizer of scikit-learn 1.x, whose analyzer gave
// the runs of one to three words, min_df=2: columns a, "a b", b, "b a", c.
func TestRows(t *testing.T) {
	list := sequences("a b a b", "b a c", "a b c", "d")
	v := ngrams.Learn(list, ngrams.Options{})
	x, err := v.Rows(list...)
	require.NoError(t, err)
	for i, want := range [][]float64{
		{0.5059064372661999, 0.6248950974141124, 0.5059064372661999, 0.3124475487070562, 0},
		{0.4449310425319985, 0, 0.4449310425319985, 0.5495783541874525, 0.5495783541874525},
		{0.4449310425319985, 0.5495783541874525, 0.4449310425319985, 0, 0.5495783541874525},
		{0, 0, 0, 0, 0},
	} {
		for j := range want {
			require.InDelta(t, want[j], x.At(i, j), 1e-15, "row %d column %d", i, j)
		}
	}
}

func TestOptions(t *testing.T) {
	list := sequences("a b c", "a b", "a")
	require.Equal(t, 6, ngrams.Learn(list, ngrams.Options{MinDocs: 1}).Width())
	require.Equal(t, 3, ngrams.Learn(list, ngrams.Options{Max: 1, MinDocs: 1}).Width())
	require.Equal(t, 3, ngrams.Learn(list, ngrams.Options{}).Width(), `a, b, "a b"`)
	v := ngrams.Learn(list, ngrams.Options{Features: 2})
	x, err := v.Rows([]string{"a"}, []string{"b"}, []string{"never", "seen"}, nil)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 0, 0, 0}, []float64{x.At(0, 0), x.At(1, 0), x.At(2, 0), x.At(3, 1)}, "of equally common runs the first stays")
	require.Equal(t, []float64{0, 0}, []float64{x.At(0, 1), x.At(1, 1)})
}

func TestTrain(t *testing.T) {
	list := sequences("get exec", "get exec", "load dump", "load dump")
	m, err := ngrams.Train(t.Context(), list, ngrams.Options{}, classify.Logistic{}, classify.Table{Y: []float64{1, 1, 0, 0}})
	require.NoError(t, err)
	s, err := m.Scores(append(list, nil)...)
	require.NoError(t, err)
	require.Greater(t, s[0], s[4])
	require.Greater(t, s[4], s[2])
	_, err = ngrams.Train(t.Context(), list, ngrams.Options{}, classify.Logistic{}, classify.Table{Y: []float64{1, 1, 1, 1}})
	require.ErrorIs(t, err, classify.ErrOneClass)
}

func TestWalk(t *testing.T) {
	src := "import os, re\ndef f():\n    os.one()\n    g()\n    os.two()\ndef g():\n    os.three()\n    f()\nre.first(); f(); f(); re.last()\ndef h():\n    os.four()\n"
	g, err := callgraph.Build(t.Context(), fstest.MapFS{"m.py": {Data: []byte(src)}}, callgraph.Options{})
	require.NoError(t, err)
	m, ok := g.Lookup("m")
	require.True(t, ok)
	var names []string
	add := func(c ngrams.Call) bool {
		names = append(names, g.Node(c.Callee).Name)
		return len(names) < 20
	}
	w := ngrams.NewWalker(g)
	require.True(t, w.From(m, add))
	require.Equal(t, []string{"re.first", "m.f", "os.one", "m.g", "os.three", "m.f", "os.two", "m.f", "re.last"}, names)
	require.True(t, w.From(m, add))
	h, _ := g.Lookup("m.h")
	require.True(t, w.From(h, add))
	require.Equal(t, "os.four", names[9])
	require.Len(t, names, 10)
	require.False(t, ngrams.NewWalker(g).From(m, func(ngrams.Call) bool { return false }))
}
