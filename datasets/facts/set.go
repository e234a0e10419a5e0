package facts

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/malguard/malguard/datasets"
)

// Format names the format of a file and its version.
const Format = "malguard-facts/1"

// Header says what a set holds and how it was made.
type Header struct {
	Format string `json:"format"` // [Format]
	// Data is the SHA-256 of the manifest, and the other fields are how items were
	// made of it.
	Data      string `json:"data"`
	PerFamily int    `json:"perFamily"` // packages of a family at most; 0 is all
	Seed      uint64 `json:"seed"`      // of the slices
	// Records counts all records: malicious packages, slices of benign ones, and
	// benign ones that are whole.
	Records   int `json:"records"`
	Malicious int `json:"malicious"`
	Slices    int `json:"slices"`
	Whole     int `json:"whole"`
	Families  int `json:"families"` // groups of malicious packages
	Origins   int `json:"origins"`  // groups of benign ones
	// Unread lists the packages that could not be read, and Failures counts by
	// detector the records of which it has nothing.
	Unread   []string       `json:"unread"`
	Failures map[string]int `json:"failures"`
	// Detectors lists those that have a reading or an outcome in some record.
	Detectors []string `json:"detectors"`
	Body      Body     `json:"body"`
}

// Body says what follows the header.
type Body struct {
	Size   int    `json:"size"`   // bytes without compression
	Bytes  int    `json:"bytes"`  // bytes in the file
	SHA256 string `json:"sha256"` // of these, hexadecimal
}

// Limits of a file. The largest set that anybody has made takes 1 % of them.
const (
	magic     = "malguard-facts\n"
	maxHeader = 8 << 20
	maxBody   = 1 << 30
	maxWindow = 64 << 20
)

// Set is a file of records.
type Set struct {
	Header  Header
	Records []*Record // by ID; shared, read-only
}

// ErrChecksum means that a body is not the one that its header describes.
var ErrChecksum = errors.New("facts: checksum does not match")

// Write writes a file. It sorts the records by ID, counts them, and returns the
// header with the counts in it; of h it takes Data, PerFamily, Seed, Unread and
// Failures. The same records give the same bytes. Words that cannot be stored are an
// error.
func Write(w io.Writer, h Header, records []*Record) (Header, error) {
	records, err := sorted(records)
	if err != nil {
		return h, fmt.Errorf("facts: %w", err)
	}
	h.count(records)
	plain, err := encode(records)
	if err != nil {
		return h, fmt.Errorf("facts: %w", err)
	}
	body, err := compress(plain)
	if err != nil {
		return h, fmt.Errorf("facts: %w", err)
	}
	sum := sha256.Sum256(body)
	h.Format, h.Body = Format, Body{Size: len(plain), Bytes: len(body), SHA256: hex.EncodeToString(sum[:])}
	header, err := json.Marshal(h)
	if err != nil {
		return h, fmt.Errorf("facts: %w", err)
	}
	head := binary.BigEndian.AppendUint32([]byte(magic), uint32(len(header)))
	for _, part := range [][]byte{head, header, body} {
		if _, err := w.Write(part); err != nil {
			return h, fmt.Errorf("facts: %w", err)
		}
	}
	return h, nil
}

func (h *Header) count(records []*Record) {
	h.Records, h.Malicious, h.Slices, h.Whole = len(records), 0, 0, 0
	var groups [2]map[string]bool
	groups[0], groups[1] = map[string]bool{}, map[string]bool{}
	detectors := &table{}
	for _, r := range records {
		switch {
		case r.Label == datasets.Malicious:
			h.Malicious++
			groups[1][r.Group] = true
		case r.Whole:
			h.Whole++
			groups[0][r.Group] = true
		default:
			h.Slices++
			groups[0][r.Group] = true
		}
		detectors.add(r.detectors()...)
	}
	h.Origins, h.Families = len(groups[0]), len(groups[1])
	detectors.sort()
	h.Detectors = detectors.words
}

func compress(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := zstd.NewWriter(&out, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(32<<20), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

// Read reads a file that [Write] made. A file that is no such, or damaged, is an
// error that wraps [ErrFormat] or [ErrChecksum]. No input makes it panic or take
// memory without bound.
func Read(r io.Reader) (*Set, error) {
	h, body, err := open(r)
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	plain, err := decompress(body, h.Body.Size)
	if err != nil {
		return nil, fmt.Errorf("facts: %w: %w", ErrFormat, err)
	}
	records, err := decode(plain)
	if err == nil && len(records) != h.Records {
		err = fmt.Errorf("%w: %d records, not %d", ErrFormat, len(records), h.Records)
	}
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	return &Set{h, records}, nil
}

// open returns the header and the body, whose checksum is right.
func open(r io.Reader) (h Header, body []byte, err error) {
	head := make([]byte, len(magic)+4)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(magic)]) != magic {
		return h, nil, fmt.Errorf("%w: no header", ErrFormat)
	}
	size := binary.BigEndian.Uint32(head[len(magic):])
	if size > maxHeader {
		return h, nil, fmt.Errorf("%w: header of %d bytes", ErrFormat, size)
	}
	header, err := exactly(r, int(size))
	if err != nil {
		return h, nil, err
	}
	if err := json.Unmarshal(header, &h); err != nil {
		return h, nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	switch {
	case h.Format != Format:
		return h, nil, fmt.Errorf("%w: %q, this version reads %q", ErrFormat, h.Format, Format)
	case h.Body.Bytes < 0 || h.Body.Bytes > maxBody || h.Body.Size < 0 || h.Body.Size > maxBody:
		return h, nil, fmt.Errorf("%w: body of %d bytes, of %d", ErrFormat, h.Body.Size, h.Body.Bytes)
	}
	if body, err = exactly(r, h.Body.Bytes); err != nil {
		return h, nil, err
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != h.Body.SHA256 {
		return h, nil, ErrChecksum
	}
	return h, body, nil
}

// exactly reads n bytes, of which no more are allocated than there are.
func exactly(r io.Reader, n int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err == nil && len(b) != n {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return b, nil
}

func decompress(body []byte, size int) ([]byte, error) {
	z, err := zstd.NewReader(bytes.NewReader(body), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	plain, err := io.ReadAll(io.LimitReader(z, int64(size)+1))
	if err == nil && len(plain) != size {
		err = fmt.Errorf("body of %d bytes, not %d", len(plain), size)
	}
	return plain, err
}
