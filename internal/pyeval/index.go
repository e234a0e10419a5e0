package pyeval

import "github.com/malguard/malguard/internal/pysrc"

// subscript is x[i], x[lo:hi:step], and looking a name up in globals().
func (in *interp) subscript(x *pysrc.Subscript, fr *frame) value {
	v := in.eval(x.X, fr)
	if s, ok := x.Index.(*pysrc.Slice); ok {
		return in.slice(v, s, fr)
	}
	i := in.eval(x.Index, fr)
	in.keep(x.Index, i)
	out := in.item(v, i)
	if out.k == refKind {
		in.keep(x, out)
	}
	return out
}

// item returns v[i].
func (in *interp) item(v, i value) value {
	t := v.tricks | i.tricks
	if i.k == sliceKind {
		return in.cut(v, i)
	}
	v = v.plain()
	switch v.k {
	case dictKind:
		return v.p.(*mapping).at(i).with(i.tricks)
	case spaceKind:
		if i.k != strKind {
			return value{}
		}
		if v.s == "" {
			// Builtins too, which only a star import puts there.
			return in.globals.get(i.s, in).with(t | trickNamespace)
		}
		return in.attribute(ref(v.s), i.s).with(t | trickNamespace)
	case refKind:
		if i.k == strKind && (v.s == "<builtin>" || v.s == "sys.modules") {
			if v.s == "sys.modules" {
				return module(i.s).with(t | trickNamespace)
			}
			return ref(v.s + "." + i.s).with(t | trickNamespace)
		}
		return value{}
	}
	n, ok := i.small()
	size, ok2 := v.length()
	if !ok || !ok2 {
		return value{}
	}
	if n < 0 {
		n += int64(size)
	}
	if n < 0 || n >= int64(size) {
		return value{}
	}
	switch v.k {
	case strKind:
		if isASCII(v.s) {
			return str(v.s[n : n+1]).with(t)
		}
		return str(string([]rune(v.s)[n])).with(t)
	case bytesKind:
		return integer(int64(v.s[n])).with(t)
	case listKind, tupleKind, viewKind:
		if l, ok := v.p.(*items); ok {
			return l.list[n].with(i.tricks)
		}
	}
	return value{}
}

func (in *interp) slice(v value, s *pysrc.Slice, fr *frame) value {
	at := in.sliceOf(s, fr)
	return in.cut(v, at)
}

// sliceOf returns the bounds of a slice as a tuple of three, None where absent.
func (in *interp) sliceOf(s *pysrc.Slice, fr *frame) value {
	at := []value{none(), none(), none()}
	for i, x := range []pysrc.Expr{s.Lo, s.Hi, s.Step} {
		if x != nil {
			at[i] = in.eval(x, fr)
		}
	}
	return value{k: sliceKind, p: &items{list: at}}
}

// cut returns v[lo:hi:step].
func (in *interp) cut(v, at value) value {
	size, ok := v.length()
	lo, hi, step, ok2 := bounds(at, size)
	if !ok || !ok2 || !in.take(size) {
		return value{}
	}
	t := v.tricks
	if step < 0 {
		t |= trickReverse
	}
	switch v.k {
	case arrayKind:
		return arrayOf(in.cut(v.plain(), at))
	case strKind:
		if isASCII(v.s) {
			return str(string(pick([]byte(v.s), lo, hi, step))).with(t)
		}
		return str(string(pick([]rune(v.s), lo, hi, step))).with(t)
	case bytesKind:
		return bytesOf(pick([]byte(v.s), lo, hi, step)).with(t)
	case listKind, tupleKind, viewKind:
		if l, ok := v.p.(*items); ok {
			return value{k: v.k, p: &items{list: pick(l.list, lo, hi, step)}, tricks: t}
		}
	}
	return value{}
}

// bounds returns what a slice means for a sequence of some size.
func bounds(at value, size int) (lo, hi, step int, ok bool) {
	var n [3]int
	var given [3]bool
	if at.p == nil {
		return 0, 0, 0, false
	}
	for i, v := range at.p.(*items).list {
		if v.k == noneKind {
			continue
		}
		x, ok := v.small()
		if !ok || x > 1<<40 || x < -1<<40 {
			return 0, 0, 0, false
		}
		n[i], given[i] = int(x), true
	}
	lo, hi, step = 0, size, 1
	if given[2] {
		step = n[2]
	}
	if step < 0 {
		lo, hi = size-1, -1
	}
	if given[0] {
		lo = clamp(n[0], size, step)
	}
	if given[1] {
		hi = clamp(n[1], size, step)
	}
	return lo, hi, step, step != 0
}

// clamp returns the index that a bound of a slice means.
func clamp(n, size, step int) int {
	if n < 0 {
		n += size
	}
	if step > 0 {
		return min(max(n, 0), size)
	}
	return min(max(n, -1), size-1)
}

func pick[T any](list []T, lo, hi, step int) []T {
	if step == 1 {
		if lo >= hi {
			return nil
		}
		return append([]T(nil), list[lo:hi]...)
	}
	var out []T
	for i := lo; step > 0 && i < hi || step < 0 && i > hi; i += step {
		out = append(out, list[i])
		if step > len(list) || step < -len(list) {
			break
		}
	}
	return out
}
