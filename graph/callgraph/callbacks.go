package callgraph

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// callbacks records the functions of the package that are handed to code
// outside of it, which is taken to call them.
func (p *program) callbacks(e *event, x *pysrc.Call) {
	if onlyKeeps(e.targets) {
		return
	}
	for _, arg := range x.Args {
		p.callback(e, arg, false)
	}
	for _, k := range x.Keywords {
		p.callback(e, k.Value, callbackKeywords[k.Name])
	}
	p.hooked(e, x)
	if attr, ok := x.Func.(*pysrc.Attribute); ok && attr.Attr == "start" {
		p.started(e, attr)
	}
	if h, ok := handing(x, e.targets); ok {
		p.callback(e, x.Args[h.at], true)
	}
}

// loses reports whether a parameter of what x calls takes so many functions that
// it does not keep those that x hands over.
func (p *program) loses(e *event, x *pysrc.Call) bool {
	for _, v := range p.eval(x.Func, e.scope) {
		var fns values
		switch v := v.(type) {
		case *function, *method:
			fns = values{v}
		case *class:
			fns = p.constructors(v)
		}
		for _, fn := range fns {
			if m, ok := fn.(*method); ok {
				fn = m.fn
			}
			if f, ok := fn.(*function); ok && f.overflown() {
				return true
			}
		}
	}
	return false
}

func (fn *function) overflown() bool {
	for _, param := range fn.params[:min(len(fn.params), maxParams)] {
		if v, ok := fn.scope.vars[param.Name]; ok && v.mixed[sortFunction] {
			return true
		}
	}
	return false
}

// started records that start() of a thread or process runs its run().
func (p *program) started(e *event, start *pysrc.Attribute) {
	for _, v := range p.eval(start.X, e.scope) {
		if o, ok := v.(*instance); ok {
			for _, m := range p.own(o, "run") {
				p.target(e, m)
			}
		}
	}
}

// callback records the functions that arg may be. A function from outside the
// package counts only where a function is expected, since nothing tells it
// from other values.
func (p *program) callback(e *event, arg pysrc.Expr, expected bool) {
	switch arg.(type) {
	case *pysrc.Name, *pysrc.Attribute, *pysrc.Lambda, *pysrc.IfExp, *pysrc.Call:
	default:
		return
	}
	_, made := arg.(*pysrc.Call)
	for _, v := range p.eval(arg, e.scope) {
		switch v := v.(type) {
		case *function, *method, *partial:
			p.target(e, v)
		case *class:
			p.run(e, p.handlerMethods(v))
		case *extern:
			if expected && !made && !strings.HasPrefix(v.name, "<**") {
				p.target(e, v)
			}
		}
	}
}

// callbackKeywords are the parameters of the standard library that take a
// function to call.
var callbackKeywords = map[string]bool{
	"target": true, "func": true, "function": true, "callback": true, "initializer": true, "preexec_fn": true,
}

// keepers are functions outside the package that look at a function or keep it,
// and do not call it; callers of a whole module end in a dot.
var keepers = map[string]bool{
	"functools.wraps": true, "functools.partial": true, "functools.partialmethod": true, "dataclasses.field": true, "functools.update_wrapper": true, "<builtin>.isinstance": true, "<builtin>.issubclass": true,
	"<builtin>.callable": true, "<builtin>.hasattr": true, "<builtin>.getattr": true, "<builtin>.setattr": true,
	"<builtin>.id": true, "<builtin>.type": true, "<builtin>.repr": true, "<builtin>.str": true, "<builtin>.print": true,
	"<builtin>.len": true, "<builtin>.super": true, "<builtin>.hash": true, "<builtin>.bool": true, "<builtin>.vars": true,
	"<builtin>.dir": true, "<builtin>.staticmethod": true, "<builtin>.classmethod": true, "<builtin>.property": true,
	"<builtin>.list": true, "<builtin>.tuple": true, "<builtin>.set": true, "<builtin>.dict": true, "<builtin>.zip": true,
	"<builtin>.enumerate": true, "<builtin>.globals": true, "<builtin>.locals": true,
	"inspect.": true, "typing.": true, "warnings.": true,
}

// onlyKeeps reports whether nothing among targets calls what it is handed.
func onlyKeeps(targets []*ref) bool {
	for _, t := range targets {
		module, _, _ := strings.Cut(t.name, ".")
		literal := strings.HasPrefix(t.name, "<**") && !strings.HasSuffix(t.name, ".sort")
		if !keepers[t.name] && !keepers[module+"."] && !literal {
			return false
		}
	}
	return len(targets) > 0
}

// handlerMethods returns the methods that a server calls on the handlers that it
// makes of a class.
func (p *program) handlerMethods(k *class) values {
	handler := slices.ContainsFunc(p.mro(k), func(c *class) bool {
		return slices.ContainsFunc(p.outerBases(c), func(e *extern) bool { return strings.HasSuffix(e.name, "RequestHandler") })
	})
	if !handler {
		return nil
	}
	var out values
	for _, name := range p.namesOf(k) {
		if name == "handle" || strings.HasPrefix(name, "do_") {
			out = join(out, p.inherited(k, 0, name, k.object))
		}
	}
	return out
}

// importHooks are the methods that the import system calls on the objects in
// sys.meta_path and sys.path_hooks.
var importHooks = []string{"find_spec", "find_module", "create_module", "exec_module", "load_module"}

// hooked records what is put among the hooks of the interpreter.
func (p *program) hooked(e *event, x *pysrc.Call) {
	for _, t := range e.targets {
		if !strings.HasPrefix(t.name, "sys.meta_path.") && !strings.HasPrefix(t.name, "sys.path_hooks.") {
			continue
		}
		for _, arg := range x.Args {
			for _, v := range p.eval(arg, e.scope) {
				p.importHook(e, v)
			}
		}
	}
}

func (p *program) importHook(e *event, v value) {
	for _, name := range importHooks {
		switch v := v.(type) {
		case *instance:
			p.methodsOf(e, values{v}, name)
		case *class:
			p.run(e, p.inherited(v, 0, name, v.self))
		}
	}
}

// replacedTargets is the assignment of a function to something outside the
// package, which calls it in place of its own: sys.excepthook = f.
func (p *program) replacedTargets(e *event, to *pysrc.Attribute, x pysrc.Expr) {
	outside := slices.ContainsFunc(p.eval(to.X, e.scope), func(v value) bool { _, ok := v.(*extern); return ok })
	if !outside {
		return
	}
	for _, v := range p.eval(x, e.scope) {
		switch v.(type) {
		case *function, *method:
			p.target(e, v)
		}
	}
}
