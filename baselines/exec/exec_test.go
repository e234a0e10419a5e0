package exec_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/exec"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

// fake writes a program of the given shell lines, with one more that it may need
// beside it.
func fake(t *testing.T, script string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"tool": "#!/bin/sh\n" + script + "\n", "semgrep": "#!/bin/sh\n"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700))
	}
	return filepath.Join(dir, "tool")
}

func tool(t *testing.T, name string) exec.Tool {
	t.Helper()
	for _, tool := range exec.Tools() {
		if tool.Name == name {
			return tool
		}
	}
	t.Fatalf("no tool %s", name)
	return exec.Tool{}
}

func detector(t *testing.T, name, script string, opt exec.Options) *exec.Detector {
	t.Helper()
	opt.Dir = t.TempDir()
	t.Cleanup(func() { // whatever happened, nothing is left behind
		left, err := os.ReadDir(opt.Dir)
		require.NoError(t, err)
		require.Empty(t, left)
	})
	d, err := exec.New(tool(t, name), fake(t, script), opt)
	require.NoError(t, err)
	return d
}

// outputs are in the form that GuardDog 2.10.0, GuardDog 3.2.0, Bandit 1.9.4 and
// malcontent print, with a place in the package, in the tool's way of naming it.
func outputs() map[string]string {
	return map[string]string{
		"guarddog-live": `{"package":"x","issues":2,"errors":{},"results":{"code-execution":[{"location":"demo-1.0/setup.py:2","code":"c","message":"runs code"}],` +
			`"empty_information":"no description","obfuscation":{},"typosquatting":null}}`,
		"guarddog3-live": `{"package":"x","results":{"threat-process-hooks":[{"location":"demo-1.0/setup.py:2","code":"c","match":"m","message":"hook"}],"threat-x":{}},` +
			`"errors":{},"issues":1,"risk_score":{"score":9.4,"label":"high_risk"},"risks":[]}`,
		"bandit-live": `{"errors":[],"results":[{"filename":"DIR/demo-1.0/setup.py","line_number":2,"test_id":"B102","issue_text":"exec"}]}`,
		"malcontent-live": `{"Files":{"DIR/demo-1.0/setup.py":{"Path":"p","RiskScore":4,"RiskLevel":"CRITICAL",` +
			`"Behaviors":[{"ID":"exec/base64","RiskScore":4,"Description":"runs decoded code"}]}}}`,
	}
}

// say prints a text in which DIR stands for the argument that names the folder.
func say(out string) string {
	return `for a; do test -d "$a" && dir=$a; done; printf '%s' '` + out + `' | sed "s#DIR#$dir#g"`
}

func TestTools(t *testing.T) {
	want := map[string]eval.Detection{
		"guarddog-live": {Score: 2. / 3, Evidence: []eval.Evidence{
			{Rule: "code-execution", File: "demo-1.0/setup.py", Line: 2, Note: "runs code"}, {Rule: "empty_information", Note: "no description"},
		}},
		"guarddog3-live":  {Score: .94, Evidence: []eval.Evidence{{Rule: "threat-process-hooks", File: "demo-1.0/setup.py", Line: 2, Note: "hook"}}},
		"bandit-live":     {Score: .5, Evidence: []eval.Evidence{{Rule: "B102", File: "demo-1.0/setup.py", Line: 2, Note: "exec"}}},
		"malcontent-live": {Score: 1, Evidence: []eval.Evidence{{Rule: "exec/base64", File: "demo-1.0/setup.py", Note: "runs decoded code"}}},
	}
	for name, out := range outputs() {
		d := detector(t, name, say(out), exec.Options{})
		got, err := d.Detect(t.Context(), detectortest.Sdist(detectortest.Malicious()))
		require.NoError(t, err, name)
		expected := want[name]
		expected.Status = eval.Scored
		require.InDelta(t, expected.Score, got.Score, 1e-15)
		got.Score = expected.Score
		require.Equal(t, expected, got, name)
	}
}

func TestLaws(t *testing.T) {
	for _, tool := range exec.Tools() {
		d := detector(t, tool.Name, say(outputs()[tool.Name]), exec.Options{})
		t.Run(tool.Name, func(t *testing.T) { detectortest.Run(t, d, detectortest.Options{}) })
	}
}

// TestLayOut: the tool sees every file, and none that could be run.
func TestLayOut(t *testing.T) {
	script := `cd "$3" && test -f demo-1.0/setup.py && test ! -x demo-1.0/setup.py && test -f demo-1.0/PKG-INFO && ` +
		say(outputs()["guarddog-live"])
	_, err := detector(t, "guarddog-live", script, exec.Options{}).Detect(t.Context(), detectortest.Sdist(detectortest.Malicious()))
	require.NoError(t, err)
}

// TestNeverClean: whatever goes wrong is an error.
func TestNeverClean(t *testing.T) {
	for name, script := range map[string]string{
		"fails":        "exit 3",
		"dies":         "kill -9 $$",
		"says nothing": "true",
		"prose":        "echo all is well",
		"no results":   "echo '{}'",
		"null":         "echo null",
		"hangs":        "sleep 60",
		"floods":       "head -c 3000000 /dev/zero",
		"loses child":  "sleep 60 & sleep 60",
	} {
		opt := exec.Options{Timeout: 300 * time.Millisecond, Output: 1 << 20}
		for _, tool := range []string{"guarddog-live", "guarddog3-live", "bandit-live"} {
			d, err := detector(t, tool, script, opt).Detect(t.Context(), detectortest.Sdist(detectortest.Malicious()))
			require.ErrorIs(t, err, exec.ErrFailed, "%s: %s", tool, name)
			require.Empty(t, d)
		}
	}
	for _, out := range []string{`{"Path":1}`, `{"Files":{"a":{"RiskScore":9}}}`, `[]`, ``} {
		_, err := detector(t, "malcontent-live", say(out), exec.Options{}).Detect(t.Context(), detectortest.Sdist(""))
		require.ErrorIs(t, err, exec.ErrFailed, out)
	}
}

// TestIncomplete: a tool that says it could not read a file has not seen all.
func TestIncomplete(t *testing.T) {
	for name, out := range map[string]string{
		"guarddog-live":   `{"results":{},"errors":{"rules-all":"failed"}}`,
		"guarddog3-live":  `{"results":{},"errors":{"x":"failed"},"risk_score":{"score":0}}`,
		"bandit-live":     `{"results":[],"errors":[{"filename":"a","reason":"syntax error"}]}`,
		"malcontent-live": `{"Files":{"a":{"RiskScore":0,"Error":"unreadable"}}}`,
	} {
		d, err := detector(t, name, say(out), exec.Options{}).Detect(t.Context(), detectortest.Sdist(""))
		require.NoError(t, err)
		require.Equal(t, eval.Detection{Status: eval.Incomplete}, d, name)
	}
}

func TestMissing(t *testing.T) {
	for _, path := range []string{"", "/no/such/tool", t.TempDir()} {
		_, err := exec.New(tool(t, "bandit-live"), path, exec.Options{})
		require.ErrorIs(t, err, exec.ErrMissing, path)
	}
	t.Setenv("PATH", t.TempDir())
	alone := fake(t, "true")
	require.NoError(t, os.Remove(filepath.Join(filepath.Dir(alone), "semgrep")))
	_, err := exec.New(tool(t, "guarddog-live"), alone, exec.Options{})
	require.ErrorIs(t, err, exec.ErrMissing)
	require.ErrorContains(t, err, "semgrep")
}

// TestCancelled: the end of the context ends the tool and its children, and is
// not blamed on the tool.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	_, err := detector(t, "bandit-live", "sleep 60 & wait", exec.Options{}).Detect(ctx, detectortest.Sdist(""))
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, exec.ErrFailed)
}

// TestElsewhere: a place outside the package is a note, not a place.
func TestElsewhere(t *testing.T) {
	out := `{"errors":[],"results":[{"filename":"/etc/hosts","line_number":1,"test_id":"B1","issue_text":"x"},` +
		`{"filename":"demo-1.0/setup.py","line_number":9999,"test_id":"B2","issue_text":"y"}]}`
	d, err := detector(t, "bandit-live", say(out), exec.Options{}).Detect(t.Context(), detectortest.Sdist("a\n"))
	require.NoError(t, err)
	require.Equal(t, []eval.Evidence{{Rule: "B1", Note: "/etc/hosts x"}, {Rule: "B2", File: "demo-1.0/setup.py", Note: "y"}}, d.Evidence)
}

// TestReal runs what is installed, where its path is given.
func TestReal(t *testing.T) {
	for _, tool := range exec.Tools() {
		t.Run(tool.Name, func(t *testing.T) {
			env := "MALGUARD_" + strings.ToUpper(strings.ReplaceAll(strings.TrimSuffix(tool.Name, "-live"), "-", "_"))
			path := os.Getenv(env)
			if path == "" {
				t.Skip(env + " names no installed tool")
			}
			d, err := exec.New(tool, path, exec.Options{})
			require.NoError(t, err)
			got, err := d.Detect(t.Context(), detectortest.Sdist(detectortest.Malicious()))
			require.NoError(t, err)
			require.GreaterOrEqual(t, got.Score, tool.Threshold)
			require.NotEmpty(t, got.Evidence)
			require.True(t, placed(got.Evidence))
		})
	}
}

func placed(evidence []eval.Evidence) bool {
	for _, e := range evidence {
		if fs.ValidPath(e.File) && e.Line > 0 {
			return true
		}
	}
	return false
}

var _ eval.Detector[*datasets.Package] = (*exec.Detector)(nil)
