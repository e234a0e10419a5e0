package pyeval

import (
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
		fn := &function{params: x.Params, expr: x.Body, frame: fr, layer: in.layer, node: x, defaults: in.defaults(x.Params, fr)}
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
		fr.yields = true
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

// nameOf is the __name__ of a builtin or a module. What is behind a dot may be
// either a module or another name of a function.
func nameOf(v value) value {
	switch name := strings.TrimPrefix(v.s, "<builtin>."); {
	case v.s == "<builtin>":
		return str("builtins")
	case !strings.Contains(name, "."):
		return str(name)
	}
	return value{}
}

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
			return nameOf(x)
		}
		if name == "__call__" {
			return x
		}
		if v, ok := stringConstants[x.s+"."+name]; ok {
			return str(v).with(x.tricks)
		}
		return module(x.s + "." + name).with(x.tricks)
	case objectKind:
		if o := x.p.(*object); o.class == "class" || o.class == "instance" {
			return o.attribute(x, name)
		}
		fallthrough
	case strKind, bytesKind, arrayKind, listKind, dictKind, setKind, tupleKind, intKind, viewKind, iterKind:
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

// attribute returns what an instance or else its class has under a name. A function
// of the class becomes a method.
func (o *object) attribute(self value, name string) value {
	v, found, known := o.args[0].p.(*mapping).get(str(name))
	if found || !known || o.class == "class" {
		return v
	}
	v = o.args[1].p.(*mapping).at(str(name))
	if v.k == funcKind && !v.p.(*function).static {
		return value{k: boundKind, s: "", p: &boundFunction{v.p.(*function), self}}
	}
	return v
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
	if k == setKind {
		return in.setOf(out)
	}
	return value{k: k, p: &items{list: out}}
}

func (in *interp) dict(x *pysrc.Dict, fr *frame) value {
	m := &mapping{}
	for i, k := range x.Keys {
		v := in.eval(x.Values[i], fr)
		if !in.take(64) {
			m.spoil()
		}
		if k != nil {
			m.set(in.eval(k, fr), v)
			continue
		}
		if o, ok := v.p.(*mapping); ok && v.k == dictKind && in.take(64*len(o.keys)) {
			m.merge(o)
		} else {
			m.spoil()
		}
	}
	return value{k: dictKind, p: m}
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
			v, ok := converted(v, part.Conv)
			known = known && ok
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
