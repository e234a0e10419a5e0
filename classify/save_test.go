package classify_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// sealed wraps a payload as Save does, with a right checksum, so that tests can
// reach the decoders with payloads that no encoder writes.
func sealed(t testing.TB, kind string, version byte, payload []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	buf.WriteString("MGMODEL")
	buf.WriteByte(version)
	buf.WriteByte(byte(len(kind)))
	buf.WriteString(kind)
	z, err := flate.NewWriter(&buf, flate.BestSpeed)
	require.NoError(t, err)
	_, err = z.Write(payload)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	sum := sha256.Sum256(buf.Bytes())
	buf.Write(sum[:])
	return buf.Bytes()
}

func trained(t testing.TB, name string) classify.Saver {
	t.Helper()
	m, err := classify.Named(name)
	require.NoError(t, err)
	model, err := m.New(classify.Options{Seed: 1}).Train(t.Context(), classifytest.Separable(40, 6, 1))
	require.NoError(t, err)
	return model.(classify.Saver)
}

func saved(t testing.TB, name string) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, classify.Save(&buf, trained(t, name)))
	return buf.Bytes()
}

// TestLoadSeesDamage: every cut and every flipped byte of a file is an error.
func TestLoadSeesDamage(t *testing.T) {
	good := saved(t, "logistic")
	_, err := classify.Load(bytes.NewReader(good))
	require.NoError(t, err)
	for i := range good {
		_, err := classify.Load(bytes.NewReader(good[:i]))
		require.ErrorIs(t, err, classify.ErrFormat)
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		_, err = classify.Load(bytes.NewReader(bad))
		require.Error(t, err, "byte %d", i)
	}
	_, err = classify.Load(bytes.NewReader(append(good, 0)))
	require.ErrorIs(t, err, classify.ErrFormat)
}

func TestLoadRejects(t *testing.T) {
	one := []byte{0, 0, 0, 0, 0, 0, 0xf0, 0x3f}  // 1.0
	two := []byte{0, 0, 0, 0, 0, 0, 0, 0x40}     // 2.0
	nan := []byte{1, 0, 0, 0, 0, 0, 0xf8, 0x7f}  // NaN
	wide := []byte{0x81, 0x80, 0x80, 0x80, 0x10} // over MaxWidth
	for name, tc := range map[string]struct {
		kind    string
		payload []byte
	}{
		"no intercept":        {"logistic", nil},
		"half a weight":       {"logistic", append(bytes.Clone(one), 1, 2, 3)},
		"NaN weight":          {"logistic", append(bytes.Clone(one), nan...)},
		"no trees":            {"trees", head(0)},
		"width too large":     {"trees", wide},
		"unknown flag":        {"trees", []byte{3, 16, 1}},
		"zeros alone missing": {"trees", append(append([]byte{3, 8, 1}, make([]byte, 8)...), node(0, one)...)},
		"too many trees":      {"trees", append([]byte{3, 0}, wide...)},
		"tree missing":        {"trees", head(1)},
		"split alone":         {"trees", head(1, node(2, one))},
		"column out of rows":  {"trees", head(1, node(8, one))},
		"leaf above 1":        {"trees", head(1, node(0, two))},
		"leaf NaN":            {"trees", head(1, node(0, nan))},
		"leaf sends missing":  {"trees", head(1, node(1, one))},
		"base of a mean":      {"trees", append(append([]byte{3, 0, 1}, one...), node(0, one)...)},
		"negative cover":      {"trees", head(1, append(append([]byte{0}, one...), 0, 0, 0, 0, 0, 0, 0xf0, 0xbf))},
		"trailing bytes":      {"trees", append(head(1, node(0, one)), 0)},
		"endless varint":      {"trees", bytes.Repeat([]byte{0xff}, 20)},
	} {
		_, err := classify.Load(bytes.NewReader(sealed(t, tc.kind, 1, tc.payload)))
		require.ErrorIs(t, err, classify.ErrFormat, name)
	}
	_, err := classify.Load(bytes.NewReader(sealed(t, "logistic", 2, one)))
	require.ErrorIs(t, err, classify.ErrVersion)
	_, err = classify.Load(bytes.NewReader(sealed(t, "oracle", 1, one)))
	require.ErrorIs(t, err, classify.ErrKind)
	m, err := classify.Load(bytes.NewReader(sealed(t, "trees", 1, head(1, node(0, one)))))
	require.NoError(t, err, "a tree of one leaf")
	require.Equal(t, 3, m.Width())
}

// head is the payload of a forest of three columns and n trees.
func head(n byte, nodes ...[]byte) []byte {
	return append(append([]byte{3, 0, n}, make([]byte, 8)...), slices.Concat(nodes...)...)
}

// node is a saved node of cover 0.
func node(split byte, value []byte) []byte {
	return append(append([]byte{split}, value...), make([]byte, 8)...)
}

// TestLoadedWeightsMayOverflow: a weight of 4 on the largest numbers of
// either sign adds up to infinity less infinity, which must not score NaN.
func TestLoadedWeightsMayOverflow(t *testing.T) {
	four := []byte{0, 0, 0, 0, 0, 0, 0x10, 0x40}
	payload := append(make([]byte, 8), append(four, four...)...)
	m, err := classify.Load(bytes.NewReader(sealed(t, "logistic", 1, payload)))
	require.NoError(t, err)
	dst := make([]float64, 1)
	require.NoError(t, m.Scores(dst, matrix(t, [][]float64{{math.MaxFloat64, -math.MaxFloat64}})))
	require.Equal(t, 0.5, dst[0])
}

// TestLoadBoundsABomb: the payload is a thousand times the file.
func TestLoadBoundsABomb(t *testing.T) {
	_, err := classify.Load(bytes.NewReader(sealed(t, "logistic", 1, make([]byte, 129<<20))))
	require.ErrorIs(t, err, classify.ErrFormat)
}

func TestLoadReportsTheReader(t *testing.T) {
	_, err := classify.Load(broken{})
	require.ErrorIs(t, err, errBroken)
	m, err := classify.Load(bytes.NewReader(saved(t, "forest")))
	require.NoError(t, err)
	require.ErrorIs(t, classify.Save(broken{}, m), errBroken)
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errBroken }
func (broken) Write([]byte) (int, error) { return 0, errBroken }

// constant is a model of another room: it brings its own codec.
type constant struct{ classify.Model }

func (constant) Kind() string                          { return "constant" }
func (constant) Width() int                            { return 2 }
func (constant) AppendBinary(b []byte) ([]byte, error) { return append(b, 'c'), nil }
func decodeConstant(payload []byte) (classify.Model, error) {
	if string(payload) != "c" {
		return nil, errBroken
	}
	return constant{}, nil
}

type nameless struct{ constant }

func (nameless) Kind() string { return "" }

type stuck struct{ constant }

func (stuck) AppendBinary([]byte) ([]byte, error) { return nil, errBroken }

func TestSaveOtherKinds(t *testing.T) {
	var buf bytes.Buffer
	require.NoError(t, classify.Save(&buf, constant{}))
	codec := classify.Codec{Kind: "constant", Decode: decodeConstant}
	_, err := classify.Load(bytes.NewReader(buf.Bytes()))
	require.ErrorIs(t, err, classify.ErrKind)
	m, err := classify.Load(&buf, codec)
	require.NoError(t, err)
	require.Equal(t, 2, m.Width())
	_, err = classify.Load(bytes.NewReader(sealed(t, "constant", 1, nil)), codec)
	require.ErrorIs(t, err, errBroken)
	require.ErrorIs(t, classify.Save(&buf, struct{ classify.Model }{}), classify.ErrNotSavable)
	require.ErrorIs(t, classify.Save(&buf, nameless{}), classify.ErrNotSavable)
	require.ErrorIs(t, classify.Save(&buf, stuck{}), errBroken)
}

// FuzzLoad feeds payloads, which are what a checksum cannot vouch for, to the
// decoders through a whole file, and the raw bytes as a file too. What loads
// must score within [0,1] and come back the same.
func FuzzLoad(f *testing.F) {
	for _, m := range classify.Trainers() {
		model := trained(f, m.Name)
		f.Add(model.Kind(), saved(f, m.Name))
		payload, err := model.AppendBinary(nil)
		require.NoError(f, err)
		f.Add(model.Kind(), payload)
	}
	f.Add("logistic", bytes.Repeat([]byte{0}, 24))
	zero := make([]byte, 8)
	f.Add("trees", head(1, node(0, zero)))
	f.Add("trees", head(1, node(2, zero), node(0, zero), node(0, zero)))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		if len(kind) > 255 {
			return
		}
		for _, file := range [][]byte{data, sealed(t, kind, 1, data)} {
			m, err := classify.Load(bytes.NewReader(file))
			if err != nil {
				continue
			}
			checkLoaded(t, m)
		}
	})
}

func checkLoaded(t *testing.T, m classify.Model) {
	x, err := classify.FromRows(m.Width(), [][]float64{make([]float64, m.Width())})
	require.NoError(t, err)
	p := []float64{-1}
	require.NoError(t, m.Scores(p, x))
	require.True(t, p[0] >= 0 && p[0] <= 1)
	var buf bytes.Buffer
	require.NoError(t, classify.Save(&buf, m))
	again, err := classify.Load(&buf)
	require.NoError(t, err)
	q := []float64{-1}
	require.NoError(t, again.Scores(q, x))
	require.Equal(t, math.Float64bits(p[0]), math.Float64bits(q[0]))
}
