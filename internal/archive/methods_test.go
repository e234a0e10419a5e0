package archive_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"

	"github.com/malguard/malguard/internal/archive"
)

func TestZipMethods(t *testing.T) {
	body := evil + noise(5000)
	for _, c := range []struct {
		name   string
		method uint16
		pack   func([]byte) []byte
	}{
		{"stored", 0, bytes.Clone},
		{"deflate", 8, deflated},
		{"bzip2", 12, bz2},
		{"lzma", 14, lzmaOf},
		{"zstd, old number", 20, zst},
		{"zstd", 93, zst},
		{"xz", 95, xzOf},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := zmember{name: "a.py", body: body, method: c.method, packed: c.pack([]byte(body))}
			a := read(t, zarchive{members: []zmember{m, member(good), m}}.bytes(), archive.Options{})
			require.Empty(t, a.Incomplete)
			require.Equal(t, []pair{{"a.py", body}, good, {"a.py", body}}, pairs(a))

			wrong := m
			wrong.packed = bytes.Repeat([]byte{0xa5}, 200)
			a = read(t, zarchive{members: []zmember{wrong, member(good)}}.bytes(), archive.Options{})
			require.Equal(t, []archive.Status{archive.Corrupt}, statuses(a), "%v", a.Incomplete)
			require.Contains(t, pairs(a), good)
		})
	}
}

// TestZip64 has sizes and offsets in the extra field where the headers are full.
func TestZip64(t *testing.T) {
	wide := func(values ...uint64) []byte {
		field := append([]byte{1, 0}, byte(8*len(values)), 0)
		for _, v := range values {
			field = binary.LittleEndian.AppendUint64(field, v)
		}
		return field
	}
	full := func(sizes ...int) func([]byte) []byte {
		return func(b []byte) []byte {
			for _, at := range sizes {
				le32(b, at, math.MaxUint32)
			}
			return b
		}
	}
	n := uint64(len(evil))
	m := zmember{name: "a.py", body: evil, extra: wide(n, n), local: full(18, 22), central: full(20, 24)}
	a := read(t, zarchive{members: []zmember{m, member(good)}}.bytes(), archive.Options{})
	require.Empty(t, a.Incomplete)
	require.Equal(t, []pair{{"a.py", evil}, good}, pairs(a))

	m.extra = wide(math.MaxUint64, math.MaxUint64) // lies
	a = read(t, zarchive{members: []zmember{m}}.bytes(), archive.Options{})
	require.NotEmpty(t, a.Incomplete)
	require.Len(t, a.Entries, 1)
}

// TestZipDescriptors has sizes behind the data, in each of their four forms.
func TestZipDescriptors(t *testing.T) {
	body := "x = 1\n"
	packed := deflated([]byte(body))
	sizes := make([]byte, 12)
	le32(sizes, 0, int(crcOf(body)))
	le32(sizes, 4, len(packed))
	le32(sizes, 8, len(body))
	long := append(bytes.Clone(sizes[:4]), make([]byte, 16)...)
	for name, descriptor := range map[string][]byte{
		"plain": sizes, "signed": append([]byte("PK\x07\x08"), sizes...),
		"wide": long, "wide and signed": append([]byte("PK\x07\x08"), long...),
	} {
		t.Run(name, func(t *testing.T) {
			m := zmember{name: "a.py", body: body, method: 8, packed: packed, flags: 8}
			m.local = func(b []byte) []byte { clear(b[14:26]); return b }
			a := read(t, zarchive{members: []zmember{m, {name: "b.py", before: descriptor}}, gap: nil}.bytes(), archive.Options{})
			require.Empty(t, a.Incomplete)
			require.Empty(t, a.Warnings)
			require.Equal(t, []pair{{"a.py", body}, {"b.py", ""}}, pairs(a))
		})
	}
}

// TestXz damages the parts of the container one by one.
func TestXz(t *testing.T) {
	data := xzOf(tarOf(good))
	header := 12 + (int(data[12])+1)*4
	for _, c := range []struct {
		name   string
		change func(b []byte) []byte
		status archive.Status
	}{
		{"stream flags", func(b []byte) []byte { b[7] ^= 1; return b }, archive.Corrupt},
		{"block header", func(b []byte) []byte { b[14] ^= 1; return b }, archive.Corrupt},
		{"another filter", func(b []byte) []byte { b[14] = 4; return summed(b, header) }, archive.Unsupported},
		{"two filters", func(b []byte) []byte { b[13] |= 1; return summed(b, header) }, archive.Unsupported},
		{"dictionary number", func(b []byte) []byte { b[16] = 41; return summed(b, header) }, archive.Corrupt},
		{"chunk", func(b []byte) []byte { b[header] = 0x40; return b }, archive.Corrupt},
		{"properties that LZMA2 forbids", func(b []byte) []byte { b[header], b[header+5] = 0xe0, 224; return b }, archive.Corrupt},
		{"index", func(b []byte) []byte { return b[:len(b)-14] }, archive.Truncated},
		{"footer", func(b []byte) []byte { b[len(b)-1] = 'A'; return b }, archive.Corrupt},
		{"only the magic", func(b []byte) []byte { return b[:6] }, archive.Truncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := read(t, c.change(bytes.Clone(data)), archive.Options{})
			require.Equal(t, []archive.Status{c.status}, statuses(a), "%v", a.Incomplete)
		})
	}
}

// TestXzSums reads every kind of checksum that xz writes, whole and damaged.
func TestXzSums(t *testing.T) {
	for name, config := range map[string]xz.WriterConfig{
		"CRC-32": {CheckSum: xz.CRC32}, "CRC-64": {CheckSum: xz.CRC64}, "SHA-256": {CheckSum: xz.SHA256},
		"none": {NoCheckSum: true}, "many blocks": {CheckSum: xz.CRC32, BlockSize: 700},
	} {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			w, err := config.NewWriter(&buf)
			require.NoError(t, err)
			data := closed(w, &buf, tarOf(sample...))
			a := read(t, data, archive.Options{})
			require.Empty(t, a.Incomplete)
			require.Equal(t, sample, pairs(a))

			if name == "none" {
				return
			}
			at := bytes.LastIndex(data, []byte("YZ")) - 10 // the footer
			index := (int(binary.LittleEndian.Uint32(data[at+4:])) + 1) * 4
			data[at-index-1] ^= 0x80 // the last byte of the last block's sum
			a = read(t, data, archive.Options{})
			require.Equal(t, []archive.Status{archive.Corrupt}, statuses(a), "%v", a.Incomplete)
			require.Equal(t, sample, pairs(a), "the data is kept")
		})
	}
}

// TestZipLZMA damages what zip puts before an LZMA stream.
func TestZipLZMA(t *testing.T) {
	packed := lzmaOf([]byte(evil))
	for _, c := range []struct {
		name   string
		change func(b []byte) []byte
		flags  uint16
		status []archive.Status
	}{
		{"nothing", func(b []byte) []byte { return b }, 0, nil},
		{"cut in the header", func(b []byte) []byte { return b[:8] }, 0, []archive.Status{archive.Corrupt}},
		{"size of the properties", func(b []byte) []byte { b[2] = 6; return b }, 0, []archive.Status{archive.Corrupt}},
		{"properties", func(b []byte) []byte { b[4] = 225; return b }, 0, []archive.Status{archive.Corrupt}},
		{"cut in the stream", func(b []byte) []byte { return b[:len(b)-9] }, 0, []archive.Status{archive.Corrupt}},
		{"end marker promised and missing", func(b []byte) []byte { return b }, 2, []archive.Status{archive.Corrupt}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := zmember{name: "a.py", body: evil, method: 14, flags: c.flags, packed: c.change(bytes.Clone(packed))}
			a := read(t, zarchive{members: []zmember{m, member(good)}}.bytes(), archive.Options{})
			require.Equal(t, c.status, statuses(a), "%v", a.Incomplete)
			require.Contains(t, pairs(a), good, "the next member is read")
		})
	}
}

// TestZstdWindow refuses windows that nobody may set aside, and reads large honest
// ones.
func TestZstdWindow(t *testing.T) {
	frame := func(window int) []byte {
		var buf bytes.Buffer
		w, err := zstd.NewWriter(&buf, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window))
		require.NoError(t, err)
		_, err = w.Write(tarOf(sample...)[:512])
		require.NoError(t, err)
		require.NoError(t, w.Flush()) // so that the encoder does not know the size
		return closed(w, &buf, tarOf(sample...)[512:])
	}
	a := read(t, frame(32<<20), archive.Options{})
	require.Empty(t, a.Incomplete)
	require.Equal(t, sample, pairs(a))
	a = read(t, frame(256<<20), archive.Options{})
	require.Equal(t, []archive.Status{archive.Unsupported}, statuses(a), "%v", a.Incomplete)

	m := zmember{name: "a.py", body: evil, method: 93, packed: frame(256 << 20)}
	a = read(t, zarchive{members: []zmember{m, member(good)}}.bytes(), archive.Options{})
	require.Equal(t, []archive.Status{archive.Unsupported}, statuses(a), "%v", a.Incomplete)
	require.Equal(t, []pair{good}, pairs(a))
}

// summed repairs the checksum of the first block header.
func summed(b []byte, end int) []byte {
	le32(b, end-4, int(crcOf(string(b[12:end-4]))))
	return b
}
