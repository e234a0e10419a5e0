package pycodec

import (
	"bytes"
	"strings"
)

// UULine is binascii.a2b_uu: one line, whose first character says how many bytes
// it holds. What it lacks counts as spaces.
func UULine(line []byte) ([]byte, error) {
	n := 32 // Python reads the zero behind an empty line
	if len(line) > 0 {
		n = int(line[0]-' ') & 63
		line = line[1:]
	}
	out := make([]byte, 0, n)
	acc, bits := uint32(0), 0
	for len(out) < n {
		d := byte(0)
		if len(line) > 0 {
			if c := line[0]; c != '\n' && c != '\r' {
				if c < ' ' || c > '`' {
					return nil, errCorrupt
				}
				d = (c - ' ') & 63
			}
			line = line[1:]
		}
		acc, bits = acc<<6|uint32(d), bits+6
		if bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	if len(bytes.Trim(line, " `\n\r")) > 0 {
		return nil, errCorrupt
	}
	return out, nil
}

// UU is the uu codec: lines between begin and end. What stands before begin and
// behind end is ignored.
func UU(data []byte, limit int) ([]byte, error) {
	var out []byte
	begun := false
	for line := range bytes.Lines(data) {
		switch {
		case !begun:
			begun = bytes.HasPrefix(line, []byte("begin"))
			continue
		case string(line) == "end\n":
			return out, nil
		}
		row, err := UULine(line)
		if err != nil { // as Python does, for encoders that pad wrongly
			n := (int(line[0]-' ')&63*4 + 5) / 3
			if row, err = UULine(line[:min(n, len(line))]); err != nil {
				return nil, err
			}
		}
		if out = append(out, row...); len(out) > limit {
			return nil, ErrTooLarge
		}
	}
	return nil, errTruncated
}

// QuotedPrintable is quopri.decodestring and binascii.a2b_qp; header lets _
// stand for a space. Nothing is refused.
func QuotedPrintable(data []byte, header bool, limit int) ([]byte, error) {
	out := make([]byte, 0, min(len(data), limit))
	for i := 0; i < len(data); {
		if len(out) >= limit && data[i] != '=' {
			return nil, ErrTooLarge
		}
		c := data[i]
		i++
		switch {
		case c == '_' && header:
			out = append(out, ' ')
		case c != '=':
			out = append(out, c)
		case i == len(data):
		case data[i] == '\n' || data[i] == '\r': // the line goes on
			end := bytes.IndexByte(data[i:], '\n')
			if end < 0 {
				return out, nil
			}
			i += end + 1
		case i+1 < len(data) && isHex(data[i]) && isHex(data[i+1]):
			out = append(out, unhex(data[i])<<4|unhex(data[i+1]))
			i += 2
		default:
			out = append(out, '=')
			if data[i] == '=' {
				i++
			}
		}
		if len(out) > limit {
			return nil, ErrTooLarge
		}
	}
	return out, nil
}

func unhex(c byte) byte {
	return byte(strings.IndexByte("0123456789abcdef", c|0x20))
}
