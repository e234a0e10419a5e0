package features_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph/callgraph"
)

// How many APIs of the vocabulary packages call: one of each malicious family and
// every benign one among the rows to train on.
func TestCuratedCoverage(t *testing.T) {
	manifest := os.Getenv("MALGUARD_MANIFEST")
	if manifest == "" {
		t.Skip("MALGUARD_MANIFEST names no manifest")
	}
	d, err := datasets.Load(manifest, datasets.Limits{})
	require.NoError(t, err)
	families, seen := map[string]bool{}, map[string]bool{}
	counts := map[datasets.Label][]int{}
	for _, s := range d.Samples {
		malicious := s.Label == datasets.Malicious
		if s.Role != "train" || s.Label == datasets.Unknown || malicious && families[s.Group] {
			continue
		}
		called := sensitive(t, s.Open)
		if malicious {
			families[s.Group] = true
			for _, name := range called {
				seen[name] = true
			}
		}
		counts[s.Label] = append(counts[s.Label], len(called))
	}
	for label, list := range counts {
		slices.Sort(list)
		atLeast := func(k int) int { n, _ := slices.BinarySearch(list, k); return len(list) - n }
		t.Logf("%s: %d packages, %d with an API, %d with at least 3, %d with at least 10, median %d",
			label, len(list), atLeast(1), atLeast(3), atLeast(10), list[len(list)/2])
	}
	t.Logf("%d of %d APIs occur in malicious packages", len(seen), len(features.Curated().APIs()))
	require.NotEmpty(t, counts[datasets.Malicious])
	none, _ := slices.BinarySearch(counts[datasets.Malicious], 1)
	require.Less(t, none, len(families)/20+1, "one family in twenty may call nothing of note")
}

// sensitive returns the APIs of the vocabulary that a package calls.
func sensitive(t *testing.T, open func(context.Context) (*datasets.Package, error)) []string {
	p, err := open(t.Context())
	require.NoError(t, err)
	g, err := callgraph.Build(t.Context(), p.FS, callgraph.Options{})
	require.NoError(t, err)
	return slices.DeleteFunc(features.Curated().Names(), func(name string) bool {
		id, ok := g.Lookup(name)
		return !ok || len(g.In(id)) == 0
	})
}
