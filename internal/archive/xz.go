package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"slices"

	"github.com/ulikunitz/xz/lzma"
)

const (
	xzMagic = "\xfd7zXZ\x00"

	// maxDictionary is the largest LZMA dictionary or Zstandard window set aside,
	// in bytes: what "xz -9" writes. Only the content decides whether it is needed.
	maxDictionary = 64 * mib
	// memoryPerCharge says how many bytes of working memory cost as much time to
	// clear as one byte costs to inflate.
	memoryPerCharge = 64
	// stateCharge is what resetting an LZMA decoder is charged, in inflated bytes.
	stateCharge = 4 * kib

	lzma2Filter = 0x21
)

var (
	errUnsupported = errors.New("unsupported")
	errDictionary  = fmt.Errorf("%w: a dictionary of more than %d bytes", errUnsupported, maxDictionary)
	errXz          = errors.New("xz: damaged structure")
)

// xzStream decodes xz streams: https://tukaani.org/xz/xz-file-format-1.2.1.txt.
// The container is read here and not by the xz package, which allocates whatever
// dictionary a block header asks for: 4 GiB in a file of 60 bytes. LZMA2 chunks
// tell their sizes, so the dictionary need never be larger than the block.
type xzStream struct {
	data   []byte
	pos    int
	notes  *notes
	name   string              // for notes
	charge func(n int64) error // counts work as bytes inflated

	inside bool      // between the header and the index of a stream
	kind   byte      // of checksum
	start  int       // of the block's header
	end    int       // of the block's LZMA2 data
	block  io.Reader // nil between blocks
	sum    hash.Hash // nil where nothing is summed
}

// Read implements io.Reader over all streams.
func (s *xzStream) Read(p []byte) (int, error) {
	for {
		if s.block == nil {
			if err := s.advance(); err != nil {
				return 0, err
			}
			continue
		}
		n, err := s.block.Read(p)
		if s.sum != nil {
			s.sum.Write(p[:n])
		}
		if err == io.EOF {
			err = s.endBlock()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// advance reads what stands between two blocks. It returns io.EOF at the end.
func (s *xzStream) advance() error {
	switch {
	case !s.inside:
		return s.streamHeader()
	case s.pos >= len(s.data):
		return io.ErrUnexpectedEOF
	case s.data[s.pos] == 0:
		return s.index()
	}
	return s.blockHeader()
}

// take returns the next n bytes.
func (s *xzStream) take(n int) ([]byte, error) {
	if n > len(s.data)-s.pos {
		return nil, io.ErrUnexpectedEOF
	}
	s.pos += n
	return s.data[s.pos-n : s.pos], nil
}

func (s *xzStream) streamHeader() error {
	rest := s.data[s.pos:]
	if s.pos > 0 && !bytes.HasPrefix(bytes.TrimLeft(rest, "\x00"), []byte(xzMagic)) {
		if !isZero(rest) {
			s.notes.warn(TrailingData, s.name, "%d bytes behind the xz stream", len(rest))
		}
		return io.EOF
	}
	if s.pos > 0 {
		s.pos += bytes.IndexByte(rest, xzMagic[0])
	}
	head, err := s.take(12)
	if err != nil {
		return err
	}
	if head[6] != 0 || head[7] > 15 || !sumIs(head[8:12], head[6:8]) {
		return errXz
	}
	s.inside, s.kind = true, head[7]
	return nil
}

// sumIs compares a stored CRC-32 with that of data.
func sumIs(stored, data []byte) bool {
	return binary.LittleEndian.Uint32(stored) == crc32.ChecksumIEEE(data)
}

// index skips the index and the footer of a stream. They repeat what is known.
func (s *xzStream) index() error {
	start := s.pos
	s.pos++
	records, err := s.number()
	for i := uint64(0); i < 2*records && err == nil; i++ {
		_, err = s.number()
	}
	if err != nil {
		return err
	}
	const footer = 12
	tail, err := s.take((start-s.pos)&3 + crc32.Size + footer)
	if err != nil {
		return err
	}
	if string(tail[len(tail)-2:]) != "YZ" {
		return errXz
	}
	s.inside = false
	return nil
}

// number reads a variable-length integer.
func (s *xzStream) number() (uint64, error) {
	v, n := binary.Uvarint(s.data[s.pos:min(s.pos+9, len(s.data))])
	if n <= 0 {
		if len(s.data)-s.pos < 9 {
			return 0, io.ErrUnexpectedEOF
		}
		return 0, errXz
	}
	s.pos += n
	return v, nil
}

func (s *xzStream) blockHeader() error {
	s.start = s.pos
	size := (int(s.data[s.pos]) + 1) * 4
	head, err := s.take(size)
	if err != nil {
		return err
	}
	if !sumIs(head[size-4:], head[:size-4]) {
		return errXz
	}
	dictionary, err := blockDictionary(head[1 : size-4])
	if err != nil {
		return err
	}
	chunks, err := scanChunks(s.data[s.pos:])
	if err != nil {
		return err
	}
	dictionary = min(dictionary, max(chunks.inflated, lzma.MinDictCap))
	if dictionary > maxDictionary {
		return errDictionary
	}
	if err := s.charge(dictionary/memoryPerCharge + chunks.resets*stateCharge); err != nil {
		return err
	}
	s.end = s.pos + chunks.size
	s.sum = blockSum(s.kind)
	s.block, err = lzma.Reader2Config{DictCap: int(dictionary)}.NewReader2(bytes.NewReader(s.data[s.pos:s.end]))
	return err
}

// blockDictionary reads the flags and filters of a block header and returns the
// dictionary's size in bytes.
func blockDictionary(head []byte) (int64, error) {
	s := &xzStream{data: head, pos: 1}
	for _, sizes := range []byte{0x40, 0x80} {
		if head[0]&sizes != 0 {
			if _, err := s.number(); err != nil {
				return 0, errXz
			}
		}
	}
	filter, err := s.number()
	if err != nil {
		return 0, errXz
	}
	if head[0]&3 != 0 || filter != lzma2Filter {
		return 0, fmt.Errorf("xz: %w filter %#x", errUnsupported, filter)
	}
	props, err := s.take(2)
	if err != nil || props[0] != 1 {
		return 0, errXz
	}
	return lzma.DecodeDictCap(props[1])
}

// chunks is what the headers of the LZMA2 chunks of a block say.
type chunks struct {
	size     int   // of all chunks with their headers, clipped to the data
	inflated int64 // bytes they claim to hold
	resets   int64 // how often the decoder's state is made anew
}

// scanChunks walks over the chunks of one block. It refuses properties that the
// format forbids: they would make each state reset cost megabytes.
func scanChunks(data []byte) (chunks, error) {
	var c chunks
	for c.size < len(data) && data[c.size] != 0 {
		head := data[c.size:]
		if len(head) < 6 {
			break
		}
		low := int64(binary.BigEndian.Uint16(head[1:]))
		switch control := head[0]; {
		case control <= 2:
			c.inflated += low + 1
			c.size += 3 + int(low) + 1
		case control < 0x80:
			return c, errXz
		default:
			c.inflated += int64(control&0x1f)<<16 + low + 1
			c.size += 5 + int(binary.BigEndian.Uint16(head[3:])) + 1
			if control >= 0xa0 {
				c.resets++
			}
			if control >= 0xc0 {
				c.size++
				if p := int(head[5]); p >= 9*5*5 || p%9+p/9%5 > 4 {
					return c, errXz
				}
			}
		}
	}
	c.size = min(c.size+1, len(data))
	return c, nil
}

// blockSum returns the hash that checks a block, nil for none or an unknown one.
func blockSum(kind byte) hash.Hash {
	switch kind {
	case 1:
		return crc32.NewIEEE()
	case 4:
		return crc64.New(crc64.MakeTable(crc64.ECMA))
	case 10:
		return sha256.New()
	}
	return nil
}

// endBlock checks a block's sum. A wrong one is noted; the data is kept.
func (s *xzStream) endBlock() error {
	s.block, s.pos = nil, s.end
	sizes := [16]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}
	n := sizes[s.kind]
	tail, err := s.take((s.start-s.pos)&3 + n)
	if err != nil || s.sum == nil {
		return err
	}
	got := s.sum.Sum(nil)
	want := bytes.Clone(tail[len(tail)-n:])
	if s.kind != 10 { // CRCs are stored with the low byte first
		slices.Reverse(want)
	}
	if !bytes.Equal(got, want) {
		s.notes.reason(Corrupt, s.name, "xz: wrong checksum")
	}
	return nil
}
