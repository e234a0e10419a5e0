package malguard_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/features"
)

func TestDefault(t *testing.T) {
	m, err := malguard.Default()
	require.NoError(t, err)
	info := m.Info()
	require.Equal(t, malguard.ModelFormat, info.Format)
	require.NotEmpty(t, info.Columns)
	require.Regexp(t, "^[0-9a-f]{64}$", info.Manifest, "it says what it was trained on")
	require.Positive(t, info.Malicious)
	require.Positive(t, info.Benign)
}

func TestSaveLoad(t *testing.T) {
	m := trained(t)
	data := saved(t, m)
	back, err := malguard.LoadModel(bytes.NewReader(data))
	require.NoError(t, err)
	require.Equal(t, m.Info(), back.Info())
	require.Equal(t, data, saved(t, back), "the same model gives the same bytes")

	slow, err := malguard.LoadModel(iotest.OneByteReader(bytes.NewReader(data)))
	require.NoError(t, err)
	require.Equal(t, m.Info(), slow.Info())

	dir := corpus(t)
	for _, name := range []string{"planted-2.0", "quiet-3.0"} {
		path := filepath.Join(dir, name)
		require.Equal(t, m.Scan(t.Context(), path, malguard.ScanOptions{}), back.Scan(t.Context(), path, malguard.ScanOptions{}))
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.malguard")
	_, err := malguard.Open(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	put(t, path, []byte("hello"))
	_, err = malguard.Open(path)
	require.ErrorIs(t, err, malguard.ErrModel)
	require.ErrorContains(t, err, path)
	put(t, path, saved(t, trained(t)))
	m, err := malguard.Open(path)
	require.NoError(t, err)
	require.Equal(t, trained(t).Info(), m.Info())
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestSaveErrors(t *testing.T) {
	full := errors.New("disk full")
	require.ErrorIs(t, trained(t).Save(failing{full}), full)
}

func TestWithThreshold(t *testing.T) {
	m := trained(t)
	was := m.Info().Threshold
	for _, bad := range []float64{-0.001, 1.001, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := m.WithThreshold(bad)
		require.ErrorContains(t, err, "outside [0,1]")
	}
	for _, good := range []float64{0, 0.5, 1} {
		other, err := m.WithThreshold(good)
		require.NoError(t, err)
		require.Equal(t, good, other.Info().Threshold)
		require.Equal(t, was, m.Info().Threshold, "a model does not change")
		back, err := malguard.LoadModel(bytes.NewReader(saved(t, other)))
		require.NoError(t, err)
		require.Equal(t, good, back.Info().Threshold, "the threshold is saved")
	}
}

const magic = "malguard-model\n"

// modelFile puts a model file together from its parts.
func modelFile(header, classifier []byte) []byte {
	return append(append(binary.BigEndian.AppendUint32([]byte(magic), uint32(len(header))), header...), classifier...)
}

// parts returns a valid header and a classifier of its two columns.
func parts(t testing.TB) (malguard.ModelInfo, []byte) {
	t.Helper()
	columns := []features.Column{{API: "os.system", Signal: features.Signal{Measure: "presence"}}, {Category: "process", Signal: features.Signal{Measure: "degree"}}}
	schema, err := features.NewSchema(columns)
	require.NoError(t, err)
	return malguard.ModelInfo{
		Format: malguard.ModelFormat, Mode: "malguard", Classifier: "logistic", Threshold: 0.5,
		SchemaHash: schema.Hash, Taxonomy: features.Categories().Hash(), Columns: columns,
	}, logistic(t, 2)
}

// logistic returns a saved classifier of the given number of columns.
func logistic(t testing.TB, width int) []byte {
	t.Helper()
	row := make([]float64, width)
	row[0] = 1
	x, err := classify.FromRows(width, [][]float64{make([]float64, width), row})
	require.NoError(t, err)
	m, err := classify.Logistic{}.Train(t.Context(), &classify.Table{X: x, Y: []float64{0, 1}})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, classify.Save(&out, m))
	return out.Bytes()
}

func asJSON(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}

// Whatever does not fit the program that reads it is an error, not another
// result.
func TestLoadModelHeader(t *testing.T) {
	tests := []struct {
		name   string
		change func(*malguard.ModelInfo)
		want   string // "" if the model loads
	}{
		{"valid", func(*malguard.ModelInfo) {}, ""},
		{"written before Taxonomy", func(i *malguard.ModelInfo) { i.Taxonomy = "" }, ""},
		{"later format", func(i *malguard.ModelInfo) { i.Format++ }, "format 2"},
		{"no format", func(i *malguard.ModelInfo) { i.Format = 0 }, "format 0"},
		{"other mode", func(i *malguard.ModelInfo) { i.Mode = "paper" }, `mode "paper"`},
		{"threshold below", func(i *malguard.ModelInfo) { i.Threshold = -1 }, "threshold -1 is outside [0,1]"},
		{"threshold above", func(i *malguard.ModelInfo) { i.Threshold = 1.5 }, "threshold 1.5 is outside [0,1]"},
		{"schema hash", func(i *malguard.ModelInfo) { i.SchemaHash = strings.Repeat("0", 64) }, "its columns are not those"},
		{"other columns", func(i *malguard.ModelInfo) { i.Columns[0].API = "os.popen" }, "its columns are not those"},
		{"other categories", func(i *malguard.ModelInfo) { i.Taxonomy = "0" }, "trained with other categories"},
		{"unknown category", func(i *malguard.ModelInfo) { i.Columns[1].Category = "fun" }, `unknown category "fun"`},
		{"column twice", func(i *malguard.ModelInfo) { i.Columns[1] = i.Columns[0] }, "stands twice"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			info, classifier := parts(t)
			test.change(&info)
			m, err := malguard.LoadModel(bytes.NewReader(modelFile(asJSON(t, info), classifier)))
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.Nil(t, m)
			require.ErrorIs(t, err, malguard.ErrModel)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestLoadModelDamaged(t *testing.T) {
	info, classifier := parts(t)
	header := asJSON(t, info)
	whole := modelFile(header, classifier)
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, io.EOF},
		{"magic only", []byte(magic), malguard.ErrModel},
		{"other file", bytes.Repeat([]byte("x"), 100), malguard.ErrModel},
		{"header cut", whole[:30], io.ErrUnexpectedEOF},
		{"not JSON", modelFile([]byte("{"), classifier), malguard.ErrModel},
		{"JSON of another shape", modelFile([]byte(`{"columns": 3}`), classifier), malguard.ErrModel},
		{"no classifier", modelFile(header, nil), classify.ErrFormat},
		{"classifier cut", whole[:len(whole)-1], classify.ErrFormat},
		{"bytes behind", append(bytes.Clone(whole), 0), classify.ErrFormat},
		{"another width", modelFile(header, logistic(t, 3)), malguard.ErrModel},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := malguard.LoadModel(bytes.NewReader(test.data))
			require.Nil(t, m)
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, "malguard: ")
		})
	}
	broken := errors.New("broken")
	_, err := malguard.LoadModel(io.MultiReader(bytes.NewReader(whole[:40]), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)
}

// A short file that promises much costs little.
func TestLoadModelMemory(t *testing.T) {
	tests := map[string][]byte{
		"4 GiB header":         append([]byte(magic), 0xff, 0xff, 0xff, 0xff, '{'),
		"largest header, none": append([]byte(magic), 0, 0x80, 0, 0, '{'),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := malguard.LoadModel(bytes.NewReader(data))
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, err, malguard.ErrModel)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
		})
	}
}

// A file that loads is a model: it scans and saves to itself.
func FuzzLoadModel(f *testing.F) {
	info, classifier := parts(f)
	whole := modelFile(asJSON(f, info), classifier)
	f.Add(whole)
	f.Add(whole[:40])
	f.Add(modelFile([]byte(`{"format":1,"mode":"malguard","columns":[{}]}`), classifier))
	f.Add(append([]byte(magic), 0xff, 0xff, 0xff, 0xff))
	info.SchemaHash = ""
	f.Add(modelFile(asJSON(f, info), classifier))
	dir := f.TempDir()
	put(f, filepath.Join(dir, "a.py"), []byte("import os\nos.system('true')\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := malguard.LoadModel(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, m)
			return
		}
		again, err := malguard.LoadModel(bytes.NewReader(saved(t, m)))
		require.NoError(t, err)
		require.Equal(t, asJSON(t, m.Info()), asJSON(t, again.Info()))
		v := m.Scan(t.Context(), dir, malguard.ScanOptions{Explain: true})
		require.Empty(t, v.Error)
		require.True(t, v.Score >= 0 && v.Score <= 1)
	})
}
