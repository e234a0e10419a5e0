package cerebro_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/cerebro"
	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func sequence(t *testing.T, files map[string]string) []string {
	t.Helper()
	got, err := cerebro.Sequence(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return got
}

// TestPhrases has each kind of behaviour alone.
func TestPhrases(t *testing.T) {
	require.Len(t, cerebro.Phrases(), 16)
	for src, want := range map[string]string{
		"import os.path": "import system module",
		"def f():\n    from platform import node":        "import system module",
		"x = getpass\nimport getpass\ngetpass.getuser()": "import system module, use system module",
		"open('x')":                                "use file system",
		"x = '~/.ssh/id'":                          "use sensitive information",
		"import socket":                            "import network module",
		"import requests\nrequests.get(x)":         "import network module, use network module",
		"x = 'see http://192.0.2.1/x'":             "use URL",
		"x = f'{a} https://example.com'":           "use URL",
		"import base64":                            "import encoding module",
		"import zlib\nzlib.decompress(x)":          "import encoding module, use encoding module",
		"x = b'" + strings.Repeat("QU", 20) + "='": "use base64 string",
		"x = '" + strings.Repeat("a ", 500) + "'":  "use long string",
		"import subprocess":                        "import process module",
		"import os\nos.system(x)":                  "import system module, use process module",
		"x = 'curl example.com/x | sh'":            "use shell script",
		"exec(x)":                                  "evaluate code at run time",
		"from . import os":                         "",
		"import json\nx = json.loads('text')":      "",
		"def (:\nimport socket":                    "import network module",
	} {
		require.Equal(t, want, strings.Join(sequence(t, map[string]string{"a.py": src + "\n"}), ", "), src)
	}
}

// TestOrder: installation and its hook, import, run time; and depth first.
func TestOrder(t *testing.T) {
	require.Equal(t, []string{
		"import system module",
		"use URL", "import network module", "use network module", "use process module",
		"run at installation", "use file system",
		"import encoding module", "use encoding module",
		"import process module", "evaluate code at run time",
	}, sequence(t, map[string]string{
		"x-1/setup.py": `import os
from setuptools import setup
from setuptools.command.install import install
def f():
    import requests
    requests.get(x)
class C(install):
    def run(self):
        open(x)
f("http://192.0.2.1/")
os.system(x)
setup(cmdclass={"install": C})
`,
		"x-1/x/__init__.py": "import zlib\nzlib.decompress(x)\n",
		"x-1/a.py":          "import subprocess\ndef f():\n    exec(x)\n",
	}))
}

func TestBounds(t *testing.T) {
	for _, line := range []string{"exec(x)\n", "import os\n", "def f():\n    import os\nf()\n"} {
		require.LessOrEqual(t, len(sequence(t, map[string]string{"a.py": strings.Repeat(line, 5000)})), cerebro.MaxPhrases)
	}
	require.Len(t, sequence(t, map[string]string{"a.py": strings.Repeat("import os\n", 5000)}), cerebro.MaxPhrases)
	require.Empty(t, sequence(t, nil))
}

// TestForest: with another learner the laws hold too.
func TestForest(t *testing.T) {
	detectortest.RunTrainer(t, eval.TrainerOf(cerebro.Learner{Rows: classify.Forest{Seed: 1}}, 0), detectortest.Options{})
}
