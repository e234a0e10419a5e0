package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxHint bounds how deep an annotation is looked into.
const maxHint = 8

// hinted returns what an annotation says that a name holds, which is asked where
// nothing else is known: objects of a class of the package, or of a type outside
// under its name. Unions count as all their types, collections as nothing.
func (p *program) hinted(x pysrc.Expr, s *scope) values { return p.hint(x, s, 0) }

// annotated returns what the annotation of a variable says; nothing while that is
// being asked, as for a name that its own annotation uses.
func (p *program) annotated(v *variable) values {
	if v.hint == nil || v.asking {
		return nil
	}
	v.asking = true
	defer func() { v.asking = false }()
	return p.hinted(v.hint, v.hintIn)
}

func (p *program) hint(x pysrc.Expr, s *scope, depth int) values {
	if x == nil || depth > maxHint || !p.enter() {
		return nil
	}
	defer p.leave()
	switch x := x.(type) {
	case *pysrc.Str:
		return p.quotedHint(x, s)
	case *pysrc.BinOp:
		if x.Op == pysrc.BitOr {
			return join(p.hint(x.X, s, depth+1), p.hint(x.Y, s, depth+1))
		}
	case *pysrc.Subscript:
		return p.genericHint(x, s, depth)
	case *pysrc.Name, *pysrc.Attribute:
		var out values
		for _, v := range p.eval(x, s) {
			out = join(out, p.objectOf(v))
		}
		return out
	}
	return nil
}

// quotedHint is an annotation that is a dotted name in quotes.
func (p *program) quotedHint(x *pysrc.Str, s *scope) values {
	first, rest, dotted := strings.Cut(x.Value, ".")
	in := p.name(first, x.From, s)
	if dotted {
		in = p.path(in, rest)
	}
	var out values
	for _, v := range in {
		out = join(out, p.objectOf(v))
	}
	return out
}

// genericHint is Optional[X], Union[X, Y], Type[X] and Annotated[X, …]; of
// C[int] with a class of the package the class.
func (p *program) genericHint(x *pysrc.Subscript, s *scope, depth int) values {
	var out values
	for _, v := range p.eval(x.X, s) {
		switch v := v.(type) {
		case *class:
			out = join(out, v.object)
		case *extern:
			last := v.name[strings.LastIndexByte(v.name, '.')+1:]
			switch last {
			case "Optional", "Union":
				for _, y := range parts(x.Index) {
					out = join(out, p.hint(y, s, depth+1))
				}
			case "Annotated", "Final", "ClassVar", "Required", "NotRequired":
				out = join(out, p.hint(parts(x.Index)[0], s, depth+1))
			case "Type", "type":
				out = join(out, p.eval(x.Index, s))
			default:
				out = join(out, p.collectionHint(last, x, s, depth))
			}
		}
	}
	return out
}

// collections are the generic types that hold values, by their literal's type.
var collections = map[string]string{
	"list": "PyList", "List": "PyList", "Sequence": "PyList", "MutableSequence": "PyList", "Iterable": "PyList",
	"Iterator": "PyList", "Collection": "PyList", "Generator": "PyList", "tuple": "PyTuple", "Tuple": "PyTuple",
	"set": "PySet", "Set": "PySet", "frozenset": "PySet", "FrozenSet": "PySet", "AbstractSet": "PySet",
	"dict": "PyDict", "Dict": "PyDict", "Mapping": "PyDict", "MutableMapping": "PyDict", "OrderedDict": "PyDict",
	"DefaultDict": "PyDict", "defaultdict": "PyDict",
}

// collectionHint is List[X], Dict[K, V] and the like: a container of objects of
// the types that it names.
func (p *program) collectionHint(name string, x *pysrc.Subscript, s *scope, depth int) values {
	typ, ok := collections[name]
	if !ok {
		return nil
	}
	c, _ := p.made(x, name, typ)
	for i, y := range parts(x.Index) {
		if typ != "PyDict" || i > 0 {
			p.setAny(c, p.hint(y, s, depth+1))
		}
	}
	return values{c}
}

// parts returns the elements of a tuple, or the one expression that x is.
func parts(x pysrc.Expr) []pysrc.Expr {
	if t, ok := x.(*pysrc.Tuple); ok && len(t.Elts) > 0 {
		return t.Elts[:min(len(t.Elts), maxHint)]
	}
	return []pysrc.Expr{x}
}

// objectOf returns the objects of a type.
func (p *program) objectOf(v value) values {
	switch v := v.(type) {
	case *class:
		return v.object
	case *extern:
		if v.kind == p.toplevel.kind {
			if strings.HasPrefix(v.name, "typing.") || strings.HasPrefix(v.name, "collections.abc.") {
				return nil
			}
			return v.self
		}
		if typ, ok := hintTypes[v.name]; ok {
			return p.literal(typ).self
		}
	}
	return nil
}

// hintTypes are the builtin types whose methods have names of their own.
var hintTypes = map[string]string{
	"<builtin>.str": "PyStr", "<builtin>.bytes": "PyBytes", "<builtin>.bytearray": "PyBytes", "<builtin>.int": "PyNum",
	"<builtin>.float": "PyNum", "<builtin>.dict": "PyDict", "<builtin>.list": "PyList", "<builtin>.set": "PySet",
	"<builtin>.frozenset": "PySet", "<builtin>.tuple": "PyTuple",
}

// annotate keeps the annotation of a name or attribute.
func (c *collector) annotate(s *pysrc.AnnAssign) {
	switch t := s.Target.(type) {
	case *pysrc.Name:
		if _, ok := c.scope.foreign[t.ID]; !ok {
			v := c.scope.variable(t.ID)
			v.hint, v.hintIn = s.Annotation, c.scope
		}
	case *pysrc.Attribute:
		c.p.stored[t.Attr] = true
		c.m.stores = append(c.m.stores, store{target: t, scope: c.scope, source: source{known: annotation{s.Annotation}, scope: c.scope}})
	}
}

// annotation is the source of what an attribute is said to hold.
type annotation struct{ x pysrc.Expr }
