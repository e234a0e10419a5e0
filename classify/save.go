package classify

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Saved models look like
//
//	"MGMODEL" version(1 byte) length of kind(1 byte) kind  DEFLATE(payload)  SHA-256 of all before
//
// and the payload is what the kind's own encoder appends.
const (
	magic   = "MGMODEL"
	version = 1
)

// Limits on what [Load] reads, so that a hostile file costs bounded memory.
const (
	MaxSaved    = 64 << 20  // bytes of a saved model
	maxInflated = 128 << 20 // bytes of its payload
)

// Errors of [Save] and [Load].
var (
	ErrNotSavable = errors.New("classify: model cannot be saved")
	ErrFormat     = errors.New("classify: not a saved model")  // another file, cut short or damaged
	ErrVersion    = errors.New("classify: unknown version")    // written by a later version
	ErrKind       = errors.New("classify: unknown model kind") // no codec for it
)

// Saver is what a [Model] implements so that [Save] can write it.
type Saver interface {
	Model
	Kind() string // 1 to 255 bytes, unique among codecs
	encoding.BinaryAppender
}

// Codec reads the payload of one kind of model. Decode must bound what it
// allocates by the length of the payload and must not panic on any.
type Codec struct {
	Kind   string
	Decode func(payload []byte) (Model, error)
}

func codecs() []Codec {
	return []Codec{
		{kindLinear, decodeLinear}, {kindTrees, decodeTrees}, {kindGaussianNB, decodeGaussianNB}, {kindMLP, decodeMLP},
		{kindNeighbors, decodeNeighbors},
	}
}

// Save writes m to w. The same model gives the same bytes. Models that do not
// implement [Saver] give [ErrNotSavable].
func Save(w io.Writer, m Model) error {
	s, ok := m.(Saver)
	if !ok {
		return fmt.Errorf("%w: %T", ErrNotSavable, m)
	}
	if n := len(s.Kind()); n == 0 || n > 255 {
		return fmt.Errorf("%w: %T has a kind of %d bytes", ErrNotSavable, m, n)
	}
	payload, err := s.AppendBinary(nil)
	if err != nil {
		return fmt.Errorf("classify: save %s: %w", s.Kind(), err)
	}
	var buf bytes.Buffer
	buf.WriteString(magic)
	buf.WriteByte(version)
	buf.WriteByte(byte(len(s.Kind())))
	buf.WriteString(s.Kind())
	if err := deflate(&buf, payload); err != nil {
		return fmt.Errorf("classify: save %s: %w", s.Kind(), err)
	}
	sum := sha256.Sum256(buf.Bytes())
	buf.Write(sum[:])
	if len(payload) > maxInflated || buf.Len() > MaxSaved {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrNotSavable, buf.Len(), MaxSaved)
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("classify: save %s: %w", s.Kind(), err)
	}
	return nil
}

func deflate(w io.Writer, payload []byte) error {
	z, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(payload); err != nil {
		return err
	}
	return z.Close()
}

// Load reads a model that [Save] wrote, to the end of r. It knows the kinds of
// this package and those of the codecs given. Anything else is an error that
// wraps [ErrFormat], [ErrVersion] or [ErrKind]; no input makes it panic or
// allocate without bound.
func Load(r io.Reader, more ...Codec) (Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSaved+1))
	if err != nil {
		return nil, fmt.Errorf("classify: load: %w", err)
	}
	kind, body, err := open(data)
	if err != nil {
		return nil, err
	}
	d := decoder{codecs: append(codecs(), more...)}
	if !d.knows(kind) {
		return nil, fmt.Errorf("%w %q", ErrKind, kind)
	}
	z := flate.NewReader(bytes.NewReader(body))
	payload, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(payload) > maxInflated {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrFormat, maxInflated)
	}
	m, err := d.decode(kind, payload)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFormat, kind, err)
	}
	return m, nil
}

// open checks the envelope and returns the kind and the deflated payload.
func open(data []byte) (kind string, body []byte, err error) {
	const head = len(magic) + 2
	if len(data) > MaxSaved || len(data) < head+sha256.Size || string(data[:len(magic)]) != magic {
		return "", nil, ErrFormat
	}
	if v := data[len(magic)]; v != version {
		return "", nil, fmt.Errorf("%w %d", ErrVersion, v)
	}
	end := len(data) - sha256.Size
	if sum := sha256.Sum256(data[:end]); !bytes.Equal(sum[:], data[end:]) {
		return "", nil, fmt.Errorf("%w: checksum differs", ErrFormat)
	}
	n := int(data[head-1])
	if head+n > end {
		return "", nil, fmt.Errorf("%w: cut short", ErrFormat)
	}
	return string(data[head : head+n]), data[head+n : end], nil
}

// payload reads the numbers of a payload in turn; after the first error it
// returns zeros.
type payload struct {
	rest []byte
	err  error
}

var errPayload = errors.New("malformed payload")

func (p *payload) uint(limit uint64) int {
	v, n := binary.Uvarint(p.rest)
	if p.err == nil && (n <= 0 || v > limit) {
		p.err = errPayload
	}
	if p.err != nil {
		return 0
	}
	p.rest = p.rest[n:]
	return int(v)
}
