package archive_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// fixtures makes an archive in each format. A format without one fails TestFormats.
func fixtures() map[string]func([]pair) []byte {
	packed := func(pack func([]byte) []byte) func([]pair) []byte {
		return func(files []pair) []byte { return pack(tarOf(files...)) }
	}
	return map[string]func([]pair) []byte{
		"tar":     func(files []pair) []byte { return tarOf(files...) },
		"tar.gz":  packed(gz),
		"tar.bz2": packed(bz2),
		"tar.xz":  packed(xzOf),
		"tar.zst": packed(zst),
		"zip":     func(files []pair) []byte { return zipOf(files...) },
	}
}

// eachFormat runs a law on every format.
func eachFormat(t *testing.T, law func(t *testing.T, f archive.Format, build func([]pair) []byte)) {
	for _, f := range archive.Formats() {
		t.Run(f.Name, func(t *testing.T) { law(t, f, fixtures()[f.Name]) })
	}
}

func read(t testing.TB, data []byte, opt archive.Options) *archive.Archive {
	t.Helper()
	a, err := archive.Read(context.Background(), data, opt)
	require.NoError(t, err)
	return a
}

func TestFormats(t *testing.T) {
	var names, extensions []string
	for _, f := range archive.Formats() {
		require.Contains(t, fixtures(), f.Name, "no fixture")
		names = append(names, f.Name)
		extensions = append(extensions, f.Extensions...)
	}
	for _, list := range [][]string{names, extensions} {
		slices.Sort(list)
		require.Equal(t, slices.Compact(slices.Clone(list)), list, "duplicates")
	}
	archive.Formats()[0].Name = "changed"
	require.NotEqual(t, "changed", archive.Formats()[0].Name, "the slice is fresh")
}

func TestLawWellFormed(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		data := build(sample)
		require.True(t, f.Match(data))
		a := read(t, data, archive.Options{})
		require.Equal(t, f.Name, a.Format)
		require.Empty(t, a.Incomplete)
		require.Empty(t, a.Warnings)
		require.Equal(t, sample, pairs(a))
		var names []string
		for i, e := range a.Entries {
			names = append(names, e.Path)
			require.Equal(t, archive.Entry{Name: sample[i].name, Path: sample[i].name, Raw: sample[i].name, Data: e.Data},
				withoutOrder(e))
			got, err := a.FS.ReadFile(e.Path)
			require.NoError(t, err)
			require.Equal(t, sample[i].body, string(got))
			lent, ok := a.FS.Bytes(e.Path)
			require.True(t, ok)
			require.Equal(t, got, lent)
		}
		_, ok := a.FS.Bytes("none")
		require.False(t, ok)
		require.NoError(t, fstest.TestFS(a.FS, names...))
	})
}

// withoutOrder copies the exported fields.
func withoutOrder(e archive.Entry) archive.Entry {
	return archive.Entry{Name: e.Name, Path: e.Path, Raw: e.Raw, Data: e.Data, Copy: e.Copy, Hidden: e.Hidden, Partial: e.Partial}
}

func TestLawKeep(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		whole := read(t, build(sample), archive.Options{})
		a := read(t, build(sample), archive.Options{Keep: keepPython})
		require.Equal(t, sample[:3], pairs(a))
		require.Equal(t, whole.Inflated, a.Inflated, "what is dropped is inflated too")
		require.Empty(t, a.Incomplete)
		none := read(t, build(sample), archive.Options{Keep: func(string) bool { return false }})
		require.Empty(t, none.Entries)
		require.Empty(t, none.Incomplete, "nothing asked for is not nothing there")
	})
}

func TestLawDuplicates(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		files := []pair{{"a/x.py", "1"}, {"a/x.py", "2"}, {"b.py", "b"}, {"a/x.py", "3"}}
		a := read(t, build(files), archive.Options{})
		require.Equal(t, files, pairs(a))
		var paths []string
		var copies []int
		for _, e := range a.Entries {
			paths, copies = append(paths, e.Path), append(copies, e.Copy)
		}
		require.Equal(t, []string{"!copy1/a/x.py", "!copy2/a/x.py", "b.py", "a/x.py"}, paths)
		require.Equal(t, []int{0, 1, 0, 2}, copies)
		last, err := a.FS.ReadFile("a/x.py")
		require.NoError(t, err)
		require.Equal(t, "3", string(last))
	})
}

// TestLawPrefixes cuts archives everywhere: no panic, never complete, and what was
// read before the cut is there.
func TestLawPrefixes(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		data := build(sample)
		end := len(data)
		if f.Name == "tar" {
			end = len(data) - 512 // one block of zeros is enough of an end
		}
		for n := 1; n < end; n++ {
			a, err := archive.Read(context.Background(), data[:n], archive.Options{})
			if err == nil {
				require.NotEmpty(t, a.Incomplete, "the first %d bytes of %d", n, len(data))
			}
		}
	})
}

func TestLawLimits(t *testing.T) {
	big := pair{"big.py", strings.Repeat("x = 1\n", 50_000)}
	files := append(slices.Clone(sample), big, pair{"last.py", "x"})
	for _, c := range []struct {
		name   string
		limits archive.Limits
		status archive.Status
		kept   int // entries
	}{
		{"total", archive.Limits{Total: 100_000}, archive.LimitTotal, 5},
		{"file", archive.Limits{File: 1000}, archive.LimitFile, 6},
		{"entries", archive.Limits{Entries: 3}, archive.LimitEntries, 3},
		{"no entries", archive.Limits{Entries: -1}, archive.LimitEntries, 0},
		{"ratio", archive.Limits{Ratio: 1, RatioFloor: 100_000}, archive.LimitRatio, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
				if f.Name == "tar" && c.name == "ratio" {
					t.Skip("an uncompressed tar has a ratio of 1")
				}
				opt := archive.Options{Limits: c.limits}
				a := read(t, build(files), opt)
				require.Equal(t, []archive.Status{c.status}, statuses(a))
				require.Len(t, a.Entries, c.kept)
				checkInvariants(t, a, opt)
				for _, e := range a.Entries {
					require.Equal(t, e.Name == big.name, e.Partial, e.Name)
					require.True(t, strings.HasPrefix(big.body, string(e.Data)) || !e.Partial)
				}
			})
		})
	}
}

func TestLawNested(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		eachFormat(t, func(t *testing.T, inner archive.Format, buildInner func([]pair) []byte) {
			a := read(t, build([]pair{{"in/x.bin", string(buildInner(sample))}, {"z.py", "z"}}), archive.Options{Keep: keepPython})
			if f.Name == "tar" && inner.Name == "zip" { // a zip at the end of a file makes it a zip
				require.Equal(t, []archive.Status{archive.Polyglot}, statuses(a))
				require.Len(t, a.Entries, 4+3)
				return
			}
			require.Empty(t, a.Incomplete)
			require.Equal(t, []pair{
				{"in/x.bin!/" + sample[0].name, sample[0].body},
				{"in/x.bin!/" + sample[1].name, sample[1].body},
				{"in/x.bin!/" + sample[2].name, sample[2].body},
				{"z.py", "z"},
			}, pairs(a))
			require.Equal(t, "in/x.bin!/"+sample[0].name, a.Entries[0].Raw)
		})
	})
}

func TestLawCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		_, err := archive.Read(ctx, build(sample), archive.Options{})
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestLawDeterministic(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		data := build(sample)
		first := read(t, data, archive.Options{})
		for range 3 {
			require.Equal(t, first, read(t, data, archive.Options{}))
		}
	})
}

func TestLyingExtension(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		for _, other := range archive.Formats() {
			for _, ext := range append(other.Extensions, ".dat", strings.ToUpper(other.Extensions[0])) {
				path := filepath.Join(t.TempDir(), "demo-1.0"+ext)
				require.NoError(t, os.WriteFile(path, build(sample), 0o600))
				a, err := archive.Open(context.Background(), path, archive.Options{})
				require.NoError(t, err)
				require.Equal(t, f.Name, a.Format, "recognised by its bytes")
				if f.Name == other.Name || ext == ".dat" {
					require.Empty(t, a.Warnings)
				} else {
					require.Equal(t, []archive.Kind{archive.LyingExtension}, kinds(a), ext)
				}
			}
		}
	})
}
