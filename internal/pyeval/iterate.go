package pyeval

import "slices"

// next takes the first item out of an iterator.
func next(it value, args *arguments) value {
	if it.k != iterKind {
		return value{}
	}
	v, more, known := it.p.(*items).pull()
	if known && !more {
		return args.at(1, "")
	}
	return v
}

// iteratorOf is iter(over) and reversed(over).
func (in *interp) iteratorOf(name string, over value) value {
	if over.k == iterKind {
		if name == "iter" {
			return over
		}
		return value{}
	}
	if l, ok := over.p.(*items); ok && name == "iter" && over.k != setKind {
		return value{k: iterKind, p: &items{of: l}}
	}
	all, ok := in.iterate(over)
	if !ok || over.k == arrayKind || !in.take(16*len(all)) {
		return value{}
	}
	all = slices.Clone(all)
	if name == "iter" {
		return iterator(all)
	}
	if over.k == setKind {
		return value{}
	}
	slices.Reverse(all)
	for i := range all {
		if all[i].text() {
			all[i] = all[i].with(trickReverse)
		}
	}
	return iterator(all)
}

// rows takes an item of each sequence at a time, in their order, until one has no
// more: the same iterator twice gives pairs.
func (in *interp) rows(over []value) ([][]value, bool) {
	sources := make([]*items, len(over))
	endless := true
	for i, v := range over {
		switch {
		case v.k == iterKind:
			sources[i], endless = v.p.(*items), false
		case v.k == objectKind && v.p.(*object).class == cycleClass:
			sources[i] = &items{}
		default:
			all, ok := in.iterate(v)
			if !ok {
				return nil, false
			}
			sources[i], endless = &items{list: all}, false
		}
	}
	var out [][]value
	for !endless && len(over) > 0 {
		row := make([]value, len(over))
		for i, s := range sources {
			if o, ok := over[i].p.(*object); ok {
				row[i] = o.args[o.at%len(o.args)]
				o.at++
				continue
			}
			v, more, known := s.pull()
			if !more {
				return out, known
			}
			row[i] = v
		}
		if out = append(out, row); len(out) > maxItems || !in.step() || !in.take(16*len(row)) {
			return nil, false
		}
	}
	return out, !endless || len(over) == 0
}

// cycleClass is the class of itertools.cycle(x), whose args are the items of x.
const cycleClass = "itertools.cycle"

func (in *interp) cycle(over value) value {
	all, ok := in.iterate(over)
	if !ok || len(all) == 0 {
		return value{}
	}
	return value{k: objectKind, p: &object{class: cycleClass, args: slices.Clone(all)}}
}

// iterate returns the items of what can be iterated over, in order. An iterator has
// none left then.
func (in *interp) iterate(v value) ([]value, bool) {
	all, ok := in.unordered(v)
	return all, ok && (v.k != setKind || len(all) < 2)
}

// unordered returns the items for uses in which their order does not matter, which
// that of a set is not known.
func (in *interp) unordered(v value) ([]value, bool) {
	v = v.plain()
	switch v.k {
	case iterKind:
		l := v.p.(*items)
		all, ok := l.left()
		if ok {
			*l = items{}
		}
		return all, ok
	case strKind:
		if !in.take(len(v.s)) {
			return nil, false
		}
		out := make([]value, 0, len(v.s))
		for _, r := range v.s {
			out = append(out, str(string(r)).with(v.tricks))
		}
		return out, true
	case bytesKind:
		if !in.take(len(v.s)) {
			return nil, false
		}
		out := make([]value, len(v.s))
		for i := range len(v.s) {
			out[i] = integer(int64(v.s[i])).with(v.tricks)
		}
		return out, true
	}
	if n, ok := v.length(); !ok || v.s == viewItems && !in.take(64*n) {
		return nil, false
	}
	return v.elems()
}

// left returns what an iterator has not given yet.
func (l *items) left() ([]value, bool) {
	if l.of == nil {
		return l.list, !l.lost
	}
	return l.of.list[min(l.taken, len(l.of.list)):], !l.of.lost
}

// pull takes the next item out of an iterator. known is false if it may have one or
// not.
func (l *items) pull() (v value, more, known bool) {
	rest, known := l.left()
	switch {
	case !known:
		return value{}, false, false
	case len(rest) == 0:
		*l = items{} // for good
		return value{}, false, true
	case l.of == nil:
		l.list = rest[1:]
	default:
		l.taken++
	}
	return rest[0], true, true
}
