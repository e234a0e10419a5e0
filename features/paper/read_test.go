package paper_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/paper"
)

func readSet(t *testing.T, name string) paper.Set {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	s, err := paper.ReadSet(f)
	require.NoError(t, err)
	return s
}

func readList(t *testing.T, name string) paper.List {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	l, err := paper.ReadList(f)
	require.NoError(t, err)
	return l
}

var badLists = map[string]string{
	"empty":            "",
	"array":            `["a", 1]`,
	"number":           "1",
	"text":             `{"a": "1"}`,
	"nested":           `{"a": {"b": 1}}`,
	"null":             `{"a": null}`,
	"NaN":              `{"a": NaN}`,
	"infinite":         `{"a": 1e999}`,
	"no key":           `{1: 1}`,
	"unclosed":         `{"a": 1`,
	"cut in the value": `{"a": `,
	"no value":         `{"a"}`,
	"two":              `{"a": 1} {"b": 1}`,
	"trailing":         `{"a": 1} x`,
	"closed twice":     `{"a": 1}}`,
	"comma":            `{"a": 1,}`,
	"no UTF-8":         "{\"\xe9\": 1}",
	"deep":             strings.Repeat(`{"a":`, 1_000_000),
}

func TestReadListRefuses(t *testing.T) {
	for name, text := range badLists {
		list, err := paper.ReadList(strings.NewReader(text))
		require.ErrorContains(t, err, "paper: list: ", name)
		require.Nil(t, list, name)
	}
}

func TestReadList(t *testing.T) {
	list, err := paper.ReadList(strings.NewReader(` { "b": 1, "": -2.5e0, "a": 1, "b": 3 } `))
	require.NoError(t, err)
	require.Equal(t, paper.List{{"b", 3}, {"", -2.5}, {"a", 1}}, list, "a name has its first place and its last value")
	require.Equal(t, []string{"b", "", "a"}, list.APIs())

	list, err = paper.ReadList(strings.NewReader(`{}`))
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestTopK(t *testing.T) {
	list := paper.List{{"a", 3}, {"b", 2}, {"c", 1}}
	for k, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 2, 3: 3, 500: 3} {
		require.Equal(t, list[:want], list.TopK(k), k)
	}
}

var badSets = map[string]string{
	"empty":      "",
	"array":      `[]`,
	"no APIs":    `{"api": []}`,
	"null":       `{"apis": null}`,
	"no name":    `{"apis": [{"api_name": "a"}, {"api_id": 2}]}`,
	"wrong type": `{"apis": [{"api_name": "a", "malicious_purposes": "text"}]}`,
	"wrong ID":   `{"apis": [{"api_name": "a", "api_id": 1.5}]}`,
	"trailing":   `{"apis": []} {}`,
	"no UTF-8":   "{\"apis\": [{\"api_name\": \"\xff\"}]}",
	"deep":       `{"apis":` + strings.Repeat("[", 1_000_000),
}

func TestReadSetRefuses(t *testing.T) {
	for name, text := range badSets {
		set, err := paper.ReadSet(strings.NewReader(text))
		require.ErrorContains(t, err, "paper: set: ", name)
		require.Nil(t, set, name)
	}
}

// TestSet: IDs name columns as long as no name stands twice; from there on the
// published explanations name others.
func TestSet(t *testing.T) {
	set := readSet(t, "testdata/apis.json")
	columns := set.Columns()
	require.Len(t, set, 15)
	require.Len(t, columns, 13)
	require.Equal(t, []string{"Start a program.", "Hide its windows."}, set[2].Purposes)
	for column := range 5 {
		api, ok := set.ByID(column + 1)
		require.True(t, ok)
		require.Equal(t, columns[column], api.Name)
	}
	for column, wrong := range map[int]string{5: "base64.b64decode", 6: "exec", 8: "os.getenv"} {
		api, ok := set.ByID(column + 1)
		require.True(t, ok)
		require.Equal(t, wrong, api.Name)
		require.NotEqual(t, wrong, columns[column])
	}
	_, ok := set.ByID(8) // no entry has it, and their code says "unknown"
	require.False(t, ok)
}

var badVectors = map[string]string{
	"label alone":    "1\n",
	"label 2":        "0 0 2\n",
	"label 0.5":      "0 0 .5\n",
	"label text":     "0 0 malicious\n",
	"shorter":        "0 0 1\n0 1\n",
	"longer":         "0 0 1\n0 0 0 1\n",
	"not a number":   "0 zero 1\n",
	"NaN":            "0 nan 1\n",
	"infinite":       "0 inf 1\n",
	"overflow":       "0 1e999 1\n",
	"hexadecimal":    "0 0x1p4 1\n",
	"underscore":     "1_0 0 1\n",
	"comma":          "0,0,1\n",
	"gzip of no use": "\x1f\x8b nothing",
}

func TestReadVectorsRefuses(t *testing.T) {
	for name, text := range badVectors {
		v, err := paper.ReadVectors(strings.NewReader(text))
		require.ErrorContains(t, err, "paper: vectors: ", name)
		require.Nil(t, v, name)
	}
	_, err := paper.ReadVectors(strings.NewReader("\n0 1\n0 2\n"))
	require.ErrorContains(t, err, "line 3: label \"2\"")
	v, err := paper.ReadVectors(strings.NewReader(""))
	require.NoError(t, err)
	require.Empty(t, v.Rows)
}

func zipped(tb testing.TB, text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(text)
	require.NoError(tb, err)
	require.NoError(tb, z.Close())
	return b.Bytes()
}

func TestReadVectorsZipped(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.txt")
	require.NoError(t, err)
	want, err := paper.ReadVectors(bytes.NewReader(text))
	require.NoError(t, err)
	z := zipped(t, text)
	got, err := paper.ReadVectors(bytes.NewReader(z))
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = paper.ReadVectors(bytes.NewReader(z[:len(z)-4]))
	require.Error(t, err, "cut")
}

// TestTooLarge: readers stop at their bounds, whatever a file inflates to.
func TestTooLarge(t *testing.T) {
	blanks := bytes.Repeat([]byte(" "), paper.MaxVectors+1)
	_, err := paper.ReadVectors(bytes.NewReader(zipped(t, blanks)))
	require.ErrorIs(t, err, paper.ErrTooLarge)
	_, err = paper.ReadVectors(bytes.NewReader(blanks[1:]))
	require.NoError(t, err)
	json := append([]byte("{}"), blanks[:paper.MaxJSON-2]...)
	_, err = paper.ReadList(bytes.NewReader(json))
	require.NoError(t, err)
	_, err = paper.ReadList(bytes.NewReader(append(json, ' ')))
	require.ErrorIs(t, err, paper.ErrTooLarge)
	_, err = paper.ReadSet(bytes.NewReader(append(json, ' ')))
	require.ErrorIs(t, err, paper.ErrTooLarge)
}

func TestReadersPassOn(t *testing.T) {
	broken := errors.New("broken")
	_, err := paper.ReadList(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	_, err = paper.ReadSet(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	_, err = paper.ReadVectors(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

func FuzzReadList(f *testing.F) {
	for _, text := range badLists {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	f.Add([]byte(`{"b": 1, "": -2.5e0, "\u0061": 1, "b": 3}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := paper.ReadList(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, list)
			return
		}
		seen := map[string]bool{}
		for _, e := range list {
			require.False(t, seen[e.API])
			seen[e.API] = true
			require.True(t, finite(e.Value))
		}
	})
}

func FuzzReadSet(f *testing.F) {
	for _, text := range badSets {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	f.Add([]byte(`{"apis": [{"api_name": "a", "malicious_purposes": ["p"], "api_id": 1}, {"api_name": "a", "api_id": 3}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := paper.ReadSet(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, set)
			return
		}
		columns := set.Columns()
		require.LessOrEqual(t, len(columns), len(set))
		require.Len(t, paper.Exact(columns, nil), len(columns))
		for _, a := range set {
			require.Contains(t, columns, a.Name)
			_, ok := set.ByID(a.ID)
			require.True(t, ok)
		}
	})
}

func FuzzReadVectors(f *testing.F) {
	for _, text := range badVectors {
		f.Add([]byte(text))
	}
	text, err := os.ReadFile("testdata/vectors.txt")
	require.NoError(f, err)
	f.Add(text)
	f.Add(zipped(f, text))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := paper.ReadVectors(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, v)
			return
		}
		require.Len(t, v.Malicious, len(v.Rows))
		for _, row := range v.Rows {
			require.Len(t, row, len(v.Rows[0]))
			require.NotEmpty(t, row)
			for _, x := range row {
				require.True(t, finite(x))
			}
		}
	})
}

func finite(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }
