package callgraph

import "github.com/malguard/malguard/internal/pysrc"

// passArgs carries the arguments of a call to the parameters of v. It reports
// whether a parameter takes so many functions that it no longer keeps them.
func (p *program) passArgs(v value, x *pysrc.Call, s *scope) bool {
	switch v := v.(type) {
	case *function:
		return p.bindArgs(v, x, s, 0)
	case *method:
		p.receive(v.fn, 0, v.receiver)
		return p.bindArgs(v.fn, x, s, 1)
	case *class:
		return p.passAll(p.constructors(v), x, s)
	case *instance:
		return p.passAll(p.ownMethods(v, "__call__"), x, s)
	}
	return false
}

// passAll carries arguments to the methods among callees.
func (p *program) passAll(callees values, x *pysrc.Call, s *scope) bool {
	full := false
	for _, v := range callees {
		if m, ok := v.(*method); ok && p.passArgs(m, x, s) {
			full = true
		}
	}
	return full
}

// maxParams bounds how many parameters of a function take arguments, as old
// versions of Python do.
const maxParams = 255

// bindArgs binds the arguments of x, the first of which is for fn's parameter
// number first.
func (p *program) bindArgs(fn *function, x *pysrc.Call, s *scope, first int) bool {
	full := false
	for i, arg := range x.Args {
		if _, ok := arg.(*pysrc.Starred); ok || first+i >= min(len(fn.params), maxParams) {
			break
		}
		full = p.receive(fn, first+i, p.eval(arg, s)) || full
	}
	for _, k := range x.Keywords {
		for i, param := range fn.params[:min(len(fn.params), maxParams)] {
			if k.Name != "" && param.Name == k.Name {
				full = p.receive(fn, i, p.eval(k.Value, s)) || full
			}
		}
	}
	return full
}

// receive adds what parameter i of fn may be. It reports whether the parameter
// takes too many functions to keep them.
func (p *program) receive(fn *function, i int, in values) bool {
	if i >= len(fn.params) || len(in) == 0 {
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
