package callgraph

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxEchoes bounds how many parameters of a function are followed through it.
const maxEchoes = 4

// returned returns what calling fn gives with any arguments.
func (p *program) returned(fn *function) values {
	return p.echoed(fn, func(i int) values { return p.whole(fn.scope.variable(fn.params[i].Name), false) })
}

// echoed returns what calling fn gives. A parameter that it returns as it is
// stands for the argument of the call at hand, not for those of all calls.
func (p *program) echoed(fn *function, argument func(i int) values) values {
	if fn.yielding {
		return fn.gen
	}
	fn.sortReturns()
	if len(fn.returns)+len(fn.echoes) == 0 && fn.hint == nil || !p.enter() {
		return nil
	}
	defer p.leave()
	out := p.remember(&fn.memo, func() values { return returnable(p.union(fn.returns)) })
	for _, i := range fn.echoes {
		out = join(out, argument(i))
	}
	if len(out) == 0 {
		return p.hinted(fn.hint, fn.scope.parent)
	}
	return out
}

// sortReturns moves the parameters that fn returns from returns to echoes.
func (fn *function) sortReturns() {
	if fn.sorted {
		return
	}
	fn.sorted = true
	var others []source
	for _, src := range fn.returns {
		i := fn.echo(src)
		switch {
		case i >= 0 && slices.Contains(fn.echoes, i):
		case i >= 0 && len(fn.echoes) < maxEchoes:
			fn.echoes = append(fn.echoes, i)
		default:
			others = append(others, src)
		}
	}
	fn.returns = others
}

// echo returns the number of the parameter that src is, if nothing else is
// ever assigned to it, and -1 otherwise.
func (fn *function) echo(src source) int {
	name, ok := src.expr.(*pysrc.Name)
	if !ok || src.scope != fn.scope || len(src.steps) > 0 {
		return -1
	}
	for i, param := range fn.params[:min(len(fn.params), maxParams)] {
		if param.Name != name.ID || param.Kind == pysrc.VarPositional || param.Kind == pysrc.VarKeyword {
			continue
		}
		v := fn.scope.vars[name.ID]
		if len(v.assigns) == 0 || len(v.assigns) == 1 && param.Default != nil {
			return i
		}
	}
	return -1
}
