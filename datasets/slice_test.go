package datasets_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

// source makes a package of files that each hold their own name, or what stands
// behind "=".
func source(files ...string) *datasets.Package {
	m := fstest.MapFS{}
	for _, f := range files {
		name, body, given := strings.Cut(f, "=")
		if !given {
			body = fmt.Sprintf("f(%q)\n", name)
		}
		m[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return &datasets.Package{Name: "demo", Version: "1.0", SHA256: "origin", FS: m}
}

// cutAll returns all slices of p.
func cutAll(t testing.TB, p *datasets.Package) []datasets.Slice {
	t.Helper()
	list, err := datasets.Slices(t.Context(), p, datasets.SliceOptions{Max: 1000})
	require.NoError(t, err)
	return list
}

// ids writes each slice as its ID and its files.
func ids(list []datasets.Slice) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.ID+" "+strings.Join(s.Files, " "))
	}
	return out
}

func TestSlices(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  []string
	}{
		{"nothing", nil, nil},
		{"no Python", []string{"PKG-INFO", "a.pyc", "a.pth"}, nil},
		{"one module", []string{"a.py", "PKG-INFO"}, []string{"module:a.py a.py"}},
		{"a setup.py alone", []string{"a-1/setup.py"}, []string{"setup:a-1/setup.py a-1/setup.py"}},
		{"setup.py beside a module", []string{"setup.py", "a.py"}, []string{
			"module:a.py a.py", "setup+part:a.py a.py setup.py", "setup:setup.py setup.py"}},
		{"a small distribution", []string{"setup.py", "src/a/__init__.py", "src/a/b.pyw"}, []string{
			"module:src/a/__init__.py src/a/__init__.py",
			"module:src/a/b.pyw src/a/b.pyw",
			"setup+init:src/a/__init__.py setup.py src/a/__init__.py",
			"setup+part:src/a setup.py src/a/__init__.py src/a/b.pyw",
			"setup+part:src/a/b.pyw setup.py src/a/b.pyw",
			"setup:setup.py setup.py",
			"subpackage:src/a src/a/__init__.py src/a/b.pyw"}},
		{"a package within a package is no top package", []string{"setup.py", "a/__init__.py", "a/b/__init__.py="}, []string{
			"module:a/__init__.py a/__init__.py",
			"setup+init:a/__init__.py a/__init__.py setup.py",
			"setup+part:a a/__init__.py a/b/__init__.py setup.py",
			"setup+part:a/b/__init__.py a/b/__init__.py setup.py",
			"setup:setup.py setup.py",
			"subpackage:a a/__init__.py a/b/__init__.py"}},
		{"the nearest setup.py", []string{"setup.py", "sub/setup.py", "sub/a.py"}, []string{
			"module:sub/a.py sub/a.py",
			"setup+part:sub/a.py sub/a.py sub/setup.py",
			"setup:setup.py setup.py",
			"setup:sub/setup.py sub/setup.py"}},
		{"a directory without __init__.py is no package", []string{"a/b.py", "a/c.py"}, []string{
			"module:a/b.py a/b.py", "module:a/c.py a/c.py"}},
		{"six files at most, those below counted", []string{
			"a/__init__.py=", "a/b/__init__.py=", "a/b/1.py=1", "a/b/2.py=2", "a/b/3.py=3", "a/b/4.py=4", "a/b/5.py=5"}, []string{
			"module:a/b/1.py a/b/1.py", "module:a/b/2.py a/b/2.py", "module:a/b/3.py a/b/3.py",
			"module:a/b/4.py a/b/4.py", "module:a/b/5.py a/b/5.py",
			"subpackage:a/b a/b/1.py a/b/2.py a/b/3.py a/b/4.py a/b/5.py a/b/__init__.py"}},
		{"tests, documentation, examples and benchmarks", []string{
			"a.py", "tests/a.py=1", "docs/conf.py=2", "examples/setup.py=3", "benchmarks/b.py=4", "test_a.py=5"}, []string{
			"module:a.py a.py"}},
		{"copies of other projects", []string{
			"a.py", "a/_vendor/b.py=1", "third_party/c/setup.py=2", "a/externals/d.py=3", "vendor.py"}, []string{
			"module:a.py a.py", "module:vendor.py vendor.py"}},
		{"no code", []string{"a.py=", "b.py=# f()\n", "c.py=\"\"\"f()\"\"\"\n'g'\n", "d.py=x = 1", "e.py=pass"}, []string{
			"module:d.py d.py", "module:e.py e.py"}},
		{"no code beside a setup.py", []string{"setup.py", "a/__init__.py="}, []string{
			"setup+init:a/__init__.py a/__init__.py setup.py", "setup:setup.py setup.py"}},
		{"what cannot be parsed is code", []string{"a.py='''f()"}, []string{"module:a.py a.py"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.ElementsMatch(t, test.want, ids(cutAll(t, source(test.files...))))
		})
	}
}

// Which of equal slices is left is drawn; how many are is not.
func TestSlicesOnce(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  map[datasets.SliceKind]int
	}{
		{"equal but for blanks, comments and ends of lines",
			[]string{"a.py=f()\ng()\n", "b.py=\xef\xbb\xbff()  \r\n\r\n# b\r\ng()", "c.py=f()\n\f\n #\ng()", "d.py=f()\n g()\n"},
			map[datasets.SliceKind]int{datasets.SliceModule: 2}},
		{"equal files in one slice",
			[]string{"a/__init__.py=f()", "a/b.py=f()", "a/c.py=g()"},
			map[datasets.SliceKind]int{datasets.SliceModule: 2, datasets.SliceSubpackage: 1}},
		{"a module like setup.py",
			[]string{"setup.py=f()", "a.py=f()", "b.py=g()"},
			map[datasets.SliceKind]int{datasets.SliceSetup: 1, datasets.SliceSetupPart: 1, datasets.SliceModule: 1}},
		{"equal sub-packages",
			[]string{"a/__init__.py=f()", "a/b.py=g()", "c/__init__.py=g()", "c/d.py=f()"},
			map[datasets.SliceKind]int{datasets.SliceModule: 2, datasets.SliceSubpackage: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := map[datasets.SliceKind]int{}
			for _, s := range cutAll(t, source(test.files...)) {
				got[s.Kind]++
				require.NoError(t, fstest.TestFS(s.Package.FS, s.Files...))
			}
			require.Equal(t, test.want, got)
		})
	}
}

// Of equal files in a package the one nearest to the root is left.
func TestTrim(t *testing.T) {
	p := source("a-1/setup.py", "a-1/PKG-INFO", "a-1/build/lib/a/b.py=f()", "a-1/a/b.py=f()\n", "a-1/a/__init__.py=",
		"a-1/c/__init__.py=", "a-1/tests/x.py", "a-1/docs/conf.py", "a-1/tests/data.pth", "a-1/_vendor/v.py")
	p.Incomplete = []datasets.Reason{{Status: "truncated"}, {Status: "unparsed", File: "a-1/tests/x.py"}}
	got, err := datasets.Trim(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, []string{"a-1/PKG-INFO", "a-1/_vendor/v.py", "a-1/a/__init__.py", "a-1/a/b.py", "a-1/c/__init__.py",
		"a-1/setup.py", "a-1/tests/data.pth"}, names(t, got))
	require.Equal(t, [2]string{"demo", "1.0"}, [2]string{got.Name, got.Version})
	require.Equal(t, p.Incomplete, got.Incomplete, "what could not be read may be anywhere")

	again, err := datasets.Trim(t.Context(), got)
	require.NoError(t, err)
	require.Equal(t, got.SHA256, again.SHA256)
	require.Equal(t, names(t, got), names(t, again))

	got, err = datasets.Trim(t.Context(), source("tests/x.py"))
	require.NoError(t, err)
	require.Equal(t, "no-python", got.Incomplete[0].Status, "nothing read is not clean")
}

// A slice is a package of its own, and incomplete only by its own files.
func TestSlicePackage(t *testing.T) {
	p := source("a-1/setup.py", "a-1/PKG-INFO", "a-1/a/__init__.py=", "a-1/a/b.py", "a-1/z.py")
	p.Incomplete = []datasets.Reason{{Status: "truncated"}, {Status: "limit-file", File: "a-1/a/b.py"}}
	sums := map[string]bool{}
	for _, s := range cutAll(t, p) {
		require.Equal(t, s.Files, names(t, s.Package), s.ID)
		require.NoError(t, fstest.TestFS(s.Package.FS, s.Files...), s.ID)
		_, err := fs.Stat(s.Package.FS, "a-1/PKG-INFO")
		require.ErrorIs(t, err, fs.ErrNotExist)
		_, err = fs.ReadDir(s.Package.FS, "a-1/none")
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.Equal(t, slices.Contains(s.Files, "a-1/a/b.py"), len(s.Package.Incomplete) == 1, s.ID)
		require.Equal(t, "demo", s.Package.Name)
		require.Equal(t, "origin", s.Origin)
		sums[s.Package.SHA256] = true
	}
	require.Len(t, sums, 8, "no two have one hash")
}

// An opened package lends its files without a copy, and so do its slices.
func TestSliceOfOpened(t *testing.T) {
	p := open(t, save(t, "a-1.tar.gz", tarGz(t,
		file{"a-1/setup.py", "setup()"}, file{"a-1/PKG-INFO", "Name: a\n"}, file{"a-1/a/__init__.py", "f()"})))
	list := cutAll(t, p)
	require.Equal(t, []string{"module:a-1/a/__init__.py a-1/a/__init__.py",
		"setup+init:a-1/a/__init__.py a-1/a/__init__.py a-1/setup.py", "setup:a-1/setup.py a-1/setup.py"}, ids(list))
	for _, s := range list {
		require.NoError(t, fstest.TestFS(s.Package.FS, s.Files...))
		lender, ok := s.Package.FS.(interface{ Bytes(string) ([]byte, bool) })
		require.True(t, ok)
		got, ok := lender.Bytes(s.Files[0])
		require.True(t, ok)
		want, err := fs.ReadFile(p.FS, s.Files[0])
		require.NoError(t, err)
		require.Equal(t, want, got)
		_, ok = lender.Bytes("a-1/PKG-INFO")
		require.False(t, ok)
	}
}

// many is a tree with more slices than are taken.
func many() []string {
	files := []string{"setup.py", "scripts/run.py", "a/__init__.py"}
	for i := range 40 {
		files = append(files, fmt.Sprintf("a/m%d.py", i), fmt.Sprintf("a/s%d/__init__.py", i), fmt.Sprintf("a/s%d/n.py", i))
	}
	return files
}

// Kinds take turns: all that there are of the rare ones, and equally many of the
// others.
func TestSlicesTakeTurns(t *testing.T) {
	list, err := datasets.Slices(t.Context(), source(many()...), datasets.SliceOptions{})
	require.NoError(t, err)
	count := map[datasets.SliceKind]int{}
	for _, s := range list {
		count[s.Kind]++
	}
	require.Equal(t, map[datasets.SliceKind]int{
		datasets.SliceSetup: 1, datasets.SliceSetupInit: 1,
		datasets.SliceSetupPart: 5, datasets.SliceModule: 4, datasets.SliceSubpackage: 4,
	}, count)
}

// What holds of the slices of any tree, for any seed.
func TestSlicesLaws(t *testing.T) {
	p := source(many()...)
	drawn := map[string]bool{}
	for seed := range uint64(20) {
		opt := datasets.SliceOptions{Seed: seed}
		list, err := datasets.Slices(t.Context(), p, opt)
		require.NoError(t, err)
		require.Len(t, list, 15)
		id, contents := map[string]bool{}, map[string]bool{}
		for _, s := range list {
			id[s.ID], contents[s.Content], drawn[s.ID] = true, true, true
			require.True(t, slices.IsSorted(s.Files))
			require.Subset(t, many(), s.Files)
			python := slices.DeleteFunc(slices.Clone(s.Files), func(f string) bool { return f == "setup.py" })
			require.LessOrEqual(t, len(python), 6)
			hasSetup := len(python) < len(s.Files)
			require.Equal(t, strings.HasPrefix(string(s.Kind), "setup"), hasSetup, s.ID)
		}
		require.Len(t, id, 15)
		require.Len(t, contents, 15)
		require.True(t, slices.IsSortedFunc(list, func(a, b datasets.Slice) int { return strings.Compare(a.ID, b.ID) }))

		again, err := datasets.Slices(t.Context(), source(many()...), opt)
		require.NoError(t, err)
		require.Equal(t, ids(list), ids(again))
	}
	require.Greater(t, len(drawn), 100, "another seed draws others")
}

// Of slices with equal code one is left, the same in any order of the origins.
func TestDistinct(t *testing.T) {
	var list []datasets.Slice
	for _, origin := range []string{"x", "y", "z"} {
		p := source("a.py=f()", "b_"+origin+".py", "c/__init__.py=g()", "c/d.py=h()", "e.py="+strings.Repeat(" ", len(origin)))
		p.SHA256 = origin
		list = append(list, cutAll(t, p)...)
	}
	left := func(list []datasets.Slice) []string {
		out := []string{}
		for _, i := range datasets.Distinct(list) {
			out = append(out, list[i].Origin+" "+list[i].ID)
		}
		slices.Sort(out)
		return out
	}
	want := []string{"x module:a.py", "x module:b_x.py", "x module:c/__init__.py", "x module:c/d.py", "x subpackage:c",
		"y module:b_y.py", "z module:b_z.py"}
	require.Equal(t, want, left(list))
	slices.Reverse(list)
	require.Equal(t, want, left(list))
	require.True(t, slices.IsSorted(datasets.Distinct(list)))
	require.Empty(t, datasets.Distinct(nil))
}

// unreadable fails where a name with the ending is opened.
type unreadable struct {
	fs.FS
	ending string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, u.ending) {
		return nil, fs.ErrPermission
	}
	return u.FS.Open(name)
}

func TestSlicesErrors(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	ways := map[string]func(context.Context, *datasets.Package) error{
		"slices": func(ctx context.Context, p *datasets.Package) error {
			_, err := datasets.Slices(ctx, p, datasets.SliceOptions{})
			return err
		},
		"trim":  func(ctx context.Context, p *datasets.Package) error { _, err := datasets.Trim(ctx, p); return err },
		"shape": func(ctx context.Context, p *datasets.Package) error { _, err := datasets.ShapeOf(ctx, p); return err },
	}
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		p := source("a.py")
		err := ways[name](cancelled, p)
		require.ErrorIs(t, err, context.Canceled, name)
		require.ErrorContains(t, err, "datasets: "+name+": ")
		for _, ending := range []string{".py", "."} {
			p := source("a.py")
			p.FS = unreadable{p.FS, ending}
			require.ErrorIs(t, ways[name](t.Context(), p), fs.ErrPermission, name)
		}
	}
}
