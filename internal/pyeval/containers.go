package pyeval

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// arrayOf returns a bytearray with the bytes of v.
func arrayOf(v value) value {
	if v.k != bytesKind {
		return value{}
	}
	return value{k: arrayKind, p: &array{b: []byte(v.s)}, tricks: v.tricks}
}

// setOf returns the set of some values, in the order in which they came. CPython
// has another, so that only what does not depend on it is ever known.
func (in *interp) setOf(all []value) value {
	m := &mapping{}
	for _, v := range all {
		if !in.step() {
			return value{}
		}
		if m.set(v, none()); m.open {
			return value{}
		}
	}
	return value{k: setKind, p: &items{list: m.keys}}
}

// spoil makes what a container holds unknown, and how much it is, after a change
// of which something is not known.
func (v value) spoil() {
	if v.k == tupleKind || v.k == sliceKind || v.k == viewKind { // cannot change
		return
	}
	switch p := v.p.(type) {
	case *items:
		*p = items{lost: true}
	case *array:
		*p = array{lost: true}
	case *mapping:
		p.spoil()
	case *object:
		if p.class == "instance" {
			p.args[0].spoil()
		} else if p.class != "class" {
			*p = object{}
		}
	}
}

// replaceItems is x[lo:hi:step] = v.
func (in *interp) replaceItems(x, at, v value) {
	size, ok1 := x.length()
	lo, hi, step, ok2 := bounds(at, size)
	with, ok3 := in.iterate(v)
	if !ok1 || !ok2 || !ok3 || !in.take(48*(len(with)+size)) || size+len(with) > maxItems {
		x.spoil()
		return
	}
	switch x.k {
	case listKind:
		l := x.p.(*items)
		if out, ok := splice(l.list, with, lo, hi, step); ok {
			l.list = out
		}
	case arrayKind:
		a := x.p.(*array)
		b := byteString(with)
		if v.k == strKind || b.k != bytesKind {
			x.spoil()
		} else if out, ok := splice(a.b, []byte(b.s), lo, hi, step); ok {
			a.b = out
		}
	}
}

// splice puts values in the place of a slice. It is not ok where CPython raises
// and changes nothing.
func splice[T any](all, with []T, lo, hi, step int) ([]T, bool) {
	if step == 1 {
		hi = max(lo, hi)
		return slices.Concat(all[:lo], with, all[hi:]), true
	}
	at := positions(lo, hi, step)
	if len(at) != len(with) {
		return nil, false
	}
	out := slices.Clone(all)
	for i, n := range at {
		out[n] = with[i]
	}
	return out, true
}

// positions are the indices that a slice takes.
func positions(lo, hi, step int) []int {
	var out []int
	for i := lo; step > 0 && i < hi || step < 0 && i > hi; i += step {
		out = append(out, i)
	}
	return out
}

// deleteTarget is del of a name or of an item.
func (in *interp) deleteTarget(t pysrc.Expr, fr *frame) {
	switch t := t.(type) {
	case *pysrc.Name:
		fr.set(t.ID, value{}, in)
	case *pysrc.Tuple:
		for _, x := range t.Elts {
			in.deleteTarget(x, fr)
		}
	case *pysrc.Subscript:
		x := in.eval(t.X, fr)
		if s, ok := t.Index.(*pysrc.Slice); ok {
			in.deleteItems(x, in.sliceOf(s, fr))
			return
		}
		in.deleteItem(x, in.eval(t.Index, fr))
	case *pysrc.Attribute:
		in.assignAttr(t, value{}, fr)
	}
}

// deleteItem is del x[i].
func (in *interp) deleteItem(x, i value) {
	n, ok := i.small()
	switch {
	case x.k == dictKind:
		in.remove(x.p.(*mapping), i)
	case i.k == sliceKind:
		in.deleteItems(x, i)
	case !ok || n > 1<<40 || n < -1<<40:
		x.spoil()
	case n == -1:
		in.deleteItems(x, sliceAt(i, none()))
	default:
		if size, ok := x.length(); !ok || n < int64(size) && n >= -int64(size) {
			in.deleteItems(x, sliceAt(integer(n), integer(n+1)))
		}
	}
}

func sliceAt(lo, hi value) value {
	return value{k: sliceKind, p: &items{list: []value{lo, hi, none()}}}
}

func (in *interp) deleteItems(x, at value) {
	size, ok1 := x.length()
	lo, hi, step, ok2 := bounds(at, size)
	switch {
	case !ok1 || !ok2 || !in.take(48*size):
		x.spoil()
	case step == 1:
		in.replaceItems(x, at, list(nil))
	case x.k == listKind:
		l := x.p.(*items)
		l.list = without(l.list, lo, hi, step)
	case x.k == arrayKind:
		a := x.p.(*array)
		a.b = without(a.b, lo, hi, step)
	}
}

// without returns what a slice does not take.
func without[T any](all []T, lo, hi, step int) []T {
	drop := make(map[int]bool)
	for _, n := range positions(lo, hi, step) {
		drop[n] = true
	}
	var out []T
	for i, v := range all {
		if !drop[i] {
			out = append(out, v)
		}
	}
	return out
}

// remove takes a key out of a dict and returns its value.
func (in *interp) remove(m *mapping, k value) (v value, found, known bool) {
	v, found, known = m.get(k)
	if !found {
		if _, ok := k.key(); !ok {
			m.spoil()
		}
		return value{}, false, known
	}
	if !in.take(64*len(m.keys)) || !in.work(256*len(m.keys)) {
		m.spoil()
		return v, true, true
	}
	key, _ := k.key()
	at := m.index[key]
	m.keys = slices.Delete(slices.Clone(m.keys), at, at+1)
	m.vals = slices.Delete(slices.Clone(m.vals), at, at+1)
	delete(m.index, key)
	for k, i := range m.index {
		if i > at {
			m.index[k] = i - 1
		}
	}
	return v, true, true
}
