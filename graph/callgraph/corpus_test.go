package callgraph_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph/callgraph"
)

// TestCorpus builds the graph of every archive of a collection of malicious
// packages, which lies outside the repository. Nothing panics, every call of every
// file has an edge or is one that runs nothing, and it is counted in how many
// packages something is hidden and in how many a limit ended the work.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("MALGUARD_MALREGISTRY")
	if dir == "" {
		t.Skip("MALGUARD_MALREGISTRY names no folder of archives")
	}
	var paths []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch ext := filepath.Ext(path); {
		case err != nil:
			return err
		case ext == ".gz" || ext == ".whl" || ext == ".zip":
			paths = append(paths, path)
		}
		return nil
	}))
	var mu sync.Mutex
	counts := make(map[string]int)
	var g errgroup.Group
	g.SetLimit(2)
	for _, path := range paths {
		g.Go(func() error {
			seen := corpusCounts(t, path)
			mu.Lock()
			defer mu.Unlock()
			for _, what := range seen {
				counts[what]++
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	t.Logf("%d archives: %v", len(paths), counts)
	require.Equal(t, len(paths), counts["built"]+counts["unreadable"])
	require.LessOrEqual(t, counts["unreadable"], 3) // the damaged ones
}

// corpusCounts says what became of one archive.
func corpusCounts(t *testing.T, path string) []string {
	p, err := datasets.Open(t.Context(), path, datasets.Limits{})
	if err != nil {
		return []string{"unreadable"}
	}
	g, err := callgraph.Build(t.Context(), p.FS, callgraph.Options{})
	if err != nil {
		return []string{"failed"}
	}
	out := []string{"built"}
	hidden := false
	for e := range g.Edges() {
		for _, s := range e.Sites {
			hidden = hidden || s.Layer > 0
		}
	}
	if hidden {
		out = append(out, "with layers")
	}
	for _, w := range g.Warnings() {
		switch {
		case errors.Is(w, callgraph.ErrHidden):
			out = append(out, "limit of de-obfuscation")
		case errors.Is(w, callgraph.ErrLimit):
			out = append(out, "limit of resolution")
		}
	}
	return out
}
