package verdict_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
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
// title of the terminal, reverses text (UAX 9), hides in zero width, ends a script
// and begins another, and would be a link or a placeholder in SARIF.
const hostile = "a\nMALICIOUS b\r\x1b[2J\x9b1m\u009b2J\x1b]0;t\x07\u202egpj.exe\u2066\u200b\u2028\u00ad\U000e0041\x7f\t" +
	"</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&[a](https://example.com){0}\\"

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
			{File: "setup.py", Line: 7, Function: "setup.work", Phase: graph.PhaseInstall, Layer: 1, Arguments: []string{"curl hxxp://192.0.2.1", "x"}}},
			Technique: "T1059", Path: []string{"setup.Install.run", "setup.work", "os.system"}},
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
		Reasons: []malguard.Reason{{API: hostile, Weight: 1, Purpose: hostile, Technique: hostile, Path: []string{hostile, hostile, hostile},
			Sites: []malguard.Site{{File: hostile, Function: hostile, Arguments: []string{hostile}}}}},
		Incomplete: []datasets.Reason{{Status: "unparsed", File: hostile, Detail: hostile}}, Warnings: []string{hostile},
	}
	inside := bad // what an index can hold may be hostile all the same
	inside.Name, inside.Version = "demo", "1.0"
	return map[string]*malguard.Verdict{
		"hostile-inside": &inside,
		"benign":         &base, "malicious": &malicious, "incomplete": &incomplete, "malicious-incomplete": &both, "hostile": &bad,
		"failed": {
			Path: "none.zip", Status: malguard.Failed, Label: "unknown", Threshold: 0.75, Reasons: []malguard.Reason{},
			Error: "datasets: archive: empty file",
		},
	}
}

func write(t testing.TB, f verdict.Format, v *malguard.Verdict) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, f.Write(&out, verdict.All(v)))
	return out.String()
}

// refuses are the formats that cannot say that a package failed.
var refuses = map[string]bool{"sarif": true}

// asksForNames are the formats that tell an index of a package, which no hostile name
// gets into.
var asksForNames = map[string]bool{"osv": true, "pypi-observation": true}

// Each verdict in each format is as in testdata/<verdict>.<format>.
func TestGolden(t *testing.T) {
	for name, v := range verdicts() {
		for _, f := range verdict.Formats() {
			if v.Status == malguard.Failed && refuses[f.Name] || name == "hostile" && asksForNames[f.Name] {
				continue
			}
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
	for _, f := range verdict.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			bad := verdicts()["hostile"]
			if asksForNames[f.Name] {
				require.ErrorIs(t, f.Write(io.Discard, verdict.All(bad)), verdict.ErrName)
				bad.Name, bad.Version = "demo", "1.0"
			}
			got := write(t, f, bad)
			for _, r := range strings.ReplaceAll(got, "\n", "") {
				require.True(t, unicode.IsPrint(r), "%U", r)
			}
			require.NotContains(t, got, "\nMALICIOUS")
			if lines, ok := map[string]int{"text": 6, "json": 1, "osv": 1, "pypi-observation": 1}[f.Name]; ok {
				require.Equal(t, lines, strings.Count(got, "\n"))
			}
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
		require.Regexp(t, "^[a-z-]+$", f.Name)
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
		require.ErrorContains(t, err, fmt.Sprintf("verdict: format %q is none of text, json, ", name))
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	for _, f := range verdict.Formats() {
		err := f.Write(failing{full}, verdict.All(verdicts()["malicious"]))
		require.ErrorIs(t, err, full, f.Name)
		require.ErrorContains(t, err, "verdict: ")
	}
}

// What ends a scan ends what is written of it, and a failed package ends the formats
// that would make it look clean: they write nothing at all.
func TestVerdictsEnd(t *testing.T) {
	interrupted := errors.New("interrupted")
	clean := verdicts()["malicious"]
	for _, f := range verdict.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var out bytes.Buffer
			require.ErrorIs(t, f.Write(&out, func(yield func(*malguard.Verdict, error) bool) {
				_ = yield(clean, nil) && yield(nil, interrupted)
			}), interrupted)
			err := f.Write(&out, verdict.All(clean, verdicts()["failed"]))
			if !refuses[f.Name] {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, verdict.ErrFailed)
			require.ErrorContains(t, err, "none.zip: datasets: archive: empty file")
			require.Empty(t, out.String())
		})
	}
}

// Only the label has a colour, and names add none.
func TestColorText(t *testing.T) {
	for name, color := range map[string]string{
		"benign": "\x1b[32mBENIGN    \x1b[0m", "malicious": "\x1b[1;31mMALICIOUS \x1b[0m", "hostile": "\x1b[1;31mMALICIOUS \x1b[0m",
		"incomplete": "\x1b[33mUNKNOWN   \x1b[0m", "failed": "\x1b[33mFAILED    \x1b[0m",
	} {
		var out, without bytes.Buffer
		require.NoError(t, verdict.ColorText(&out, verdicts()[name]))
		require.NoError(t, verdict.Text(&without, verdicts()[name]))
		rest, ok := strings.CutPrefix(out.String(), color)
		require.True(t, ok, "%q", out.String())
		require.NotContains(t, rest, "\x1b")
		require.True(t, strings.HasSuffix(without.String(), rest))
	}
}
