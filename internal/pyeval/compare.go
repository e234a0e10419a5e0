package pyeval

import (
	"cmp"
	"math"
	"math/big"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

func (in *interp) compare(x *pysrc.Compare, fr *frame) value {
	left := in.eval(x.X, fr)
	out := boolean(true)
	for i, op := range x.Ops {
		right := in.eval(x.Ys[i], fr)
		if n, _ := right.length(); !in.work(n) {
			return value{}
		}
		truth, ok := compareValues(op, left, right)
		if !ok {
			out = value{}
		} else if !truth && out.known() {
			out = boolean(false)
		}
		left = right
	}
	return out
}

func compareValues(op pysrc.Op, a, b value) (truth, ok bool) {
	switch op {
	case pysrc.In, pysrc.NotIn:
		truth, ok = contains(a, b)
		return truth == (op == pysrc.In), ok
	case pysrc.Is, pysrc.IsNot:
		truth, ok = identical(a, b)
		return truth == (op == pysrc.Is), ok
	}
	a, b = a.plain(), b.plain()
	if a.k == b.k && (a.k == listKind || a.k == tupleKind) {
		x, ok1 := a.elems()
		y, ok2 := b.elems()
		if !ok1 || !ok2 {
			return false, false
		}
		return compareItems(op, x, y)
	}
	return compareSimple(op, a, b)
}

// compareSimple compares what holds no other values.
func compareSimple(op pysrc.Op, a, b value) (truth, ok bool) {
	if op == pysrc.Equal || op == pysrc.NotEqual {
		truth, ok = equal(a, b)
		return truth == (op == pysrc.Equal), ok
	}
	c := 0
	switch {
	case a.text() && a.k == b.k:
		c = strings.Compare(a.s, b.s)
	default:
		if c, ok = compareNumbers(a, b); !ok {
			return false, false
		}
	}
	return holds(op, c)
}

// holds reports whether op holds between values of which c says the order.
func holds(op pysrc.Op, c int) (truth, ok bool) {
	switch op {
	case pysrc.Less:
		return c < 0, true
	case pysrc.LessEqual:
		return c <= 0, true
	case pysrc.Greater:
		return c > 0, true
	case pysrc.GreaterEqual:
		return c >= 0, true
	case pysrc.Equal:
		return c == 0, true
	case pysrc.NotEqual:
		return c != 0, true
	}
	return false, false
}

func compareNumbers(a, b value) (c int, ok bool) {
	if m, ok := a.integral(); ok {
		if n, ok := b.integral(); ok {
			return m.Cmp(n), true
		}
	}
	x, ok1 := a.number()
	y, ok2 := b.number()
	if !ok1 || !ok2 || math.IsNaN(x) || math.IsNaN(y) {
		return 0, false
	}
	if math.IsInf(x, 0) || math.IsInf(y, 0) {
		return cmp.Compare(x, y), true
	}
	return exact(a).Cmp(exact(b)), true
}

// exact returns the value of a finite number, whatever its size.
func exact(v value) *big.Float {
	if v.k == floatKind {
		return big.NewFloat(v.float())
	}
	n, _ := v.integral()
	return new(big.Float).SetInt(n)
}

// identical is a is b, where that does not depend on which values CPython keeps
// once.
func identical(a, b value) (truth, ok bool) {
	if !a.known() || !b.known() || a.k == refKind && !a.isBuiltin() || b.k == refKind && !b.isBuiltin() {
		return false, false
	}
	if a.k != b.k {
		return false, true
	}
	switch a.k {
	case noneKind:
		return true, true
	case boolKind:
		return a.i == b.i, true
	case refKind:
		return a.s == b.s, true
	case listKind, dictKind, setKind, arrayKind, iterKind, funcKind, objectKind:
		return a.p == b.p, true
	}
	return false, false
}

// equal is a == b of values that have a key.
func equal(a, b value) (truth, ok bool) {
	if a.k == b.k && a.p == nil && b.p == nil { // without making one
		switch a.k {
		case strKind, bytesKind:
			return a.s == b.s, true
		case noneKind, boolKind, intKind:
			return a.i == b.i, true
		}
	}
	if a.text() && (b.k >= noneKind && b.k <= bytesKind) || b.text() && (a.k >= noneKind && a.k <= bytesKind) {
		return false, true
	}
	ka, ok1 := a.key()
	kb, ok2 := b.key()
	if !ok1 || !ok2 {
		return false, false
	}
	return ka == kb, true
}

// compareItems compares sequences by the first items that differ.
func compareItems(op pysrc.Op, a, b []value) (truth, ok bool) {
	if len(a) != len(b) && (op == pysrc.Equal || op == pysrc.NotEqual) {
		return op == pysrc.NotEqual, true
	}
	for i := range min(len(a), len(b)) {
		if a[i].k == b[i].k && a[i].k != refKind && same(a[i], b[i]) {
			continue
		}
		alike, ok := equal(a[i], b[i])
		switch {
		case !ok:
			return false, false
		case !alike && a[i].k == tupleKind:
			return false, false
		case !alike:
			return compareSimple(op, a[i], b[i])
		}
	}
	return holds(op, cmp.Compare(len(a), len(b)))
}

// contains is a in b.
func contains(a, b value) (truth, ok bool) {
	b = b.plain()
	switch b.k {
	case strKind, bytesKind:
		if a = a.plain(); a.k == b.k {
			return strings.Contains(b.s, a.s), true
		}
		if n, ok := a.small(); ok && b.k == bytesKind && n >= 0 && n < 256 {
			return strings.IndexByte(b.s, byte(n)) >= 0, true
		}
	case dictKind:
		_, found, known := b.p.(*mapping).get(a)
		return found, known
	case listKind, tupleKind, setKind, viewKind:
		all, ok := b.elems()
		if !ok {
			return false, false
		}
		if _, hashable := a.key(); b.k == setKind && !hashable {
			return false, false
		}
		i, ok := find(all, a)
		return i >= 0, ok || b.k == setKind && i >= 0
	case iterKind: // takes what it looks at
		b.spoil()
	}
	return false, false
}

// find returns where in a list the first item is that equals v, or -1. It is not ok
// if one before it may equal v or not.
func find(all []value, v value) (int, bool) {
	known := v.known()
	for i, x := range all {
		alike, ok := equal(x, v)
		if alike {
			return i, known
		}
		known = known && ok
	}
	return -1, known
}
