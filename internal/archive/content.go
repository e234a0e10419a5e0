package archive

import (
	"bytes"
	"io"
)

// A content is the inflated bytes of one member. They stand in the reader's
// scratch buffer until something keeps them.
type content struct {
	data   []byte
	owned  bool // data no longer belongs to the scratch buffer
	over   bool // the file is longer than Limits.File
	broken bool // the stream ended with an error
	used   bool // an entry holds data already
	nested bool // archives inside were looked for already
}

// fill reads body to its end, the first Limits.File bytes into memory. The
// content is valid beside an error.
func (r *reader) fill(depth int, body io.Reader) (*content, error) {
	for len(r.scratch) <= depth {
		r.scratch = append(r.scratch, nil)
	}
	c := &content{}
	buf, err := readUpTo(r.scratch[depth][:0], int(r.meter.limits.File), body)
	if err == nil {
		var rest int64
		rest, err = io.Copy(io.Discard, body)
		c.over = rest > 0
	} else if err == io.EOF {
		err = nil
	}
	r.scratch[depth], c.data, c.broken = buf[:0], buf, err != nil
	return c, err
}

// readUpTo appends to buf until it holds limit bytes or body ends with an error.
func readUpTo(buf []byte, limit int, body io.Reader) ([]byte, error) {
	for len(buf) < limit {
		if len(buf) == cap(buf) {
			bigger := make([]byte, len(buf), min(max(2*cap(buf), 64*kib), limit))
			copy(bigger, buf)
			buf = bigger
		}
		n, err := body.Read(buf[len(buf):min(cap(buf), limit)])
		buf = buf[:len(buf)+n]
		if err != nil {
			return buf, err
		}
	}
	return buf, nil
}

// own makes c.data outlive the scratch buffer: small contents are copied, large
// ones that fill most of the buffer take it along.
func (r *reader) own(depth int, c *content) []byte {
	if c.owned {
		return c.data
	}
	c.owned = true
	if len(c.data) >= mib && len(c.data) > cap(c.data)/2 {
		r.scratch[depth] = nil
	} else {
		c.data = bytes.Clone(c.data)
	}
	c.data = c.data[:len(c.data):len(c.data)]
	return c.data
}

// add records a member with its content, and opens it if it is an archive itself.
func (r *reader) add(src source, m member, c *content) error {
	r.files++
	if isAppleDouble(m.name, c.data) {
		r.warn(AppleDouble, m.name, "dropped")
		return r.nested(src, m, c) // unless an archive stands behind the metadata
	}
	if !r.wants(m.name) {
		r.dropped[m.name] = true
		return r.nested(src, m, c)
	}
	if c.used { // a further entry over the same bytes costs whoever reads it as much again
		if err := r.meter.charge(int64(len(c.data))); err != nil {
			return err
		}
	}
	c.used = true
	if c.over {
		r.reason(LimitFile, m.name, "only the first %d bytes kept", len(c.data))
	}
	r.entries = append(r.entries, Entry{
		Name: m.name, Raw: m.raw, Data: r.own(src.depth, c),
		Hidden: m.hidden, Partial: c.over || c.broken, order: m.order,
	})
	return r.nested(src, m, c)
}
