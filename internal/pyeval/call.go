package pyeval

import (
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
	own := value{k: dictKind, p: &mapping{}}
	self := value{k: objectKind, p: &object{class: "instance", args: []value{own, o.args[0]}}}
	if init := o.args[0].p.(*mapping).at(str("__init__")); init.k == funcKind {
		in.callFunction(init.p.(*function), args.after(self))
	}
	return self
}

// apply calls fn with plain arguments, as map and sorted do.
func (in *interp) apply(fn value, at pysrc.Node, fr *frame, list ...value) value {
	if !in.step() {
		return value{}
	}
	return in.call(fn, &arguments{list: list}, at, fr)
}
