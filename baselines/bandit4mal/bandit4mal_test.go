package bandit4mal_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/bandit4mal"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func detect(t testing.TB, opt bandit4mal.Options, files map[string]string) eval.Detection {
	t.Helper()
	got, err := bandit4mal.New(opt).Detect(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return got
}

// found lists the alerts of one source as "line rule".
func found(t testing.TB, source string) []string {
	t.Helper()
	var list []string
	for _, e := range detect(t, bandit4mal.Options{}, map[string]string{"a.py": source}).Evidence {
		list = append(list, fmt.Sprintf("%d %s", e.Line, e.Rule))
	}
	return list
}

// TestCallRules: each of the rules fires on the call where the module is imported,
// and not where it is not.
func TestCallRules(t *testing.T) {
	rules := bandit4mal.CallRules()
	require.Len(t, rules, 46)
	for _, r := range rules {
		call := "x." + r[2] + "()\n"
		require.Contains(t, found(t, "import "+r[1]+"\n"+call), "2 "+r[0])
		require.Empty(t, found(t, call), r[0])
		require.NotContains(t, found(t, "import "+r[1]+"\nx."+r[2]+"_()\n"), "2 "+r[0])
	}
}

// TestImportRules: what an import statement meets depends on the order of the
// rules, and what a call imports on the name alone.
func TestImportRules(t *testing.T) {
	shadowed := map[string]string{"socketserver": "socket", "urllib2": "urllib", "httplib": "http"}
	modules := bandit4mal.ImportModules()
	require.Len(t, modules, 17)
	for _, m := range modules {
		rule := "import_" + m
		if s := shadowed[m]; s != "" {
			rule = "import_" + s
		}
		require.Equal(t, []string{"1 " + rule}, found(t, "import "+m+"\n"))
		require.Equal(t, []string{"1 " + rule}, found(t, "from "+m+"x import y\n"))
		require.Equal(t, []string{"1 import_" + m}, found(t, "__import__('"+m+"')\n"))
		require.Empty(t, found(t, "import x"+m+"\n"))
	}
}

// TestNames holds how Bandit sees names; the tool says the same of all these
// sources, but nothing of the exec statement.
func TestNames(t *testing.T) {
	for source, want := range map[string][]string{
		"import posixpath\nf.read()":                               {"2 os_read"}, // os is part of posixpath
		"f.read()\nimport posixpath":                               nil,           // not yet imported
		"def f():\n import posixpath\nx.read()":                    {"3 os_read"}, // but anywhere
		"from base64 import b64decode as d\nd(x)":                  {"1 import_base64", "2 base64_b64decode"},
		"from base64 import *\nb64decode(x)":                       {"1 import_base64", "2 base64_b64decode"},
		"import base64 as b\nb.b64decode":                          {"1 import_base64"}, // no call
		"import subprocess\nf()[0].Popen()":                        {"1 import_subprocess", "2 subprocess_Popen"},
		"import subprocess\nf()()":                                 {"1 import_subprocess"},
		"from .os import x":                                        {"1 import_os"},
		"from . import os":                                         {"1 import_os"},
		"from . import x as eval\neval(y)":                         nil,
		"from a import b as open\nopen(y)":                         nil,
		"import builtins\nbuiltins.open(y)":                        nil,
		"import getopt, socket, base64":                            {"1 import_base64"},
		"from importlib import import_module\nimport_module('os')": {"2 import_os"},
		"import importlib as i\ni.import_module(os)":               {"2 import_os"},
		"import importlib as i\ni.import_module(x.os)":             {"2 import_os"},
		"import importlib as i\ni.import_module(b'os')":            nil,
		"import importlib as i\ni.import_module()":                 nil,
		"__import__(os)\n__import__()":                             nil,
		"signal(x)":                                                {"1 import_signal"}, // a call of the module's name
		"open(x)":                                                  {"1 open_file"},
		"exec(x)\neval(y)":                                         {"1 exec_used", "2 eval_used"},
		"exec x":                                                   {"1 exec_used"},
		"x.exec(y)":                                                nil,
	} {
		require.Equal(t, want, found(t, source), source)
	}
}

func TestStrings(t *testing.T) {
	for source, want := range map[string][]string{
		"x = 'see http://example.com'":      {"1 url_found"},
		"x = 'https://\u00a0'":              nil,
		"x = 'https:// example.com'":        nil,
		"x = 'HTTP://example.com'":          nil,
		"x = b'http://example.com'":         nil,
		"'http://example.com'":              nil, // a statement of its own, taken for documentation
		"x = ('http:'\n '//example.com')":   {"1 url_found"},
		"x = f'http://example.com/{y}'":     {"1 url_found"},
		"f'http://example.com/{y}'":         {"1 url_found"}, // its parts are no statement
		"x = f'http://{y}'":                 nil,
		"x = '192.0.2.1'":                   {"1 ip_found"},
		"x = '999.0.2.1\\n'":                {"1 ip_found"},
		"x = '192.0.2.1:80'":                nil,
		"x = '\u0661.0.2.1'":                {"1 ip_found"},
		"'x'.decode('hex')\n'x'.encode":     {"1 string_decode", "2 string_encode"},
		"b'x'.decode()\nf'{x}'.encode()":    nil,
		"x.decode()\n('x' + 'y').encode()":  nil,
		"match x:\n case '192.0.2.1': pass": {"2 ip_found"},
	} {
		require.Equal(t, want, found(t, source), source)
	}
}

func TestOptions(t *testing.T) {
	files := map[string]string{
		"demo/setup.py":     "import os\nos.system(x)\nx = 'http://example.com'\ny = 'http://example.com'\n",
		"demo/mysetup.py":   "exec(x)\n",
		"demo/main.pyw":     "exec(x)\n",
		"demo/setup.py.txt": "exec(x)\n",
	}
	for opt, n := range map[bandit4mal.Options]int{
		{}:                                6,
		{AsInstalled: true}:               1,
		{HighOnly: true}:                  2,
		{SetupOnly: true}:                 4,
		{Distinct: true}:                  4,
		{SetupOnly: true, Distinct: true}: 3,
	} {
		require.Equal(t, eval.CountScore(n), detect(t, opt, files).Score, "%+v", opt)
	}
	require.Zero(t, detect(t, bandit4mal.Options{}, nil).Score)
}

// TestEvidence: places of one rule in one file are bounded, their count is not, and
// notes are short, valid and lead nowhere.
func TestEvidence(t *testing.T) {
	many := detect(t, bandit4mal.Options{}, map[string]string{"a.py": strings.Repeat("open(x)\n", 1000)})
	require.Equal(t, eval.CountScore(1000), many.Score)
	require.Len(t, many.Evidence, 100)
	got := detect(t, bandit4mal.Options{}, map[string]string{"a.py": "x = 'http://example.com/\x1b[2J'\ny = 'http://" + strings.Repeat("é.", 100) + "'\n"})
	require.Equal(t, "MEDIUM: hxxp://example[.]com/", got.Evidence[0].Note)
	for _, e := range got.Evidence {
		require.LessOrEqual(t, utf8.RuneCountInString(e.Note), 80)
		require.True(t, utf8.ValidString(e.Note))
		require.NotContains(t, e.Note, "http")
	}
}

// TestHostile: sources that are long in one dimension take memory and time in
// proportion, and hide nothing.
func TestHostile(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for name, source := range map[string]string{
		"names of a long module": "from " + long + " import " + strings.Repeat("a,", 100_000) + "b\nopen(x)\n",
		"long chain":             "x" + strings.Repeat(".y()", 9000) + ".z(" + ")\nopen(x)\n",
		"deep calls":             strings.Repeat("f(", 20_000) + strings.Repeat(")", 20_000) + "\nopen(x)\n",
		"long name":              long + "(1)\nopen(x)\n",
		"list":                   "x = [" + strings.Repeat("1,", 1<<20) + "]\nopen(x)\n",
	} {
		require.Contains(t, found(t, source), "2 open_file", name)
	}
}

func BenchmarkDetect(b *testing.B) {
	d, p := bandit4mal.New(bandit4mal.Options{}), detectortest.Sdist(detectortest.Malicious())
	for b.Loop() {
		_, err := d.Detect(b.Context(), p)
		require.NoError(b, err)
	}
}
