package guarddog_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/guarddog"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

const copies = "import pyperclip\npyperclip.copy('x')\n"

func TestVerdict(t *testing.T) {
	for n, source := range []string{"", copies, copies + "x = 'https://bit.ly/x'\n", copies + "x = 'https://bit.ly/x'\ncheck_armored()\n"} {
		d := detect(t, guarddog.Options{}, map[string]string{"demo/x.py": source + source})
		require.Equal(t, eval.CountScore(n), d.Score, "a rule counts once")
		require.Equal(t, n > 0, d.Score >= guarddog.Threshold)
	}
}

// TestPlaces: which files are looked at by default, and with All.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		name         string
		plain, whole bool
	}{
		{"demo/x.py", true, true},
		{"x.py", true, true},
		{"demo/x.pyi", true, true},
		{"demo/x.pyw", false, true},
		{"demo/x.PY", false, true},
		{"demo/x.txt", false, false},
		{"tests/x.py", false, true},
		{"demo/test/x.py", false, true},
		{"demo/build/lib/x.py", false, true},
		{"demo/node_modules/x.py", false, true},
		{"demo/Tests/x.py", true, true},
		{"demo/testing/x.py", true, true},
		{"demo/x.whl!/demo/x.py", true, true},
	} {
		files := map[string]string{c.name: copies}
		require.Equal(t, c.plain, detect(t, guarddog.Options{}, files).Score > 0, c.name)
		require.Equal(t, c.whole, detect(t, guarddog.Options{All: true}, files).Score > 0, c.name)
	}
	script := map[string]string{"demo/bin/tool": "#!/usr/bin/env python3\n" + copies}
	require.Zero(t, detect(t, guarddog.Options{}, script).Score)
	require.NotZero(t, detect(t, guarddog.Options{All: true}, script).Score)
}

// TestTopFolder: a setup.py right in the folder that is scanned is none of
// code-execution's, as with GuardDog; archives have a folder of the package.
func TestTopFolder(t *testing.T) {
	run := "import os\nos.system('true')\n"
	require.Zero(t, detect(t, guarddog.Options{}, map[string]string{"setup.py": run}).Score)
	require.NotZero(t, detect(t, guarddog.Options{}, map[string]string{"demo-1.0/setup.py": run}).Score)
	require.NotZero(t, detect(t, guarddog.Options{}, map[string]string{"demo/a/b/__init__.py": run}).Score)
	require.Zero(t, detect(t, guarddog.Options{}, map[string]string{"demo/a/b/x.py": run}).Score)
	links := "x = 'https://bit.ly/x'\n"
	require.NotZero(t, detect(t, guarddog.Options{}, map[string]string{"test_x.py": links}).Score)
	require.Zero(t, detect(t, guarddog.Options{All: true}, map[string]string{"demo/test_x.py": links}).Score)
}

// TestIgnoreFile: a file that tells semgrep what to leave out hides nothing.
func TestIgnoreFile(t *testing.T) {
	files := map[string]string{".semgrepignore": "*\n", "demo/.semgrepignore": "*\n", "demo/x.py": copies}
	require.NotZero(t, detect(t, guarddog.Options{}, files).Score)
}

// TestNotes: notes are short and hold neither payloads nor links.
func TestNotes(t *testing.T) {
	d := detect(t, guarddog.Options{}, map[string]string{
		"demo/setup.py": "import base64\nexec(base64.b64decode('c2VjcmV0'))\nx = 'https://example.xyz/secret'\nｅ = 1\n",
		"demo/x.sh":     "cat /etc/passwd secret\n",
	})
	require.GreaterOrEqual(t, len(d.Evidence), 4)
	for _, e := range d.Evidence {
		require.NotEmpty(t, e.Note)
		require.LessOrEqual(t, utf8.RuneCountInString(e.Note), 80)
		require.NotContains(t, e.Note, "http")
		require.NotContains(t, e.Note, "c2Vj")
		require.NotContains(t, e.Note, "secret")
	}
}

// TestEveryRule: the oracle knows a snippet for each rule on which it fires.
func TestEveryRule(t *testing.T) {
	text, err := os.ReadFile("testdata/oracle.json")
	require.NoError(t, err)
	var oracle map[string]map[string][]int
	require.NoError(t, json.Unmarshal(text, &oracle))
	fired := map[string]int{}
	for _, rules := range oracle {
		for rule := range rules {
			fired[rule]++
		}
	}
	require.Len(t, fired, 16)
	for rule, n := range fired {
		require.GreaterOrEqual(t, n, 2, rule)
	}
}

// TestHostile: what is written to wear a reader out hides nothing, in time that
// grows with its length.
func TestHostile(t *testing.T) {
	repeat := strings.Repeat
	numbered := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	nested := func(head, body string, n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(repeat(" ", i) + head + "\n")
		}
		return b.String() + repeat(" ", n) + body + "\n"
	}
	d := guarddog.New(guarddog.Options{})
	plain, err := d.Detect(t.Context(), detectortest.Sdist(detectortest.Malicious()))
	require.NoError(t, err)
	for name, source := range map[string]string{
		"nested calls":          "x = " + repeat("f(", 900) + repeat(")", 900) + "\n",
		"nested comprehensions": "x = " + repeat("[", 300) + "a" + repeat(" for a in b]", 300) + "\n",
		"nested lambdas":        "x = " + repeat("lambda a: ", 300) + "exec(b64decode(y))\n",
		"nested loops":          nested("for a in base64.b64decode(y):", "exec(a)", 90),
		"nested branches":       nested("if a:", "exec(a)", 90),
		"nested tries":          nested("try:", "exec(a)", 90),
		"chain of methods":      "x = b'\\x61\\x61\\x61\\x61'" + repeat(".decode()", 5000) + "\n",
		"docstring deep down":   repeat("f(", 500) + "\n\"\"\"\nrundll32 x\n\"\"\"\n" + repeat(")", 500) + "\n",
		"many tainted":          numbered("x# = base64.b64decode(y)\nif x#: z# = 1\n", 5000),
		"many fields":           numbered("o.a# = base64.b64decode(y)\n", 5000),
		"many opened":           repeat("f = open(p, 'wb')\nf.write(x)\nos.chmod(p, 777)\n", 5000),
		"many libraries":        repeat("f = open('x.dll', 'wb')\n", 5000),
		"many databases":        repeat("c = sqlite3.connect(x)\nk = c.cursor()\n", 5000),
		"many questions":        repeat("if l.startswith('a'): eval(l)\n", 5000),
		"many jumps":            "while x:\n" + repeat(" y = base64.b64decode(z)\n if a: break\n if b: continue\n", 5000),
		"many links":            "x = {" + repeat("'https://example.xyz/': 'http://localhost',", 10000) + "}\n",
		"many lookalikes":       repeat("ｅ ", 20000) + "\n",
		"many wildcards":        repeat("from a import *\n", 5000),
		"many blanks":           repeat("x"+repeat(" ", 200)+";print('aaaaaaaaaaaa')\n", 2000),
		"many words":            "x = '" + repeat("cat ", 100000) + "/etc/passwd'\n",
	} {
		got, err := d.Detect(t.Context(), detectortest.Sdist(source+detectortest.Malicious()))
		require.NoError(t, err, name)
		require.GreaterOrEqual(t, got.Score, plain.Score, name)
	}
}

// TestUnread: a file that somebody else may read in another way is not all seen.
func TestUnread(t *testing.T) {
	for source, status := range map[string]eval.Status{
		"# coding: latin-1\nx = 1\n": eval.Scored, "# coding: no-such-codec\nx = 1\n": eval.Incomplete,
	} {
		got, err := guarddog.New(guarddog.Options{}).Detect(t.Context(), detectortest.Sdist(source))
		require.NoError(t, err)
		require.Equal(t, status, got.Status, source)
	}
}

// FuzzDetect: whatever is in a file, detection ends, and evidence lies in it.
func FuzzDetect(f *testing.F) {
	for _, source := range append([]string{detectortest.Malicious(), detectortest.Benign()}, "\xff\x00", "/*'`", "{\"a\":") {
		for _, name := range []string{"setup.py", "x.js", "x.json", "x.go", "PKG-INFO", "x"} {
			f.Add(name, source)
		}
	}
	f.Fuzz(func(t *testing.T, name, source string) {
		if strings.Contains(name, "/") || name == "" || name == "." || name == ".." || !utf8.ValidString(name) {
			return
		}
		p := detectortest.Package(map[string]string{"demo/" + name: source})
		d, err := guarddog.New(guarddog.Options{All: true, Metadata: true}).Detect(t.Context(), p)
		require.NoError(t, err)
		require.True(t, d.Score >= 0 && d.Score < 1)
		for _, e := range d.Evidence {
			require.LessOrEqual(t, e.Line, strings.Count(source, "\n")+strings.Count(source, "\r")+1)
			require.Equal(t, e.File == "", e.Line == 0)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	p := detectortest.Sdist(detectortest.Malicious())
	d := guarddog.New(guarddog.Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Detect(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
}

// packageOf returns a package with a name and version of its own.
func packageOf(name, version string, files map[string]string) *datasets.Package {
	p := detectortest.Package(files)
	p.Name, p.Version = name, version
	return p
}
