package pycodec

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

const mib = 1 << 20

// limited are decoders of one encoding of 1,000 times "abcd".
func limited(t *testing.T) map[string]func(limit int) ([]byte, error) {
	const n = 1000
	plain := []byte(strings.Repeat("abcd", n))
	deflated, xzData, alone := deflate(t, plain), xzOf(t, plain, n*4), aloneOf(t, plain)
	members := bytes.Repeat(gzipOf(t, "abcd"), n)
	uu := "begin 644 x\n" + strings.Repeat("$86)C9```\n", n) + "end\n"
	return map[string]func(int) ([]byte, error){
		"Base64":    func(l int) ([]byte, error) { return Base64(EncodeBase64(plain), "", false, l) },
		"Base32":    func(l int) ([]byte, error) { return Base32(EncodeBase32(plain), false, 0, l) },
		"Base32Hex": func(l int) ([]byte, error) { return Base32Hex(EncodeBase32Hex(plain), false, l) },
		"Base16":    func(l int) ([]byte, error) { return Base16(EncodeBase16(plain), false, l) },
		"FromHex":   func(l int) ([]byte, error) { return FromHex(EncodeHex(plain), l) },
		"Base85":    func(l int) ([]byte, error) { return Base85(EncodeBase85(plain), l) },
		"Ascii85":   func(l int) ([]byte, error) { return Ascii85(EncodeAscii85(plain), false, false, "", l) },
		"z":         func(l int) ([]byte, error) { return Ascii85(bytes.Repeat([]byte("z"), n), false, false, "", l) },
		"UU":        func(l int) ([]byte, error) { return UU([]byte(uu), l) },
		"QP":        func(l int) ([]byte, error) { return QuotedPrintable(plain, false, l) },
		"Zlib":      func(l int) ([]byte, error) { return Zlib(deflated, 15, l) },
		"Gzip":      func(l int) ([]byte, error) { return Gzip(members, l) },
		"xz":        func(l int) ([]byte, error) { return LZMA(xzData, FormatAuto, l) },
		"alone":     func(l int) ([]byte, error) { return LZMA(alone, FormatAuto, l) },
	}
}

// TestLimits gives each decoder room for all of a result, and for less.
func TestLimits(t *testing.T) {
	for name, decode := range limited(t) {
		out, err := decode(4000)
		require.NoError(t, err, name)
		require.Len(t, out, 4000, name)
		for _, limit := range []int{3999, 100, 1, 0} {
			_, err = decode(limit)
			require.ErrorIs(t, err, ErrTooLarge, "%s %d", name, limit)
		}
	}
	key := EncodeBase64(make([]byte, 32))
	_, err := Fernet(key, bytes.Repeat([]byte("gAAA"), 1000), 100)
	require.ErrorIs(t, err, ErrTooLarge)
}

// TestBombs holds what hostile input may make a decoder allocate where the
// result is limited to a mebibyte.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 32*mib)
	wide := aloneOf(t, []byte("abcd"))
	binary.LittleEndian.PutUint32(wide[1:], 1<<31)
	for _, c := range []struct {
		name   string
		most   uint64 // mebibytes allocated
		ok     bool
		data   []byte
		decode func(data []byte) ([]byte, error)
	}{
		{"zlib", 5, false, deflate(t, zeros), func(d []byte) ([]byte, error) { return Zlib(d, 15, mib) }},
		{"xz", 5, false, xzOf(t, zeros, len(zeros)), unlzma},
		{"alone", 9, false, aloneOf(t, zeros), unlzma},
		{"xz with a dictionary of 4 GiB", 1, true, wideXZ(t), unlzma},
		{"alone with a dictionary of 2 GiB", 1, true, wide, unlzma},
		{"many gzip members", 16, true, bytes.Repeat(gzipOf(t, ""), 20_000), func(d []byte) ([]byte, error) { return Gzip(d, mib) }},
		{"bzip2 of 45 MB", 9, false, bz2Bomb(t), func(d []byte) ([]byte, error) { return Bzip2(d, mib) }},
		{"many bzip2 streams", 200, false, bytes.Repeat(bz2Of(t), 2000), func(d []byte) ([]byte, error) { return Bzip2(d, mib) }},
		{"many xz blocks", 64, false, xzOf(t, zeros[:5000], 1), unlzma},
		{"base64 with nothing in it", 1, true, bytes.Repeat([]byte("*"), 32*mib), func(d []byte) ([]byte, error) { return Base64(d, "", false, mib) }},
		{"marks of an end in bzip2", 64, false, append([]byte("BZh91AY&SY"), bytes.Repeat([]byte("\x17rE8P\x90"), mib)...), func(d []byte) ([]byte, error) { return Bzip2(d, mib) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			out, err := c.decode(c.data)
			runtime.ReadMemStats(&after)
			require.Equal(t, c.ok, err == nil, "%v", err)
			require.LessOrEqual(t, len(out), mib)
			if !testing.Short() { // the race detector allocates too
				require.LessOrEqual(t, (after.TotalAlloc-before.TotalAlloc)/mib, c.most)
			}
		})
	}
}

func unlzma(data []byte) ([]byte, error) { return LZMA(data, FormatAuto, mib) }

func written(t testing.TB, w io.WriteCloser, err error, b *bytes.Buffer, data []byte) []byte {
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func deflate(t testing.TB, data []byte) []byte {
	var b bytes.Buffer
	return written(t, zlib.NewWriter(&b), nil, &b, data)
}

func gzipOf(t testing.TB, s string) []byte {
	var b bytes.Buffer
	return written(t, gzip.NewWriter(&b), nil, &b, []byte(s))
}

func xzOf(t testing.TB, data []byte, block int) []byte {
	var b bytes.Buffer
	w, err := xz.WriterConfig{BlockSize: int64(block), DictCap: 1 << 16}.NewWriter(&b)
	return written(t, w, err, &b, data)
}

func aloneOf(t testing.TB, data []byte) []byte {
	var b bytes.Buffer
	w, err := lzma.NewWriter(&b)
	return written(t, w, err, &b, data)
}

// bz2Of returns bz2.compress(b"abcd").
func bz2Of(t testing.TB) []byte {
	data, err := hex.DecodeString("425a68393141592653593d4c334b00000001003c002000219a68334d133c5dc914e14240f530cd2c")
	require.NoError(t, err)
	return data
}

// bz2Bomb returns bz2.compress(bytes(45_000_000)).
func bz2Bomb(t testing.TB) []byte {
	data, err := hex.DecodeString("425a6839314159265359c901b6c80158ab4020c00010000008200030cc0529a65248526c5492149e2ee48a70a12192036d90")
	require.NoError(t, err)
	return data
}

// wideXZ returns an xz stream of "abcd" whose block asks for the largest
// dictionary.
func wideXZ(t testing.TB) []byte {
	data := xzOf(t, []byte("abcd"), 4)
	const block, properties = 12, 12 + 4
	size := (int(data[block]) + 1) * 4
	data[properties] = 40
	binary.LittleEndian.PutUint32(data[block+size-4:], crc32.ChecksumIEEE(data[block:block+size-4]))
	return data
}
