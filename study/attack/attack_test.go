package attack_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/internal/pysrc"
	"github.com/malguard/malguard/study/attack"
)

// packageOf returns the files of an archive below no directory of dirs as a package.
func packageOf(t testing.TB, name string, dirs ...string) *datasets.Package {
	t.Helper()
	a, err := txtar.ParseFile(name)
	require.NoError(t, err)
	kept := &txtar.Archive{}
	for _, f := range a.Files {
		if !hasAny(f.Name, dirs) {
			kept.Files = append(kept.Files, f)
		}
	}
	fsys, err := txtar.FS(kept)
	require.NoError(t, err)
	return &datasets.Package{Name: "demo", Version: "1.0", SHA256: "ab", FS: fsys}
}

func hasAny(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

func contents(t testing.TB, p *datasets.Package) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(p.FS, name)
		files[name] = string(data)
		return err
	}))
	return files
}

// corpora are inert packages of this repository's tests.
var corpora = []string{"testdata/behaviour.txtar", "../../testdata/corpus.txtar"}

// TestLaws: an attack changes sources alone, what it makes parses, the same seed
// gives the same package and another seed another, and the package is not the one
// that somebody may know by its hash.
func TestLaws(t *testing.T) {
	for _, name := range corpora {
		before := packageOf(t, name, "stubs/")
		old := contents(t, before)
		for _, a := range attack.Attacks() {
			after, err := a.Apply(t.Context(), before, 1)
			require.NoError(t, err)
			again, err := a.Apply(t.Context(), before, 1)
			require.NoError(t, err)
			other, err := a.Apply(t.Context(), before, 2)
			require.NoError(t, err)
			got := contents(t, after)
			require.Equal(t, got, contents(t, again))
			require.NotEqual(t, got, contents(t, other), a.Name)
			require.Equal(t, old, contents(t, before))
			require.NotEqual(t, before.SHA256, after.SHA256)
			changed := 0
			for file, text := range old {
				if !datasets.IsPython(file) {
					require.Equal(t, text, got[file])
				} else if got[file] != text {
					changed++
				}
			}
			require.Positive(t, changed, a.Name)
			for file, text := range got {
				if datasets.IsPython(file) {
					require.Empty(t, pysrc.ParseText(text).Errors, "%s: %s\n%s", a.Name, file, text)
				}
			}
		}
	}
}

// TestBehaviour runs the inert package of testdata by CPython before and after each
// attack: what it prints, and how it ends, must be the same.
func TestBehaviour(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the inert package")
	}
	a, err := txtar.ParseFile("testdata/behaviour.txtar")
	require.NoError(t, err)
	stubs := t.TempDir()
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "stubs/"); ok {
			write(t, stubs, name, f.Data)
		}
	}
	p := packageOf(t, "testdata/behaviour.txtar", "stubs/")
	want := behaviour(t, python, stubs, p)
	require.Contains(t, want, "ends with 0")
	for _, a := range attack.Attacks() {
		for seed := range uint64(3) {
			after, err := a.Apply(t.Context(), p, seed)
			require.NoError(t, err)
			require.Equal(t, want, behaviour(t, python, stubs, after), "%s, seed %d", a.Name, seed)
		}
	}
}

func write(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, data, 0o600))
}

// behaviour returns what the package prints.
func behaviour(t *testing.T, python, stubs string, p *datasets.Package) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range contents(t, p) {
		write(t, dir, name, []byte(text))
	}
	cmd := exec.CommandContext(t.Context(), python, "-B", filepath.Join(stubs, "drive.py"))
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PYTHONIOENCODING=utf-8", "PYTHONHASHSEED=0")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	require.NoError(t, err, "%s", errs.String())
	require.Empty(t, errs.String())
	return out.String()
}

// TestHides: what an attack is for is gone from the source afterwards.
func TestHides(t *testing.T) {
	p := packageOf(t, "testdata/behaviour.txtar", "stubs/")
	gone := map[string][]string{
		"rename": {"import requests as r\n", "with_unicode", "answer =", "for index, part"},
		"split":  {"http://192.0.2.1/report", "secret"},
		"base64": {"class Install", "192.0.2.1"},
		"move":   {"class Install", "cmdclass"},
		"defer":  {"\nimport base64", "\nclass Install"},
		"all":    {"class Install", "192.0.2.1", "cmdclass"},
	}
	for name, list := range gone {
		a, err := attack.Named(name)
		require.NoError(t, err)
		after, err := a.Apply(t.Context(), p, 1)
		require.NoError(t, err)
		text := contents(t, after)["setup.py"]
		for _, part := range list {
			require.NotContains(t, text, part, name)
		}
	}
	_, err := attack.Named("luck")
	require.ErrorContains(t, err, `"luck"`)
}

// TestLeavesAlone: what cannot be written back as it was, or be read by any Python,
// stays, and a package without anything to change is the same package.
func TestLeavesAlone(t *testing.T) {
	files := map[string]string{
		"broken.py":  "def (:\nimport os\nos.system('true')\n",
		"latin.py":   "# coding: latin-1\nname = 'caf\xe9'\nprint(name)\n",
		"data.txt":   "name = 'text'\n",
		"nothing.py": "",
	}
	a := &txtar.Archive{}
	for name, text := range files {
		a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	fsys, err := txtar.FS(a)
	require.NoError(t, err)
	p := &datasets.Package{FS: fsys, Incomplete: []datasets.Reason{{Status: "truncated"}}}
	for _, a := range attack.Attacks() {
		after, err := a.Apply(t.Context(), p, 1)
		require.NoError(t, err)
		require.Equal(t, p.Incomplete, after.Incomplete)
		got := contents(t, after)
		for _, name := range []string{"broken.py", "latin.py", "data.txt"} {
			require.Equal(t, files[name], got[name], a.Name)
		}
		if !strings.Contains("pad all", a.Name) {
			require.Same(t, p, after, a.Name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, a := range attack.Attacks() {
		_, err := a.Apply(ctx, p, 1)
		require.ErrorIs(t, err, context.Canceled)
	}
}

// FuzzApply: whatever a file says, attacks end, and what they make parses.
func FuzzApply(f *testing.F) {
	for _, name := range corpora {
		a, err := txtar.ParseFile(name)
		require.NoError(f, err)
		for _, file := range a.Files {
			f.Add(string(file.Data), uint64(1))
		}
	}
	f.Add("x = '\\ud800' b''\n", uint64(2))
	f.Add("def f(a, (b, c)): print a\nexec 'x'\n", uint64(3))
	f.Fuzz(func(t *testing.T, src string, seed uint64) {
		fsys, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: "setup.py", Data: []byte(src)}}})
		require.NoError(t, err)
		valid := len(pysrc.Parse([]byte(src)).Errors) == 0
		for _, a := range attack.Attacks() {
			after, err := a.Apply(t.Context(), &datasets.Package{FS: fsys}, seed)
			require.NoError(t, err)
			for name, text := range contents(t, after) {
				if valid || name != "setup.py" {
					require.Empty(t, pysrc.Parse([]byte(text)).Errors, "%s: %s", a.Name, text)
				}
			}
		}
	})
}

// ExampleAttack_Apply takes the strings of a package apart.
func ExampleAttack_Apply() {
	fsys, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: "a.py", Data: []byte("import os\nos.system('true')\n")}}})
	if err != nil {
		panic(err)
	}
	a, err := attack.Named("split")
	if err != nil {
		panic(err)
	}
	p, err := a.Apply(context.Background(), &datasets.Package{FS: fsys}, 2)
	if err != nil {
		panic(err)
	}
	text, err := fs.ReadFile(p.FS, "a.py")
	if err != nil {
		panic(err)
	}
	fmt.Print(string(text))
	// Output:
	// import os
	// os.system(('t' + 'r' + 'u' + 'e'))
}
