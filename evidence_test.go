package malguard_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
)

// reasonsFor judges sources at threshold 0 and returns the reasons by API.
func reasonsFor(t *testing.T, sources map[string]string) map[string]malguard.Reason {
	t.Helper()
	m, err := trained(t).WithThreshold(0)
	require.NoError(t, err)
	fsys := fstest.MapFS{}
	for name, text := range sources {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	v, err := m.Judge(t.Context(), &datasets.Package{FS: fsys}, malguard.ScanOptions{MaxReasons: 1000})
	require.NoError(t, err)
	reasons := map[string]malguard.Reason{}
	for _, r := range v.Reasons {
		reasons[r.API] = r
	}
	return reasons
}

// A reason says how its API is reached, with what it is called and what that is for.
func TestEvidence(t *testing.T) {
	r, ok := reasonsFor(t, map[string]string{"setup.py": `import os
from setuptools import setup
from setuptools.command.install import install

def work():
    os.system("curl http://192.0.2.1/\x1b[2J\n` + strings.Repeat("x", 100) + `")

class Install(install):
    def run(self):
        work()

setup(name="demo", cmdclass={"install": Install})
`})["os.system"]
	require.True(t, ok)
	require.Regexp(t, `^T1059`, r.Technique)
	require.Equal(t, []string{"setup.Install.run", "setup.work", "os.system"}, r.Path)
	require.Len(t, r.Sites, 1)
	require.Len(t, r.Sites[0].Arguments, 1)
	require.Regexp(t, `^curl hxxp://192\.0\.2\.1/\?\[2J x+…$`, r.Sites[0].Arguments[0])
}

// What runs without a call of the package's own begins at the module.
func TestEvidenceOfModules(t *testing.T) {
	r := reasonsFor(t, map[string]string{"a.py": "import os\nos.system('true')\ndef f():\n    os.system('false')\n"})["os.system"]
	require.Equal(t, []string{"a", "os.system"}, r.Path)
	require.Equal(t, []string{"true"}, r.Sites[0].Arguments)
	require.Equal(t, []string{"false"}, r.Sites[1].Arguments)

	r = reasonsFor(t, map[string]string{"a.py": "import os\ndef f():\n    os.system('true')\n"})["os.system"]
	require.Nil(t, r.Path, "nothing is known to call f")
}

// What a hostile package can make long stays short.
func TestEvidenceIsBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString("import os\nf0()\n")
	for i := range 100 {
		text.WriteString("def f" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "():\n")
		if i < 99 {
			text.WriteString("    f" + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10)) + "()\n")
		}
	}
	text.WriteString("    os.system(" + strings.Repeat("'true', ", 100) + ")\nf00()\n")
	r := reasonsFor(t, map[string]string{"a.py": text.String()})["os.system"]
	require.Len(t, r.Path, 20)
	require.Equal(t, []string{"a.f98", "a.f99", "os.system"}, r.Path[17:])
	require.Len(t, r.Sites[0].Arguments, 8)
}

// Techniques are those of the curated vocabulary.
func TestTechniques(t *testing.T) {
	reasons := reasonsFor(t, map[string]string{"a.py": "import os, socket, base64, getpass\n" +
		"os.system('true')\nsocket.gethostname()\nbase64.b64decode('eA==')\nexec('pass')\ngetpass.getuser()\nprint(1)\n"})
	require.NotEmpty(t, reasons)
	for name, r := range reasons {
		known, _ := features.Curated().Lookup(name)
		require.Equal(t, known.Technique, r.Technique, name)
	}
}

// Lines are quoted where that is asked for, as Python counts them.
func TestEvidenceQuotes(t *testing.T) {
	m, err := trained(t).WithThreshold(0)
	require.NoError(t, err)
	fsys := fstest.MapFS{"a.py": {Data: []byte("import os\r\n\r\n\tos.system('http://x\x1b')\ros.system(1)" + strings.Repeat(" ", 9) + "# " + strings.Repeat("x", 99))}}
	lines := func(opt malguard.ScanOptions, p *datasets.Package) (list []string) {
		v, err := m.Judge(t.Context(), p, opt)
		require.NoError(t, err)
		for _, r := range v.Reasons {
			if r.API == "os.system" {
				for _, s := range r.Sites {
					list = append(list, s.Code)
				}
			}
		}
		return list
	}
	require.Equal(t, []string{"", ""}, lines(malguard.ScanOptions{}, &datasets.Package{FS: fsys}))
	require.Equal(t, []string{"os.system('hxxp://x?')", "os.system(1) # " + strings.Repeat("x", 64) + "…"},
		lines(malguard.ScanOptions{Code: true}, &datasets.Package{FS: fsys}))
}
