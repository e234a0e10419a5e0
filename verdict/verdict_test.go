package verdict_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/verdict"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// hostile is what a package may choose as a name: it breaks the line, clears
// the screen (ECMA-48 CSI as ESC [ and as the single C1 character), sets the
// title of the terminal, reverses text (UAX 9) and hides in zero width.
const hostile = "a\nMALICIOUS b\r\x1b[2J\x9b1m\u009b2J\x1b]0;t\x07\u202egpj.exe\u2066\u200b\u2028\u00ad\U000e0041\x7f\t"

func sites(n int) []malguard.Site {
	var list []malguard.Site
	for i := range n {
		list = append(list, malguard.Site{File: "demo/core.py", Line: 3 * (i + 1), Function: "demo.core.f", Phase: graph.PhaseImport})
	}
	return list
}

func verdicts() map[string]*malguard.Verdict {
	base := malguard.Verdict{
		Path: "demo-1.0.tar.gz", Name: "demo", Version: "1.0", SHA256: strings.Repeat("ab", 32),
		Status: malguard.Scored, Label: "benign", Score: 0.0125, Threshold: 0.75, File: "setup.py", Reasons: []malguard.Reason{},
	}
	malicious := base
	malicious.Label, malicious.Score = "malicious", 0.9876
	malicious.Reasons = []malguard.Reason{
		{API: "os.system", Weight: 1.5, Purpose: "start other programs", Sites: []malguard.Site{
			{File: "setup.py", Line: 7, Function: "setup.Install.run", Phase: graph.PhaseInstall, Layer: 1}}},
		{API: "<builtin>.print", Weight: 0.004, Sites: sites(7)},
	}
	malicious.Warnings = []string{"archive: lying-extension: named \".tar.gz\" but is zip"}
	incomplete := base
	incomplete.Status, incomplete.Label = malguard.Incomplete, "unknown"
	incomplete.Incomplete = []datasets.Reason{{Status: "truncated", Detail: "unexpected end"}, {Status: "unparsed", File: "demo/core.py", Detail: "line 1"}}
	both := malicious
	both.Status, both.Incomplete, both.Warnings = malguard.Incomplete, nil, nil
	for i := range 7 {
		both.Incomplete = append(both.Incomplete, datasets.Reason{Status: "encrypted", File: fmt.Sprintf("m%d.py", i)})
		both.Warnings = append(both.Warnings, fmt.Sprint("odd ", i))
	}
	bad := malguard.Verdict{
		Path: hostile, Name: hostile, Version: hostile, Status: malguard.Incomplete, Label: "malicious", Score: 1, File: hostile,
		Reasons:    []malguard.Reason{{API: hostile, Weight: 1, Sites: []malguard.Site{{File: hostile, Line: 1, Function: hostile}}}},
		Incomplete: []datasets.Reason{{Status: "unparsed", File: hostile, Detail: hostile}}, Warnings: []string{hostile},
	}
	return map[string]*malguard.Verdict{
		"benign": &base, "malicious": &malicious, "incomplete": &incomplete, "malicious-incomplete": &both, "hostile": &bad,
		"failed": {
			Path: "none.zip", Status: malguard.Failed, Label: "unknown", Threshold: 0.75, Reasons: []malguard.Reason{},
			Error: "datasets: archive: empty file",
		},
	}
}

func write(t testing.TB, f verdict.Format, v *malguard.Verdict) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, f.Write(&out, v))
	return out.String()
}

// Each verdict in each format is as in testdata/<verdict>.<format>.
func TestGolden(t *testing.T) {
	for name, v := range verdicts() {
		for _, f := range verdict.Formats() {
			t.Run(name+"."+f.Name, func(t *testing.T) {
				path := filepath.Join("testdata", name+"."+f.Name)
				got := write(t, f, v)
				if *update {
					require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
				}
				want, err := os.ReadFile(path)
				require.NoError(t, err)
				require.Equal(t, string(want), got)
			})
		}
	}
}

// Whatever a package calls itself, all that reaches a terminal is printable, and
// names add no line.
func TestHostileNames(t *testing.T) {
	tame := *verdicts()["hostile"]
	for _, f := range verdict.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			got := write(t, f, &tame)
			for _, r := range strings.ReplaceAll(got, "\n", "") {
				require.True(t, unicode.IsPrint(r), "%U", r)
			}
			require.NotContains(t, got, "\nMALICIOUS")
			lines := map[string]int{"text": 5, "json": 1}[f.Name]
			require.Equal(t, lines, strings.Count(got, "\n"))
		})
	}
}

// JSON escapes and loses nothing.
func TestJSONRoundTrip(t *testing.T) {
	for name, v := range verdicts() {
		t.Run(name, func(t *testing.T) {
			format, err := verdict.Named("json")
			require.NoError(t, err)
			var generic map[string]any
			text := write(t, format, v)
			require.NoError(t, json.Unmarshal([]byte(text), &generic))
			plain, err := json.Marshal(v)
			require.NoError(t, err)
			var want map[string]any
			require.NoError(t, json.Unmarshal(plain, &want))
			for _, key := range []string{"reasons", "incomplete", "warnings"} {
				if want[key] == nil {
					want[key] = []any{} // a list even where it is nil
				}
			}
			require.Equal(t, want, generic)
			for _, key := range []string{"path", "name", "version", "sha256", "status", "label", "score", "threshold"} {
				require.Contains(t, generic, key)
			}
			require.IsType(t, []any{}, generic["reasons"], "a list even where there is none")
		})
	}
}

func TestFormats(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range verdict.Formats() {
		require.Regexp(t, "^[a-z]+$", f.Name)
		require.NotEmpty(t, f.Doc)
		require.False(t, seen[f.Name], "%s stands twice", f.Name)
		seen[f.Name] = true
		named, err := verdict.Named(f.Name)
		require.NoError(t, err)
		require.Equal(t, f.Doc, named.Doc)
	}
	verdict.Formats()[0] = verdict.Format{}
	require.NotEmpty(t, verdict.Formats()[0].Name, "the slice is the caller's")
	for _, name := range []string{"", "xml", "TEXT"} {
		_, err := verdict.Named(name)
		require.EqualError(t, err, fmt.Sprintf("verdict: format %q is none of text, json", name))
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	for _, f := range verdict.Formats() {
		err := f.Write(failing{full}, verdicts()["malicious"])
		require.ErrorIs(t, err, full, f.Name)
		require.ErrorContains(t, err, "verdict: ")
	}
}
