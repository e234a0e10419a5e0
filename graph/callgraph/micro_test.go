package callgraph_test

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// The figures that this version reaches on PyCG's micro-benchmark: 115 of 119
// snippets exact, edge F1 0.9905. They are floors: an improvement raises them.
// PyCG itself has 106 and 0.953. Of the other four, decorators/nested_decorators,
// builtins/map and dynamic/eval ask for edges that no run takes or that are
// reversed; dicts/update leaves out <**PyDict**>.update, where builtins/types
// wants <**PyDict**>.items.
const (
	microExact = 115
	microF1    = 0.990
)

type snippet struct {
	Files     map[string]string   `json:"files"`
	CallGraph map[string][]string `json:"callgraph"`
}

// microSnippets returns PyCG's snippets (github.com/vitsalis/PyCG), which lie
// outside the repository.
func microSnippets(tb testing.TB) map[string]snippet {
	dir := os.Getenv("MALGUARD_REFERENCE")
	if dir == "" {
		tb.Skip("MALGUARD_REFERENCE names no folder with pycg-micro.json")
	}
	data, err := os.ReadFile(filepath.Join(dir, "pycg-micro.json"))
	require.NoError(tb, err)
	var micro struct {
		Snippets map[string]snippet `json:"snippets"`
	}
	require.NoError(tb, json.Unmarshal(data, &micro))
	return micro.Snippets
}

// microScore scores the builder against the ground truth: snippets without a
// difference, and edges.
func microScore(tb testing.TB, snippets map[string]snippet) (exact int, f1 float64) {
	var hit, extra, missed int
	for name, s := range snippets {
		more, less := s.compare(tb)
		exact += btoi(len(more)+len(less) == 0)
		extra += len(more)
		missed += len(less)
		hit += s.edges() - len(less)
		if _, test := tb.(*testing.T); test {
			for _, e := range more {
				tb.Logf("%s: + %v", name, e)
			}
			for _, e := range less {
				tb.Logf("%s: - %v", name, e)
			}
		}
	}
	return exact, 2 * float64(hit) / float64(2*hit+extra+missed)
}

func TestMicroBenchmark(t *testing.T) {
	snippets := microSnippets(t)
	exact, f1 := microScore(t, snippets)
	t.Logf("exact %d of %d, edges: F1 %.4f", exact, len(snippets), f1)
	require.GreaterOrEqual(t, exact, microExact)
	require.GreaterOrEqual(t, f1, microF1)
	for name, s := range snippets {
		if strings.HasPrefix(name, "external/") {
			more, less := s.compare(t)
			require.Empty(t, append(more, less...), name)
		}
	}
}

// BenchmarkMicro reports the accuracy on PyCG's snippets beside the time for all
// of them.
func BenchmarkMicro(b *testing.B) {
	snippets := microSnippets(b)
	var exact int
	var f1 float64
	for b.Loop() {
		exact, f1 = microScore(b, snippets)
	}
	b.ReportMetric(float64(exact), "exact")
	b.ReportMetric(f1, "F1")
}

type pair [2]string

func (s snippet) edges() int {
	n := 0
	for _, callees := range s.CallGraph {
		n += len(unique(callees))
	}
	return n
}

// compare returns the edges that are not in the ground truth and those that
// only the ground truth has. Unresolved callees are left out: PyCG has none.
func (s snippet) compare(tb testing.TB) (more, less []pair) {
	fsys := make(fstest.MapFS)
	for name, src := range s.Files {
		fsys[name] = &fstest.MapFile{Data: []byte(src)}
	}
	g, err := callgraph.Build(tb.Context(), fsys, callgraph.Options{})
	require.NoError(tb, err)
	got := make(map[pair]bool)
	for e := range g.Edges() {
		if g.Node(e.To).Kind != graph.KindUnresolved {
			got[pair{g.Node(e.From).Name, g.Node(e.To).Name}] = true
		}
	}
	for caller, callees := range s.CallGraph {
		for _, callee := range unique(callees) {
			if e := (pair{caller, callee}); !got[e] {
				less = append(less, e)
			}
			delete(got, pair{caller, callee})
		}
	}
	for e := range got {
		more = append(more, e)
	}
	byName := func(a, b pair) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }
	slices.SortFunc(more, byName)
	slices.SortFunc(less, byName)
	return more, less
}

func unique(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
