package archive

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestLimitsFilled(t *testing.T) {
	require.Equal(t, DefaultLimits(), Limits{}.filled())
	none := Limits{Archive: -1, Total: -2, File: -3, Entries: -4, Ratio: -5, RatioFloor: -6, Nesting: -7}
	require.Equal(t, Limits{}, none.filled())
	some := Limits{Archive: 1, Total: 2, File: 3, Entries: 4, Ratio: 5, RatioFloor: 6, Nesting: 7}
	require.Equal(t, some, some.filled())
}

func TestMeter(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits Limits
		in     int64
		room   int64
		over   Status
	}{
		{"total", Limits{Total: 100}, 1, 100, LimitTotal},
		{"total below the floor", Limits{Total: 100, RatioFloor: 200, Ratio: 1}, 1, 100, LimitTotal},
		{"ratio", Limits{Total: 100, RatioFloor: 10, Ratio: 5}, 4, 20, LimitRatio},
		{"floor", Limits{Total: 100, RatioFloor: 10, Ratio: 5}, 1, 10, LimitRatio},
		{"nothing", Limits{Total: -1}, 1, 0, LimitTotal},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &meter{ctx: context.Background(), limits: c.limits.filled(), in: c.in}
			require.Equal(t, c.room, m.room())
			require.NoError(t, m.charge(c.room))
			require.NoError(t, m.charge(0))
			var limit *limitError
			require.ErrorAs(t, m.charge(1), &limit)
			require.Equal(t, c.over, limit.status)
			require.Equal(t, c.room, m.inflated, "never more than allowed")
			require.True(t, stops(fmt.Errorf("wrapped: %w", m.charge(1))))
		})
	}
}

// TestMetered reads through a meter with readers that return all at once, single
// bytes, and the error with the data.
func TestMetered(t *testing.T) {
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader,
		"halves": iotest.HalfReader, "error with data": iotest.DataErrReader,
	} {
		for _, size := range []int{0, 1, 9, 10, 11, 500} {
			m := &meter{ctx: context.Background(), limits: Limits{Total: 10, RatioFloor: 10}.filled()}
			m.limits.Ratio = 0
			got, err := io.ReadAll(metered{wrap(strings.NewReader(strings.Repeat("x", size))), m})
			require.Len(t, got, min(size, 10), "%s %d", name, size)
			require.Equal(t, int64(len(got)), m.inflated)
			require.Equal(t, size > 10, err != nil, "exactly full is not over: %s %d", name, size)
		}
	}
}

func TestNotes(t *testing.T) {
	var n notes
	for i := range 250 {
		n.reason(Corrupt, fmt.Sprint(i), "damaged")
		n.reason(Corrupt, "0", "damaged") // each is said once
	}
	n.reason(Truncated, "x", "%d%%", 50)
	n.warn(Symlink, "x", "to %s", "y")
	n.warn(Symlink, "x", "to %s", "y")
	n.close()
	require.Len(t, n.reasons, 102)
	require.Equal(t, "truncated: x: 50%", n.reasons[100].String())
	require.Equal(t, "corrupt: 150 more like this", n.reasons[101].String())
	require.Len(t, n.warnings, 1, "each is said once")
	require.EqualError(t, n.warnings[0], "archive: symlink: x: to y")
}

func TestPromised(t *testing.T) {
	for file, want := range map[string]string{
		"demo-1.0.tar.gz": "tar.gz", "demo-1.0.TGZ": "tar.gz", "demo.whl": "zip", "demo.egg": "zip", "demo.zip": "zip",
		"demo.tar": "tar", "demo.tar.bz2": "tar.bz2", "demo.txz": "tar.xz", "demo.tar.zst": "tar.zst",
		"demo.gz": "", "demo": "", "tar.gz": "",
	} {
		format, _ := promised(file)
		require.Equal(t, want, format, file)
	}
}

func TestMatching(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"", ""}, {"\x1f", ""}, {"\x1f\x8b\x08", "tar.gz"}, {"\x1f\x8b\x07", ""}, {"BZh9", "tar.bz2"}, {"BZ", ""},
		{"\xfd7zXZ\x00", "tar.xz"}, {"\x28\xb5\x2f\xfd", "tar.zst"}, {"PK\x03\x04", ""}, {"PK\x03\x04" + strings.Repeat("x", 26), "zip"},
		{"PK\x05\x06" + strings.Repeat("\x00", 18), "zip"}, {"text PK\x05\x06" + strings.Repeat("\x00", 18), ""},
		{strings.Repeat("\x00", 1024), ""}, {strings.Repeat("PK\x05\x06", 40_000), "zip"},
		{"#!" + strings.Repeat("PK\x05\x06", 40_000), ""},
	} {
		var names []string
		for _, f := range matching(Formats(), []byte(c.data)) {
			names = append(names, f.Name)
		}
		require.Equal(t, c.want, strings.Join(names, " "), "%.20q", c.data)
	}
}

func TestTape(t *testing.T) {
	data := []byte(strings.Repeat("a", 512) + strings.Repeat("b", 512) + strings.Repeat("\x00", 512))
	for _, step := range []int{1, 3, 100, 511, 512, 513, 1536} {
		tp := &tape{Reader: bufio.NewReader(bytes.NewReader(data))}
		for read := 0; read < len(data); {
			n, err := tp.Read(make([]byte, min(step, len(data)-read)))
			require.NoError(t, err)
			read += n
			require.Equal(t, int64(read), tp.pos)
			if read >= 512 {
				require.Equal(t, data[read-512:read], tp.last[:], "step %d at %d", step, read)
			}
		}
		require.True(t, tp.atZeros())
	}
}

func TestSticky(t *testing.T) {
	broken := errors.New("broken")
	s := &sticky{r: io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken), strings.NewReader("more"))}
	got, err := io.ReadAll(s)
	require.Equal(t, "abc", string(got))
	require.ErrorIs(t, err, broken)
	_, err = s.Read(make([]byte, 1))
	require.ErrorIs(t, err, broken, "for ever")
}

func TestReadUpTo(t *testing.T) {
	for _, c := range []struct {
		size, limit, want int
		err               error
	}{
		{0, 10, 0, io.EOF}, {9, 10, 9, io.EOF}, {10, 10, 10, nil}, {11, 10, 10, nil}, {100_000, 1 << 20, 100_000, io.EOF},
		{100_000, 70_000, 70_000, nil}, {5, 0, 0, nil},
	} {
		got, err := readUpTo(nil, c.limit, bytes.NewReader(make([]byte, c.size)))
		require.Len(t, got, c.want)
		require.Equal(t, c.err, err)
		require.LessOrEqual(t, cap(got), max(c.limit, 0))
	}
}

func TestNextSignature(t *testing.T) {
	for _, c := range []struct {
		data string
		pos  int
		want int
	}{
		{"", 0, 0}, {"PK\x03\x04", 0, 4}, {"PK\x03\x04.", 0, 0}, {"..PK\x01\x02.", 0, 2}, {"PPK\x05\x06.", 0, 1},
		{"PKPK\x07\x08.", 0, 2}, {"PK\x03\x04PK\x03\x04.", 1, 4}, {"PK\x09\x09....", 0, 8},
	} {
		require.Equal(t, c.want, nextSignature([]byte(c.data), c.pos), "%q", c.data)
	}
}

// TestCounterMode sees the key stream through a cipher that changes nothing: the
// counter itself. That whole members open is checked against another program's.
func TestCounterMode(t *testing.T) {
	plain := bytes.Repeat([]byte("0123456789"), 10)
	seal := func(step int) []byte {
		block := identityBlock{}
		var r io.Reader = &counterMode{block: block, in: bytes.NewReader(plain), used: 16}
		if step == 1 {
			r = iotest.OneByteReader(r)
		}
		out, err := io.ReadAll(r)
		require.NoError(t, err)
		return out
	}
	whole := seal(100)
	require.Equal(t, whole, seal(1), "independent of how it is read")
	for i, c := range whole {
		want := plain[i]
		if i%16 == 0 {
			want ^= byte(i/16 + 1) // the counter starts at 1, low byte first
		}
		require.Equal(t, want, c, "%d", i)
	}
}

// identityBlock is a cipher that changes nothing, to see the counter.
type identityBlock struct{}

func (identityBlock) BlockSize() int          { return 16 }
func (identityBlock) Encrypt(dst, src []byte) { copy(dst, src) }
func (identityBlock) Decrypt(dst, src []byte) { copy(dst, src) }

func TestScanChunks(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       chunks
		err        error
	}{
		{"end", "\x00", chunks{size: 1}, nil},
		{"nothing", "", chunks{}, nil},
		{"stored", "\x01\x00\x02abc\x00", chunks{size: 7, inflated: 3}, nil},
		{"stored and more", "\x01\x00\x02abc\x00more behind", chunks{size: 7, inflated: 3}, nil},
		{"stored and cut", "\x01\x00\xff\x00\x00\x00\x00", chunks{size: 7, inflated: 256}, nil},
		{"LZMA without reset", "\x80\x00\x09\x00\x01ab\x00", chunks{size: 8, inflated: 10}, nil},
		{"LZMA with properties", "\xe0\x00\x09\x00\x01\x5dab\x00", chunks{size: 9, inflated: 10, resets: 1}, nil},
		{"large", "\xff\xff\xff\xff\xff\x5d", chunks{size: 6, inflated: 2 << 20, resets: 1}, nil},
		{"reserved", "\x03\x00\x00\x00\x00\x00", chunks{}, errXz},
		{"properties", "\xe0\x00\x09\x00\x01\xe0ab\x00", chunks{}, errXz},
	} {
		got, err := scanChunks([]byte(c.data))
		require.Equal(t, c.err, err, c.name)
		if err == nil {
			require.Equal(t, c.want, got, c.name)
		}
	}
}

func TestParseRecords(t *testing.T) {
	local := []byte(localSig + strings.Repeat("\x00", 22) + "\x04\x00\x00\x00name")
	rec, ok := parseLocal(local, 0)
	require.True(t, ok)
	require.Equal(t, record{local: true, name: "name", next: 34}, rec)
	for n := range local {
		_, ok := parseLocal(local[:n], 0)
		require.False(t, ok, "cut at %d", n)
	}
	for _, pos := range []int{-1, 1, 34, 1 << 40} {
		_, ok := parseLocal(local, pos)
		require.False(t, ok)
		_, ok = parseCentral(local, pos)
		require.False(t, ok)
	}
}

func TestExtras(t *testing.T) {
	full := record{usize: 0xffffffff, csize: 0xffffffff, offset: 0xffffffff, method: methodAES}
	for _, c := range []struct {
		name, extra string
		change      func(*record)
	}{
		{"nothing", "", func(*record) {}},
		{"cut", "\x01\x00\x08\x00\x01", func(*record) {}},
		{"unknown", "\x99\x99\x01\x00x", func(*record) {}},
		{"size", "\x01\x00\x08\x00\x01\x00\x00\x00\x00\x00\x00\x00", func(r *record) { r.usize = 1 }},
		{"all", "\x01\x00\x18\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00",
			func(r *record) { r.usize, r.csize, r.offset = 1, 2, 3 }},
		{"behind another", "\x99\x99\x00\x00\x01\x00\x08\x00\x05\x00\x00\x00\x00\x00\x00\x00", func(r *record) { r.usize = 5 }},
		{"AES", "\x01\x99\x07\x00\x02\x00AE\x03\x08\x00", func(r *record) { r.aes, r.method = aesKind{2, 3}, 8 }},
		{"Unicode path with a wrong checksum", "\x75\x70\x06\x00\x01\x00\x00\x00\x00x", func(*record) {}},
	} {
		got, want := full, full
		c.change(&want)
		got.extras([]byte(c.extra), []byte("stored"))
		require.Equal(t, want, got, c.name)
	}
}

func TestUnixMode(t *testing.T) {
	require.Zero(t, unixMode(0o100644))
	require.Zero(t, unixMode(0o040755))
	require.NotZero(t, unixMode(0o120777)&unixMode(0o120000))
	for _, mode := range []uint32{0o010644, 0o020644, 0o060644, 0o140644} {
		require.Equal(t, unixMode(0o020000), unixMode(mode))
	}
}

func TestBlockDictionary(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       int64
		bad        bool
	}{
		{"plain", "\x00\x21\x01\x08\x00\x00", 64 * kib, false},
		{"with both sizes", "\xc0\x80\x01\x05\x21\x01\x0c", 256 * kib, false},
		{"largest", "\x00\x21\x01\x28", 1<<32 - 1, false},
		{"too large", "\x00\x21\x01\x29", 0, true},
		{"size cut", "\x40\x80", 0, true},
		{"filter cut", "\x00", 0, true},
		{"properties cut", "\x00\x21\x01", 0, true},
		{"properties of another size", "\x00\x21\x02\x08\x08", 0, true},
		{"x86 filter", "\x00\x04\x00", 0, true},
		{"number without an end", "\x40" + strings.Repeat("\x80", 12), 0, true},
	} {
		got, err := blockDictionary([]byte(c.head))
		require.Equal(t, c.bad, err != nil, "%s: %v", c.name, err)
		if !c.bad {
			require.Equal(t, c.want, got, c.name)
		}
	}
}
