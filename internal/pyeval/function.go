package pyeval

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// callFunction runs a function of the file with what is known of its arguments.
func (in *interp) callFunction(fn *function, given *arguments) value {
	args, kw := given.list, given.kw
	if in.calls >= maxCalls || !in.step() || !accepts(fn, given) || !in.worthwhile(fn, args, kw) {
		given.spoil()
		return value{}
	}
	in.entered[fn] = true
	fn.active++
	defer func() { fn.active-- }()
	return in.enter(fn, func(fr *frame) {
		at := 0
		for _, p := range fn.params {
			v := value{}
			switch {
			case p.Unpack != nil:
				continue
			case p.Kind == pysrc.VarPositional:
				if at <= len(args) {
					v = tuple(append([]value(nil), args[at:]...))
					at = len(args)
				}
			case p.Kind == pysrc.VarKeyword:
				v = others(fn, given)
			case at < len(args) && p.Kind != pysrc.KeywordOnly:
				v = args[at]
				at++
			default:
				given, ok := kw[p.Name]
				if !ok && p.Default != nil {
					given = fn.defaults[p]
				}
				v = given
			}
			fr.vars[p.Name] = v
		}
	})
}

// accepts reports whether a function takes arguments, where CPython raises if not.
func accepts(fn *function, given *arguments) bool {
	at, named := 0, 0
	all, others := false, false
	for _, p := range fn.params {
		_, byName := given.kw[p.Name]
		switch {
		case p.Unpack != nil: // Python 2's tuple
			at++
		case p.Kind == pysrc.VarPositional:
			all = true
		case p.Kind == pysrc.VarKeyword:
			others = true
		case p.Kind != pysrc.KeywordOnly && at < len(given.list):
			if byName && p.Kind != pysrc.PositionalOnly {
				return false
			}
			at++
		case byName && p.Kind != pysrc.PositionalOnly:
			named++
		case p.Default == nil:
			return false
		}
	}
	return (all || at >= len(given.list)) && (others || named == len(given.kw))
}

// others is what ** takes: the arguments by name that are no parameters.
func others(fn *function, given *arguments) value {
	m := &mapping{}
	for _, k := range given.names {
		if !slices.ContainsFunc(fn.params, func(p *pysrc.Param) bool { return p.Name == k }) {
			m.set(str(k), given.kw[k])
		}
	}
	return value{k: dictKind, p: m}
}

// defaults evaluates those of parameters, which CPython does once.
func (in *interp) defaults(params []*pysrc.Param, fr *frame) map[*pysrc.Param]value {
	var out map[*pysrc.Param]value
	for _, p := range params {
		if p.Default == nil {
			continue
		}
		if out == nil {
			out = make(map[*pysrc.Param]value)
		}
		out[p] = in.eval(p.Default, fr)
	}
	return out
}

// maxVague bounds how often a function is called with unknown arguments, and
// maxRecursion how often it is in itself.
const (
	maxVague     = 3
	maxRecursion = 100
)

// worthwhile reports whether a call may tell something new: calls with unknown
// arguments rarely do, and recursion with them has no end.
func (in *interp) worthwhile(fn *function, args []value, kw map[string]value) bool {
	vague := false
	for _, v := range args {
		vague = vague || !v.known()
	}
	for _, v := range kw {
		vague = vague || !v.known()
	}
	if fn.active > 0 && (vague || len(args)+len(kw) == 0 || fn.active > maxRecursion) {
		return false
	}
	if vague {
		fn.vague++
	}
	return !vague || fn.vague <= maxVague
}

// enter runs the body of fn; without bind its parameters are unknown.
func (in *interp) enter(fn *function, bind func(*frame)) value {
	fr := &frame{vars: make(map[string]value), outer: fn.frame}
	for _, p := range fn.params {
		fr.vars[p.Name] = value{}
	}
	if bind != nil {
		bind(fr)
	}
	saved := in.layer
	in.layer = fn.layer
	in.calls++
	defer func() { in.layer, in.calls = saved, in.calls-1 }()
	if fn.expr != nil {
		return in.eval(fn.expr, fr)
	}
	in.block(fn.body, fr)
	switch {
	case fr.yields: // a generator, which has run to its end here
		return value{}
	case len(fr.returns) == 0:
		return none()
	}
	return agreed(fr.returns)
}
