package warehouse_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/warehouse"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func detect(t testing.TB, files map[string]string) eval.Detection {
	t.Helper()
	got, err := warehouse.New().Detect(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return got
}

const (
	spawn       = "process_spawn_in_setup"
	subprocess  = "subprocess_in_setup"
	networking  = "networking_in_setup"
	deserialize = "deserialization_in_setup"
	meta        = "metaprogramming_in_setup"
)

// snippets are inert. yara-python 4.5 with the rules of the original says the same
// of each. The line is that of the first rule.
var snippets = []struct {
	source string
	line   int
	rules  string
}{
	{"", 0, ""},
	{"from setuptools import setup\nsetup(name='x')\n", 0, ""},
	{"\nos.system('x')\n", 2, spawn},
	{"f = [os.system]\n", 1, spawn},
	{"os.systems('x')\n", 0, ""},
	{"os.system(", 0, ""}, // nothing behind the bracket
	{"# os.popen is not used\n", 1, spawn},
	{"os.execute\n", 1, spawn}, // words are not bounded
	{"os.spawnl", 1, spawn},
	{"os.posix_spawnp", 1, spawn},
	{"from os import path\n# an executable\n", 2, spawn},
	{"# spawn\nfrom os import path\n", 1, spawn},
	{"from os import path\n", 0, ""},
	{"from os.path import join\n# a system\n", 0, ""},
	{"\nimport os as o\no.popen()\n", 3, spawn},
	{"import os as o\no.popen()\n", 0, ""}, // at the beginning of the file
	{"Ximport os as o\no.popen()\n", 2, spawn},
	{"\n import os as o\no.popen()\n", 0, ""},
	{"\nimport os as o\no.path.join()\n", 0, ""},
	{"o = os\no.posix_spawn()\n", 2, spawn},
	{"o=os\no.system\n", 2, spawn},
	{"o  =  os\no.system\n", 0, ""},
	{"version = ossified\nx.execute\n", 2, spawn},
	{"subprocess.run(x)\n", 1, subprocess},
	{"subprocess.Popen", 1, subprocess},
	{"subprocess.popen", 0, ""},
	{"subprocess.check_output", 1, subprocess},
	{"from subprocess import PIPE\n# runs\n", 2, subprocess},
	{"from subprocess import PIPE\n", 0, ""},
	{"\nimport subprocess as s\ns.call()\n", 3, subprocess},
	{"s = subprocess\ns.check_call()\n", 2, subprocess},
	{"s = subprocess\ncheck_call()\n", 0, ""},
	{"import socketserver\n", 1, networking},
	{"from ssl import x\n", 1, networking},
	{"from http.client import x\n", 1, networking},
	{"from http.\nclient import x\n", 0, ""},
	{"from urllib  import x\n", 0, ""},
	{"import xmlrpc.client, ftplib\n", 1, networking},
	{"import requests\n", 0, ""},
	{"import  socket\n", 0, ""},
	{"import pickle\n", 1, deserialize},
	{"from base64 import x\n", 1, deserialize},
	{"from binhex.x import y\n", 1, deserialize},
	{"from marshal import x\n", 0, ""},
	{"import inspect\n", 1, meta},
	{"from importlib import x\n", 1, meta},
	{"from py_compile import x\n", 1, meta},
	{"import compileall\n", 1, meta},
	{"import builtins\n", 1, meta},
	{"__builtins__\n", 1, meta},
	{"__import__('x')\n", 1, meta},
	{"__import__ ('x')\n", 0, ""},
	{"sys.modules\n", 1, meta},
	{"sys\nmodules\n", 0, ""},
	{"sys_modules\n", 1, meta}, // any byte
	{"from sys import x, modules\n", 1, meta},
	{"re.compile(x)\n", 1, meta},
	{"compile =\n", 1, meta},
	{"compile.x\n", 0, ""},
	{"mkdir(x)\n", 1, meta},
	{"x.__dir__()\n", 1, meta},
	{"evaluate(x)\n", 0, ""},
	{"eval(x)\n", 1, meta},
	{"exec(\n", 1, meta},
	{"exec(", 0, ""},
	{"hasattr(x)\ngetattr(x)\n", 2, meta},
	{"{vars: 1}\n", 1, meta},
	{"x.__dict__[y]\n", 0, ""},
	{"f(x.__dict__)\n", 1, meta},
	{"globals()\n", 1, meta},
	{"locals()\n", 1, meta},
	{" chr(1)\n", 1, meta},
	{"chr(1)\n", 0, ""}, // at the beginning of the file
	{"x_ord(1)\n", 0, ""},
	{"map(ord, x)\n", 1, meta},
	{"\xff\x00\nexec(\xff\n", 2, meta},
	{"import base64, os\nimport socket\nexec(os.popen(x))\n", 3, strings.Join([]string{spawn, networking, deserialize, meta}, " ")},
}

func TestRules(t *testing.T) {
	for _, c := range snippets {
		got := detect(t, map[string]string{"demo-1.0/setup.py": c.source})
		var names []string
		for i, e := range got.Evidence {
			names = append(names, e.Rule)
			require.True(t, i > 0 || e.Line == c.line, "%q: line %d", c.source, e.Line)
		}
		require.Equal(t, c.rules, strings.Join(names, " "), "%q", c.source)
		switch {
		case c.rules == "":
			require.Zero(t, got.Score)
		case strings.Contains(c.rules, "process"):
			require.Equal(t, warehouse.Threshold, got.Score)
		default:
			require.Equal(t, warehouse.ThresholdAny, got.Score)
		}
	}
}

// TestFiles: which setup.py is looked at, and what is said where there is none.
func TestFiles(t *testing.T) {
	const threat, any = "os.system(x)\n", "import base64\n"
	missing := []eval.Evidence{{Rule: warehouse.Missing, Note: "indeterminate: no setup.py to look at"}}
	for _, c := range []struct {
		files map[string]string
		score float64
	}{
		{map[string]string{"setup.py": threat}, 1},
		{map[string]string{"a/setup.py": threat}, 1},
		{map[string]string{"a/setup.py": "", "a/b/setup.py": threat, "a/x.py": threat}, 0},
		{map[string]string{"a/setup.py": "", "!copy1/a/setup.py": threat}, 1},
		{map[string]string{"a/setup.py": any, "b/setup.py": threat}, 1},
		{map[string]string{"a/setup.py": any, "b/setup.py": ""}, 0.5},
		{map[string]string{"a/setup.py": threat, "a-1.dist-info/WHEEL": "Wheel-Version: 1.0\n"}, 0},
	} {
		got := detect(t, c.files)
		require.Equal(t, c.score, got.Score, "%q", c.files)
		require.NotEqual(t, missing, got.Evidence)
	}
	for _, files := range []map[string]string{nil, {"a/b/setup.py": threat}, {"a/x.py": threat}} {
		require.Equal(t, eval.Detection{Status: eval.Scored, Evidence: missing}, detect(t, files))
	}
}

func BenchmarkDetect(b *testing.B) {
	d, p := warehouse.New(), detectortest.Sdist(detectortest.Malicious())
	for b.Loop() {
		_, err := d.Detect(b.Context(), p)
		require.NoError(b, err)
	}
}
