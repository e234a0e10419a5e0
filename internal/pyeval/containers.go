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
	return value{k: arrayKind, p: &array{[]byte(v.s)}, tricks: v.tricks}
}

// setOf returns the set of some values, in the order in which they came: CPython
// has another.
func (in *interp) setOf(all []value) value {
	m := &mapping{}
	for _, v := range all {
		if !in.step() || !m.set(v, none()) {
			return value{}
		}
	}
	return value{k: setKind, p: &items{m.keys}}
}

// spoil makes what a container holds unknown, after a change that is not.
func (in *interp) spoil(v value) {
	switch p := v.p.(type) {
	case *items:
		if in.take(48 * len(p.list)) {
			p.list = make([]value, len(p.list))
		}
	case *array:
		p.b = nil
	case *mapping:
		*p = mapping{}
	}
}

// replaceItems is x[lo:hi:step] = v.
func (in *interp) replaceItems(x, at, v value) {
	size, ok1 := x.length()
	lo, hi, step, ok2 := bounds(at, size)
	with, ok3 := in.iterate(v)
	if !ok1 || !ok2 || !ok3 || !in.take(48*(len(with)+size)) || size+len(with) > maxItems {
		in.spoil(x)
		return
	}
	switch x.k {
	case listKind:
		l := x.p.(*items)
		out, ok := splice(l.list, with, lo, hi, step)
		if !ok {
			in.spoil(x)
			return
		}
		l.list = out
	case arrayKind:
		a := x.p.(*array)
		b := in.toBytes(&arguments{list: []value{list(with)}})
		out, ok := splice(a.b, []byte(b.s), lo, hi, step)
		if !ok || b.k != bytesKind {
			in.spoil(x)
			return
		}
		a.b = out
	}
}

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
		i := in.eval(t.Index, fr)
		if m, ok := x.p.(*mapping); ok && x.k == dictKind {
			in.remove(m, i)
			return
		}
		if n, ok := i.small(); ok && n != -1 && n < 1<<40 && n > -1<<40 {
			in.deleteItems(x, sliceAt(integer(n), integer(n+1)))
		} else if ok && n == -1 {
			in.deleteItems(x, sliceAt(i, none()))
		} else {
			in.spoil(x)
		}
	}
}

func sliceAt(lo, hi value) value {
	return value{k: sliceKind, p: &items{[]value{lo, hi, none()}}}
}

func (in *interp) deleteItems(x, at value) {
	size, ok1 := x.length()
	lo, hi, step, ok2 := bounds(at, size)
	if ok1 && ok2 && step != 1 && x.k == listKind && in.take(48*size) {
		l := x.p.(*items)
		drop := make(map[int]bool)
		for _, n := range positions(lo, hi, step) {
			drop[n] = true
		}
		var out []value
		for i, v := range l.list {
			if !drop[i] {
				out = append(out, v)
			}
		}
		l.list = out
		return
	}
	if !ok1 || !ok2 || step != 1 {
		in.spoil(x)
		return
	}
	in.replaceItems(x, at, list(nil))
}

// remove takes a key out of a dict and returns its value.
func (in *interp) remove(m *mapping, k value) (value, bool) {
	v, ok := m.get(k)
	if !ok || !in.take(64*len(m.keys)) || !in.work(256*len(m.keys)) {
		return value{}, false
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
	return v, true
}

// arrayMethod evaluates the methods of bytearrays.
func (in *interp) arrayMethod(self value, name string, args *arguments) value {
	a := self.p.(*array)
	x := args.at(0, "")
	n, small := x.small()
	switch name {
	case "append":
		if !small || n < 0 || n > 255 || len(a.b) >= maxString || !in.take(1) {
			in.spoil(self)
			return none()
		}
		a.b = append(a.b, byte(n))
		return none()
	case "extend":
		more := in.toBytes(&arguments{list: []value{x.plain()}})
		if more.k != bytesKind || len(a.b)+len(more.s) > maxString || !in.take(len(more.s)) {
			in.spoil(self)
			return none()
		}
		a.b = append(a.b, more.s...)
		return none()
	case "reverse":
		slices.Reverse(a.b)
		return none()
	case "clear":
		a.b = nil
		return none()
	case "copy":
		return arrayOf(self.plain())
	case "insert", "pop", "remove":
		l := &items{}
		l.list, _ = in.iterate(self)
		out := in.listMethod(value{k: listKind, p: l}, name, args, nil, nil)
		b := in.toBytes(&arguments{list: []value{list(l.list)}})
		a.b = []byte(b.s)
		return out
	}
	out := in.textMethod(self.plain(), name, args.plain())
	if out.k == bytesKind {
		return arrayOf(out)
	}
	return out
}

// matchStmt takes the case whose pattern is known to fit, and every one of which
// that is unknown before it.
func (in *interp) matchStmt(s *pysrc.Match, fr *frame) flow {
	v := in.eval(s.Subject, fr)
	var open []func()
	always := false
	for _, c := range s.Cases {
		fits, ok := in.fits(c.Pattern, v, fr)
		if ok && fits && c.Guard != nil {
			fits, ok = in.eval(c.Guard, fr).truth()
		}
		if ok && !fits {
			continue
		}
		if ok && len(open) == 0 {
			return in.block(c.Body, fr)
		}
		open = append(open, func() { fr.doubt = in.block(c.Body, fr) != flowOn || fr.doubt })
		if always = ok; ok {
			break
		}
	}
	in.maybe(fr, always, open...)
	return flowOn
}

// fits reports whether a value fits a pattern, of those that state machines use.
func (in *interp) fits(p *pysrc.Pattern, v value, fr *frame) (fits, ok bool) {
	switch p.Kind {
	case pysrc.ValuePattern:
		return compareValues(pysrc.Equal, v, in.eval(p.Value, fr))
	case pysrc.CapturePattern:
		if p.Name != "_" {
			fr.set(p.Name, v, in)
		}
		return true, true
	case pysrc.OrPattern:
		known := true
		for _, sub := range p.Subs {
			fits, ok := in.fits(sub, v, fr)
			if fits && ok {
				return true, true
			}
			known = known && ok
		}
		return false, known
	}
	return false, false
}
