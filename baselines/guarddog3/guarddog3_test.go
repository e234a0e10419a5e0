package guarddog3_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/guarddog3"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

func detect(t *testing.T, opt guarddog3.Options, files map[string]string) eval.Detection {
	t.Helper()
	d, err := guarddog3.New(opt).Detect(t.Context(), detectortest.Package(files))
	require.NoError(t, err)
	return d
}

// places returns where a rule fired, as "file:line".
func places(d eval.Detection, rule string) []string {
	var list []string
	for _, e := range d.Evidence {
		if e.Rule == rule {
			list = append(list, fmt.Sprintf("%s:%d", e.File, e.Line))
		}
	}
	return list
}

// TestRisks: the same risks and scores as GuardDog 3.2.0, for findings drawn at
// random.
func TestRisks(t *testing.T) {
	source, err := os.ReadFile("testdata/risk_reference.json")
	require.NoError(t, err)
	var cases []struct {
		Found [][2]string
		Risks [][4]any // name, threat, capability, severity
		Score float64
	}
	require.NoError(t, json.Unmarshal(source, &cases))
	require.NotEmpty(t, cases)
	for _, c := range cases {
		var found []guarddog3.Found
		for _, f := range c.Found {
			found = append(found, guarddog3.Found{Rule: f[0], File: f[1]})
		}
		want := []guarddog3.Formed{}
		for _, r := range c.Risks {
			want = append(want, guarddog3.Formed{
				Name: r[0].(string), Threat: r[1].(string), Capability: r[2].(string), Severity: int(r[3].(float64)),
			})
		}
		score, formed := guarddog3.Score(found)
		require.Equal(t, want, formed)
		require.InDelta(t, c.Score, score, 1e-9, "%v", c.Found)
	}
}

// TestLabels: the thresholds are the bounds of the tool's labels, whose scores are
// multiples of 0.1.
func TestLabels(t *testing.T) {
	for source, want := range map[string]float64{
		"":                                    0,
		"requests.get(u)\n":                   0,    // a capability alone
		"x = '.ssh/id_rsa'\n":                 0,    // a threat without any
		"open(p).read()\nx = '.ssh/id_rsa'\n": 0.49, // no more than honest libraries do
		"exec(''.join(map(chr, l)))\n":        0.82,
	} {
		d := detect(t, guarddog3.Options{}, map[string]string{"m.py": source})
		require.InDelta(t, want, d.Score, 1e-9, source)
		require.Equal(t, eval.Scored, d.Status)
		require.Equal(t, want > 0.5, d.Score >= guarddog3.Suspicious)
		require.Equal(t, want > 0.7, d.Score >= guarddog3.Threshold)
	}
}

// TestComments: what the tool takes for comments is not found, and hides nothing
// else.
func TestComments(t *testing.T) {
	const hit = "exec(chr(1)+x)\n"
	const rule = "threat-runtime-obfuscation-chr"
	for _, c := range []struct {
		file, source string
		lines        []string
	}{
		{"m.py", "# " + hit + hit, []string{"m.py:2"}},
		{"m.py", " \t\f # " + hit, nil},
		{"m.py", "x = 1 # " + hit, []string{"m.py:1"}},
		{"m.py", "'''\n" + hit + "'''\n" + hit, []string{"m.py:4"}},
		{"m.py", `"""` + strings.Repeat("x", 4080) + "\n" + hit, nil},
		{"m.py", `"""` + strings.Repeat("x", 4100) + "\n" + hit, []string{"m.py:2"}},
		{"m.py", "''''''\n\"\"\"x\"\"\"\n" + hit, []string{"m.py:3"}},
		{"m.py", "'''''''''\n" + hit, nil},
		{"m.py", "# x\r" + hit, []string{"m.py:1"}},
		{"m.pth", "# " + hit, []string{"m.pth:1"}},
	} {
		d := detect(t, guarddog3.Options{}, map[string]string{c.file: c.source})
		require.Equal(t, c.lines, places(d, rule), "%q", c.source)
	}
	for source, want := range map[string][]string{
		"// rm -rf /\nrm -rf /\n":                          {"m.js:2"},
		"/* rm -rf / */ rm -rf /\n":                        {"m.js:1"},
		"/* x */\n/*\nrm -rf /\n*/":                        nil,
		"# rm -rf /\n":                                     {"m.js:1"},
		"/* " + strings.Repeat("x", 5000) + "\nrm -rf /\n": {"m.js:2"},
	} {
		d := detect(t, guarddog3.Options{}, map[string]string{"m.js": source})
		require.Equal(t, want, places(d, "threat-filesystem-destruction"), "%q", source)
	}
}

// TestLimits: like snippets count once, of the others so many as the rule allows,
// files of a directory before those of its directories.
func TestLimits(t *testing.T) {
	const rule = "threat-filesystem-read"
	apart := strings.Repeat("\n", 4)
	d := detect(t, guarddog3.Options{}, map[string]string{
		"a/m.py":   "x = '/etc/passwd'\n" + apart + "y = '/etc/passwd'\n" + apart + "z = '/etc/passwd'\n",
		"b.py":     "x = '/etc/passwd'\n", // as in a/m.py, but read before
		"a/b/n.py": "p = '/etc/shadow'\nq = '/etc/shadow'\n" + apart + "r = '/etc/shadow'\n",
		"c.py":     "n = '.npmrc'\n",
	})
	require.Equal(t, []string{"a/b/n.py:1", "a/m.py:6", "a/m.py:11", "b.py:1", "c.py:1"}, places(d, rule))
	d = detect(t, guarddog3.Options{}, map[string]string{
		"m.py": "x = '" + strings.Repeat("x", 300) + "/etc/passwd" + strings.Repeat("y", 300) + "/etc/passwd /etc/shadow'\n",
	})
	require.Equal(t, []string{"m.py:1", "m.py:1"}, places(d, rule), "in long lines, each text counts once")
}

// TestMetadata: rules about the package as a whole find with the option alone, and
// never make anything malicious by themselves. The scores are the tool's.
func TestMetadata(t *testing.T) {
	const plain = "Name: demo-of-a-thing\nAuthor-email: a@example.org\n"
	for _, c := range []struct {
		name, about, data string
		rule, place       string
		score             float64
	}{
		{"demo-of-a-thing", plain, "", "", "", 0},
		{"demo-of-a-thing", plain, "\x7fELF\x02", "bundled_binary", "p/lib.dat:0", 0.55},
		{"demo-of-a-thing", plain, "MZ", "bundled_binary", "p/lib.dat:0", 0.55},
		{"demo-of-a-thing", plain, "M", "", "", 0},
		{"demo-of-a-thing", "Author-email: A <a@mail.Example.com>\n", "", "deceptive_author", "p/PKG-INFO:0", 0.55},
		{"demo-of-a-thing", "Maintainer-email: a@mailinator.com\n", "", "deceptive_author", "p/PKG-INFO:0", 0.55},
		{"demo-of-a-thing", "Author-email: a@example.org\nMaintainer-email: a@mailinator.com\n", "", "", "", 0},
		{"reqeusts", plain, "", "typosquatting", ":0", 0.69},
		{"requests", plain, "", "", "", 0},
	} {
		p := detectortest.Package(map[string]string{
			"p/m.py": "x = 1\n", "p/lib.dat": c.data, "p/PKG-INFO": c.about, "p/p.egg-info/PKG-INFO": "Author-email: x@example.com\n",
		})
		p.Name = c.name
		d, err := guarddog3.New(guarddog3.Options{}).Detect(t.Context(), p)
		require.NoError(t, err)
		require.Empty(t, d.Evidence)
		d, err = guarddog3.New(guarddog3.Options{Metadata: true}).Detect(t.Context(), p)
		require.NoError(t, err)
		require.InDelta(t, c.score, d.Score, 1e-9, c)
		if c.rule == "" {
			require.Empty(t, d.Evidence)
			continue
		}
		require.Equal(t, []string{c.place}, places(d, c.rule))
		require.Equal(t, []string{c.place}, places(d, "risk.metadata."+strings.NewReplacer("_", "-").Replace(c.rule)))
	}
}

// TestEvidence: notes are short, and no link in them can be followed.
func TestEvidence(t *testing.T) {
	d := detect(t, guarddog3.Options{}, map[string]string{
		"m.py": "u = 'https://paste.ee/" + strings.Repeat("x", 200) + "'\nrequests.get(u)\n exec(base64.b64decode(u))\n",
	})
	require.NotEmpty(t, places(d, "risk.network.outbound"))
	for _, e := range d.Evidence {
		require.NotEmpty(t, e.Note)
		require.LessOrEqual(t, len([]rune(e.Note)), 80)
		require.NotContains(t, e.Note, "http")
		require.NotContains(t, e.Note, "\n")
	}
	require.True(t, slices.IsSortedFunc(d.Evidence, func(a, b eval.Evidence) int { return a.Line - b.Line }))
}

// TestHostile: a file that is made to take long ends as incomplete, and what other
// rules find in it stays found.
func TestHostile(t *testing.T) {
	d := detect(t, guarddog3.Options{}, map[string]string{
		"m.py": "psutil.Process(1)\nexec(chr(1)+x)\n" + strings.Repeat("read ", 1<<14),
	})
	require.Equal(t, eval.Incomplete, d.Status)
	require.GreaterOrEqual(t, d.Score, guarddog3.Threshold)
	for name, source := range map[string]string{
		"a comment of 1 MB":  "#" + strings.Repeat(" requests.get(", 70000),
		"a string of 1 MB":   "x = '" + strings.Repeat(".bashrc open(", 80000) + "'",
		"lines without end":  strings.Repeat("\"\"\"requests.get(\r", 60000),
		"quotation marks":    ".profile' open(" + strings.Repeat("'", 1<<20),
		"links":              strings.Repeat("https://bit.ly.", 70000),
		"nothing but blanks": strings.Repeat(" ", 1<<20) + "exec(",
	} {
		d := detect(t, guarddog3.Options{}, map[string]string{"m.py": source})
		require.LessOrEqual(t, len(d.Evidence), 100, name)
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range snippets {
		f.Add(s.file, s.source)
	}
	for _, source := range detectortest.Hostile("exec(chr(1)+x)\n") {
		if len(source) < 1<<16 {
			f.Add("m.py", source)
		}
	}
	d := guarddog3.New(guarddog3.Options{Metadata: true})
	f.Fuzz(func(t *testing.T, file, source string) {
		if !fs.ValidPath(file) || file == "." {
			file = "m.py"
		}
		got, err := d.Detect(t.Context(), detectortest.Package(map[string]string{file: source}))
		require.NoError(t, err)
		require.True(t, got.Score >= 0 && got.Score <= 1)
		for _, e := range got.Evidence {
			require.LessOrEqual(t, e.Line, strings.Count(source, "\n")+1)
			require.LessOrEqual(t, len([]rune(e.Note)), 80)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	d := guarddog3.New(guarddog3.Options{})
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("demo/m%d.py", i)] = strings.Repeat("import json\n\n\ndef f(x):\n    return json.dumps({'a': x.read(), \"b\": [y for y in x]})\n", 100)
	}
	maps.Copy(files, map[string]string{"setup.py": detectortest.Malicious()})
	p := detectortest.Package(files)
	for b.Loop() {
		if _, err := d.Detect(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
}
