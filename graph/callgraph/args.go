package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// arguments are those of a call. Where it may call several functions they are
// evaluated once for all of them.
type arguments struct {
	x     *pysrc.Call
	scope *scope
	kept  []values // of the positional and then the keyword arguments; nil if not kept
}

// keep evaluates all arguments.
func (p *program) keep(x *pysrc.Call, s *scope) arguments {
	kept := make([]values, 0, len(x.Args)+len(x.Keywords))
	for _, arg := range x.Args {
		if star, ok := arg.(*pysrc.Starred); ok {
			arg = star.X
		}
		kept = append(kept, p.eval(arg, s))
	}
	for _, k := range x.Keywords {
		kept = append(kept, p.eval(k.Value, s))
	}
	return arguments{x, s, kept}
}

// at returns what the i-th argument may be, keywords counted on.
func (a *arguments) at(p *program, i int, x pysrc.Expr) values {
	if a.kept != nil {
		return a.kept[i]
	}
	return p.eval(x, a.scope)
}

// passArgs carries the arguments of a call to the parameters of v. It reports
// whether a parameter takes so many functions that it no longer keeps them.
func (p *program) passArgs(v value, x *pysrc.Call, s *scope) bool {
	return p.passFrom(v, &arguments{x: x, scope: s}, 0)
}

// passFrom is passArgs for a callee of which the first arguments are bound.
func (p *program) passFrom(v value, a *arguments, bound int) bool {
	switch v := v.(type) {
	case *function:
		return p.bindArgs(v, a, bound)
	case *method:
		p.receive(v.fn, 0, v.receiver)
		return p.bindArgs(v.fn, a, bound+1)
	case *class:
		if len(v.tuple) > 0 {
			p.fillTuple(v, a.x, a.scope)
		} else if len(v.fields) > 0 {
			p.fillRecord(v, a.x, a.scope)
		}
		return p.passAll(p.constructors(v), a, bound)
	case *instance:
		return p.passAll(p.own(v, "__call__"), a, bound)
	case *partial:
		return p.passFrom(v.fn, a, bound+v.bound)
	}
	return false
}

// passAll carries arguments to the methods among callees.
func (p *program) passAll(callees values, a *arguments, bound int) bool {
	full := false
	for _, v := range callees {
		if m, ok := v.(*method); ok && p.passFrom(m, a, bound) {
			full = true
		}
	}
	return full
}

// maxParams bounds how many parameters of a function take arguments, as old
// versions of Python do.
const maxParams = 255

// bindArgs binds arguments, the first of which is for fn's parameter number first.
func (p *program) bindArgs(fn *function, a *arguments, first int) bool {
	full, at := false, first
	for i, arg := range a.x.Args {
		if star, ok := arg.(*pysrc.Starred); ok {
			full, at = p.bindStarred(fn, a.at(p, i, star.X), at, full)
			continue
		}
		full = p.receive(fn, at, a.at(p, i, arg)) || full
		at++
	}
	for i, k := range a.x.Keywords {
		in := a.at(p, len(a.x.Args)+i, k.Value)
		if k.Name != "" {
			full = p.receiveNamed(fn, k.Name, in) || full
			continue
		}
		for _, v := range in {
			if c, ok := v.(*container); ok {
				p.bindMapping(fn, c)
			}
		}
	}
	return full
}

// bindStarred binds what *x stands for, from parameter number at on. It returns
// the parameter behind it; where it is not known how many values there are, all
// that follow may take any of them.
func (p *program) bindStarred(fn *function, in values, at int, full bool) (bool, int) {
	next := at
	for _, v := range in {
		c, ok := v.(*container)
		if !ok {
			continue
		}
		n, known := c.size()
		if !known {
			all := p.contents(c)
			for i := at; i < min(len(fn.params), maxParams); i++ {
				full = p.receive(fn, i, all) || full
			}
			continue
		}
		for i := range n {
			full = p.receive(fn, at+i, p.element(c, numKey(i))) || full
		}
		next = max(next, at+n)
	}
	return full, next
}

// bindMapping binds what **x stands for to the parameters of those names.
func (p *program) bindMapping(fn *function, c *container) {
	for _, k := range c.keys() {
		if name, ok := strings.CutPrefix(k, "PyStr:"); ok {
			p.receiveNamed(fn, name, p.element(c, k))
		}
	}
}

// receiveNamed adds what the parameter called name may be; what no parameter is
// called goes into the one with two stars.
func (p *program) receiveNamed(fn *function, name string, in values) bool {
	for i, param := range fn.params[:min(len(fn.params), maxParams)] {
		if param.Name != name {
			continue
		}
		switch param.Kind {
		case pysrc.PositionalOrKeyword, pysrc.KeywordOnly:
			return p.receiveParam(fn, i, in)
		}
	}
	if fn.named != nil && len(in) > 0 {
		p.setItem(fn.named, key("PyStr", name), in)
	}
	return false
}

// receive adds what parameter i of fn may be. It reports whether the parameter
// takes too many functions to keep them.
func (p *program) receive(fn *function, i int, in values) bool {
	if len(in) == 0 {
		return false
	}
	if n := fn.positional; fn.rest != nil && i >= n {
		p.setItem(fn.rest, numKey(min(i-n, maxParams)), in)
		return false
	}
	return i < min(len(fn.params), maxParams) && p.receiveParam(fn, i, in)
}

func (p *program) receiveParam(fn *function, i int, in values) bool {
	if len(in) == 0 {
		return false
	}
	param := fn.params[i]
	if param.Unpack != nil || param.Kind == pysrc.VarPositional || param.Kind == pysrc.VarKeyword {
		return false
	}
	v := fn.scope.variable(param.Name)
	p.flow(v, in)
	return v.mixed[sortFunction]
}

// actual returns the argument of x for parameter i of fn, whose first argument
// is for parameter number first, or the parameter's default.
func (p *program) actual(fn *function, i int, x *pysrc.Call, s *scope, first int) values {
	param := fn.params[i]
	for _, k := range x.Keywords {
		if k.Name == param.Name {
			return p.eval(k.Value, s)
		}
	}
	for at, arg := range x.Args {
		if _, ok := arg.(*pysrc.Starred); ok {
			return p.whole(fn.scope.variable(param.Name), false)
		}
		if first+at == i {
			return p.eval(arg, s)
		}
	}
	if param.Default != nil {
		return p.eval(param.Default, fn.scope.parent)
	}
	return nil
}
