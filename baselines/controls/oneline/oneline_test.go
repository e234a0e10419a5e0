package oneline_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/controls/oneline"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
	"github.com/malguard/malguard/study"
)

const hook = `from setuptools import setup
from setuptools.command.install import install
%[1]s

class Install(install):
    def run(self):
        %[2]s


setup(cmdclass={"install": Install})
`

// TestRules has for each rule packages that it flags and stricter ones do not: the
// first word is that of the strictest, "none" that none does.
func TestRules(t *testing.T) {
	for _, c := range []struct{ rule, file, source string }{
		{"network", "setup.py", "import requests\nrequests.get('u')\n"},
		{"network", "a/__init__.py", "import socket\ndef f():\n    socket.create_connection(('h', 1))\nf()\n"},
		{"network", "setup.py", fmt.Sprintf(hook, "import urllib.request", "urllib.request.urlopen('u')")},
		{"decode", "setup.py", "import base64, sys\nx = base64.b64decode(sys.argv[1])\n"},
		{"process", "a.py", "import os\nos.system('true')\n"},
		{"process", "setup.py", fmt.Sprintf(hook, "import subprocess", "subprocess.run(['true'])")},
		{"any", "setup.py", "import subprocess\nprint(subprocess.check_output(['git', 'describe']))\n"},
		{"any", "setup.py", "exec(open('version.py').read())\n"},
		{"exec", "a.py", "import sys\nexec(sys.argv[1])\n"},
		{"exec", "setup.py", "exec('import json; json.dumps(1)')\n"},
		{"exec", "a.py", "def f():\n    print('http://192.0.2.1/x')\n"},
		{"exec", "a.py", "def f():\n    print('https://discord.com/api/webhooks/1')\n"},
		{"exec", "a.py", "def f():\n    print('" + strings.Repeat("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 10) + "')\n"},
		{"exec", "a.py", "def f():\n    open('tool.exe')\n"},
		{"none", "a.py", "def f():\n    open('cookies')\n"},
		{"any", "a.py", "import requests\ndef f():\n    requests.get('u')\n"},
		{"none", "a.py", "import os, json\nprint(json.dumps(os.getenv('HOME')))\n"},
		{"none", "setup.py", "from setuptools import setup\nsetup(url='https://example.com')\n"},
		{"none", "a.py", "def f():\n    print('https://example.com/" + strings.Repeat("a", 2000) + "')\n"},
		{"none", "a.py", ""},
	} {
		d, err := oneline.Detector{}.Detect(t.Context(), detectortest.Package(map[string]string{c.file: c.source}))
		require.NoError(t, err)
		rules := oneline.Rules()
		want := 0.0
		for k, r := range rules {
			if r.Name == c.rule {
				want = float64(len(rules)-k) / float64(len(rules))
			}
		}
		require.Equal(t, want, d.Score, "%s: %s\n%+v", c.rule, c.source, d.Evidence)
		require.Equal(t, c.rule == "none", len(d.Evidence) == 0)
		for _, e := range d.Evidence {
			require.Equal(t, c.file, e.File)
			require.Positive(t, e.Line)
		}
	}
}

// figures are those of one rule: what it and those before it flag.
type figures struct{ packages, slices, families float64 }

// TestCorpus prints what the rules flag in the collection that MALGUARD_MANIFEST
// names: of its training part, of benign ones in slices.
//
//	MALGUARD_MANIFEST=FILE go test -v -run Corpus ./baselines/controls/oneline
func TestCorpus(t *testing.T) {
	name := os.Getenv("MALGUARD_MANIFEST")
	if name == "" {
		t.Skip("set MALGUARD_MANIFEST to a manifest")
	}
	d, err := datasets.Load(name, datasets.Limits{})
	require.NoError(t, err)
	items, _, err := study.Items(t.Context(), d, study.ItemOptions{Slices: true, PerFamily: 3, Seed: 1})
	require.NoError(t, err)
	flagged := map[string]*figures{}
	var malicious, benign float64
	size := map[string]float64{}
	for _, i := range items {
		size[i.Group]++
	}
	families := 0.0
	for _, i := range items {
		if i.Role == "test" {
			continue
		}
		p, err := i.Load(t.Context())
		require.NoError(t, err)
		v, err := oneline.Detector{}.Detect(t.Context(), p)
		require.NoError(t, err)
		if i.Label == datasets.Malicious {
			malicious++
			families += 1 / size[i.Group]
		} else {
			benign++
		}
		for _, rule := range fired(v) {
			if flagged[rule] == nil {
				flagged[rule] = &figures{}
			}
			if i.Label == datasets.Malicious {
				flagged[rule].packages++
				flagged[rule].families += 1 / size[i.Group]
			} else {
				flagged[rule].slices++
			}
		}
	}
	t.Logf("%v malicious packages of %.0f families, %v benign slices", malicious, families, benign)
	last := 0.0
	for _, r := range oneline.Rules() {
		f := flagged[r.Name]
		require.NotNil(t, f, r.Name)
		t.Logf("%-8s recall %.3f, of families %.3f, slices flagged %.4f", r.Name, f.packages/malicious, f.families/families, f.slices/benign)
		require.GreaterOrEqual(t, f.packages, last, "each flags what the ones before flag")
		last = f.packages
	}
	f := flagged[oneline.Literal]
	t.Logf("%-8s recall %.3f, of families %.3f, slices flagged %.4f", oneline.Literal, f.packages/malicious, f.families/families, f.slices/benign)
}

// fired returns the rules that flag a package: by its score, and by a constant.
func fired(v eval.Detection) []string {
	var list []string
	rules := oneline.Rules()
	for k, r := range rules {
		if v.Score >= float64(len(rules)-k)/float64(len(rules)) {
			list = append(list, r.Name)
		}
	}
	for _, e := range v.Evidence {
		if e.Rule == oneline.Literal {
			list = append(list, e.Rule)
		}
	}
	return list
}
