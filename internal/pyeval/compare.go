package pyeval

import (
	"cmp"
	"github.com/malguard/malguard/internal/pysrc"
	"strings"
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
	case pysrc.Is, pysrc.Equal, pysrc.IsNot, pysrc.NotEqual:
		a, b = a.plain(), b.plain()
		if a.k == b.k && (a.k == listKind || a.k == tupleKind) && (op == pysrc.Equal || op == pysrc.NotEqual) {
			return compareItems(op, a.p.(*items).list, b.p.(*items).list)
		}
		ka, ok1 := a.key()
		kb, ok2 := b.key()
		if !ok1 || !ok2 || a.k == refKind || b.k == refKind {
			return false, false
		}
		return (ka == kb) == (op == pysrc.Is || op == pysrc.Equal), true
	}
	var c int
	switch {
	case a.k == b.k && (a.k == tupleKind || a.k == listKind):
		return compareItems(op, a.p.(*items).list, b.p.(*items).list)
	case a.text() && a.k == b.k:
		c = strings.Compare(a.s, b.s)
	default:
		x, ok1 := a.number()
		y, ok2 := b.number()
		if !ok1 || !ok2 {
			return false, false
		}
		if m, ok := a.integral(); ok {
			if n, ok := b.integral(); ok {
				c = m.Cmp(n)
				break
			}
		}
		c = cmp.Compare(x, y)
	}
	switch op {
	case pysrc.Less:
		return c < 0, true
	case pysrc.LessEqual:
		return c <= 0, true
	case pysrc.Greater:
		return c > 0, true
	case pysrc.GreaterEqual:
		return c >= 0, true
	}
	return false, false
}

// compareItems compares sequences by the first items that differ.
func compareItems(op pysrc.Op, a, b []value) (truth, ok bool) {
	for i := range min(len(a), len(b)) {
		if same(a[i], b[i]) {
			continue
		}
		if _, ok := a[i].key(); !ok {
			return false, false
		}
		return compareValues(op, a[i], b[i])
	}
	return compareValues(op, integer(int64(len(a))), integer(int64(len(b))))
}

// contains is a in b.
func contains(a, b value) (truth, ok bool) {
	a, b = a.plain(), b.plain()
	switch b.k {
	case strKind, bytesKind:
		if a.k == b.k {
			return strings.Contains(b.s, a.s), true
		}
		if n, ok := a.small(); ok && b.k == bytesKind {
			return n >= 0 && n < 256 && strings.IndexByte(b.s, byte(n)) >= 0, true
		}
	case dictKind:
		if _, ok := a.key(); ok {
			_, found := b.p.(*mapping).get(a)
			return found, true
		}
	case listKind, tupleKind, setKind:
		for _, v := range b.p.(*items).list {
			if same(a, v) {
				return true, true
			}
			if _, ok := v.key(); !ok {
				return false, false
			}
		}
		_, ok := a.key()
		return false, ok
	}
	return false, false
}
