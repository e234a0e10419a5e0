package classify

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// maxNested is how deep saved models may lie in saved models.
const maxNested = 8

// nested is a model made of models.
type nested interface {
	Saver
	parts() []Model
}

// nest reads one kind of nested model.
type nest struct {
	kind   string
	decode func(p *nestedPayload) (Model, error)
}

func nests() []nest {
	return []nest{{kindCalibrated, decodeCalibrated}, {kindVoting, decodeVoting}, {kindStacking, decodeStacking}}
}

// depth returns how many models lie in one another, 0 for a model without parts.
func depth(m Model) int {
	deepest := 0
	if n, ok := m.(nested); ok {
		for _, part := range n.parts() {
			deepest = max(deepest, 1+depth(part))
		}
	}
	return deepest
}

// appendModels appends the number of parts of m and each part: the length of its
// kind, the kind, the length of its payload, the payload. Parts share the bounds
// of the payload that they lie in.
func appendModels(b []byte, m nested) ([]byte, error) {
	if depth(m) > maxNested {
		return nil, fmt.Errorf("%w: more than %d models in one another", ErrNotSavable, maxNested)
	}
	b = binary.AppendUvarint(b, uint64(len(m.parts())))
	for _, part := range m.parts() {
		s, ok := part.(Saver)
		if !ok {
			return nil, fmt.Errorf("%w: %T", ErrNotSavable, part)
		}
		payload, err := s.AppendBinary(nil)
		if err != nil {
			return nil, err
		}
		b = append(binary.AppendUvarint(b, uint64(len(s.Kind()))), s.Kind()...)
		b = append(binary.AppendUvarint(b, uint64(len(payload))), payload...)
	}
	return b, nil
}

// decoder knows codecs, and how deep it is in nested models.
type decoder struct {
	codecs []Codec
	depth  int
}

func (d decoder) knows(kind string) bool {
	return slices.ContainsFunc(nests(), func(n nest) bool { return n.kind == kind }) ||
		slices.ContainsFunc(d.codecs, func(c Codec) bool { return c.Kind == kind })
}

func (d decoder) decode(kind string, data []byte) (Model, error) {
	for _, n := range nests() {
		if n.kind != kind {
			continue
		}
		if d.depth++; d.depth > maxNested {
			return nil, errPayload
		}
		return n.decode(&nestedPayload{payload{rest: data}, d})
	}
	i := slices.IndexFunc(d.codecs, func(c Codec) bool { return c.Kind == kind })
	if i < 0 {
		return nil, fmt.Errorf("%w %q", ErrKind, kind)
	}
	return d.codecs[i].Decode(data)
}

// nestedPayload is a payload that holds models.
type nestedPayload struct {
	payload
	decoder decoder
}

// models reads what appendModels wrote: one model or more.
func (p *nestedPayload) models() []Model {
	var models []Model
	n := p.uint(uint64(len(p.rest)))
	for len(models) < n && p.err == nil {
		kind := p.bytes(255)
		data := p.bytes(maxInflated)
		if p.err != nil {
			break
		}
		m, err := p.decoder.decode(string(kind), data)
		if err != nil {
			p.err = err
			break
		}
		models = append(models, m)
	}
	if n == 0 && p.err == nil {
		p.err = errPayload
	}
	return models
}

// bytes reads a length, up to the limit, and so many bytes, which it shares.
func (p *payload) bytes(limit uint64) []byte {
	n := p.uint(limit)
	if p.err == nil && n > len(p.rest) {
		p.err = errPayload
	}
	if p.err != nil {
		return nil
	}
	b := p.rest[:n:n]
	p.rest = p.rest[n:]
	return b
}

// end returns the error of what was read, which includes bytes that are left.
func (p *payload) end() error {
	if p.err == nil && len(p.rest) > 0 {
		return errPayload
	}
	return p.err
}

// sameWidth reports whether all models take rows of one width.
func sameWidth(models []Model) bool {
	return !slices.ContainsFunc(models, func(m Model) bool { return m.Width() != models[0].Width() })
}
