package datasets_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

// eachCalls collects what EachCalls yields, paths relative to dir.
func eachCalls(t testing.TB, dir, path string, archives bool) ([]datasets.FileCalls, error) {
	t.Helper()
	var list []datasets.FileCalls
	err := datasets.EachCalls(t.Context(), path, archives, func(f datasets.FileCalls) error {
		rel, err := filepath.Rel(dir, f.Path)
		f.Path = rel
		list = append(list, f)
		return err
	})
	return list, err
}

// lines writes each file as "path[!]: callee@line …", "!" for unread ones.
func lines(list []datasets.FileCalls) []string {
	var out []string
	for _, f := range list {
		s := f.Path
		if f.Unread {
			s += "!"
		}
		s += ":"
		for _, c := range f.Calls {
			s += fmt.Sprintf(" %s@%d", c.Callee, c.Line)
		}
		out = append(out, s)
	}
	return out
}

func TestEachCallsOfDirectory(t *testing.T) {
	dir := t.TempDir()
	tree(t, dir, file{"b.py", "f()\n\nos.g('x').h()\n"}, file{"a/c.pyw", "x[0]()"}, file{"notes.txt", "f()"},
		file{"a.zip", string(zipped(t, file{"in.py", "k()"}))}, file{"data.bin", "\x00\x01"}, file{"empty", ""})
	require.NoError(t, os.Symlink("b.py", filepath.Join(dir, "link.py")))

	sources := []string{"a/c.pyw: x[]@1", "b.py: f@1 os.g@3 os.g().h@3"}
	got, err := eachCalls(t, dir, dir, false)
	require.NoError(t, err)
	require.Equal(t, sources, lines(got))

	got, err = eachCalls(t, dir, dir, true)
	require.NoError(t, err)
	require.Equal(t, []string{"a/c.pyw: x[]@1", "a.zip!/in.py: k@1", sources[1]}, lines(got), "in lexical order")
}

func TestEachCallsOfFile(t *testing.T) {
	path := save(t, "a.py", []byte("f()\nx = = g()\n"))
	got, err := eachCalls(t, filepath.Dir(path), path, false)
	require.NoError(t, err)
	require.Equal(t, []string{"a.py: f@1 g@2"}, lines(got))
	require.Error(t, got[0].Err, "what no Python accepts is said, and the calls around it stay")
	require.False(t, got[0].Unread)
}

func TestEachCallsOfArchive(t *testing.T) {
	path := save(t, "a.whl", zipped(t, file{"z.py", "one()"}, file{"b.py", "f()"}, file{"z.py", "two()"}, file{"x.txt", "g()"}))
	got, err := eachCalls(t, filepath.Dir(path), path, false)
	require.NoError(t, err)
	byPath := map[string]string{}
	for _, f := range got {
		if !f.Unread {
			byPath[f.Path] = f.Calls[0].Callee
		}
	}
	require.Equal(t, map[string]string{
		"a.whl!/z.py":        "two", // the last is what an installer leaves
		"a.whl!/!copy1/z.py": "one",
		"a.whl!/b.py":        "f",
	}, byPath)
}

func TestEachCallsNested(t *testing.T) {
	inner := string(zipped(t, file{"m.py", "f()"}))
	path := save(t, "a.tar.gz", tarGz(t, file{"d/in.zip", inner}, file{"./n.py", "g()"}))
	got, err := eachCalls(t, filepath.Dir(path), path, false)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"a.tar.gz!/d/in.zip!/m.py: f@1", "a.tar.gz!/n.py: g@1"}, lines(got))
}

// In a directory one bad archive is data and ends nothing; files that do not
// even claim to be archives are passed over.
func TestEachCallsReportsUnreadable(t *testing.T) {
	dir := t.TempDir()
	whole := tarGz(t, file{"a.py", "f()"}, file{"b.py", strings.Repeat("# filler\n", 5000) + "g()"})
	tree(t, dir,
		file{"1-noise.whl", "hello"}, file{"2-empty.tar.gz", ""}, file{"3-cut.tgz", string(whole[:len(whole)-40])},
		file{"4.txt", "hello"}, file{"5.py", "f()"})
	got, err := eachCalls(t, dir, dir, true)
	require.NoError(t, err)
	var unread []string
	for _, f := range got {
		if f.Unread {
			require.Error(t, f.Err)
			unread = append(unread, f.Path)
		}
	}
	require.Equal(t, []string{"1-noise.whl", "2-empty.tar.gz", "3-cut.tgz"}, unread)
	require.Equal(t, "5.py: f@1", lines(got)[len(got)-1])
}

func TestEachCallsErrors(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "pipe.py")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	tests := []struct{ name, path, want string }{
		{"missing", filepath.Join(t.TempDir(), "none"), "no such file"},
		{"no archive", save(t, "a.txt", []byte("hello")), "unknown format"},
		{"empty archive", save(t, "a.zip", nil), "empty file"},
		{"pipe", fifo, "not a file"}, // and does not wait for a writer
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := eachCalls(t, "/", test.path, true)
			require.Empty(t, got)
			require.ErrorContains(t, err, "datasets: ")
			require.ErrorContains(t, err, test.want)
		})
	}
}

// A file beyond the limit on members of archives is read up to there.
func TestEachCallsLongFile(t *testing.T) {
	path := save(t, "a.py", []byte("f()\n"))
	require.NoError(t, os.Truncate(path, 32<<20+1))
	got, err := eachCalls(t, filepath.Dir(path), path, false)
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.True(t, got[0].Unread)
	require.ErrorContains(t, got[0].Err, "limit-file: 33554432 of 33554433 bytes read")
}

func TestEachCallsFollowsItsArgument(t *testing.T) {
	dir := tree(t, t.TempDir(), file{"real/a.py", "f()"})
	require.NoError(t, os.Symlink("real", filepath.Join(dir, "link")))
	got, err := eachCalls(t, dir, filepath.Join(dir, "link"), false)
	require.NoError(t, err)
	require.Equal(t, []string{"link/a.py: f@1"}, lines(got))

	t.Chdir(filepath.Join(dir, "real"))
	got, err = eachCalls(t, "", ".", false)
	require.NoError(t, err)
	require.Equal(t, []string{"a.py: f@1"}, lines(got))
}

// Files are read side by side, and yielded in order all the same.
func TestEachCallsInOrder(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for i := range 60 {
		name := fmt.Sprintf("%02d.zip", i)
		want = append(want, name+"!/m.py: f@1")
		members := []file{{"m.py", "f()"}}
		if i%7 == 0 { // some take longer
			members = append(members, file{"x.txt", strings.Repeat("x", 1<<20)})
		}
		tree(t, dir, file{name, string(zipped(t, members...))})
	}
	got, err := eachCalls(t, dir, dir, true)
	require.NoError(t, err)
	require.Equal(t, want, lines(got))
}

// Sources that take hours or minutes where the time to read them is not linear.
func TestEachCallsLinear(t *testing.T) {
	tests := []struct{ name, unit string }{
		{"characters that are no identifiers between letters", "a“"},
		{"f-strings in fields that never end", "f\"{a[\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := tree(t, t.TempDir(), file{"a.py", "f()\n" + strings.Repeat(test.unit, 1_000_000)})
			got, err := eachCalls(t, dir, dir, false)
			require.NoError(t, err)
			require.Len(t, got, 1)
			require.Error(t, got[0].Err)
			require.Contains(t, got[0].Calls, datasets.Call{Callee: "f", Line: 1})
		})
	}
}

func TestEachCallsEnds(t *testing.T) {
	dir := tree(t, t.TempDir(), file{"a.py", "f()"}, file{"b.py", "g()"}, file{"c.py", "h()"})
	full := errors.New("disk full")
	seen := 0
	err := datasets.EachCalls(t.Context(), dir, false, func(datasets.FileCalls) error { seen++; return full })
	require.ErrorIs(t, err, full)
	require.Equal(t, 1, seen)

	ctx, cancel := context.WithCancel(t.Context())
	seen = 0
	err = datasets.EachCalls(ctx, dir, false, func(datasets.FileCalls) error { seen++; cancel(); return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, seen)

	for _, path := range []string{dir, save(t, "a.zip", zipped(t, demo...))} {
		err = datasets.EachCalls(ctx, path, true, func(datasets.FileCalls) error { return nil })
		require.ErrorIs(t, err, context.Canceled)
	}
}
