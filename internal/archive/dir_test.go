//go:build unix

package archive_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// unpacked writes files below a fresh directory.
func unpacked(t *testing.T, files ...pair) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range files {
		path := filepath.Join(root, f.name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(f.body), 0o600))
	}
	return root
}

func open(t *testing.T, path string, opt archive.Options) *archive.Archive {
	t.Helper()
	a, err := archive.Open(context.Background(), path, opt)
	require.NoError(t, err)
	return a
}

func TestDirectory(t *testing.T) {
	root := unpacked(t, sample...)
	a := open(t, root, archive.Options{})
	require.Equal(t, "directory", a.Format)
	require.Empty(t, a.Incomplete)
	require.Empty(t, a.Warnings)
	require.Equal(t, []pair{sample[3], sample[1], sample[2], sample[0]}, pairs(a), "by name")
	require.NoError(t, fstest.TestFS(a.FS, sample[0].name, sample[1].name, sample[2].name, sample[3].name))
	checkInvariants(t, a, archive.Options{})

	same := open(t, unpacked(t, sample...), archive.Options{Keep: keepPython})
	require.Equal(t, a.SHA256, same.SHA256, "names and contents alone, kept or not")
	require.Equal(t, []pair{sample[1], sample[2], sample[0]}, pairs(same))
	for name, other := range map[string][]pair{
		"a name":    {sample[0], sample[1], sample[2], {"demo-1.0/README.md", sample[3].body}},
		"a content": {sample[0], sample[1], sample[2], {sample[3].name, "other"}},
		"a file":    sample[:3],
	} {
		require.NotEqual(t, a.SHA256, open(t, unpacked(t, other...), archive.Options{}).SHA256, name)
	}
}

// TestDirectoryHash pins the documented form of the hash.
func TestDirectoryHash(t *testing.T) {
	a := open(t, unpacked(t, pair{"a.py", "x"}), archive.Options{})
	// printf '%s 1 "a.py"\n' "$(printf x | sha256sum | cut -d' ' -f1)" | sha256sum
	require.Equal(t, "a9ffb584bd741fb50f397fc4cf3fc8292811471f52eae35793334c2a44d58fc1", a.SHA256)
}

// TestLone reads a file that is no archive like a directory that holds nothing else.
func TestLone(t *testing.T) {
	root := unpacked(t, pair{"a.py", "x"}, pair{"b.py", evil})
	lone := archive.Options{Lone: keepPython, Keep: keepPython}
	a := open(t, filepath.Join(root, "a.py"), lone)
	require.Equal(t, "file", a.Format)
	require.Equal(t, []pair{{"a.py", "x"}}, pairs(a))
	require.Equal(t, "a9ffb584bd741fb50f397fc4cf3fc8292811471f52eae35793334c2a44d58fc1", a.SHA256, "that of a directory with it")
	checkInvariants(t, a, lone)

	require.NoError(t, os.Symlink(filepath.Join(root, "a.py"), filepath.Join(root, "link.py")))
	require.Equal(t, []pair{{"a.py", "x"}}, pairs(open(t, filepath.Join(root, "link.py"), lone)))

	short := lone
	short.Limits.Total = 1
	cut := open(t, filepath.Join(root, "b.py"), short)
	require.Equal(t, []archive.Status{archive.LimitTotal}, statuses(cut))

	_, err := archive.Open(context.Background(), filepath.Join(root, "a.py"), archive.Options{})
	require.ErrorIs(t, err, archive.ErrFormat)
}

// TestLoneArchive reads an archive as one, whatever its name.
func TestLoneArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.py")
	require.NoError(t, os.WriteFile(path, zipOf(sample...), 0o600))
	a := open(t, path, archive.Options{Lone: keepPython})
	require.Len(t, pairs(a), len(sample))
}

// TestDirectorySpecial must not hang on the FIFO nor leave the directory.
func TestDirectorySpecial(t *testing.T) {
	root := unpacked(t, good, pair{".git/config", "x"}, pair{".git/hooks/evil.py", evil}, pair{"sub/.git/x.py", evil})
	require.NoError(t, syscall.Mkfifo(filepath.Join(root, "fifo.py"), 0o600))
	socket, err := net.Listen("unix", filepath.Join(root, "socket.py"))
	require.NoError(t, err)
	defer socket.Close()
	require.NoError(t, os.Symlink("/etc/passwd", filepath.Join(root, "passwd.py")))
	require.NoError(t, os.Symlink(".", filepath.Join(root, "loop")))
	require.NoError(t, os.Symlink("pkg", filepath.Join(root, "pkg2")))
	a := open(t, root, archive.Options{})
	require.Equal(t, []pair{good}, pairs(a))
	require.Equal(t, []archive.Status{archive.LinkedContent}, statuses(a)) // passwd.py
	require.Equal(t, []archive.Kind{archive.Device, archive.Skipped, archive.Symlink}, kinds(a))
	require.Len(t, a.Warnings, 7)
}

func TestDirectoryLinkToDropped(t *testing.T) {
	root := unpacked(t, pair{"setup/data.txt", evil})
	require.NoError(t, os.Symlink("setup/data.txt", filepath.Join(root, "setup.py")))
	a := open(t, root, archive.Options{Keep: keepPython})
	require.Equal(t, []archive.Status{archive.LinkedContent}, statuses(a))
}

// TestDirectoryLinkOut has links that Python would follow where they stand, to
// content that is not read: a wanted file and a directory.
func TestDirectoryLinkOut(t *testing.T) {
	outside := unpacked(t, bad)
	root := unpacked(t, good)
	for name, target := range map[string]string{
		"out.py": filepath.Join(outside, bad.name), "out": outside, "out.txt": filepath.Join(outside, bad.name),
		"nowhere.py": filepath.Join(outside, "none"), "inside.py": good.name,
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(root, name)))
	}
	a := open(t, root, archive.Options{Keep: keepPython})
	require.Equal(t, []pair{good}, pairs(a))
	var named []string
	for _, r := range a.Incomplete {
		require.Equal(t, archive.LinkedContent, r.Status)
		named = append(named, r.Entry)
	}
	require.Equal(t, []string{"out", "out.py"}, named)
}

func TestDirectoryUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser may read everything")
	}
	root := unpacked(t, good, bad, pair{"shut/x.py", "x"})
	require.NoError(t, os.Chmod(filepath.Join(root, bad.name), 0))
	require.NoError(t, os.Chmod(filepath.Join(root, "shut"), 0))
	t.Cleanup(func() { os.Chmod(filepath.Join(root, "shut"), 0o700) })
	a := open(t, root, archive.Options{})
	require.Equal(t, []pair{good}, pairs(a))
	require.Equal(t, []archive.Status{archive.Unreadable}, statuses(a))
	require.Len(t, a.Incomplete, 2)
}

// TestDirectorySwapped has files that are gone or links out by the time they are
// opened: Keep is asked between the listing of a directory and its later files.
func TestDirectorySwapped(t *testing.T) {
	root := unpacked(t, pair{"a.py", "a"}, pair{"b.py", "b"}, pair{"c.py", "c"}, pair{"d.py", "d"})
	secret := filepath.Join(unpacked(t, pair{"secret", "outside"}), "secret")
	path := func(name string) string { return filepath.Join(root, name) }
	a := open(t, root, archive.Options{Keep: func(name string) bool {
		if name == "a.py" {
			require.NoError(t, os.Remove(path("b.py")))
			require.NoError(t, os.Remove(path("c.py")))
			require.NoError(t, os.Symlink(secret, path("c.py")))
			require.NoError(t, os.Remove(path("d.py")))
			require.NoError(t, syscall.Mkfifo(path("d.py"), 0o600))
		}
		return true
	}})
	require.Equal(t, []pair{{"a.py", "a"}}, pairs(a))
	require.Equal(t, []archive.Status{archive.Unreadable}, statuses(a))
	require.Len(t, a.Incomplete, 3)
}

func TestDirectoryLimits(t *testing.T) {
	big := pair{"big.py", noise(5000)}
	root := unpacked(t, big, good, bad)
	for _, c := range []struct {
		limits archive.Limits
		status archive.Status
		kept   int
	}{
		{archive.Limits{File: 1000}, archive.LimitFile, 3},
		{archive.Limits{Total: 1000}, archive.LimitTotal, 1},
		{archive.Limits{Entries: 2}, archive.LimitEntries, 1},
	} {
		a := open(t, root, archive.Options{Limits: c.limits})
		require.Equal(t, []archive.Status{c.status}, statuses(a))
		require.Len(t, a.Entries, c.kept)
		require.Equal(t, c.limits.Entries == 0, a.Entries[0].Partial)
	}
}

func TestDirectoryNested(t *testing.T) {
	root := unpacked(t, pair{"dist/x.whl", string(zipOf(bad))}, good)
	a := open(t, root, archive.Options{Keep: keepPython})
	require.Equal(t, []pair{{"dist/x.whl!/" + bad.name, bad.body}, good}, pairs(a))
}

func TestDirectoryDeep(t *testing.T) {
	deep := "d"
	for range 70 {
		deep = filepath.Join(deep, "d")
	}
	a := open(t, unpacked(t, good, pair{filepath.Join(deep, "x.py"), "x"}), archive.Options{})
	require.Equal(t, []archive.Status{archive.Unreadable}, statuses(a))
	require.Equal(t, []pair{good}, pairs(a))
}

func TestDirectoryCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := archive.Open(ctx, unpacked(t, good), archive.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestDirectoryEmpty(t *testing.T) {
	a := open(t, t.TempDir(), archive.Options{})
	require.Equal(t, []archive.Status{archive.Empty}, statuses(a))
}

func TestOpenSpecial(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo.zip")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	_, err := archive.Open(context.Background(), fifo, archive.Options{})
	require.ErrorContains(t, err, "neither a file nor a directory")
}
