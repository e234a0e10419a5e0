package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxText bounds the constant strings that are put together.
const maxText = 4096

// textKey identifies a known string or number.
type textKey struct{ typ, value string }

// text returns the known string or number, always as the same value.
func (p *program) text(typ, content string) values {
	if len(content) > maxText {
		return p.literal(typ).self
	}
	k := textKey{typ, content}
	v, ok := p.texts[k]
	if !ok {
		v = values{&text{p.literal(typ), content}}
		p.texts[k] = v
	}
	return v
}

// binOp joins constant strings; of other operations only the type is known.
func (p *program) binOp(x *pysrc.BinOp, s *scope) values {
	left := p.eval(x.X, s)
	if out := p.concatenations(x, left, s); len(out) > 0 {
		return out
	}
	return p.operation(x, left, s)
}

// operation is binOp for one value on each side. That is all that is followed of
// x += y, since strings that grow in a loop have no end.
func (p *program) operation(x *pysrc.BinOp, left values, s *scope) values {
	if out := p.operated(x, left, s); len(out) > 0 {
		return out
	}
	if len(left) > 1 && (x.Op == pysrc.Add || x.Op == pysrc.BitOr) {
		if _, ok := left[0].(*container); ok {
			return join(left, p.eval(x.Y, s))
		}
	}
	if len(left) != 1 {
		return nil
	}
	switch l := left[0].(type) {
	case *text:
		right := p.eval(x.Y, s)
		if len(right) == 1 && x.Op == pysrc.Add {
			if r, ok := right[0].(*text); ok && r.typ == l.typ && !isNumber(l) {
				return p.text(typeName(l.typ), l.value+r.value)
			}
		}
		if !isNumber(l) {
			return l.typ.self
		}
	case *container:
		switch x.Op {
		case pysrc.Add, pysrc.BitOr:
			return join(left, p.eval(x.Y, s))
		case pysrc.Mul, pysrc.Sub, pysrc.BitAnd:
			return left
		}
	case *extern:
		// Paths are put together with a slash, strings with + and %.
		if x.Op == pysrc.Div || l.depth == 0 {
			return left
		}
	}
	return nil
}

// operated returns what the special methods of the operands return.
func (p *program) operated(x *pysrc.BinOp, left values, s *scope) values {
	names := binaryMethods[x.Op]
	if !p.special.has(names.plain) && !p.special.has(names.reflected) {
		return nil
	}
	var out values
	for _, v := range left {
		if o, ok := v.(*instance); ok {
			out = join(out, p.results(o, names.plain))
		}
	}
	if len(out) > 0 || !p.special.has(names.reflected) {
		return out
	}
	for _, v := range p.eval(x.Y, s) {
		if o, ok := v.(*instance); ok {
			out = join(out, p.results(o, names.reflected))
		}
	}
	return out
}

func isNumber(t *text) bool { return typeName(t.typ) == "PyNum" }

// typeName returns PyStr for <**PyStr**>.
func typeName(e *extern) string { return strings.Trim(e.name, "<*>") }

// fstring returns a string, known if nothing is to be filled in.
func (p *program) fstring(x *pysrc.FString) values {
	var b strings.Builder
	for _, part := range x.Parts {
		str, ok := part.(*pysrc.Str)
		if !ok || b.Len()+len(str.Value) > maxText {
			return p.literal("PyStr").self
		}
		b.WriteString(str.Value)
	}
	return p.text("PyStr", b.String())
}

// maxConcatenations bounds how many strings a + b may be.
const maxConcatenations = 16

// concatenations returns the strings that a + b may be where one of them may be
// several.
func (p *program) concatenations(x *pysrc.BinOp, left values, s *scope) values {
	if x.Op != pysrc.Add || len(left) == 0 || len(left) > maxConcatenations {
		return nil
	}
	if _, ok := left[0].(*text); !ok {
		return nil
	}
	right := p.eval(x.Y, s)
	if len(left)*len(right) > maxConcatenations || len(left)*len(right) < 2 {
		return nil
	}
	var out values
	for _, a := range left {
		for _, b := range right {
			l, ok1 := a.(*text)
			r, ok2 := b.(*text)
			if !ok1 || !ok2 || l.typ != r.typ || isNumber(l) {
				return nil
			}
			out = join(out, p.text(typeName(l.typ), l.value+r.value))
		}
	}
	return out
}
