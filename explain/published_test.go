package explain_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
)

// harmonic returns the published harmonic vectors, dealt as the authors did, from
// the folder that MALGUARD_REFERENCE names.
func harmonic(t testing.TB) (train, test *classify.Table) {
	t.Helper()
	root := os.Getenv("MALGUARD_REFERENCE")
	if root == "" {
		t.Skip("MALGUARD_REFERENCE names no folder with malguard-release, files of the published repository")
	}
	root = filepath.Join(root, "malguard-release")
	var rows [][]float64
	all := &classify.Table{}
	for _, class := range []string{"mal", "ben"} {
		for _, row := range numbers(t, filepath.Join(root, class+"_harmonic_feature_vectors.txt.gz")) {
			last := len(row) - 1
			rows, all.Y = append(rows, row[:last]), append(all.Y, row[last])
		}
	}
	all.X = matrix(t, rows)
	part := func(name string) *classify.Table {
		var list []int
		for _, row := range numbers(t, filepath.Join(root, "split_seed42_"+name+".txt.gz")) {
			list = append(list, int(row[0]))
		}
		return all.Select(list)
	}
	return part("train"), part("test")
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
		for field := range strings.FieldsSeq(line) {
			v, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}

func rowKey(index []int32, values []float64) string { return fmt.Sprint(index, values) }
