package pyeval

import "github.com/malguard/malguard/internal/pysrc"

// assign binds the names of a target.
func (in *interp) assign(t pysrc.Expr, v value, fr *frame) {
	if !in.step() {
		return
	}
	switch t := t.(type) {
	case *pysrc.Name:
		fr.set(t.ID, v, in)
	case *pysrc.Starred:
		in.assign(t.X, value{}, fr)
	case *pysrc.Tuple:
		in.unpack(t.Elts, v, fr)
	case *pysrc.List:
		in.unpack(t.Elts, v, fr)
	case *pysrc.Subscript:
		in.assignItem(t, v, fr)
	case *pysrc.Attribute:
		in.assignAttr(t, v, fr)
	}
}

func (in *interp) assignAttr(t *pysrc.Attribute, v value, fr *frame) {
	x := in.eval(t.X, fr)
	if o, ok := x.p.(*object); ok && x.k == objectKind && (o.class == "instance" || o.class == "class") {
		if fr.journal != nil || fr != in.globals && fr.outer == nil {
			v = value{}
		}
		o.args[0].p.(*mapping).set(str(t.Attr), v)
	}
}

func (in *interp) unpack(targets []pysrc.Expr, v value, fr *frame) {
	list, ok := in.iterate(v)
	star := -1
	for i, t := range targets {
		if _, is := t.(*pysrc.Starred); is {
			star = i
		}
	}
	if !ok || star < 0 && len(list) != len(targets) || star >= 0 && len(list) < len(targets)-1 {
		for _, t := range targets {
			in.assign(t, value{}, fr)
		}
		return
	}
	for i, t := range targets {
		switch {
		case star < 0 || i < star:
			in.assign(t, list[i], fr)
		case i == star:
			end := len(list) - (len(targets) - 1 - star)
			in.assign(t.(*pysrc.Starred).X, newList(list[star:end]), fr)
		default:
			in.assign(t, list[len(list)-len(targets)+i], fr)
		}
	}
}

// assignItem is x[i] = v. In a branch that may not run the container is unknown
// afterwards only if the branch is the first to touch it, which is not followed:
// the last store counts.
func (in *interp) assignItem(t *pysrc.Subscript, v value, fr *frame) {
	x := in.eval(t.X, fr)
	if s, ok := t.Index.(*pysrc.Slice); ok {
		in.replaceItems(x, in.sliceOf(s, fr), v)
		return
	}
	in.setItem(x, in.eval(t.Index, fr), v)
}

// setItem is x[i] = v.
func (in *interp) setItem(x, i, v value) {
	if i.k == sliceKind {
		in.replaceItems(x, i, v)
		return
	}
	n, ok := i.small()
	size, known := x.length()
	at := indexOf(n, size)
	switch x.k {
	case arrayKind:
		c, isByte := v.small()
		switch {
		case !known || !ok || !isByte && !v.known():
			x.spoil()
		case at >= 0 && isByte && c >= 0 && c <= 255:
			x.p.(*array).b[at] = byte(c)
		}
	case dictKind:
		if !in.take(64) {
			x.spoil()
		} else {
			x.p.(*mapping).set(i, v)
		}
	case listKind:
		switch {
		case !ok:
			x.spoil()
		case known && at >= 0:
			x.p.(*items).list[at] = v
		}
	case spaceKind:
		if i.k == strKind && x.s == "" {
			in.globals.set(i.s, v, in)
		}
	}
}

func (in *interp) augAssign(s *pysrc.AugAssign, fr *frame) {
	y := in.eval(s.Value, fr)
	x := in.eval(s.Target, fr)
	if !in.changeInPlace(s.Op, x, y) {
		in.assign(s.Target, in.binary(s.Op, x, y), fr)
	}
}

// changeInPlace is x op= y of what is changed itself rather than replaced: who else
// holds it sees the change.
func (in *interp) changeInPlace(op pysrc.Op, x, y value) bool {
	switch x.k {
	case listKind, arrayKind:
		if x.k == arrayKind && y.plain().k != bytesKind && op == pysrc.Add {
			x.spoil()
			return true
		}
		if op == pysrc.Add {
			in.containerMethod(x, "extend", &arguments{list: []value{y}}, nil, nil)
			return true
		}
	case dictKind:
		if op == pysrc.BitOr {
			in.update(x, &arguments{list: []value{y}})
			return true
		}
	case setKind:
		if op == pysrc.BitOr {
			in.containerMethod(x, "update", &arguments{list: []value{y}}, nil, nil)
			return true
		}
	default:
		return false
	}
	out := in.binary(op, x, y)
	switch {
	case out.k != x.k:
		x.spoil()
	case x.k == arrayKind:
		*x.p.(*array) = *out.p.(*array)
	case x.k == listKind:
		*x.p.(*items) = *out.p.(*items)
	}
	return true
}
