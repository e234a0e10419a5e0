package pycodec

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// utf7 decodes runs of base64 between + and -.
type utf7 struct {
	data  []byte
	pos   int
	h     decodeHandler
	out   strings.Builder
	start int    // where the run in which pos is began
	acc   uint32 // bits that are no whole unit yet
	bits  int
	high  rune // a high surrogate that waits for its low one
}

func decodeUTF7(data []byte, h decodeHandler) (string, error) {
	d := &utf7{data: data, h: h}
	for d.pos < len(d.data) {
		var err error
		switch c := d.data[d.pos]; {
		case c == '+':
			err = d.run()
		case c >= utf8.RuneSelf:
			err = d.bad(d.pos, d.pos+1)
		default:
			d.out.WriteByte(c)
			d.pos++
		}
		if err != nil {
			return "", err
		}
	}
	return d.out.String(), nil
}

// bad hands data[from:to] to the error handler and goes on behind it.
func (d *utf7) bad(from, to int) error {
	s, err := d.h.bad(d.data[from:to])
	d.out.WriteString(s)
	d.pos = to
	return err
}

// run decodes from a + to the end of its run.
func (d *utf7) run() error {
	d.start, d.acc, d.bits, d.high = d.pos, 0, 0, 0
	d.pos++
	if d.pos < len(d.data) && d.data[d.pos] == '-' { // +- is +
		d.pos++
		d.out.WriteByte('+')
		return nil
	}
	if d.pos < len(d.data) && digits64[d.data[d.pos]] == notBase64 {
		return d.bad(d.start, d.pos+1)
	}
	for ; d.pos < len(d.data); d.pos++ {
		c := d.data[d.pos]
		v := digits64[c]
		if v == notBase64 {
			return d.leave(c)
		}
		d.acc, d.bits = d.acc<<6|uint32(v), d.bits+6
		if d.bits < 16 {
			continue
		}
		d.bits -= 16
		u := rune(d.acc >> d.bits & 0xffff)
		d.acc &= 1<<d.bits - 1
		if err := d.unit(u); err != nil {
			return err
		}
	}
	if d.high != 0 || d.bits >= 6 || d.acc != 0 {
		return d.bad(d.start, len(d.data))
	}
	return nil
}

// unit takes one UTF-16 unit. A surrogate without its pair is not refused by
// Python, but is no character.
func (d *utf7) unit(u rune) error {
	if d.high != 0 {
		r := utf16.DecodeRune(d.high, u)
		if r == utf8.RuneError {
			return errCorrupt
		}
		d.high = 0
		d.out.WriteRune(r)
		return nil
	}
	switch {
	case u >= 0xd800 && u < 0xdc00:
		d.high = u
	case utf16.IsSurrogate(u):
		return errCorrupt
	default:
		d.out.WriteRune(u)
	}
	return nil
}

// leave ends a run before c, which is no digit: the bits that are left must be
// zeros of padding.
func (d *utf7) leave(c byte) error {
	if d.bits >= 6 || d.acc != 0 {
		return d.bad(d.start, d.pos+1)
	}
	if d.high != 0 {
		return errCorrupt
	}
	if c == '-' {
		d.pos++
	}
	return nil
}

// encodeUTF7 writes directly what RFC 2152 lets stand directly.
func encodeUTF7(s string) []byte {
	const direct = "\t\n\r !\"#$%&'()*,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}"
	var out []byte
	acc, bits, inside := uint32(0), 0, false
	leave := func(mark bool) {
		if bits > 0 {
			out = append(out, std64[acc<<(6-bits)&63])
		}
		acc, bits, inside = 0, 0, false
		if mark {
			out = append(out, '-')
		}
	}
	for _, r := range s {
		plain := r < utf8.RuneSelf && strings.ContainsRune(direct, r)
		switch {
		case plain:
			if inside {
				leave(digits64[byte(r)] != notBase64 || r == '-')
			}
			out = append(out, byte(r))
			continue
		case !inside && r == '+':
			out = append(out, "+-"...)
			continue
		case !inside:
			out, inside = append(out, '+'), true
		}
		for _, u := range utf16.AppendRune(nil, r) {
			acc, bits = acc<<16|uint32(u), bits+16
			for bits >= 6 {
				bits -= 6
				out = append(out, std64[acc>>bits&63])
				acc &= 1<<bits - 1
			}
		}
	}
	if inside {
		leave(true)
	}
	return out
}
