package archive_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, body string
		want       error
	}{
		{"empty.tar.gz", "", archive.ErrEmpty},
		{"text.whl", "import os\n", archive.ErrFormat},
		{"single.gz", string(gz([]byte(noise(2000)))), archive.ErrFormat},
		{"short.gz", string(gz([]byte("x = 1\n"))), archive.ErrFormat},
		{"none.zip", "", fs.ErrNotExist},
	} {
		path := filepath.Join(dir, c.name)
		if c.want != fs.ErrNotExist {
			require.NoError(t, os.WriteFile(path, []byte(c.body), 0o600))
		}
		a, err := archive.Open(context.Background(), path, archive.Options{})
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorContains(t, err, c.name)
		require.Nil(t, a)
	}
}

func TestOpenHash(t *testing.T) {
	data := gz(tarOf(sample...))
	sum := sha256.Sum256(data)
	path := filepath.Join(t.TempDir(), "demo.tar.gz")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	a, err := archive.Open(context.Background(), path, archive.Options{})
	require.NoError(t, err)
	require.Equal(t, hex.EncodeToString(sum[:]), a.SHA256)
	require.Equal(t, a, read(t, data, archive.Options{}))
}

// TestOpenLimitArchive reads the beginning of a file that is too large, and hashes
// all of it.
func TestOpenLimitArchive(t *testing.T) {
	data := tarOf(good, pair{"b.py", noise(5000)}, bad)
	path := filepath.Join(t.TempDir(), "demo.tar")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	a, err := archive.Open(context.Background(), path, archive.Options{Limits: archive.Limits{Archive: 4096}})
	require.NoError(t, err)
	sum := sha256.Sum256(data)
	require.Equal(t, hex.EncodeToString(sum[:]), a.SHA256)
	require.Equal(t, []archive.Status{archive.LimitArchive, archive.Truncated}, statuses(a))
	require.Len(t, a.Entries, 2)
	require.True(t, a.Entries[1].Partial)
	require.Equal(t, noise(5000)[:4096-1536], string(a.Entries[1].Data))
}

func TestDefaultLimits(t *testing.T) {
	require.Equal(t, archive.Limits{
		Archive: 512 << 20, Total: 512 << 20, File: 32 << 20, Entries: 100_000,
		Ratio: 200, RatioFloor: 64 << 20, Nesting: 2,
	}, archive.DefaultLimits())
}

// TestRatioFloor lets small archives compress as well as they like.
func TestRatioFloor(t *testing.T) {
	data := gz(tarOf(pair{"zeros.py", string(make([]byte, 1<<20))}))
	require.Less(t, len(data), 1<<20/200)
	require.Empty(t, read(t, data, archive.Options{}).Incomplete)
	a := read(t, data, archive.Options{Limits: archive.Limits{RatioFloor: -1}})
	require.Equal(t, []archive.Status{archive.LimitRatio}, statuses(a))
	require.Equal(t, int64(200*len(data)), a.Inflated)
}

func TestNesting(t *testing.T) {
	layers := []byte(nil)
	for i, files := 0, []pair{bad}; i < 5; i++ {
		layers = zipOf(files...)
		files = []pair{{"n.zip", string(layers)}}
	}
	for nesting, want := range map[int]string{-1: "n.zip", 1: "n.zip!/n.zip", 2: "n.zip!/n.zip!/n.zip", 0: "n.zip!/n.zip!/n.zip"} {
		a := read(t, layers, archive.Options{Limits: archive.Limits{Nesting: nesting}, Keep: keepPython})
		require.Len(t, a.Incomplete, 1)
		require.Equal(t, archive.LimitNesting, a.Incomplete[0].Status)
		require.Equal(t, want, a.Incomplete[0].Entry)
	}
	a := read(t, layers, archive.Options{Limits: archive.Limits{Nesting: 4}, Keep: keepPython})
	require.Empty(t, a.Incomplete)
	require.Equal(t, []pair{{"n.zip!/n.zip!/n.zip!/n.zip!/" + bad.name, bad.body}}, pairs(a))
}

// TestLargeContents shares and copies buffers in all ways that reader.own knows.
func TestLargeContents(t *testing.T) {
	var files []pair
	for i, n := range []int{3 << 20, 10, 1 << 20, 1<<20 - 1, 2<<20 + 1, 0, 1 << 16} {
		files = append(files, pair{string(rune('a'+i)) + ".py", noise(n)})
	}
	for name, data := range map[string][]byte{"tar": tarOf(files...), "zip": zipOf(files...),
		"nested": gz(tarOf(append(files, pair{"x.zip", string(zipOf(files...))})...))} {
		t.Run(name, func(t *testing.T) {
			a := read(t, data, archive.Options{Keep: keepPython})
			got := pairs(a)
			require.Equal(t, files, got[:len(files)])
			for i, p := range got[len(files):] {
				require.Equal(t, pair{"x.zip!/" + files[i].name, files[i].body}, p)
			}
		})
	}
}

func TestText(t *testing.T) {
	require.Equal(t, "limit-file: a.py: too long", archive.Reason{Status: archive.LimitFile, Entry: "a.py", Detail: "too long"}.String())
	require.Equal(t, "empty", archive.Reason{Status: archive.Empty}.String())
	require.EqualError(t, &archive.Warning{Kind: archive.Symlink, Entry: "a"}, "archive: symlink: a")
}
