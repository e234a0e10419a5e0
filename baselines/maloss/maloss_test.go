package maloss_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/maloss"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func detect(t testing.TB, files map[string]string) eval.Detection {
	t.Helper()
	got, err := maloss.New().Detect(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return got
}

// call returns a source that calls an API by its full name.
func call(name string) string { return name + "(x)\n" }

// TestFormula: every API in its role, and what the roles are together.
func TestFormula(t *testing.T) {
	names := maloss.Names()
	total := 0
	for role, n := range map[string]int{"source": 72, "sink": 28, "opening": 66, "danger": 169} {
		require.Len(t, names[role], n)
		total += n
	}
	require.Equal(t, 335, total)
	for role, list := range names {
		for _, name := range list {
			got := detect(t, map[string]string{"a.py": "\n" + call(name)})
			require.Equal(t, name, got.Evidence[0].Rule)
			require.Equal(t, 2, got.Evidence[0].Line)
			require.True(t, strings.HasPrefix(got.Evidence[0].Note, role+": "), "%s is no %s", name, role)
			require.Equal(t, role == "opening" || role == "danger", got.Score >= maloss.Threshold, name)
			require.Empty(t, detect(t, map[string]string{"a.py": "# " + call(name) + "x = '" + name + "'\n"}).Evidence)
		}
	}
	read, send, open, run := names["source"][0], names["sink"][0], names["opening"][0], names["danger"][0]
	for _, c := range []struct {
		called []string
		n      int
	}{
		{nil, 0},
		{names["source"], 0},
		{names["sink"], 0},
		{[]string{read, send}, 2},
		{[]string{read, send, send}, 2}, // another call of one API is nothing more
		{[]string{read, open}, 1},
		{[]string{open, run}, 2},
		{[]string{read, send, open, run}, 4},
	} {
		files := map[string]string{}
		for i, name := range c.called { // the formula is about the package, not the file
			files[fmt.Sprintf("m%d.py", i)] = call(name)
		}
		require.Equal(t, eval.CountScore(c.n), detect(t, files).Score, "%v", c.called)
	}
}

func TestNames(t *testing.T) {
	for source, want := range map[string]string{
		"import os\nos.system(x)":                                "os.system",
		"os.system(x)":                                           "os.system", // imported or not
		"import os as o\no.system(x)":                            "",
		"from os import system\nsystem(x)":                       "os.system",
		"from os import system as s\ns(x)":                       "os.system",
		"from .os import system as s\ns(x)":                      "os.system",
		"s(x)\nfrom os import system as s":                       "",
		"from a import system\nfrom os import system\nsystem(x)": "", // the first counts
		"from . import open\nopen(x)":                            "open",
		"from a import open\nopen(x)":                            "",
		"from a import x as open\nopen(x)":                       "",
		"import urllib.request\nurllib.request.urlopen(x)":       "urllib.request.urlopen",
		"from urllib import request\nrequest.urlopen(x)":         "",
		"from urllib.request import urlopen\nurlopen(x)":         "urllib.request.urlopen",
		"socket.socket().send(x)":                                "socket.socket",
		"(open)(x)":                                              "open",
		"open":                                                   "",
		"𝘰𝘴.system(x)":                                           "os.system", // letters that Python takes for os
		"f = [g(open(x))]":                                       "open",
		"exec x":                                                 "exec",
	} {
		var got []string
		for _, e := range detect(t, map[string]string{"a.py": source + "\n"}).Evidence {
			got = append(got, e.Rule)
		}
		require.Equal(t, want, strings.Join(got, " "), source)
	}
}

// TestHostile: sources that are long in one dimension hide nothing and take time in
// proportion.
func TestHostile(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for name, source := range map[string]string{
		"long module": "from " + long + " import " + strings.Repeat("a,", 100_000) + "b\nopen(x)\n" + strings.Repeat("a()\n", 10_000),
		"long chain":  "x" + strings.Repeat(".y()", 9000) + "\nopen(x)\n",
		"deep calls":  strings.Repeat("f(", 20_000) + strings.Repeat(")", 20_000) + "\nopen(x)\n",
	} {
		require.Equal(t, maloss.Threshold, detect(t, map[string]string{"a.py": source}).Score, name)
	}
	many := detect(t, map[string]string{"a.py": strings.Repeat("open(x)\n", 1000)})
	require.Len(t, many.Evidence, 100)
}

func BenchmarkDetect(b *testing.B) {
	d, p := maloss.New(), detectortest.Sdist(detectortest.Malicious())
	for b.Loop() {
		_, err := d.Detect(b.Context(), p)
		require.NoError(b, err)
	}
}
