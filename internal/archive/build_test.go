package archive_test

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"io/fs"
	"testing"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// The archives of these tests are built here, byte by byte where a library would
// refuse to lie.

// pair is a file to put into an archive.
type pair struct{ name, body string }

// sample is a small package.
var sample = []pair{
	{"demo-1.0/setup.py", "from setuptools import setup\nsetup(name='demo')\n"},
	{"demo-1.0/demo/__init__.py", "import os\n"},
	{"demo-1.0/demo/empty.py", ""},
	{"demo-1.0/README.txt", "see https://example.com\n"},
}

// tarOf builds a plain tar of regular files.
func tarOf(files ...pair) []byte {
	var headers []tar.Header
	var bodies []string
	for _, f := range files {
		headers = append(headers, tar.Header{Name: f.name, Typeflag: tar.TypeReg, Mode: 0o644})
		bodies = append(bodies, f.body)
	}
	return tarHeaders(headers, bodies)
}

// tarHeaders builds a plain tar from headers; their sizes are those of the bodies.
func tarHeaders(headers []tar.Header, bodies []string) []byte {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for i := range headers {
		headers[i].Size = int64(len(bodies[i]))
		must(w.WriteHeader(&headers[i]))
		_, err := io.WriteString(w, bodies[i])
		must(err)
	}
	must(w.Close())
	return buf.Bytes()
}

// tarMember builds a raw member of a tar with a header that no writer would make.
func tarMember(name string, kind byte, size string, body []byte) []byte {
	head := make([]byte, 512)
	copy(head, name)
	copy(head[100:], "0000644\x000000000\x000000000\x00")
	copy(head[124:], size+"\x00")
	copy(head[136:], "00000000000\x00        ")
	head[156] = kind
	copy(head[257:], "ustar\x0000")
	resum(head)
	out := append(head, body...)
	return append(out, make([]byte, -len(body)&511)...)
}

// resum writes the checksum of a tar header.
func resum(head []byte) {
	copy(head[148:156], "        ")
	sum := 0
	for _, c := range head[:512] {
		sum += int(c)
	}
	for i := 5; i >= 0; i-- {
		head[148+i] = byte('0' + sum&7)
		sum >>= 3
	}
	head[154], head[155] = 0, ' '
}

func gz(data []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	return closed(w, &buf, data)
}

func xzOf(data []byte) []byte {
	var buf bytes.Buffer
	w, err := xz.NewWriter(&buf)
	must(err)
	return closed(w, &buf, data)
}

func zst(data []byte) []byte {
	var buf bytes.Buffer
	w, err := zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1))
	must(err)
	return closed(w, &buf, data)
}

func deflated(data []byte) []byte {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, 6)
	must(err)
	return closed(w, &buf, data)
}

// lzmaOf makes the stream of zip method 14: a header of its own, then LZMA.
func lzmaOf(data []byte) []byte {
	var buf bytes.Buffer
	w, err := lzma.WriterConfig{SizeInHeader: true, Size: int64(len(data)), DictCap: 1 << 16}.NewWriter(&buf)
	must(err)
	stream := closed(w, &buf, data)
	return append(append([]byte{9, 20, 5, 0}, stream[:5]...), stream[13:]...)
}

func closed(w io.WriteCloser, buf *bytes.Buffer, data []byte) []byte {
	_, err := w.Write(data)
	must(err)
	must(w.Close())
	return buf.Bytes()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// zmember is a member of a zip that may lie. Zero fields mean the honest value.
type zmember struct {
	name, body string
	method     uint16                     // 0 stores, 8 deflates, others need packed
	packed     []byte                     // the compressed bytes, if not made from body
	flags      uint16                     // of both headers
	descriptor bool                       // sizes only behind the data
	extra      []byte                     // of both headers
	mode       uint32                     // Unix mode of the central record
	before     []byte                     // bytes before the local header
	noLocal    bool                       // only in the central directory
	noCentral  bool                       // only in the local headers
	local      func(header []byte) []byte // patches the local header with its name
	central    func(header []byte) []byte // patches the central record with its name
	same       bool                       // shares the local header of the member before
	at         int                        // set by bytes: position of the local header
}

// zarchive is a zip that may lie.
type zarchive struct {
	prefix  []byte // bytes before the archive, not counted in its offsets
	members []zmember
	gap     []byte // bytes before the central directory
	comment []byte
	end     func(record []byte) []byte // patches the end record without its comment
	tail    []byte                     // bytes behind everything
}

func zipOf(files ...pair) []byte {
	var z zarchive
	for _, f := range files {
		z.members = append(z.members, zmember{name: f.name, body: f.body, method: 8})
	}
	return z.bytes()
}

func (z zarchive) bytes() []byte {
	out := bytes.Clone(z.prefix)
	base := len(out)
	var directory []byte
	entries, last := 0, 0
	for _, m := range z.members {
		out = append(out, m.before...)
		m.at = len(out) - base
		if m.same {
			m.at = last
		}
		last = m.at
		local, central := m.headers()
		if !m.noLocal && !m.same {
			out = append(out, local...)
		}
		if !m.noCentral {
			directory = append(directory, central...)
			entries++
		}
	}
	out = append(out, z.gap...)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	le16(end, 8, entries)
	le16(end, 10, entries)
	le32(end, 12, len(directory))
	le32(end, 16, len(out)-base)
	le16(end, 20, len(z.comment))
	out = append(out, directory...)
	if z.end != nil {
		end = z.end(end)
	}
	out = append(append(out, end...), z.comment...)
	return append(out, z.tail...)
}

// headers returns the local header with the data, and the central record.
func (m zmember) headers() (local, central []byte) {
	packed := m.packed
	if packed == nil {
		packed = []byte(m.body)
		if m.method == 8 {
			packed = deflated(packed)
		}
	}
	fields := make([]byte, 26) // what both headers have, from the version on
	le16(fields, 0, 20)
	le16(fields, 2, int(m.flags))
	le16(fields, 4, int(m.method))
	le32(fields, 10, int(crc32.ChecksumIEEE([]byte(m.body))))
	le32(fields, 14, len(packed))
	le32(fields, 18, len(m.body))
	le16(fields, 22, len(m.name))
	le16(fields, 24, len(m.extra))
	sizes := bytes.Clone(fields[10:22])
	if m.descriptor {
		fields[2] |= 8
	}
	central = append([]byte("PK\x01\x02\x14\x03"), fields...)
	central = append(central, make([]byte, 14)...)
	le32(central, 38, int(m.mode<<16))
	le32(central, 42, m.at)
	if m.descriptor {
		clear(fields[10:22])
	}
	local = append([]byte("PK\x03\x04"), fields...)
	tail := append([]byte(m.name), m.extra...)
	local, central = append(local, tail...), append(central, tail...)
	if m.local != nil {
		local = m.local(local)
	}
	if m.central != nil {
		central = m.central(central)
	}
	local = append(local, packed...)
	if m.descriptor {
		local = append(append(local, "PK\x07\x08"...), sizes...)
	}
	return local, central
}

func le16(b []byte, at, v int) { binary.LittleEndian.PutUint16(b[at:], uint16(v)) }
func le32(b []byte, at, v int) { binary.LittleEndian.PutUint32(b[at:], uint32(v)) }

// set16 and set32 patch a header.
func set16(at, v int) func([]byte) []byte {
	return func(b []byte) []byte { le16(b, at, v); return b }
}

func set32(at, v int) func([]byte) []byte {
	return func(b []byte) []byte { le32(b, at, v); return b }
}

// rename replaces the name in a header whose fixed part has the given size. The new
// name has the length of the old one.
func rename(size int, name string) func([]byte) []byte {
	return func(b []byte) []byte { copy(b[size:], name); return b }
}

// noise returns n bytes that do not compress, the same on each call.
func noise(n int) string {
	out := make([]byte, n)
	x := uint32(2463534242)
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x)
	}
	return string(out)
}

// TestBuilders reads what the honest writers make with other people's readers.
func TestBuilders(t *testing.T) {
	r, err := gzip.NewReader(bytes.NewReader(gz(tarOf(sample...))))
	require.NoError(t, err)
	plain, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, tarOf(sample...), plain)
	require.Equal(t, []byte("data"), inflate(t, deflated([]byte("data"))))
}

func inflate(t *testing.T, packed []byte) []byte {
	out, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	require.NoError(t, err)
	return out
}

func crcOf(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }

// fsValid reports whether a name is one that a file in an fs.FS can have.
func fsValid(name string) bool { return fs.ValidPath(name) && name != "." }
