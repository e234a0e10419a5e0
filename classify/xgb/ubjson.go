package xgb

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxDepth bounds how deep the objects and arrays of UBJSON lie in each other;
// XGBoost's lie nine deep.
const maxDepth = 32

// translator writes UBJSON (https://ubjson.org/type-reference/) as JSON, so that
// what is wrong with a model has to be looked for once. Numbers are big-endian.
type translator struct {
	in  []byte
	out []byte
}

var (
	errShort = errors.New("cut short")
	errDepth = fmt.Errorf("more than %d levels", maxDepth)
	errLarge = fmt.Errorf("more than %d bytes as JSON", MaxFile)
)

// toJSON returns data as JSON.
func toJSON(data []byte) ([]byte, error) {
	t := translator{in: data, out: make([]byte, 0, 2*len(data))}
	if err := t.value(0); err != nil {
		return nil, fmt.Errorf("byte %d: %w", len(data)-len(t.in), err)
	}
	if len(t.in) > 0 {
		return nil, errors.New("bytes after the end")
	}
	return t.out, nil
}

// take returns the next n bytes.
func (t *translator) take(n int) ([]byte, error) {
	if n > len(t.in) {
		return nil, errShort
	}
	b := t.in[:n]
	t.in = t.in[n:]
	return b, nil
}

// next reports whether c comes next, and skips it if so.
func (t *translator) next(c byte) bool {
	ok := len(t.in) > 0 && t.in[0] == c
	if ok {
		t.in = t.in[1:]
	}
	return ok
}

func (t *translator) value(depth int) error {
	m, err := t.take(1)
	switch {
	case err != nil:
		return err
	case depth == maxDepth:
		return errDepth
	}
	switch m[0] {
	case '{':
		return t.object(depth + 1)
	case '[':
		return t.array(depth + 1)
	case 'S':
		return t.text()
	case 'T':
		t.out = append(t.out, "true"...)
	case 'F':
		t.out = append(t.out, "false"...)
	case 'Z':
		t.out = append(t.out, "null"...)
	default:
		return t.number(m[0])
	}
	return nil
}

func (t *translator) object(depth int) error {
	t.out = append(t.out, '{')
	for first := true; !t.next('}'); first = false {
		if len(t.out) > MaxFile {
			return errLarge
		}
		if !first {
			t.out = append(t.out, ',')
		}
		if err := t.text(); err != nil {
			return err
		}
		t.out = append(t.out, ':')
		if err := t.value(depth); err != nil {
			return err
		}
	}
	t.out = append(t.out, '}')
	return nil
}

// array reads the three kinds: ended by a bracket, counted, and counted with one
// type of number for all.
func (t *translator) array(depth int) error {
	kind, count := byte(0), -1
	if t.next('$') {
		b, err := t.take(1)
		if err != nil {
			return err
		}
		if kind = b[0]; size(kind) == 0 {
			return fmt.Errorf("array of type %q", kind)
		}
	}
	if t.next('#') {
		n, err := t.length()
		if err != nil || n > len(t.in)/max(size(kind), 1) {
			return errors.Join(errShort, err)
		}
		count = n
	} else if kind != 0 {
		return errors.New("array of a type without a count")
	}
	t.out = append(t.out, '[')
	for i := 0; i != count && (count >= 0 || !t.next(']')); i++ {
		if len(t.out) > MaxFile {
			return errLarge
		}
		if i > 0 {
			t.out = append(t.out, ',')
		}
		var err error
		if kind != 0 {
			err = t.number(kind)
		} else {
			err = t.value(depth)
		}
		if err != nil {
			return err
		}
	}
	t.out = append(t.out, ']')
	return nil
}

// length reads an integer that counts what is still to come, each of a byte or
// more.
func (t *translator) length() (int, error) {
	m, err := t.take(1)
	if err != nil {
		return 0, err
	}
	if i := slices.Index([]byte("iUIlL"), m[0]); i < 0 {
		return 0, fmt.Errorf("length of type %q", m[0])
	}
	b, err := t.take(size(m[0]))
	if err != nil {
		return 0, err
	}
	n := integer(m[0], b)
	if n < 0 || n > int64(len(t.in)) {
		return 0, errShort
	}
	return int(n), nil
}

func (t *translator) text() error {
	n, err := t.length()
	if err != nil {
		return err
	}
	b, err := t.take(n)
	if err != nil {
		return err
	}
	if !utf8.Valid(b) {
		return errors.New("text that is not UTF-8")
	}
	quoted, err := json.Marshal(string(b))
	t.out = append(t.out, quoted...)
	return err
}

// number reads a number of the given type. One that is not finite is written so
// that whoever wants it finds it out of range; nobody looks at some of them.
func (t *translator) number(kind byte) error {
	n := size(kind)
	if n == 0 {
		return fmt.Errorf("unknown type %q", kind)
	}
	b, err := t.take(n)
	if err != nil {
		return err
	}
	switch kind {
	case 'd':
		t.float(float64(math.Float32frombits(binary.BigEndian.Uint32(b))), 32)
	case 'D':
		t.float(math.Float64frombits(binary.BigEndian.Uint64(b)), 64)
	default:
		t.out = strconv.AppendInt(t.out, integer(kind, b), 10)
	}
	return nil
}

// float writes the fewest digits that give v back, with an exponent, by which
// XGBoost tells such numbers from whole ones.
func (t *translator) float(v float64, bits int) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		t.out = append(t.out, "1e999"...)
		return
	}
	t.out = strconv.AppendFloat(t.out, v, 'E', -1, bits)
}

// size returns the bytes of a number of the given type, 0 for what is none.
func size(kind byte) int {
	switch kind {
	case 'i', 'U':
		return 1
	case 'I':
		return 2
	case 'l', 'd':
		return 4
	case 'L', 'D':
		return 8
	}
	return 0
}

// integer returns the whole number of the given type that b holds.
func integer(kind byte, b []byte) int64 {
	switch kind {
	case 'i':
		return int64(int8(b[0]))
	case 'U':
		return int64(b[0])
	case 'I':
		return int64(int16(binary.BigEndian.Uint16(b)))
	case 'l':
		return int64(int32(binary.BigEndian.Uint32(b)))
	default:
		return int64(binary.BigEndian.Uint64(b))
	}
}
