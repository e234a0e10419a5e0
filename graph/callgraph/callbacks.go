package callgraph

import (
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
	if attr, ok := x.Func.(*pysrc.Attribute); ok && attr.Attr == "start" {
		p.started(e, attr)
	}
	if _, ok := handing(x.Func, e.targets); ok && len(x.Args) > 0 {
		p.callback(e, x.Args[0], true)
	}
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
