package archive_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// corpusFiles lists the archives of a checkout of github.com/lxyeternal/pypi_malregistry.
func corpusFiles(tb testing.TB) []string {
	tb.Helper()
	root := os.Getenv("MALGUARD_MALREGISTRY")
	if root == "" {
		tb.Skip("MALGUARD_MALREGISTRY names no checkout of pypi_malregistry")
	}
	var files []string
	require.NoError(tb, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		for _, ext := range []string{".tar.gz", ".whl", ".zip"} {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ext) {
				files = append(files, path)
			}
		}
		return err
	}))
	return files
}

func keepPython(name string) bool { return strings.HasSuffix(name, ".py") }

// TestCorpus reads the whole corpus. The three damaged files are damaged in the
// data set itself; everything else is complete.
func TestCorpus(t *testing.T) {
	damaged := map[string]archive.Status{
		"methantiafkxd-0.0.2.tar.gz":           archive.Truncated,
		"pycryptlib-1.1.5-py3-none-any.tar.gz": archive.Truncated,
		"robloxpy-advanced-0.1.0.tar.gz":       "an error",
	}
	files := corpusFiles(t)
	complete, python, kept := 0, 0, 0
	for _, file := range files {
		a, err := archive.Open(context.Background(), file, archive.Options{Keep: keepPython})
		base := filepath.Base(file)
		if err != nil {
			require.Contains(t, damaged, base, "%v", err)
			continue
		}
		if len(a.Incomplete) > 0 {
			require.Equal(t, damaged[base], a.Incomplete[0].Status, "%s: %v", base, a.Incomplete)
			continue
		}
		complete++
		python += len(a.Entries)
		for _, e := range a.Entries {
			kept += len(e.Data)
		}
	}
	t.Logf("%d archives, %d complete; %d Python files, %d bytes", len(files), complete, python, kept)
	require.LessOrEqual(t, len(files)-complete, 3)
}
