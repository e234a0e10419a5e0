package pyeval

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/pysrc"
)

// kind is the type of a value.
type kind uint8

const (
	unknown kind = iota
	noneKind
	boolKind
	intKind
	floatKind
	strKind
	bytesKind
	listKind
	tupleKind
	setKind
	dictKind
	refKind   // s is the dotted name of something outside, "<builtin>.exec"
	funcKind  // p is a *function
	boundKind // the method s of p, a *value
	codeKind  // s is source
	objectKind
	spaceKind // the names of the file: globals()
	arrayKind // a bytearray: p is an *array
	sliceKind // p is the *items lo, hi, step
)

// value is one Python value, or the unknown one. Values are copied; containers
// are shared, as Python shares them.
type value struct {
	s      string
	p      any // *big.Int, *items, *mapping, *function, *value or *object
	i      int64
	tricks tricks
	k      kind
}

type (
	items   struct{ list []value }
	mapping struct {
		keys  []value
		vals  []value
		index map[string]int
	}
	function struct {
		static   bool // a @staticmethod
		name     string
		params   []*pysrc.Param
		body     []pysrc.Stmt
		expr     pysrc.Expr // of a lambda
		frame    *frame     // around it
		layer    *Layer
		node     pysrc.Node
		defaults map[*pysrc.Param]value
		active   int // calls that have not ended
		vague    int // calls with unknown arguments
	}
	object struct {
		class string
		args  []value
	}
)

// The s of a list that is none: what repr does not show.
const (
	viewed   = "view" // a range, a map
	iterated = "iter" // an iterator, which is empty once it was iterated over
)

// array is the content of a bytearray.
type array struct{ b []byte }

// plain returns the bytes that a bytearray holds, and others as they are.
func (v value) plain() value {
	if a, ok := v.p.(*array); ok && v.k == arrayKind {
		return bytesOf(a.b).with(v.tricks)
	}
	return v
}

func lazy(v []value) value { return value{k: listKind, s: viewed, p: &items{v}} }

func none() value              { return value{k: noneKind} }
func integer(i int64) value    { return value{k: intKind, i: i} }
func float(f float64) value    { return value{k: floatKind, i: int64(math.Float64bits(f))} }
func str(s string) value       { return value{k: strKind, s: s} }
func bytesOf(b []byte) value   { return value{k: bytesKind, s: string(b)} }
func ref(name string) value    { return value{k: refKind, s: name} }
func list(v []value) value     { return value{k: listKind, p: &items{v}} }
func tuple(v []value) value    { return value{k: tupleKind, p: &items{v}} }
func (v value) float() float64 { return math.Float64frombits(uint64(v.i)) }
func (v value) known() bool    { return v.k != unknown }
func (v value) text() bool     { return v.k == strKind || v.k == bytesKind }
func (v value) with(t tricks) value {
	v.tricks |= t
	return v
}

func boolean(b bool) value {
	if b {
		return value{k: boolKind, i: 1}
	}
	return value{k: boolKind}
}

// bigInt returns an integer of any size in its smallest form.
func bigInt(n *big.Int) value {
	if n.IsInt64() {
		return integer(n.Int64())
	}
	return value{k: intKind, p: n}
}

// integral returns the value of an int or bool.
func (v value) integral() (*big.Int, bool) {
	if v.k != intKind && v.k != boolKind {
		return nil, false
	}
	if n, ok := v.p.(*big.Int); ok {
		return n, true
	}
	return big.NewInt(v.i), true
}

// small returns an int or bool that fits an int64.
func (v value) small() (int64, bool) {
	return v.i, (v.k == intKind || v.k == boolKind) && v.p == nil
}

func (v value) number() (float64, bool) {
	if v.k == floatKind {
		return v.float(), true
	}
	n, ok := v.integral()
	if !ok {
		return 0, false
	}
	f, _ := new(big.Float).SetInt(n).Float64()
	return f, true
}

// elems returns the items of a list, tuple or set.
func (v value) elems() ([]value, bool) {
	switch v.k {
	case listKind, tupleKind, setKind:
		return v.p.(*items).list, true
	}
	return nil, false
}

// truth returns the truth of v, if it is known.
func (v value) truth() (truth, ok bool) {
	switch v.k {
	case noneKind:
		return false, true
	case boolKind, intKind:
		return v.i != 0 || v.p != nil, true
	case floatKind:
		return v.float() != 0, true
	case strKind, bytesKind:
		return v.s != "", true
	case listKind, tupleKind, setKind:
		return len(v.p.(*items).list) > 0, true
	case dictKind:
		return len(v.p.(*mapping).keys) > 0, true
	case arrayKind:
		return len(v.p.(*array).b) > 0, true
	case funcKind, codeKind:
		return true, true
	case refKind:
		return true, builtinNames[strings.TrimPrefix(v.s, "<builtin>.")]
	}
	return false, false
}

// key returns a string that is equal for equal hashable values only.
func (v value) key() (string, bool) {
	switch v.k {
	case noneKind:
		return "n", true
	case boolKind, intKind:
		n, _ := v.integral()
		return "i" + n.String(), true
	case floatKind:
		if f := v.float(); f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return "i" + strconv.FormatInt(int64(f), 10), true
		}
		return "f" + strconv.FormatFloat(v.float(), 'g', -1, 64), true
	case strKind:
		return "s" + v.s, true
	case bytesKind:
		return "b" + v.s, true
	case refKind:
		return "r" + v.s, true
	case tupleKind:
		var b strings.Builder
		b.WriteByte('t')
		for _, x := range v.p.(*items).list {
			if x.k == tupleKind {
				return "", false
			}
			k, ok := x.key()
			if !ok || b.Len()+len(k) > maxKey {
				return "", false
			}
			b.WriteString(strconv.Itoa(len(k)))
			b.WriteByte(':')
			b.WriteString(k)
		}
		return b.String(), true
	}
	return "", false
}

const maxKey = 1 << 16

// same reports whether a and b are known and surely equal.
func same(a, b value) bool {
	ka, ok := a.key()
	if ok {
		kb, ok := b.key()
		return ok && ka == kb
	}
	return a.k == b.k && a.k != unknown && a.p != nil && a.p == b.p && a.s == b.s
}

func (m *mapping) get(k value) (value, bool) {
	key, ok := k.key()
	if !ok {
		return value{}, false
	}
	i, ok := m.index[key]
	if !ok {
		return value{}, false
	}
	return m.vals[i], true
}

func (m *mapping) set(k, v value) bool {
	key, ok := k.key()
	if !ok {
		return false
	}
	if m.index == nil {
		m.index = make(map[string]int)
	}
	if i, ok := m.index[key]; ok {
		m.vals[i] = v
		return true
	}
	m.index[key] = len(m.keys)
	m.keys = append(m.keys, k)
	m.vals = append(m.vals, v)
	return true
}

// isASCII says whether bytes of s are its characters.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// length returns len(v).
func (v value) length() (int, bool) {
	switch v.k {
	case strKind:
		return utf8.RuneCountInString(v.s), true
	case bytesKind:
		return len(v.s), true
	case listKind, tupleKind, setKind:
		return len(v.p.(*items).list), true
	case dictKind:
		return len(v.p.(*mapping).keys), true
	case arrayKind:
		return len(v.p.(*array).b), true
	}
	return 0, false
}

// repr returns repr(v) of what has a short and certain one.
func (v value) repr() (string, bool) {
	switch v.k {
	case noneKind:
		return "None", true
	case boolKind:
		if v.i != 0 {
			return "True", true
		}
		return "False", true
	case intKind:
		n, _ := v.integral()
		return n.String(), n.BitLen() < maxBits
	case floatKind:
		return reprFloat(v.float()), true
	case strKind:
		return quote(v.s, true), true
	case bytesKind:
		return "b" + quote(v.s, false), true
	case refKind:
		return reprRef(v.s)
	case listKind, tupleKind:
		if v.s == "" {
			return reprItems(v)
		}
	}
	return "", false
}

// ascii returns ascii(v).
func (v value) ascii() (string, bool) {
	s, ok := v.repr()
	if isASCII(s) {
		return s, ok
	}
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteString(escapeRune(r))
		}
	}
	return b.String(), ok
}

func escapeRune(r rune) string {
	switch {
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// converted is what !r, !a and !s make of v.
func converted(v value, conv byte) (value, bool) {
	var s string
	var ok bool
	switch conv {
	case 'r':
		s, ok = v.repr()
	case 'a':
		s, ok = v.ascii()
	case 's':
		s, ok = text(v)
	default:
		return v, v.known()
	}
	return str(s).with(v.tricks), ok
}

// reprItems returns the repr of a flat list or tuple.
func reprItems(v value) (string, bool) {
	var b strings.Builder
	all := v.p.(*items).list
	for i, x := range all {
		if x.k == listKind || x.k == tupleKind || b.Len() > maxKey {
			return "", false
		}
		s, ok := x.repr()
		if !ok {
			return "", false
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s)
	}
	switch {
	case v.k == listKind:
		return "[" + b.String() + "]", true
	case len(all) == 1:
		return "(" + b.String() + ",)", true
	}
	return "(" + b.String() + ")", true
}

func reprFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// builtinTypes are the builtins whose repr names a class; the others are
// functions.
var builtinTypes = map[string]bool{
	"bool": true, "bytearray": true, "bytes": true, "classmethod": true, "complex": true, "dict": true,
	"enumerate": true, "filter": true, "float": true, "frozenset": true, "int": true, "list": true, "map": true,
	"memoryview": true, "object": true, "property": true, "range": true, "reversed": true, "set": true, "slice": true,
	"staticmethod": true, "str": true, "super": true, "tuple": true, "type": true, "zip": true,
}

func reprRef(name string) (string, bool) {
	b, ok := strings.CutPrefix(name, "<builtin>.")
	switch {
	case !ok || strings.Contains(b, "."):
		return "", false
	case builtinTypes[b] || strings.HasSuffix(b, "Error") || strings.HasSuffix(b, "Exception"):
		return "<class '" + b + "'>", true
	}
	return "<built-in function " + b + ">", true
}

// quote writes a string or bytes literal as repr does.
func quote(s string, isText bool) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	const hex = "0123456789abcdef"
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == q || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c >= 0x80 && isText:
			r, n := utf8.DecodeRuneInString(s[i:])
			if unicode.IsPrint(r) {
				b.WriteString(s[i : i+n])
			} else {
				b.WriteString(escapeRune(r))
			}
			i += n - 1
		case c < ' ' || c >= 0x7f:
			b.WriteString(`\x`)
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(q)
	return b.String()
}
