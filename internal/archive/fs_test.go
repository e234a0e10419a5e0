package archive_test

import (
	"io"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

func TestFS(t *testing.T) {
	files := []pair{{"a-b/1.py", "1"}, {"a/x/2.py", "22"}, {"a/y.py", "333"}, {"a0.py", ""}, {"z", "z"}}
	fsys := read(t, tarOf(files...), archive.Options{}).FS
	require.NoError(t, fstest.TestFS(fsys, "a-b/1.py", "a/x/2.py", "a/y.py", "a0.py", "z"))

	var walked []string
	require.NoError(t, fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		walked = append(walked, path)
		return err
	}))
	require.Equal(t, []string{".", "a", "a/x", "a/x/2.py", "a/y.py", "a-b", "a-b/1.py", "a0.py", "z"}, walked)

	sub, err := fs.Sub(fsys, "a")
	require.NoError(t, err)
	require.NoError(t, fstest.TestFS(sub, "x/2.py", "y.py"))

	matches, err := fs.Glob(fsys, "*/*.py")
	require.NoError(t, err)
	require.Equal(t, []string{"a/y.py", "a-b/1.py"}, matches)
}

func TestFSErrors(t *testing.T) {
	fsys := read(t, tarOf(sample...), archive.Options{}).FS
	for _, c := range []struct {
		name string
		want error
	}{
		{"", fs.ErrInvalid}, {"/", fs.ErrInvalid}, {"../x", fs.ErrInvalid}, {"demo-1.0/", fs.ErrInvalid},
		{"none", fs.ErrNotExist}, {"demo-1.0/none.py", fs.ErrNotExist}, {"demo-1", fs.ErrNotExist},
		{"demo-1.0/setup.py/x", fs.ErrNotExist},
	} {
		for op, try := range map[string]func() error{
			"open":    func() error { _, err := fsys.Open(c.name); return err },
			"read":    func() error { _, err := fsys.ReadFile(c.name); return err },
			"stat":    func() error { _, err := fsys.Stat(c.name); return err },
			"readdir": func() error { _, err := fsys.ReadDir(c.name); return err },
		} {
			err := try()
			require.ErrorIs(t, err, c.want, "%s %q", op, c.name)
			var pathError *fs.PathError
			require.ErrorAs(t, err, &pathError)
			require.Equal(t, c.name, pathError.Path)
		}
	}
	_, err := fsys.ReadFile("demo-1.0")
	require.ErrorIs(t, err, fs.ErrNotExist, "a directory is no file")
}

func TestFSFile(t *testing.T) {
	a := read(t, tarOf(sample...), archive.Options{})
	f, err := a.FS.Open("demo-1.0/setup.py")
	require.NoError(t, err)
	_, err = f.(io.Seeker).Seek(5, io.SeekStart)
	require.NoError(t, err)
	rest, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Equal(t, sample[0].body[5:], string(rest))
	info, err := f.Stat()
	require.NoError(t, err)
	require.Equal(t, "setup.py", info.Name())
	require.Equal(t, fs.FileMode(0o444), info.Mode())
	require.Equal(t, time.Time{}, info.ModTime())
	require.Nil(t, info.Sys())
	require.NoError(t, f.Close())

	copied, err := a.FS.ReadFile("demo-1.0/setup.py")
	require.NoError(t, err)
	copied[0] = 'X'
	require.Equal(t, sample[0].body, string(a.Entries[0].Data), "the caller's copy is its own")

	dir, err := a.FS.Open("demo-1.0")
	require.NoError(t, err)
	_, err = dir.Read(make([]byte, 1))
	require.Error(t, err)
	one, err := dir.(fs.ReadDirFile).ReadDir(1)
	require.NoError(t, err)
	require.Equal(t, "README.txt", one[0].Name())
}

func TestFSEmpty(t *testing.T) {
	a := read(t, gz(tarOf()), archive.Options{})
	require.Equal(t, []archive.Status{archive.Empty}, statuses(a))
	require.NoError(t, fstest.TestFS(a.FS))
	list, err := a.FS.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, list)
	_, ok := a.FS.Entry("x")
	require.False(t, ok)
}

// TestFSConflicts has files where directories are, in copies too.
func TestFSConflicts(t *testing.T) {
	a := read(t, tarOf(pair{"a", "1"}, pair{"a/b", "2"}, pair{"a/b/c", "3"}, pair{"a", "4"}, pair{"!copy1/a", "5"}), archive.Options{})
	paths := map[string]string{}
	for _, e := range a.Entries {
		paths[e.Path] = string(e.Data)
	}
	require.Equal(t, map[string]string{"!copy1/a": "1", "!copy2/a/b": "2", "a/b/c": "3", "!copy3/a": "4", "_!copy1/a": "5"}, paths)
	checkInvariants(t, a, archive.Options{})
}
