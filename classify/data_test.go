package classify_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// The data sets of testdata/data.py, by the same formulas in integers.
const (
	trainRows, testRows = 4000, 8000
	unit                = 1. / 1024
)

func dataNames() []string { return []string{"dense", "sparse", "imbalanced", "noisy"} }

// split is a data set cut in two.
type split struct{ train, test *classify.Table }

// load returns one of dataNames, or "harmonic": the published harmonic vectors
// with the split of seed 42, which are read from the folder that
// MALGUARD_REFERENCE names.
func load(t testing.TB, name string) split {
	t.Helper()
	if name == "harmonic" {
		return harmonic(t)
	}
	x, y := generate(name)
	rows := make([][]float64, len(x))
	for i, r := range x {
		rows[i] = make([]float64, len(r))
		for j, v := range r {
			rows[i][j] = float64(v) * unit
		}
	}
	all := &classify.Table{X: tableOf(t, rows), Y: y}
	return split{all.Select(upTo(0, trainRows)), all.Select(upTo(trainRows, trainRows+testRows))}
}

func upTo(from, to int) []int {
	v := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		v = append(v, i)
	}
	return v
}

func tableOf(t testing.TB, rows [][]float64) classify.Matrix {
	t.Helper()
	x, err := classify.FromRows(len(rows[0]), rows)
	require.NoError(t, err)
	return x
}

// random returns number k of a stream: splitmix64 of a counter.
func random(stream, k int) int64 {
	z := (uint64(k+1) + uint64(stream)<<40) * 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return int64((z ^ z>>31) >> 32)
}

// bell is about normal, in units, with standard deviation 1024.
func bell(r int64) int64 { return (r&255 + r>>8&255 + r>>16&255 + r>>24&255 - 510) * 7 }

// floorDiv divides as Python does.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func generate(name string) (x [][]int64, y []float64) {
	stream := 8 * slices.Index(dataNames(), name)
	width := map[string]int{"dense": 20, "sparse": 200, "imbalanced": 30, "noisy": 40}[name]
	for i := range trainRows + testRows {
		row := make([]int64, width)
		for j := range row {
			row[j] = entry(name, j, random(stream+1, i*width+j))
		}
		label := 0.0
		if odds(name, row, bell(random(stream+2, i))) > 0 {
			label = 1
		}
		if name == "noisy" && random(stream+3, i)%5 == 0 {
			label = 1 - label
		}
		x, y = append(x, row), append(y, label)
	}
	return x, y
}

func entry(name string, j int, r int64) int64 {
	switch {
	case name == "sparse" && r%20 == 0:
		return 1024 * (1 + (r >> 8 & (r >> 12) & 7))
	case name == "sparse", name == "imbalanced" && j%2 == 1 && r%4 != 0:
		return 0
	case name == "imbalanced" && j%2 == 1:
		return floorDiv(bell(r), 1024) * 1024
	case name == "noisy":
		return r >> 5 & 7 * 1024
	}
	return bell(r)
}

func odds(name string, x []int64, noise int64) int64 {
	switch name {
	case "dense":
		return 2*x[0] - x[1] + x[2] + floorDiv(x[3]*x[4], 512) + floorDiv(noise, 2)
	case "sparse":
		z := 2*x[0] - x[5] + floorDiv(noise, 2)
		for j := 0; j < len(x); j += 5 {
			if x[j] > 0 {
				z += int64(j%7-3) * 1024
			}
		}
		return z
	case "imbalanced":
		return x[0] + x[1] + floorDiv(x[2]*x[4], 1024) - x[6] + floorDiv(noise, 2) - 2560
	}
	return x[0] - x[1] + floorDiv(x[2]*x[3], 4096) - floorDiv(x[4], 2) + noise
}

// checksum is the one that data.py prints.
func checksum(x [][]int64, y []float64) string {
	h := sha256.New()
	for _, row := range x {
		for _, v := range row {
			_ = binary.Write(h, binary.LittleEndian, v) // a hash returns no errors
		}
	}
	for _, v := range y {
		_ = binary.Write(h, binary.LittleEndian, int64(v))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// TestData: both sides of a comparison with a reference have the same numbers.
func TestData(t *testing.T) {
	for name, want := range map[string]string{
		"dense": "aa8f38ca6524443f", "sparse": "fe6f47b3029b9258", "imbalanced": "783c38763ce53462", "noisy": "3656356109276fb0",
	} {
		require.Equal(t, want, checksum(generate(name)), name)
	}
}

func harmonic(t testing.TB) split {
	t.Helper()
	root := os.Getenv("MALGUARD_REFERENCE")
	if root == "" {
		t.Skip("MALGUARD_REFERENCE names no folder with malguard-release, files of the published repository")
	}
	root = filepath.Join(root, "malguard-release")
	var rows [][]float64
	var y []float64
	for _, class := range []string{"mal", "ben"} {
		for _, row := range numbers(t, filepath.Join(root, class+"_harmonic_feature_vectors.txt.gz")) {
			last := len(row) - 1
			rows, y = append(rows, row[:last]), append(y, row[last])
		}
	}
	all := &classify.Table{X: tableOf(t, rows), Y: y}
	part := func(s string) *classify.Table {
		var list []int
		for _, row := range numbers(t, filepath.Join(root, fmt.Sprintf("split_seed42_%s.txt.gz", s))) {
			list = append(list, int(row[0]))
		}
		return all.Select(list)
	}
	return split{part("train"), part("test")}
}

// numbers reads a text of numbers between blanks.
func numbers(t testing.TB, path string) [][]float64 {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	var rows [][]float64
	for line := range strings.Lines(string(text)) {
		var row []float64
		for _, s := range strings.Fields(line) {
			v, err := strconv.ParseFloat(s, 64)
			require.NoError(t, err)
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}
