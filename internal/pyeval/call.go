package pyeval

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// arguments are those of one call, evaluated.
type arguments struct {
	list  []value
	kw    map[string]value
	names []string // of kw, in order
	open  bool     // with * or ** of something unknown
}

// at returns an argument by position or name.
func (a *arguments) at(i int, name string) value {
	if i >= 0 && i < len(a.list) {
		return a.list[i]
	}
	return a.kw[name]
}

func (a *arguments) has(i int, name string) bool {
	_, ok := a.kw[name]
	return ok || i >= 0 && i < len(a.list)
}

// name adds an argument that is given by name.
func (a *arguments) name(name string, v value) {
	if a.kw == nil {
		a.kw = make(map[string]value)
	}
	a.kw[name] = v
	a.names = append(a.names, name)
}

// spread adds **v.
func (a *arguments) spread(v value) bool {
	m, ok := v.p.(*mapping)
	if !ok || v.k != dictKind {
		return false
	}
	for i, k := range m.keys {
		if k.k != strKind {
			return false
		}
		a.name(k.s, m.vals[i])
	}
	return !m.open
}

// after returns the arguments with one before them.
func (a *arguments) after(first value) *arguments {
	out := *a
	out.list = append([]value{first}, a.list...)
	return &out
}

func (in *interp) callExpr(x *pysrc.Call, fr *frame) value {
	fn := in.eval(x.Func, fr)
	if fn.k == refKind {
		in.keep(x.Func, fn)
	}
	args := arguments{list: make([]value, 0, len(x.Args))}
	for _, arg := range x.Args {
		if s, ok := arg.(*pysrc.Starred); ok {
			more, ok := in.iterate(in.eval(s.X, fr))
			if !ok || len(more) > maxItems {
				args.open = true
				continue
			}
			args.list = append(args.list, more...)
			continue
		}
		v := in.eval(arg, fr)
		in.keep(arg, v)
		args.list = append(args.list, v)
	}
	for _, k := range x.Keywords {
		v := in.eval(k.Value, fr)
		in.keep(k.Value, v)
		if k.Name == "" {
			args.open = !args.spread(v) || args.open
			continue
		}
		args.name(k.Name, v)
	}
	in.handedOn(x, fn, &args, fr)
	out := in.call(fn, &args, x, fr)
	if out.k == refKind && out.s != "" {
		in.keep(x, out)
	}
	return out
}

// call evaluates a call of fn.
func (in *interp) call(fn value, args *arguments, at pysrc.Node, fr *frame) value {
	if args.open && fn.k != refKind && fn.k != boundKind {
		args.spoil()
		return value{}
	}
	switch fn.k {
	case funcKind:
		return in.callFunction(fn.p.(*function), args)
	case boundKind:
		if m, ok := fn.p.(*boundFunction); ok {
			if args.open {
				args.spoil()
				return value{}
			}
			return in.callFunction(m.fn, args.after(m.self))
		}
		return in.method(*fn.p.(*value), fn.s, args, at, fr)
	case refKind:
		return in.builtin(fn, args, at, fr)
	case objectKind:
		if o := fn.p.(*object); strings.HasPrefix(o.class, "codecs.") {
			return in.codecCall(o, args)
		}
		return in.instantiate(fn, args)
	case unknown:
		args.spoil()
	}
	return value{}
}

// spoil makes unknown what a function may change that is not known.
func (a *arguments) spoil() {
	for _, v := range a.list {
		v.spoil()
	}
	for _, v := range a.kw {
		v.spoil()
	}
}

// codecCall calls what codecs.getencoder or codecs.getdecoder gave.
func (in *interp) codecCall(o *object, args *arguments) value {
	args, ok := codecSignature.bind(unknown, args)
	if !ok {
		return value{}
	}
	a := args.at(0, "").plain()
	n, _ := a.length()
	convert := in.encoded
	if o.class == "codecs.getdecoder" {
		convert = in.decodedBy
	}
	return tuple([]value{convert(a, o.args[0], args.at(1, "")), integer(int64(n))})
}

var codecSignature = newSignature("input:v errors:s?")

// instantiate creates an object of a class of the file.
func (in *interp) instantiate(fn value, args *arguments) value {
	o := fn.p.(*object)
	if o.class != "class" {
		return value{}
	}
	from := o.args[0].p.(*mapping)
	self := value{k: objectKind, p: &object{class: "instance", args: []value{{k: dictKind, p: from.copied()}}}}
	if init := from.at(str("__init__")); init.k == funcKind {
		in.callFunction(init.p.(*function), args.after(self))
	}
	return self
}

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

// apply calls fn with plain arguments, as map and sorted do.
func (in *interp) apply(fn value, at pysrc.Node, fr *frame, list ...value) value {
	if !in.step() {
		return value{}
	}
	return in.call(fn, &arguments{list: list}, at, fr)
}
