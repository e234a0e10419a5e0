package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const blockSize = 512

// plainTar is the uncompressed tar: ustar, PAX, GNU and the headers before them.
func plainTar() Format {
	return Format{
		Name:       "tar",
		Extensions: []string{".tar"},
		Match:      func(data []byte) bool { return len(data) >= blockSize && isTarHeader(data[:blockSize]) },
		read: func(r *reader, src source) error {
			return r.readTar(src, bytes.NewReader(src.data))
		},
	}
}

// isTarHeader reports whether the checksum of a header block is right. It is the
// only mark that tars of all ages share, and what tar programs look at.
func isTarHeader(block []byte) bool {
	field := block[148:156]
	for _, c := range field { // most data is told from a header here
		if (c < '0' || '7' < c) && c != ' ' && c != 0 {
			return false
		}
	}
	want, err := strconv.ParseInt(strings.Trim(string(field), " \x00"), 8, 32)
	if err != nil {
		return false
	}
	var unsigned, signed int64
	for i, c := range block {
		if 148 <= i && i < 156 {
			c = ' '
		}
		unsigned += int64(c)
		signed += int64(int8(c))
	}
	return want == unsigned || want == signed
}

// A tarReader reads the members of one tar stream and of what follows its end.
type tarReader struct {
	*reader
	src    source
	stream *sticky
	tape   *tape  // over stream
	again  int64  // where a header that archive/tar skipped was read a second time
	hidden bool   // behind what CPython's tarfile reads
	alias  string // a path in a global PAX header: the name CPython gives to every member
}

// readTar reads a stream that should hold a tar. Inflated bytes are counted.
func (r *reader) readTar(src source, inflated io.Reader) error {
	stream := &sticky{r: metered{inflated, &r.meter}}
	t := &tarReader{reader: r, src: src, stream: stream, tape: &tape{Reader: bufio.NewReaderSize(stream, 64*kib)}}
	block, err := t.tape.Peek(blockSize)
	switch {
	case err == nil && !isTarHeader(block) && !isZero(block), err == io.EOF:
		return errFormat
	case err != nil && src.depth > 0 && !stops(err):
		return errFormat // inside a package, data with a chance magic is just data
	}
	if err := t.readAll(); stops(err) {
		return err
	} else if err != nil {
		r.reason(statusOf(err), src.name(), "%v", err)
	}
	return nil
}

// statusOf classifies the error of a stream.
func statusOf(err error) Status {
	switch {
	case errors.Is(err, errUnsupported):
		return Unsupported
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Truncated
	}
	return Corrupt
}

// readAll reads runs of members until the stream ends. Between runs stands an end
// of archive or a damaged header; behind either, CPython reads no further.
func (t *tarReader) readAll() error {
	in := io.Reader(t.tape)
	for {
		if err := t.run(tar.NewReader(in)); err != nil {
			return err
		}
		if t.stream.err == io.EOF && t.tape.Buffered() == 0 && !t.tape.atZeros() {
			return fmt.Errorf("no end of archive: %w", io.ErrUnexpectedEOF)
		}
		block, err := t.nextHeader()
		if block == nil {
			return err
		}
		if !t.hidden {
			t.warn(HiddenMembers, t.src.name(), "behind the end of the archive")
		}
		t.hidden = true
		in = io.MultiReader(bytes.NewReader(block), t.tape)
	}
}

// run reads members until the tar ends or a header is damaged. It returns the
// errors of the stream and those that end the reading.
func (t *tarReader) run(tr *tar.Reader) error {
	for {
		hdr, err := tr.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			return t.damage("a damaged header", err)
		}
		if err := t.member(hdr, tr); err != nil {
			return err
		}
	}
}

// damage returns an error that comes from the stream, and notes one that comes
// from the tar's own structure, behind which the stream can be read on.
func (t *tarReader) damage(what string, err error) error {
	if err == nil || stops(err) || errors.Is(err, t.stream.err) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	t.reason(Corrupt, t.current, "%s: %v", what, err)
	return nil
}

func (t *tarReader) member(hdr *tar.Header, body io.Reader) error {
	if hdr.Typeflag == tar.TypeXGlobalHeader {
		t.global(hdr.PAXRecords)
		return nil
	}
	m, err := t.start(t.src, hdr.Name, false)
	if err != nil {
		return err
	}
	m.hidden = t.hidden || t.alias != ""
	switch hdr.Typeflag {
	case tar.TypeDir:
	case tar.TypeSymlink:
		t.link(Symlink, m, hdr.Linkname)
	case tar.TypeLink:
		t.link(HardLink, m, hdr.Linkname)
	case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
		t.warn(Device, m.name, "type %q", hdr.Typeflag)
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		return t.file(hdr, m, body)
	default:
		t.warn(UnknownType, m.name, "type %q", hdr.Typeflag)
		return t.file(hdr, m, body)
	}
	return nil
}

func (t *tarReader) file(hdr *tar.Header, m member, body io.Reader) error {
	t.stamp(t.src, m, hdr.ModTime)
	if isSparse(hdr) { // holes never come through the stream: count what they make up
		body = metered{body, &t.meter}
	}
	c, err := t.fill(t.src.depth, body)
	err = t.damage("a damaged file", err)
	if added := t.add(t.src, m, c); added != nil || t.alias == "" {
		return errors.Join(err, added)
	}
	m, stop := t.start(t.src, t.alias, false)
	if stop != nil {
		return stop
	}
	m.hidden = t.hidden
	return errors.Join(err, t.add(t.src, m, c))
}

func isSparse(hdr *tar.Header) bool {
	for key := range hdr.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return hdr.Typeflag == tar.TypeGNUSparse
}

// global looks at a global PAX header. CPython lets it override every member's
// name and size, archive/tar ignores it.
func (t *tarReader) global(records map[string]string) {
	t.alias = records["path"]
	for _, key := range []string{"path", "size", "linkpath", "GNU.sparse.name"} {
		if records[key] != "" {
			t.reason(DirectoryMismatch, t.src.name(), "a global header sets %s", key)
		}
	}
}

// nextHeader skips to the next valid header block of the tape. It returns nil at
// the end of the stream, and warns where anything but zeros was skipped.
func (t *tarReader) nextHeader() ([]byte, error) {
	if block := t.skipped(); block != nil {
		return block, nil
	}
	if _, err := t.tape.Discard(int(-t.tape.pos & (blockSize - 1))); err != nil {
		return nil, t.ended()
	}
	garbage := false
	for {
		block := make([]byte, blockSize)
		n, err := io.ReadFull(t.tape, block)
		if err == nil && isTarHeader(block) {
			return block, nil
		}
		garbage = garbage || !isZero(block[:n])
		if err != nil {
			if garbage {
				t.warn(TrailingData, t.src.name(), "bytes that belong to no member")
			}
			return nil, t.ended()
		}
	}
}

// skipped returns the block that archive/tar read last if it is a header: behind a
// single block of zeros, archive/tar takes one and drops it. Each is returned only
// once, for if it is itself what archive/tar refuses, that happens again.
func (t *tarReader) skipped() []byte {
	if t.tape.pos%blockSize != 0 || t.again == t.tape.pos || !isTarHeader(t.tape.last[:]) {
		return nil
	}
	t.again = t.tape.pos
	return bytes.Clone(t.tape.last[:])
}

// ended returns the error of the stream, nil for its proper end.
func (t *tarReader) ended() error {
	if t.stream.err == io.EOF {
		return nil
	}
	return t.stream.err
}

func isZero(block []byte) bool {
	for _, c := range block {
		if c != 0 {
			return false
		}
	}
	return true
}
