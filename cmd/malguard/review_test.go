package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A finding that was reviewed is none, until a file of the package changes; and a
// file of reviews counts only where the user names it.
func TestScanReviewed(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, unpack(dir))
	planted, config := filepath.Join(dir, "planted-2.0"), filepath.Join(dir, "malguard.yaml")
	code, stdout, _ := invoke(t.Context(), "scan", "--threshold", "0", "--format", "json", planted)
	require.Equal(t, exitFindings, code)
	var v struct{ SHA256 string }
	require.NoError(t, json.Unmarshal([]byte(stdout), &v))
	text := fmt.Appendf(nil, "suppressions:\n  - package: planted\n    sha256: %s\n    rule: any\n    reason: a fixture\n    until: 2999-12-31\n", v.SHA256)
	require.NoError(t, os.WriteFile(config, text, 0o644))
	scan := func(flags ...string) (int, string, string) {
		return invoke(t.Context(), append([]string{"scan", "--threshold", "0", planted}, flags...)...)
	}
	code, stdout, _ = scan("--config", config)
	require.Equal(t, exitDone, code)
	require.Regexp(t, `^MALICIOUS .*, accepted .*\n  accepted: a fixture\n`, stdout)

	t.Chdir(dir)
	code, _, _ = scan()
	require.Equal(t, exitFindings, code, "none is read unasked")

	require.NoError(t, os.WriteFile(filepath.Join(planted, "malguard.yaml"), text, 0o644))
	code, stdout, _ = scan("--config", config)
	require.Equal(t, exitFindings, code)
	require.Contains(t, stdout, `accepted for another content of the package`)

	code, stdout, stderr := scan("--config", filepath.Join(planted, "setup.py"))
	require.Equal(t, exitUsage, code)
	require.Empty(t, stdout)
	require.Contains(t, stderr, "setup.py: verdict: reviews: ")
	code, _, _ = scan("--config", "none.yaml")
	require.Equal(t, exitUsage, code)
}

// Comments that silence other scanners, and files of settings in a package, change
// nothing of what is found.
func TestScanIgnoresComments(t *testing.T) {
	dir := t.TempDir()
	source := "import os, socket\nos.system('true')%s\nsocket.gethostname()%s\n"
	found := func(comment string, files ...string) map[string]any {
		at := filepath.Join(dir, fmt.Sprint(len(comment), len(files)))
		require.NoError(t, os.Mkdir(at, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(at, "a.py"), fmt.Appendf(nil, source, comment, comment), 0o644))
		for _, f := range files {
			require.NoError(t, os.WriteFile(filepath.Join(at, f), []byte("*\na.py\n"), 0o644))
		}
		_, stdout, _ := invoke(t.Context(), "scan", "--explain", "--format", "json", at)
		var v map[string]any
		require.NoError(t, json.Unmarshal([]byte(stdout), &v))
		delete(v, "path")
		delete(v, "name")
		delete(v, "sha256")
		return v
	}
	plain := found("")
	require.NotEmpty(t, plain["reasons"])
	for _, comment := range []string{"  # nosec", "  # noqa: S605", "  # nosemgrep: rule", "  # malguard: ignore", "  # type: ignore, pragma: no cover"} {
		require.Equal(t, plain, found(comment), comment)
	}
	require.Equal(t, plain, found("", ".semgrepignore", ".gitignore", "malguard.yaml", ".banditignore"))
}

// Only a terminal has colours.
func TestColored(t *testing.T) {
	require.False(t, colored(&bytes.Buffer{}))
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer f.Close()
	require.False(t, colored(f))
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer null.Close()
	t.Setenv("NO_COLOR", "1")
	require.False(t, colored(null))
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "dumb")
	require.False(t, colored(null))
}
