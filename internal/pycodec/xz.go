package pycodec

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"hash/crc64"

	"github.com/ulikunitz/xz/lzma"
)

const xzMagic = "\xfd7zXZ\x00"

// xzStream reads one xz stream. The container is read here because the xz
// package allocates whatever dictionary a block header asks for.
// Source: https://tukaani.org/xz/xz-file-format-1.2.1.txt
type xzStream struct {
	data   []byte // from the stream's beginning
	pos    int
	out    []byte
	limit  int
	work   int // bytes of result that resetting decoders costs
	flags  []byte
	blocks []uint64 // sizes of the blocks, as the index repeats them
}

// resetWork is what a new state of the decoder costs, in bytes of result: a
// chunk of ten bytes may ask for one.
const resetWork = 2 << 10

func unxz(data []byte, limit int) (Stream, error) {
	s := &xzStream{data: data, limit: limit}
	if err := s.read(); err != nil {
		return Stream{}, err
	}
	return Stream{Out: s.out, Unused: data[s.pos:], EOF: true}, nil
}

// take returns the next n bytes.
func (s *xzStream) take(n int) ([]byte, error) {
	if n > len(s.data)-s.pos {
		return nil, errTruncated
	}
	s.pos += n
	return s.data[s.pos-n : s.pos], nil
}

// sumIs compares a stored CRC-32 with that of data.
func sumIs(stored, data []byte) bool {
	return binary.LittleEndian.Uint32(stored) == crc32.ChecksumIEEE(data)
}

func (s *xzStream) read() error {
	head, err := s.take(12)
	if err != nil {
		return err
	}
	s.flags = head[6:8]
	if string(head[:6]) != xzMagic || s.flags[0] != 0 || s.flags[1] > 15 || !sumIs(head[8:], s.flags) {
		return errCorrupt
	}
	for {
		if s.pos >= len(s.data) {
			return errTruncated
		}
		if s.data[s.pos] == 0 {
			return s.index()
		}
		if err := s.block(); err != nil {
			return err
		}
	}
}

// index reads the index and the footer, which repeat what is known.
func (s *xzStream) index() error {
	start := s.pos
	s.pos++
	records, err := s.number()
	if err != nil {
		return err
	}
	if records != uint64(len(s.blocks)/2) {
		return errCorrupt
	}
	for _, want := range s.blocks {
		n, err := s.number()
		if err != nil {
			return err
		}
		if n != want {
			return errCorrupt
		}
	}
	pad, err := s.take((start - s.pos) & 3)
	if err != nil {
		return err
	}
	if len(bytes.Trim(pad, "\x00")) > 0 {
		return errCorrupt
	}
	return s.footer(s.data[start:s.pos])
}

// footer reads the sum of the index and the footer.
func (s *xzStream) footer(index []byte) error {
	sum, err := s.take(crc32.Size)
	if err != nil {
		return err
	}
	if !sumIs(sum, index) {
		return errCorrupt
	}
	footer, err := s.take(12)
	if err != nil {
		return err
	}
	if !sumIs(footer, footer[4:10]) || string(footer[10:]) != "YZ" || int(binary.LittleEndian.Uint32(footer[4:])) != len(index)/4 ||
		!bytes.Equal(footer[8:10], s.flags) {
		return errCorrupt
	}
	return nil
}

// number reads a variable-length integer.
func (s *xzStream) number() (uint64, error) {
	v, n := binary.Uvarint(s.data[s.pos:min(s.pos+9, len(s.data))])
	switch {
	case n > 0:
		s.pos += n
		return v, nil
	case len(s.data)-s.pos < 9:
		return 0, errTruncated
	}
	return 0, errCorrupt
}

// block decodes one block and checks its sizes and its sum.
func (s *xzStream) block() error {
	start := s.pos
	head, err := s.take((int(s.data[s.pos]) + 1) * 4)
	if err != nil {
		return err
	}
	n := len(head) - crc32.Size
	if !sumIs(head[n:], head[:n]) {
		return errCorrupt
	}
	h, err := readBlockHeader(head[1:n])
	if err != nil {
		return errCorrupt
	}
	chunks, err := scanChunks(s.data[s.pos:])
	if err != nil {
		return err
	}
	s.work += (1 + chunks.resets) * resetWork
	if chunks.holds+s.work > s.limit-len(s.out)+maxFreeWork {
		return ErrTooLarge
	}
	out, err := readLZMA2(s.data[s.pos:s.pos+chunks.size], h.dictionary, chunks.holds, s.limit-len(s.out))
	if err != nil {
		return err
	}
	s.out = append(s.out, out...)
	s.pos += chunks.size
	if h.packed >= 0 && h.packed != int64(chunks.size) || h.holds >= 0 && h.holds != int64(len(out)) {
		return errCorrupt
	}
	return s.sum(start, out)
}

// maxFreeWork is the work that is not counted.
const maxFreeWork = 1 << 20

// readLZMA2 decodes chunks.
func readLZMA2(chunks []byte, dictionary int64, holds, limit int) ([]byte, error) {
	config := lzma.Reader2Config{DictCap: int(min(dictionary, max(int64(holds), lzma.MinDictCap)))}
	r, err := config.NewReader2(bytes.NewReader(chunks))
	if err != nil {
		return nil, errCorrupt
	}
	out, err := readSome(r, limit)
	if err != nil {
		return nil, ended(err)
	}
	return out, nil
}

// sum checks a block's padding and sum.
func (s *xzStream) sum(start int, out []byte) error {
	sizes := [16]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}
	n := sizes[s.flags[1]]
	length := s.pos - start
	pad, err := s.take(-length & 3)
	if err != nil {
		return err
	}
	if len(bytes.Trim(pad, "\x00")) > 0 {
		return errCorrupt
	}
	stored, err := s.take(n)
	if err != nil {
		return err
	}
	s.blocks = append(s.blocks, uint64(length+n), uint64(len(out)))
	want := stored
	switch s.flags[1] {
	case 1:
		want = binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(out))
	case 4:
		want = binary.LittleEndian.AppendUint64(nil, crc64.Checksum(out, crc64.MakeTable(crc64.ECMA)))
	case 10:
		sum := sha256.Sum256(out)
		want = sum[:]
	}
	if !bytes.Equal(stored, want) {
		return errCorrupt
	}
	return nil
}

// blockHeader is what a block header says: sizes in bytes, -1 where there is
// none.
type blockHeader struct {
	packed, holds, dictionary int64
}

// readBlockHeader reads the flags and filters of a block header.
func readBlockHeader(head []byte) (blockHeader, error) {
	h := blockHeader{packed: -1, holds: -1}
	s := &xzStream{data: head, pos: 1}
	for i, size := range []*int64{&h.packed, &h.holds} {
		if head[0]&(0x40<<i) == 0 {
			continue
		}
		n, err := s.number()
		if err != nil {
			return h, err
		}
		*size = int64(n)
	}
	const lzma2 = 0x21
	filter, err := s.number()
	if err != nil || head[0]&0x3f != 0 || filter != lzma2 {
		return h, errCorrupt
	}
	props, err := s.take(2)
	if err != nil || props[0] != 1 || len(bytes.Trim(head[s.pos:], "\x00")) > 0 {
		return h, errCorrupt
	}
	h.dictionary, err = lzma.DecodeDictCap(props[1])
	return h, err
}

// chunks is what the headers of the LZMA2 chunks of a block say.
type chunks struct {
	size   int // of all chunks with their headers, clipped to the data
	holds  int // bytes that they claim to hold
	resets int // how often the decoder's state is made anew
}

// scanChunks walks over the chunks of one block.
func scanChunks(data []byte) (chunks, error) {
	var c chunks
	for c.size < len(data) && data[c.size] != 0 {
		head := data[c.size:]
		if len(head) < 6 {
			break
		}
		low := int(binary.BigEndian.Uint16(head[1:]))
		switch control := head[0]; {
		case control <= 2:
			c.holds += low + 1
			c.size += 3 + low + 1
		case control < 0x80:
			return c, errCorrupt
		default:
			c.holds += int(control&0x1f)<<16 + low + 1
			c.size += 5 + int(binary.BigEndian.Uint16(head[3:])) + 1
			if control < 0xc0 {
				break
			}
			c.size++
			c.resets++
			if p := head[5]; p >= 9*5*5 || p%9+p/9%5 > 4 {
				return c, errCorrupt
			}
		}
	}
	c.size = min(c.size+1, len(data))
	return c, nil
}
