package paper_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features/paper"
)

// TestCorpus reads every twentieth archive of a checkout of
// github.com/lxyeternal/pypi_malregistry, or all of them where MALGUARD_ORACLE
// is "full", and looks for their rows among the published harmonic vectors. What
// counts is packages of several files with calls whose row has a value other than
// 0 and 1: the others do not tell one rule from another. The registry holds
// packages that the authors did not have, so that not all can be found.
func TestCorpus(t *testing.T) {
	root := os.Getenv("MALGUARD_MALREGISTRY")
	if root == "" {
		t.Skip("MALGUARD_MALREGISTRY names no checkout of pypi_malregistry")
	}
	published := map[string]bool{}
	for _, row := range readVectors(t, "mal_harmonic_feature_vectors.txt.gz").Rows {
		published[digits(row)] = true
	}
	columns := readSet(t, filepath.Join(release(t), "harmonic_sensitive_api.json")).Columns()
	every := 20
	if os.Getenv("MALGUARD_ORACLE") == "full" {
		every = 1
	}
	share := map[paper.Rule]float64{}
	for _, rule := range paper.Rules() {
		found, graded := 0, 0
		for i, path := range archives(t, root) {
			if i%every != 0 {
				continue
			}
			row := harmonicRow(path, rule, columns)
			if slices.ContainsFunc(row, func(x float64) bool { return x != 0 && x != 1 }) {
				graded++
				if published[digits(row)] {
					found++
				}
			}
		}
		require.NotZero(t, graded)
		share[rule] = float64(found) / float64(graded)
		t.Logf("%v: %d of %d rows are published", rule, found, graded)
	}
	require.Greater(t, share[paper.Joined], 0.5)
	require.Less(t, share[paper.Last], 0.3)
}

// harmonicRow returns nil for what has none, or has one file with calls.
func harmonicRow(path string, rule paper.Rule, columns []string) []float64 {
	ctx := context.Background()
	pkg, err := datasets.Open(ctx, path, datasets.Limits{})
	if err != nil {
		return nil // three archives of the registry are damaged
	}
	p, err := paper.Process(ctx, pkg.FS, paper.Options{Rule: rule}, paper.Measures()[2])
	if err != nil || p.Files < 2 {
		return nil
	}
	return paper.Exact(columns, p.Values[0])
}

func archives(t *testing.T, root string) (paths []string) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		named := func(end string) bool { return strings.HasSuffix(path, end) }
		if err == nil && !d.IsDir() && slices.ContainsFunc([]string{".tar.gz", ".whl", ".zip"}, named) {
			paths = append(paths, path)
		}
		return err
	})
	require.NoError(t, err)
	return paths
}

// digits writes a row to twelve digits: the order of sums is not known.
func digits(row []float64) string {
	var b strings.Builder
	for _, x := range row {
		fmt.Fprintf(&b, "%.12g ", x)
	}
	return b.String()
}
