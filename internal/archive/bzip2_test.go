package archive_test

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The standard library only reads bzip2, so the fixtures need a writer. This one
// makes valid streams of small inputs and compresses badly: every symbol gets a
// code of nearly the same length. The format is described in
// https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf.

const bzip2Block = 8000 // plain bytes in a block; sorting is naive

type bitWriter struct {
	buf  bytes.Buffer
	acc  uint64
	bits uint
}

func (w *bitWriter) put(v uint64, n uint) {
	for n > 32 {
		w.put(v>>(n-32), 32)
		n -= 32
	}
	w.acc = w.acc<<n | v&(1<<n-1)
	for w.bits += n; w.bits >= 8; w.bits -= 8 {
		w.buf.WriteByte(byte(w.acc >> (w.bits - 8)))
	}
}

func bz2(data []byte) []byte {
	var w bitWriter
	w.put(0x425a6839, 32) // BZh9
	var total uint32
	for chunk := range slices.Chunk(data, bzip2Block) {
		sum := bzip2Sum(chunk)
		total = (total<<1 | total>>31) ^ sum
		w.block(chunk, sum)
	}
	w.put(0x177245385090, 48)
	w.put(uint64(total), 32)
	w.put(0, -w.bits&7)
	return w.buf.Bytes()
}

// bzip2Sum is the CRC-32 with the most significant bit first.
func bzip2Sum(data []byte) uint32 {
	sum := ^uint32(0)
	for _, c := range data {
		sum ^= uint32(c) << 24
		for range 8 {
			carry := sum >> 31
			sum = sum<<1 ^ carry*0x04c11db7
		}
	}
	return ^sum
}

func (w *bitWriter) block(data []byte, sum uint32) {
	last, origin := burrowsWheeler(runs(data))
	w.put(0x314159265359, 48)
	w.put(uint64(sum), 32)
	w.put(0, 1)
	w.put(uint64(origin), 24)
	alphabet := w.alphabet(last)
	symbols := moveToFront(last, alphabet)
	size := len(alphabet) + 2
	width := uint(1)
	for 1<<width < size {
		width++
	}
	short := 1<<width - size // so many codes are a bit shorter: the code is complete
	groups := (len(symbols) + 49) / 50
	w.put(2, 3) // tables
	w.put(uint64(groups), 15)
	for range groups {
		w.put(0, 1) // always the first table
	}
	for range 2 {
		w.put(uint64(width-1), 5)
		for i := range size {
			if i == short {
				w.put(0b10, 2) // one longer from here on
			}
			w.put(0, 1)
		}
	}
	for _, s := range symbols {
		if s < short {
			w.put(uint64(s), width-1)
		} else {
			w.put(uint64(s+short), width)
		}
	}
}

// runs is the first stage: four equal bytes are followed by a count of further ones.
func runs(data []byte) []byte {
	var out []byte
	for i := 0; i < len(data); {
		n := 1
		for n < 255 && i+n < len(data) && data[i+n] == data[i] {
			n++
		}
		out = append(out, bytes.Repeat(data[i:i+1], min(n, 4))...)
		if n >= 4 {
			out = append(out, byte(n-4))
		}
		i += n
	}
	return out
}

func burrowsWheeler(data []byte) (last []byte, origin int) {
	double := append(bytes.Clone(data), data...)
	order := make([]int, len(data))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return bytes.Compare(double[a:a+len(data)], double[b:b+len(data)])
	})
	for i, at := range order {
		last = append(last, double[at+len(data)-1])
		if at == 0 {
			origin = i
		}
	}
	return last, origin
}

// alphabet writes and returns the bytes that occur.
func (w *bitWriter) alphabet(data []byte) []byte {
	var used [256]bool
	for _, c := range data {
		used[c] = true
	}
	var rows [16]uint64
	var top uint64
	var list []byte
	for i, u := range used {
		if u {
			list = append(list, byte(i))
			rows[i>>4] |= 1 << (15 - i&15)
			top |= 1 << (15 - i>>4)
		}
	}
	w.put(top, 16)
	for _, row := range rows {
		if row != 0 {
			w.put(row, 16)
		}
	}
	return list
}

func moveToFront(data, alphabet []byte) []int {
	list := bytes.Clone(alphabet)
	var out []int
	zeros := 0
	flush := func() {
		for ; zeros > 0; zeros = (zeros - 1) / 2 { // bijective base 2
			out = append(out, (zeros+1)&1)
		}
	}
	for _, c := range data {
		i := bytes.IndexByte(list, c)
		copy(list[1:i+1], list[:i])
		list[0] = c
		if i == 0 {
			zeros++
			continue
		}
		flush()
		out = append(out, i+1)
	}
	flush()
	return append(out, len(alphabet)+1)
}

func TestBzip2Writer(t *testing.T) {
	for _, data := range []string{"", "a", "banana", string(make([]byte, 20000)), noise(9000), "aaaabbbbb" + noise(300)} {
		out, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(bz2([]byte(data)))))
		require.NoError(t, err, "%d bytes", len(data))
		require.Equal(t, []byte(data), append([]byte{}, out...))
	}
	require.Equal(t, uint32(0x425a6839), binary.BigEndian.Uint32(bz2(nil)))
}
