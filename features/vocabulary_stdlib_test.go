package features_test

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

// Names of the standard library are those of Python 3.11 on Linux; the comments of
// others begin with what has them. Attributes that only objects have cannot be
// looked up.
func TestCuratedStandardLibrary(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the marks in comments say where alone an API is, seen from Linux")
	}
	python := os.Getenv("MALGUARD_PYTHON")
	if python == "" {
		python = "python3"
	}
	version, err := exec.Command(python, "--version").Output()
	if err != nil || !strings.HasPrefix(string(version), "Python 3.11.") {
		t.Skipf("%s is %q, not the Python 3.11 to compare with", python, version)
	}
	cmd := exec.Command(python, "-W", "ignore", "testdata/stdlib.py")
	cmd.Stdin = strings.NewReader(strings.Join(append(features.Curated().Names(), "os.sytem", "soket.socket"), "\n"))
	out, err := cmd.Output()
	require.NoError(t, err)
	absent := strings.Fields(string(out))
	require.Contains(t, absent, "os.sytem", "the script finds what is not there")
	require.NotContains(t, absent, "soket.socket", "the script leaves other libraries alone")

	prefixed := func(s string, prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
	}
	for _, name := range absent {
		a, _ := features.Curated().Lookup(name)
		if name == "os.sytem" || prefixed(name, "subprocess.Popen.std") {
			continue
		}
		require.True(t, prefixed(a.Comment, "Windows: ", "macOS: ", "Linux: ", "Python 2: "), "Python 3.11 has no %s, and its comment does not say what has", name)
	}
}
