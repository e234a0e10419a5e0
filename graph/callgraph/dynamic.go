package callgraph

import (
	"maps"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// pattern is what is known of a name that is put together from a constant and
// something unknown: "do_" + command.
type pattern struct{ prefix, suffix string }

func (t pattern) empty() bool { return len(t.prefix)+len(t.suffix) < 2 }

func (t pattern) matches(name string) bool {
	return len(name) > len(t.prefix)+len(t.suffix) && strings.HasPrefix(name, t.prefix) && strings.HasSuffix(name, t.suffix)
}

// maxPattern bounds how far a name is followed that is put together step by step.
const maxPattern = 8

// patternOf returns the constant beginning and end of a string.
func (p *program) patternOf(x pysrc.Expr, s *scope) pattern { return p.patternAt(x, s, 0) }

func (p *program) patternAt(x pysrc.Expr, s *scope, depth int) pattern {
	if depth++; depth > maxPattern {
		return pattern{}
	}
	switch x := x.(type) {
	case *pysrc.BinOp:
		switch x.Op {
		case pysrc.Add:
			return pattern{p.beginning(x.X, s, depth), p.oneString(x.Y, s)}
		case pysrc.Mod:
			return p.templatePattern(x.X, s, "%")
		}
	case *pysrc.FString:
		var t pattern
		if len(x.Parts) > 1 {
			if str, ok := x.Parts[0].(*pysrc.Str); ok {
				t.prefix = str.Value
			}
			if str, ok := x.Parts[len(x.Parts)-1].(*pysrc.Str); ok {
				t.suffix = str.Value
			}
		}
		return t
	case *pysrc.Call:
		f, ok := x.Func.(*pysrc.Attribute)
		if !ok {
			break
		}
		switch f.Attr {
		case "format":
			return p.templatePattern(f.X, s, "{")
		case "lower":
			t := p.patternAt(f.X, s, depth)
			return pattern{strings.ToLower(t.prefix), strings.ToLower(t.suffix)}
		case "strip", "replace":
			return p.patternAt(f.X, s, depth)
		}
	case *pysrc.Name:
		return p.assignedPattern(x, s, depth)
	}
	return pattern{}
}

// assignedPattern looks through one variable: name = "do_" + command.
func (p *program) assignedPattern(x *pysrc.Name, s *scope, depth int) pattern {
	v, ok := s.owner.vars[x.ID]
	if !ok || len(v.assigns) == 0 {
		return pattern{}
	}
	a := v.assigns[len(v.assigns)-1]
	if _, again := a.expr.(*pysrc.Name); again || a.expr == nil || len(a.steps) > 0 {
		return pattern{}
	}
	return p.patternAt(a.expr, a.scope, depth)
}

func (p *program) beginning(x pysrc.Expr, s *scope, depth int) string {
	if b, ok := x.(*pysrc.BinOp); ok && b.Op == pysrc.Add {
		return p.patternAt(x, s, depth).prefix
	}
	return p.oneString(x, s)
}

func (p *program) oneString(x pysrc.Expr, s *scope) string {
	if all := p.eval(x, s); len(all) == 1 {
		if t, ok := all[0].(*text); ok && !isNumber(t) {
			return t.value
		}
	}
	return ""
}

// templatePattern returns what stands before the first field of a format and
// behind the last one.
func (p *program) templatePattern(x pysrc.Expr, s *scope, mark string) pattern {
	template := p.oneString(x, s)
	i := strings.Index(template, mark)
	if i < 0 {
		return pattern{}
	}
	t := pattern{prefix: template[:i]}
	last := template[strings.LastIndex(template, mark):]
	switch {
	case mark == "{":
		_, t.suffix, _ = strings.Cut(last, "}")
	case len(last) > 2:
		t.suffix = last[2:]
	}
	return t
}

// matching returns the attributes of objects, classes and modules of the
// package whose names a pattern matches.
func (p *program) matching(in values, t pattern) values {
	if t.empty() {
		return nil
	}
	var out values
	for _, v := range in {
		for _, name := range p.namesOf(v) {
			if p.steps--; len(out) >= maxValues || p.steps <= 0 {
				return out
			}
			if t.matches(name) {
				out = join(out, p.member(v, name))
			}
		}
	}
	return out
}

// namesOf lists what the package defines in an object, class or module.
func (p *program) namesOf(v value) []string {
	var scopes []*scope
	switch v := v.(type) {
	case *instance:
		for _, k := range p.mro(v.class) {
			scopes = append(scopes, k.scope)
		}
	case *class:
		for _, k := range p.mro(v) {
			scopes = append(scopes, k.scope)
		}
	case *module:
		scopes = append(scopes, v.scope)
	}
	var names []string
	for _, s := range scopes {
		if s.sorted == nil {
			s.sorted = slices.Sorted(maps.Keys(s.vars))
		}
		names = append(names, s.sorted...)
	}
	return names
}

// typeCall is type(x), the class of x, and type(name, bases, attributes), which
// makes a class.
func (p *program) typeCall(x *pysrc.Call, s *scope) (values, bool) {
	switch len(x.Args) {
	case 1:
		var out values
		for _, v := range p.eval(x.Args[0], s) {
			if o, ok := v.(*instance); ok {
				out = join(out, o.class.self)
			}
		}
		return out, len(out) > 0
	case 3:
		return p.madeClass(x, s), true
	}
	return nil, false
}

func (p *program) madeClass(x *pysrc.Call, s *scope) values {
	k, ok := p.madeClasses[x]
	if !ok {
		k = newClass(s)
		switch bases := x.Args[1].(type) {
		case *pysrc.Tuple:
			k.bases = bases.Elts
		case *pysrc.List:
			k.bases = bases.Elts
		}
		p.madeClasses[x] = k
	}
	for _, v := range p.eval(x.Args[2], s) {
		c, ok := v.(*container)
		if !ok {
			continue
		}
		for _, name := range c.keys() {
			if id, ok := strings.CutPrefix(name, "PyStr:"); ok {
				p.flow(k.scope.variable(id), p.element(c, name))
			}
		}
	}
	return k.self
}
