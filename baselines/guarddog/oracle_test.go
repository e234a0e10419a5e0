package guarddog_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/guarddog"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

// snippet is one of testdata/snippets.txt.
type snippet struct{ name, path, source string }

func snippets(t *testing.T) []snippet {
	t.Helper()
	text, err := os.ReadFile("testdata/snippets.txt")
	require.NoError(t, err)
	var list []snippet
	for _, part := range strings.Split("\n"+string(text), "\n== ")[1:] {
		head, source, _ := strings.Cut(part, "\n")
		name, path, _ := strings.Cut(head, " ")
		if path == "" {
			path = "setup.py"
		}
		list = append(list, snippet{name, path, source + "\n"})
	}
	require.NotEmpty(t, list)
	return list
}

// different are the snippets of which we mean to say something else.
var different = map[string]map[string][]int{
	// What cannot be parsed hides nothing.
	"os-system-in-error": {"code-execution": {3}},
	"link-json-broken":   {"shady-links": {1}},
	// Names are what Python reads, not what is written.
	"lookalike-names": {"unicode": {2}, "code-execution": {2}},
	"fold-names":      {"unicode": {1}, "code-execution": {2}},
	// The place is the call, not the assignment before it.
	"screenshot-d3d":        {"screenshot": {3}},
	"screenshot-d3d-nested": {"screenshot": {4}},
	"screenshot-other":      {"screenshot": {1, 3, 4}},
	// What a slice is cut from is looked at.
	"sink-in-slice": {"exec-base64": {2}},
	// A handler is walked even where nothing in the body can fail.
	"try-all-return": {"exec-base64": {7}},
}

// TestOracle compares each snippet, rule by rule and line by line, with what
// GuardDog 2.10.0 says of it; testdata/oracle.py asked it.
func TestOracle(t *testing.T) {
	text, err := os.ReadFile("testdata/oracle.json")
	require.NoError(t, err)
	var oracle map[string]map[string][]int
	require.NoError(t, json.Unmarshal(text, &oracle))
	for _, s := range snippets(t) {
		t.Run(s.name, func(t *testing.T) {
			want, ok := oracle[s.name]
			require.True(t, ok, "run testdata/oracle.py")
			got := map[string][]int{}
			for _, e := range detect(t, guarddog.Options{}, map[string]string{"demo/" + s.name + "/" + s.path: s.source}).Evidence {
				if e.File != "" {
					got[e.Rule] = append(got[e.Rule], e.Line)
				}
			}
			for rule, lines := range want {
				slices.Sort(lines)
				want[rule] = slices.Compact(lines)
			}
			if ours, ok := different[s.name]; ok {
				require.NotEqual(t, want, got, "no longer different")
				want = ours
			}
			require.Equal(t, want, got)
		})
	}
}

func detect(t *testing.T, opt guarddog.Options, files map[string]string) eval.Detection {
	t.Helper()
	d, err := guarddog.New(opt).Detect(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return d
}
