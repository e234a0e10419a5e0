package archive_test

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/flate"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

const gib = 1 << 30

// zeros inflates to a GiB of zeros: a MiB of them, which refers to nothing outside
// itself, over and over.
var zeros = sync.OnceValue(func() []byte {
	one := segment(make([]byte, 1<<20))
	return append(bytes.Repeat(one, gib>>20), 1, 0, 0, 0xff, 0xff)
})

// segment deflates data up to a byte boundary, without an end.
func segment(data []byte) []byte {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, 9)
	must(err)
	_, err = w.Write(data)
	must(err)
	must(w.Flush())
	return buf.Bytes()
}

// zipBomb declares any size for a GiB.
func zipBomb(size int) []byte {
	patch := func(at int) func([]byte) []byte { return set32(at, size) }
	return zarchive{members: []zmember{{name: "a.py", method: 8, packed: zeros(), local: patch(22), central: patch(24)}}}.bytes()
}

// tarBomb is a member of a GiB in a gzip without its trailer, which nobody reaches.
func tarBomb() []byte {
	head := "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
	return slices.Concat([]byte(head), segment(tarMember("a.py", '0', "10000000000", nil)), zeros())
}

// TestBombs asserts on the bytes inflated: no more than the ratio allows, whatever
// the archive declares.
func TestBombs(t *testing.T) {
	many := func() []byte { // a zip of zips of bombs
		inner := string(zipBomb(gib))
		return zipOf(pair{"1.zip", inner}, pair{"2.zip", inner}, pair{"3.zip", inner})
	}
	for _, c := range []struct {
		name string
		data func() []byte
	}{
		{"zip that tells its size", func() []byte { return zipBomb(gib) }},
		{"zip that tells a small size", func() []byte { return zipBomb(100) }},
		{"zip that tells size 0", func() []byte { return zipBomb(0) }},
		{"tar.gz", tarBomb},
		{"zip in a tar.gz", func() []byte { return gz(tarOf(pair{"x.whl", string(zipBomb(gib))})) }},
		{"zips in a zip", many},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := c.data()
			for _, keep := range []func(string) bool{nil, keepPython, func(string) bool { return false }} {
				a := read(t, data, archive.Options{Keep: keep})
				require.Contains(t, statuses(a), archive.LimitRatio)
				require.LessOrEqual(t, a.Inflated, max(64<<20, 200*int64(len(data))))
				for _, e := range a.Entries {
					require.LessOrEqual(t, len(e.Data), 32<<20)
				}
			}
		})
	}
}

// TestBombMemory declares what nobody may set aside.
func TestBombMemory(t *testing.T) {
	dictionary := xzOf(tarOf(good))
	require.Equal(t, byte(0x21), dictionary[14], "the filter follows the flags")
	dictionary[16] = 40 // 4 GiB
	le32(dictionary, 12+(int(dictionary[12])+1)*4-4, int(crcOf(string(dictionary[12:12+(int(dictionary[12])+1)*4-4]))))
	lying := zarchive{members: []zmember{{name: "a.py", body: "x", local: set32(22, 1<<30), central: set32(24, 1<<30)}}}.bytes()
	lzmaBig := lzmaOf([]byte(good.body))
	le32(lzmaBig, 5, 1<<31-1)
	for _, c := range []struct {
		name   string
		data   []byte
		status []archive.Status
	}{
		{"xz dictionary of 4 GiB", dictionary, nil},
		{"zip member of a GiB", lying, []archive.Status{archive.Corrupt}},
		{"LZMA dictionary of 2 GiB", zarchive{members: []zmember{{name: good.name, body: good.body, method: 14,
			packed: lzmaBig}}}.bytes(), nil},
		{"tar member of 8 GiB", tarMember("a.py", '0', "77777777777", nil), []archive.Status{archive.Truncated}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			a := read(t, c.data, archive.Options{})
			runtime.ReadMemStats(&after)
			require.Equal(t, c.status, statuses(a), "%v", a.Incomplete)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20))
		})
	}
}

// TestManyEntries has more entries than are read.
func TestManyEntries(t *testing.T) {
	var z zarchive
	for i := range 120_000 {
		z.members = append(z.members, zmember{name: fmt.Sprintf("%d.py", i), body: "x"})
	}
	a := read(t, z.bytes(), archive.Options{})
	require.Equal(t, []archive.Status{archive.LimitEntries}, statuses(a))
	require.Len(t, a.Entries, 100_000)
	require.Equal(t, "99999.py", a.Entries[99_999].Name)
}

// TestOverlap points many entries at one member, which is charged each time, and
// at many headers within each other's data.
func TestOverlap(t *testing.T) {
	body := strings.Repeat("a = 1\n", 10_000)
	packed := deflated([]byte(body))
	z := zarchive{members: []zmember{{name: "0000.py", body: body, method: 8, packed: packed}}}
	for i := range 5000 {
		z.members = append(z.members, zmember{name: fmt.Sprintf("%04d.py", i+1), body: body, method: 8, packed: packed, same: true})
	}
	opt := archive.Options{Limits: archive.Limits{Total: 10 << 20}}
	a := read(t, z.bytes(), opt)
	require.Equal(t, []archive.Status{archive.DirectoryMismatch, archive.LimitTotal}, statuses(a))
	checkInvariants(t, a, opt)
	require.Less(t, len(a.Entries), 200)

	// Empty deflate blocks yield nothing however often they are read: what counts is
	// the bytes that go in. Stored blocks quote the headers between them.
	var data, directory []byte
	tail := append(bytes.Repeat([]byte("\x00\x00\x00\xff\xff"), 40_000), 1, 0, 0, 0xff, 0xff)
	for range 2000 {
		m := zmember{name: "a", method: 8, packed: []byte{}, at: len(data)}
		m.central = set32(20, len(tail)+40*2000)
		local, central := m.headers()
		data = append(append(data, local...), "\x00\x1f\x00\xe0\xff"...)
		directory = append(directory, central...)
	}
	data = append(data, tail...)
	end := append([]byte("PK\x05\x06"), make([]byte, 18)...)
	le16(end, 10, 2000)
	le32(end, 12, len(directory))
	le32(end, 16, len(data))
	a = read(t, append(append(data, directory...), end...), archive.Options{})
	require.Contains(t, statuses(a), archive.LimitTotal)
}

// TestManyNotes caps the lists of findings and counts what is left out.
func TestManyNotes(t *testing.T) {
	var files []pair
	for i := range 500 {
		files = append(files, pair{fmt.Sprintf("../%d.py", i), "x"})
	}
	a := read(t, zipOf(files...), archive.Options{})
	require.Len(t, a.Entries, 500)
	require.Len(t, a.Warnings, 101)
	require.Equal(t, "archive: traversal: 400 more like this", a.Warnings[100].Error())
}
