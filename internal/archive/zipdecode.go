package archive

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/flate"
	"github.com/ulikunitz/xz/lzma"
)

// The compression methods that are read, by their numbers in a zip.
const (
	methodStored  = 0
	methodDeflate = 8
	methodBzip2   = 12
	methodLZMA    = 14
	methodZstdOld = 20
	methodZstd    = 93
	methodXz      = 95
	methodAES     = 99 // stands for the real method, which an extra field holds
)

var errPassword = errors.New("no password opens it")

// A contentKey tells which records lead to the same content.
type contentKey struct {
	method, flags, time uint16
	aes                 aesKind
	csize, usize        uint64
	crc                 uint32
}

func (v view) key() contentKey {
	k := contentKey{method: v.method, flags: v.flags & (flagEncrypted | flagStrong), aes: v.aes, csize: v.csize}
	if k.flags != 0 { // these two check the password
		k.time, k.crc = v.time, v.crc
	}
	if k.method == methodLZMA { // here the declared size is part of the stream
		k.usize = v.usize
	}
	return k
}

// A zipContent is an inflated member with what a record says about it.
type zipContent struct {
	*content
	size int64 // of the whole member, dropped bytes included
	crc  uint32
}

// zipStatus classifies why a member could not be read; rest is the number of bytes
// that follow its header.
func zipStatus(err error, rec *record, rest int) Status {
	switch {
	case errors.Is(err, errPassword):
		return Encrypted
	case errors.Is(err, errUnsupported):
		return Unsupported
	case errors.Is(err, io.ErrUnexpectedEOF) && rec.csize >= uint64(rest):
		return Truncated
	}
	return Corrupt
}

// decode reads the data at start as rec describes it and returns where it ends.
// Beside an error the content holds what could be read, or is nil.
func (z *zipReader) decode(rec *record, start int) (*zipContent, int, error) {
	size := len(z.data) - start
	switch {
	case rec.unknownSizes() && rec.method == methodStored:
		size = nextSignature(z.data, start) - start
	case !rec.unknownSizes() && rec.csize < uint64(size):
		size = int(rec.csize)
	}
	packed := z.data[start : start+size]
	if rec.flags&(flagEncrypted|flagStrong|flagMasked) != 0 {
		c, err := z.decodeEncrypted(rec, packed)
		return c, start + size, err
	}
	in := bytes.NewReader(packed)
	c, err := z.inflate(rec, in)
	if over := z.spend(size - in.Len()); over != nil {
		err = over
	}
	end := start + size
	switch {
	case errors.Is(err, errUnsupported):
		return nil, end, err
	case err != nil:
		return c, start, err // its length is not known: look for members inside
	case rec.method == methodDeflate:
		end -= in.Len()
	case rec.method == methodStored && !rec.unknownSizes() && rec.csize > uint64(size):
		err = io.ErrUnexpectedEOF
	}
	return c, z.behindDescriptor(rec, end), err
}

// behindDescriptor skips the data descriptor at pos, which may or may not have a
// signature and 64-bit sizes: 12, 16, 20 or 24 bytes before the next signature or
// the end.
func (z *zipReader) behindDescriptor(rec *record, pos int) int {
	if rec.flags&flagDescriptor == 0 {
		return pos
	}
	for size := 12; size <= 24; size += 4 {
		end := pos + size
		if end == len(z.data) || end+2 <= len(z.data) && string(z.data[end:end+2]) == "PK" {
			return end
		}
	}
	return pos
}

// inflate decompresses one member into the scratch buffer and sums it.
func (z *zipReader) inflate(rec *record, in io.Reader) (*zipContent, error) {
	body, err := z.decompressor(rec, in)
	if err != nil {
		return nil, err
	}
	s := &summing{r: metered{body, &z.meter}}
	c, err := z.fill(z.src.depth, s)
	return &zipContent{c, s.n, s.crc}, err
}

// summing takes the size and the CRC-32 of what is read through it.
type summing struct {
	r   io.Reader
	n   int64
	crc uint32
}

// Read implements io.Reader.
func (s *summing) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	s.crc = crc32.Update(s.crc, crc32.IEEETable, p[:n])
	return n, err
}

// decompressor returns a reader of the member's plain bytes. Those that need much
// memory are charged for it.
func (z *zipReader) decompressor(rec *record, in io.Reader) (io.Reader, error) {
	switch rec.method {
	case methodStored:
		return in, nil
	case methodDeflate:
		return z.deflate(in)
	case methodBzip2:
		const tables = 9 * 400_000
		return bzip2.NewReader(in), z.meter.charge(tables / memoryPerCharge)
	case methodLZMA:
		return z.lzma(rec, in)
	case methodZstd, methodZstdOld:
		return z.zstandard(in)
	case methodXz:
		data, err := io.ReadAll(in) // packed bytes, no more than the archive has
		return &xzStream{data: data, notes: &z.notes, name: z.src.name(), charge: z.meter.charge}, err
	}
	return nil, fmt.Errorf("%w method %d", errUnsupported, rec.method)
}

func (z *zipReader) deflate(in io.Reader) (io.Reader, error) {
	if z.flate == nil {
		z.flate = flate.NewReader(in)
		return z.flate, nil
	}
	return z.flate, z.flate.(flate.Resetter).Reset(in, nil)
}

func (z *zipReader) zstandard(in io.Reader) (_ io.Reader, err error) {
	if z.zstd == nil {
		z.zstd, err = newZstd(in)
	} else {
		err = z.zstd.Reset(in)
	}
	return &zstdStream{r: z.reader, src: z.src, zr: z.zstd}, err
}

// lzma reads the header that zip puts before an LZMA stream and makes the one that
// the decoder wants, with a dictionary no larger than the member is declared to be.
func (z *zipReader) lzma(rec *record, in io.Reader) (io.Reader, error) {
	var head [9]byte // version 2, size of the properties 2, properties 5
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	if u16(head[2:]) != 5 || head[4] >= 9*5*5 {
		return nil, errors.New("lzma: damaged header")
	}
	dictionary := min(uint64(u32(head[5:])), max(rec.usize, lzma.MinDictCap))
	if dictionary > maxDictionary {
		return nil, errDictionary
	}
	const states = 2 * 0x300 << 12 // bytes at worst, for the literal coder
	if err := z.meter.charge((int64(dictionary) + states) / memoryPerCharge); err != nil {
		return nil, err
	}
	size := rec.usize
	if rec.flags&(1<<1) != 0 {
		size = math.MaxUint64 // an end marker says where it stops
	}
	header := append([]byte{head[4]}, binary.LittleEndian.AppendUint32(nil, uint32(dictionary))...)
	header = binary.LittleEndian.AppendUint64(header, size)
	config := lzma.ReaderConfig{DictCap: maxDictionary}
	return config.NewReader(io.MultiReader(bytes.NewReader(header), in))
}
