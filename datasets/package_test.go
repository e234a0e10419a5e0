package datasets_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

func open(t testing.TB, path string) *datasets.Package {
	t.Helper()
	p, err := datasets.Open(t.Context(), path, datasets.Limits{})
	require.NoError(t, err)
	return p
}

// names lists the files of a package.
func names(t testing.TB, p *datasets.Package) []string {
	t.Helper()
	var list []string
	require.NoError(t, fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list = append(list, name)
		}
		return err
	}))
	return list
}

// The same package in every container yields the same files and identity.
// Native code is a warning, since so many honest wheels hold some.
func TestOpenNative(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a-1.whl")
	data := zipped(t, file{"a.py", "f()"}, file{"a/b.so", "\x7fELF"}, file{"a/c.PYD", "MZ"}, file{"a/libd.so.1", ""}, file{"a/so.txt", ""})
	require.NoError(t, os.WriteFile(name, data, 0o600))
	p, err := datasets.Open(t.Context(), name, datasets.Limits{})
	require.NoError(t, err)
	require.Empty(t, p.Incomplete)
	require.Len(t, p.Warnings, 1)
	require.EqualError(t, p.Warnings[0], "datasets: 3 files of native code, which is not read")
}

func TestOpen(t *testing.T) {
	kept := []string{"demo-1.0/PKG-INFO", "demo-1.0/demo/__init__.py", "demo-1.0/setup.py"} // no README
	tests := []struct {
		name string
		path func(t *testing.T) string
	}{
		{"tar.gz", func(t *testing.T) string { return save(t, "x.tar.gz", tarGz(t, demo...)) }},
		{"zip", func(t *testing.T) string { return save(t, "x.zip", zipped(t, demo...)) }},
		{"directory", func(t *testing.T) string { return tree(t, t.TempDir(), demo...) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := open(t, test.path(t))
			require.Equal(t, kept, names(t, p))
			require.Equal(t, [2]string{"demo", "1.0"}, [2]string{p.Name, p.Version})
			require.Regexp(t, "^[0-9a-f]{64}$", p.SHA256)
			require.Empty(t, p.Incomplete)
			require.Empty(t, p.Warnings)
			source, err := fs.ReadFile(p.FS, "demo-1.0/setup.py")
			require.NoError(t, err)
			require.Equal(t, demo[1].body, string(source))
		})
	}
}

func TestOpenLyingExtension(t *testing.T) {
	p := open(t, save(t, "demo-1.0.tar.gz", zipped(t, demo...)))
	require.Empty(t, p.Incomplete, "everything was read")
	require.Len(t, p.Warnings, 1)
	require.ErrorContains(t, p.Warnings[0], "lying-extension")
	require.Equal(t, "demo", p.Name)
}

// What is not read in full says so: it must never pass for clean.
func TestOpenIncomplete(t *testing.T) {
	whole := tarGz(t, demo...)
	tests := []struct {
		name   string
		file   string
		data   []byte
		limits datasets.Limits
		want   []string // statuses
	}{
		{"no Python", "a-1.tar.gz", tarGz(t, file{"a-1/README", "text"}), datasets.Limits{}, []string{"no-python"}},
		{"compiled only", "a-1.whl", zipped(t, file{"a/__init__.pyc", "\x00"}), datasets.Limits{}, []string{"no-python", "unread-code"}},
		{"compiled beside source", "a-1.whl", zipped(t, file{"a.py", "f()"}, file{"b.pyc", "\x00"}), datasets.Limits{}, []string{"unread-code"}},
		{"cached bytecode", "a-1.whl", zipped(t, file{"a.py", "f()"}, file{"__pycache__/a.cpython-312.PYC", "\x00"}), datasets.Limits{}, []string{"unread-code"}},
		{"code in a path file", "a-1.whl", zipped(t, file{"a.py", "f()"}, file{"a.pth", "a\nimport\tb; b.f()\n"}), datasets.Limits{}, []string{"unread-code"}},
		{"no file", "a-1.zip", zipped(t), datasets.Limits{}, []string{"empty", "no-python"}},
		{"truncated", "a-1.tar.gz", whole[:len(whole)/2], datasets.Limits{}, []string{"truncated", "no-python"}},
		{"over a limit", "a-1.tar.gz", whole, datasets.Limits{Entries: 2}, []string{"limit-entries"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := datasets.Open(t.Context(), save(t, test.file, test.data), test.limits)
			require.NoError(t, err)
			var got []string
			for _, r := range p.Incomplete {
				got = append(got, r.Status)
			}
			for _, want := range test.want {
				require.Contains(t, got, want)
			}
		})
	}
}

func TestOpenErrors(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		path string
		want string
	}{
		{"missing", t.Context(), filepath.Join(t.TempDir(), "none.zip"), "no such file"},
		{"empty", t.Context(), save(t, "a.zip", nil), "empty file"},
		{"no archive", t.Context(), save(t, "a.zip", []byte("hello")), "unknown format"},
		{"neither archive nor Python", t.Context(), save(t, "a.txt", []byte("hello")), "unknown format"},
		{"no code", t.Context(), save(t, "a.py", nil), "empty file"},
		{"cancelled", cancelled, save(t, "a.tar.gz", tarGz(t, demo...)), "context canceled"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := datasets.Open(test.ctx, test.path, datasets.Limits{})
			require.Nil(t, p)
			require.ErrorContains(t, err, "datasets: ")
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := datasets.Open(t.Context(), filepath.Join(t.TempDir(), "none"), datasets.Limits{})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Names come from whoever made the package: the metadata nearest to the root,
// else the file name. File names follow PEP 427 (wheels) and PEP 625 (sdists).
func TestIdentity(t *testing.T) {
	py := file{"m.py", ""}
	meta := func(name, body string) []file { return []file{py, {name, body}} }
	long := strings.Repeat("x", 5000)
	tests := []struct {
		name          string
		file          string
		files         []file
		wants, wantsV string
	}{
		{"PKG-INFO", "z-9.zip", meta("a-1/PKG-INFO", "Name: a\nVersion: 1\n"), "a", "1"},
		{"METADATA", "z-9.whl", meta("a-1.dist-info/METADATA", "name: a\r\nVERSION: 1\r\n"), "a", "1"},
		{"nearest to the root", "z-9.zip", []file{
			py, {"a/lib/PKG-INFO", "Name: inner\n"}, {"a/PKG-INFO", "Name: outer\n"}}, "outer", ""},
		{"body is no header", "z-9.zip", meta("PKG-INFO", "Summary: s\n\nName: fake\n"), "z", "9"},
		{"first header wins", "z-9.zip", meta("PKG-INFO", "Name: a\nName: b\n"), "a", ""},
		{"visible copy", "z-9.zip", []file{py, {"PKG-INFO", "Name: early\n"}, {"PKG-INFO", "Name: late\n"}}, "late", ""},
		{"control and bidi characters", "z-9.zip", meta("PKG-INFO", "Name: \x1b[2Ja\u202eb\u200bc\u0085\xff\n"), "[2Jabc", ""},
		{"long", "z-9.zip", meta("PKG-INFO", "Name: "+long+"\n"), long[:200], ""},
		{"sdist", "my-pkg-1.2.3.tar.gz", []file{py}, "my-pkg", "1.2.3"},
		{"upper case", "Pkg-2.ZIP", []file{py}, "Pkg", "2"},
		{"wheel", "my_pkg-1.2-py3-none-any.whl", []file{py}, "my_pkg", "1.2"},
		{"egg", "p-3-py3.8.egg", []file{py}, "p", "3"},
		{"wheel without version", "odd.whl", []file{py}, "odd", ""},
		{"digits in the name", "p-2to3-1.0.zip", []file{py}, "p-2to3", "1.0"},
		{"no version", "plain.zip", []file{py}, "plain", ""},
		{"hostile file name", "a\x1b]0;b\u202e-1.zip", []file{py}, "a]0;b", "1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := open(t, save(t, test.file, zipped(t, test.files...)))
			require.Equal(t, [2]string{test.wants, test.wantsV}, [2]string{p.Name, p.Version})
		})
	}
}

func TestIdentityOfDirectories(t *testing.T) {
	dir := tree(t, filepath.Join(t.TempDir(), "demo-2.0.zip"), file{"m.py", ""})
	p := open(t, dir)
	require.Equal(t, [2]string{"demo", "2.0.zip"}, [2]string{p.Name, p.Version}, "a directory has no extension")

	t.Chdir(dir)
	require.Equal(t, "demo", open(t, ".").Name)
}

func TestIsPython(t *testing.T) {
	for name, want := range map[string]bool{
		"a.py": true, "d/a.pyw": true, "SETUP.PY": true,
		"a.pyc": false, "a.pyi": false, "py": false, "a.py/readme": false, "a.py.txt": false,
	} {
		require.Equal(t, want, datasets.IsPython(name), name)
	}
}

func TestReasonString(t *testing.T) {
	require.Equal(t, "truncated", datasets.Reason{Status: "truncated"}.String())
	require.Equal(t, "unparsed: a.py: line 1", datasets.Reason{Status: "unparsed", File: "a.py", Detail: "line 1"}.String())
}
