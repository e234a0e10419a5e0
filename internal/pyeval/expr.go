package pyeval

import (
	"cmp"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// eval returns the value of x, and records it where the result wants it.
func (in *interp) eval(x pysrc.Expr, fr *frame) value {
	if x == nil || in.exprs >= maxExprDepth || !in.step() {
		return value{}
	}
	in.exprs++
	defer func() { in.exprs-- }()
	switch x := x.(type) {
	case *pysrc.Name:
		return fr.get(x.ID, in)
	case *pysrc.Str:
		if x.Bytes {
			return value{k: bytesKind, s: x.Value}
		}
		return str(x.Value)
	case *pysrc.Num:
		return number(x)
	case *pysrc.Const:
		switch x.Kind {
		case pysrc.None:
			return none()
		case pysrc.True, pysrc.False:
			return boolean(x.Kind == pysrc.True)
		}
	case *pysrc.Attribute:
		return in.attribute(in.eval(x.X, fr), x.Attr)
	case *pysrc.Call:
		return in.callExpr(x, fr)
	case *pysrc.Subscript:
		return in.subscript(x, fr)
	case *pysrc.BinOp:
		return in.binOp(x, fr)
	case *pysrc.FString:
		return in.fstring(x, fr)
	default:
		return in.compoundExpr(x, fr)
	}
	return value{}
}

func (in *interp) compoundExpr(x pysrc.Expr, fr *frame) value {
	switch x := x.(type) {
	case *pysrc.UnaryOp:
		return unary(x.Op, in.eval(x.X, fr))
	case *pysrc.BoolOp:
		return in.boolOp(x, fr)
	case *pysrc.Compare:
		return in.compare(x, fr)
	case *pysrc.IfExp:
		truth, ok := in.eval(x.Test, fr).truth()
		if !ok {
			a, b := in.eval(x.Body, fr), in.eval(x.Else, fr)
			if same(a, b) {
				return a
			}
			return value{}
		}
		if truth {
			return in.eval(x.Body, fr)
		}
		return in.eval(x.Else, fr)
	case *pysrc.Lambda:
		fn := &function{params: x.Params, expr: x.Body, frame: fr, layer: in.layer, node: x}
		if in.noise == 0 {
			in.wait(fn)
		}
		return value{k: funcKind, p: fn}
	case *pysrc.Tuple:
		return in.display(tupleKind, x.Elts, fr)
	case *pysrc.List:
		return in.display(listKind, x.Elts, fr)
	case *pysrc.Set:
		return in.display(setKind, x.Elts, fr)
	case *pysrc.Dict:
		return in.dict(x, fr)
	case *pysrc.Comp:
		return in.comp(x, fr)
	case *pysrc.Await:
		in.eval(x.X, fr)
	case *pysrc.Yield:
		in.eval(x.X, fr)
	case *pysrc.NamedExpr:
		v := in.eval(x.Value, fr)
		in.assign(x.Target, v, fr)
		return v
	case *pysrc.Starred:
		in.eval(x.X, fr)
	case *pysrc.Repr:
		if s, ok := in.eval(x.X, fr).repr(); ok {
			return in.made(str(s))
		}
	}
	return value{}
}

func number(x *pysrc.Num) value {
	if n, ok := x.Int(); ok {
		if n.BitLen() > maxBits {
			return value{}
		}
		return bigInt(n)
	}
	if f, ok := x.Float(); ok {
		return float(f)
	}
	return value{}
}

// module returns a name of the standard library by its usual name.
func module(name string) value {
	switch {
	case name == "builtins" || name == "__builtin__":
		name = "<builtin>"
	case strings.HasPrefix(name, "builtins.") || strings.HasPrefix(name, "__builtin__."):
		_, rest, _ := strings.Cut(name, ".")
		name = "<builtin>." + rest
	}
	return ref(name)
}

const maxRef = 200

// attribute returns x.name.
func (in *interp) attribute(x value, name string) value {
	switch x.k {
	case refKind:
		if name == "__dict__" {
			return value{k: spaceKind, s: x.s, tricks: x.tricks}
		}
		if name == "__class__" || len(x.s)+len(name) > maxRef {
			return value{}
		}
		if name == "__name__" {
			return str(x.s[strings.LastIndexByte(x.s, '.')+1:])
		}
		if name == "__call__" {
			return x
		}
		return module(x.s + "." + name).with(x.tricks)
	case objectKind:
		if o := x.p.(*object); o.class == "class" || o.class == "instance" {
			v, _ := o.args[0].p.(*mapping).get(str(name))
			if v.k == funcKind && o.class == "instance" {
				return value{k: boundKind, s: "", p: &boundFunction{v.p.(*function), x}}
			}
			return v
		}
		fallthrough
	case strKind, bytesKind, listKind, dictKind, setKind, tupleKind, intKind:
		self := x
		return value{k: boundKind, s: name, p: &self, tricks: x.tricks}
	case funcKind:
		switch name {
		case "__call__":
			return x
		case "__globals__":
			return value{k: spaceKind, tricks: trickNamespace}
		}
	case spaceKind:
		self := x
		return value{k: boundKind, s: name, p: &self, tricks: x.tricks}
	}
	return value{}
}

// boundFunction is a method of a class of the file.
type boundFunction struct {
	fn   *function
	self value
}

func newList(v []value) value { return list(append([]value(nil), v...)) }

func (in *interp) display(k kind, elts []pysrc.Expr, fr *frame) value {
	out := make([]value, 0, min(len(elts), 1024))
	known := true
	for _, x := range elts {
		if s, ok := x.(*pysrc.Starred); ok {
			more, ok := in.iterate(in.eval(s.X, fr))
			known = known && ok && len(out)+len(more) <= maxItems && in.take(16*len(more))
			if known {
				out = append(out, more...)
			}
			continue
		}
		out = append(out, in.eval(x, fr))
	}
	if !known || !in.take(16*len(out)) {
		return value{}
	}
	return value{k: k, p: &items{out}}
}

func (in *interp) dict(x *pysrc.Dict, fr *frame) value {
	m := &mapping{}
	known := true
	for i, k := range x.Keys {
		v := in.eval(x.Values[i], fr)
		if k == nil {
			if v.k != dictKind {
				known = false
				continue
			}
			o := v.p.(*mapping)
			for j := range o.keys {
				known = known && in.take(64) && m.set(o.keys[j], o.vals[j])
			}
			continue
		}
		key := in.eval(k, fr)
		if !in.take(64) || !m.set(key, v) {
			known = false
		}
	}
	if !known && len(m.keys) == 0 {
		return value{}
	}
	return value{k: dictKind, p: m}
}

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
	switch v.k {
	case dictKind:
		out, _ := v.p.(*mapping).get(i)
		return out.with(i.tricks)
	case spaceKind:
		if i.k != strKind {
			return value{}
		}
		if v.s == "" {
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
	case listKind, tupleKind:
		return v.p.(*items).list[n].with(i.tricks)
	}
	return value{}
}

func (in *interp) slice(v value, s *pysrc.Slice, fr *frame) value {
	size, ok := v.length()
	step, ok2 := in.bound(s.Step, 1, fr)
	if !ok || !ok2 || step == 0 || v.k == dictKind || v.k == setKind {
		return value{}
	}
	lo, hi := 0, size
	if step < 0 {
		lo, hi = size-1, -1
	}
	if s.Lo != nil {
		n, ok := in.bound(s.Lo, 0, fr)
		if !ok {
			return value{}
		}
		lo = clamp(n, size, step)
	}
	if s.Hi != nil {
		n, ok := in.bound(s.Hi, 0, fr)
		if !ok {
			return value{}
		}
		hi = clamp(n, size, step)
	}
	t := v.tricks
	if step < 0 {
		t |= trickReverse
	}
	if !in.take(size) {
		return value{}
	}
	switch v.k {
	case strKind:
		if isASCII(v.s) {
			return str(string(pick([]byte(v.s), lo, hi, step))).with(t)
		}
		return str(string(pick([]rune(v.s), lo, hi, step))).with(t)
	case bytesKind:
		return bytesOf(pick([]byte(v.s), lo, hi, step)).with(t)
	}
	return value{k: v.k, p: &items{pick(v.p.(*items).list, lo, hi, step)}, tricks: t}
}

func (in *interp) bound(x pysrc.Expr, absent int, fr *frame) (int, bool) {
	if x == nil {
		return absent, true
	}
	v := in.eval(x, fr)
	if v.k == noneKind {
		return absent, true
	}
	n, ok := v.small()
	if !ok || n > 1<<40 || n < -1<<40 {
		return 0, false
	}
	return int(n), true
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

func (in *interp) boolOp(x *pysrc.BoolOp, fr *frame) value {
	var out value
	for i, y := range x.Values {
		out = in.eval(y, fr)
		truth, ok := out.truth()
		if !ok {
			for _, z := range x.Values[i+1:] {
				in.eval(z, fr)
			}
			return value{}
		}
		if truth == (x.Op == pysrc.Or) {
			return out
		}
	}
	return out
}

func (in *interp) fstring(x *pysrc.FString, fr *frame) value {
	var b strings.Builder
	known := !x.Template
	t := trickFormat
	for _, part := range x.Parts {
		switch part := part.(type) {
		case *pysrc.Str:
			b.WriteString(part.Value)
		case *pysrc.Interp:
			v := in.eval(part.X, fr)
			spec := ""
			if part.Spec != nil {
				s := in.fstring(part.Spec, fr)
				spec, known = s.s, known && s.known()
			}
			if part.Conv == 'r' {
				s, ok := v.repr()
				v, known = str(s), known && ok
			}
			s, ok := in.format(v, spec)
			known = known && ok && !part.Debug && in.take(len(s))
			t |= v.tricks
			b.WriteString(s)
		}
		if b.Len() > maxString {
			return value{}
		}
	}
	if !known {
		return value{}
	}
	out := in.made(str(b.String()))
	if len(x.Parts) > 1 {
		out = out.with(t)
	}
	return out
}

// comp is a comprehension.
func (in *interp) comp(x *pysrc.Comp, fr *frame) value {
	inner := &frame{vars: make(map[string]value), outer: fr}
	var out []value
	m := &mapping{}
	known := in.clauses(x, x.Clauses, fr, inner, func() {
		if x.Kind == pysrc.DictComp {
			m.set(in.eval(x.Elt, inner), in.eval(x.Value, inner))
			return
		}
		out = append(out, in.eval(x.Elt, inner))
	})
	if !known || !in.take(16*len(out)+64*len(m.keys)) {
		return value{}
	}
	switch x.Kind {
	case pysrc.DictComp:
		return value{k: dictKind, p: m}
	case pysrc.SetComp:
		return value{k: setKind, p: &items{out}}
	}
	return list(out)
}

func (in *interp) clauses(x *pysrc.Comp, rest []pysrc.CompFor, fr, inner *frame, each func()) bool {
	if len(rest) == 0 {
		each()
		return true
	}
	c := rest[0]
	all, ok := in.iterate(in.eval(c.Iter, fr))
	if !ok {
		in.assign(c.Target, value{}, inner)
		for _, test := range c.Ifs {
			in.eval(test, inner)
		}
		in.clauses(x, rest[1:], inner, inner, each)
		return false
	}
	known := true
	for _, v := range all {
		if !in.step() {
			return false
		}
		in.assign(c.Target, v, inner)
		pass := true
		for _, test := range c.Ifs {
			truth, ok := in.eval(test, inner).truth()
			known = known && ok
			pass = pass && truth
		}
		if pass || !known {
			known = in.clauses(x, rest[1:], inner, inner, each) && known
		}
		if !known {
			break
		}
	}
	return known
}

// iterate returns the items of what can be iterated over.
func (in *interp) iterate(v value) ([]value, bool) {
	switch v.k {
	case listKind, tupleKind, setKind:
		return v.p.(*items).list, true
	case dictKind:
		return v.p.(*mapping).keys, true
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
	return nil, false
}

func (in *interp) compare(x *pysrc.Compare, fr *frame) value {
	left := in.eval(x.X, fr)
	out := boolean(true)
	for i, op := range x.Ops {
		right := in.eval(x.Ys[i], fr)
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
		ka, ok1 := a.key()
		kb, ok2 := b.key()
		if !ok1 || !ok2 || a.k == refKind || b.k == refKind {
			return false, false
		}
		return (ka == kb) == (op == pysrc.Is || op == pysrc.Equal), true
	}
	var c int
	switch {
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

// contains is a in b.
func contains(a, b value) (truth, ok bool) {
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
