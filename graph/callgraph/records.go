package callgraph

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// recordMakers are decorators and bases of classes that get a constructor of
// their fields.
var recordMakers = map[string]bool{
	"dataclasses.dataclass": true, "attr.s": true, "attr.attrs": true, "attr.dataclass": true, "attr.define": true,
	"attrs.define": true, "attrs.frozen": true, "attr.frozen": true, "typing.NamedTuple": true, "pydantic.BaseModel": true,
	"pydantic.dataclasses.dataclass": true,
}

// fieldsOf returns the annotated names of a class body.
func fieldsOf(body []pysrc.Stmt) []*pysrc.AnnAssign {
	var out []*pysrc.AnnAssign
	for _, s := range body {
		if a, ok := s.(*pysrc.AnnAssign); ok && len(out) < maxParams {
			if _, ok := a.Target.(*pysrc.Name); ok {
				out = append(out, a)
			}
		}
	}
	return out
}

// isRecord reports whether the constructor of k is made of its fields.
func (p *program) isRecord(k *class) bool {
	for _, d := range k.decorators {
		if call, ok := d.(*pysrc.Call); ok {
			d = call.Func
		}
		if p.makesRecords(p.eval(d, k.scope.parent)) {
			return true
		}
	}
	for _, e := range k.line.outer {
		if recordMakers[e.name] {
			return true
		}
	}
	return false
}

func (p *program) makesRecords(in values) bool {
	return slices.ContainsFunc(in, func(v value) bool {
		e, ok := v.(*extern)
		return ok && recordMakers[e.name]
	})
}

// records returns the classes in the order of k, bases first, whose fields its
// constructor takes.
func (p *program) records(k *class) []*class {
	var out []*class
	for _, c := range p.mro(k) {
		if len(c.fields) > 0 && p.isRecord(c) {
			out = append(out, c)
		}
	}
	slices.Reverse(out)
	return out
}

// generated returns the functions that a constructor made of fields calls.
func (p *program) generated(k *class) values {
	all := p.records(k)
	if len(all) == 0 {
		return nil
	}
	var out values
	for _, m := range p.inherited(k, 0, "__post_init__", k.object) {
		out = join(out, values{m})
	}
	for _, c := range all {
		for _, f := range c.fields {
			for _, v := range p.factories(f, c.scope) {
				switch v := v.(type) {
				case *function:
					out = join(out, v.self)
				case *class:
					out = join(out, p.constructors(v))
				}
			}
		}
	}
	return out
}

// factories returns what default_factory of a field is.
func (p *program) factories(f *pysrc.AnnAssign, s *scope) values {
	if call, ok := f.Value.(*pysrc.Call); ok {
		for _, name := range []string{"default_factory", "factory"} {
			if x := keywordOf(call, name); x != nil {
				return p.eval(x, s)
			}
		}
	}
	return nil
}

// fillRecord stores the arguments of a call in the fields of the object that it
// makes, and what factories give.
func (p *program) fillRecord(k *class, x *pysrc.Call, s *scope) {
	at := 0
	for _, c := range p.records(k) {
		for _, f := range c.fields {
			name := f.Target.(*pysrc.Name).ID
			p.noteStored(name)
			in := p.resultsOf(p.factories(f, c.scope))
			if given := keywordOf(x, name); given != nil {
				in = join(in, p.eval(given, s))
			} else if at < len(x.Args) {
				in = join(in, p.eval(x.Args[at], s))
			} else if _, made := f.Value.(*pysrc.Call); !made && f.Value != nil {
				in = join(in, p.eval(f.Value, c.scope))
			}
			at++
			p.flow(k.attr(name), in)
		}
	}
}

// resultsOf returns what calling each value gives.
func (p *program) resultsOf(in values) values {
	var out values
	for _, v := range in {
		out = join(out, p.result(v))
	}
	return out
}

// namedTuple is collections.namedtuple("C", "a b"): a class with these fields.
func (p *program) namedTuple(x *pysrc.Call, s *scope) values {
	k, ok := p.madeClasses[x]
	if !ok {
		k = newClass(s)
		k.tuple = p.fieldNames(x, s)
		p.madeClasses[x] = k
	}
	return k.self
}

func (p *program) fieldNames(x *pysrc.Call, s *scope) []string {
	names := argument(x, 1, "field_names")
	if names == nil {
		return nil
	}
	var out []string
	for _, v := range p.eval(names, s) {
		switch v := v.(type) {
		case *text:
			out = append(out, strings.Fields(strings.ReplaceAll(v.value, ",", " "))...)
		case *container:
			for i := range v.elems[:min(len(v.elems), maxParams)] {
				for _, e := range p.elementAt(v, i) {
					if t, ok := e.(*text); ok {
						out = append(out, t.value)
					}
				}
			}
		}
	}
	return out[:min(len(out), maxParams)]
}

// fillTuple stores the arguments of a call in the fields of a named tuple.
func (p *program) fillTuple(k *class, x *pysrc.Call, s *scope) {
	for i, name := range k.tuple {
		p.noteStored(name)
		if given := keywordOf(x, name); given != nil {
			p.flow(k.attr(name), p.eval(given, s))
		} else if i < len(x.Args) {
			p.flow(k.attr(name), p.eval(x.Args[i], s))
		}
	}
}

// noteStored says that an attribute of that name is assigned somewhere.
func (p *program) noteStored(name string) {
	p.stale = p.stale || !p.stored[name]
	p.stored[name] = true
}
