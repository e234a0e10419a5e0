package pyeval

import (
	"math"
	"math/big"
	"strconv"
	"strings"
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
	viewKind  // a range, whose p is *items, or what s says of a dict, whose p is *mapping
	iterKind  // an iterator: p is the *items that it has not given yet
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
	// items are what a list, tuple, set, range or iterator holds; lost where that
	// is unknown, and how much it is. An iterator over a list sees what becomes of
	// the list, of which it has taken some.
	items struct {
		list  []value
		lost  bool
		of    *items
		taken int
	}
	// mapping is what a dict holds; open where it may hold more.
	mapping struct {
		keys  []value
		vals  []value
		index map[string]int
		open  bool
	}
	// array is what a bytearray holds.
	array struct {
		b    []byte
		lost bool
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
		at    int // how many a cycle has given
	}
)

// plain returns the bytes that a bytearray holds, and others as they are.
func (v value) plain() value {
	if v.k != arrayKind {
		return v
	}
	if a := v.p.(*array); !a.lost {
		return bytesOf(a.b).with(v.tricks)
	}
	return value{}
}

// iterator returns an iterator over values.
func iterator(v []value) value { return value{k: iterKind, p: &items{list: v}} }

func none() value { return value{k: noneKind} }

func integer(i int64) value { return value{k: intKind, i: i} }

func float(f float64) value { return value{k: floatKind, i: int64(math.Float64bits(f))} }

func str(s string) value { return value{k: strKind, s: s} }

func bytesOf(b []byte) value { return value{k: bytesKind, s: string(b)} }

func ref(name string) value { return value{k: refKind, s: name} }

func list(v []value) value { return value{k: listKind, p: &items{list: v}} }

func tuple(v []value) value { return value{k: tupleKind, p: &items{list: v}} }

func (v value) float() float64 { return math.Float64frombits(uint64(v.i)) }

func (v value) known() bool { return v.k != unknown }

func (v value) text() bool { return v.k == strKind || v.k == bytesKind }

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

// elems returns the items of a container, a set's in no order that means
// anything. Those of a dict are its keys.
func (v value) elems() ([]value, bool) {
	switch p := v.p.(type) {
	case *items:
		return p.list, !p.lost && (v.k == listKind || v.k == tupleKind || v.k == setKind || v.k == viewKind)
	case *mapping:
		return p.seen(v.s), !p.open && (v.k == dictKind || v.k == viewKind)
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
	case funcKind, codeKind, iterKind:
		return true, true
	case refKind:
		return true, v.isBuiltin()
	}
	n, ok := v.length()
	return n > 0, ok
}

// isBuiltin reports whether v is one of the builtins, which are what they are.
// What else is outside the file may have any value.
func (v value) isBuiltin() bool {
	name, ok := strings.CutPrefix(v.s, "<builtin>.")
	return v.k == refKind && ok && builtinNames[name]
}

// key returns a string that is equal for equal hashable values only.
func (v value) key() (string, bool) {
	switch v.k {
	case noneKind:
		return "n", true
	case boolKind, intKind:
		n, _ := v.integral()
		return "i" + n.Text(16), true
	case floatKind:
		f := v.float()
		switch {
		case math.IsNaN(f): // equals nothing
			return "", false
		case f == math.Trunc(f) && !math.IsInf(f, 0):
			n, _ := big.NewFloat(f).Int(nil)
			return "i" + n.Text(16), true
		}
		return "f" + strconv.FormatFloat(f, 'g', -1, 64), true
	case strKind:
		return "s" + v.s, true
	case bytesKind:
		return "b" + v.s, true
	case refKind:
		return "r" + v.s, v.isBuiltin()
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

// same reports whether a and b are known and surely the same, not merely equal
// as 1 and True are.
func same(a, b value) bool {
	if a.k != b.k || a.k == unknown {
		return false
	}
	if a.k == refKind {
		return a.s == b.s
	}
	if ka, ok := a.key(); ok && a.k != tupleKind {
		kb, ok := b.key()
		return ok && ka == kb
	}
	return a.p != nil && a.p == b.p && a.s == b.s
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
	case arrayKind:
		a := v.p.(*array)
		return len(a.b), !a.lost
	}
	switch p := v.p.(type) {
	case *items:
		return len(p.list), !p.lost && v.k != iterKind && v.k != sliceKind
	case *mapping:
		return len(p.keys), !p.open && (v.k == dictKind || v.k == viewKind)
	}
	return 0, false
}
