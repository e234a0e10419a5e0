package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// partial is what functools.partial makes of a function: the first arguments are
// bound.
type partial struct {
	fn    value
	bound int
}

// partialCall binds the arguments of functools.partial(f, …) and returns what it
// makes, always the same values.
func (p *program) partialCall(x *pysrc.Call, s *scope) values {
	fn := argument(x, 0, "func")
	if fn == nil {
		return nil
	}
	var out values
	for _, v := range p.eval(fn, s) {
		rest := &pysrc.Call{Func: fn, Keywords: x.Keywords}
		if len(x.Args) > 0 {
			rest.Args = x.Args[1:]
		}
		p.passArgs(v, rest, s)
		out = join(out, p.partialOf(v, len(rest.Args)))
	}
	return out
}

// partialMethod is functools.partialmethod(f, …) in a class body: a method whose
// arguments behind the object are bound.
func (p *program) partialMethod(x *pysrc.Call, s *scope) values {
	if len(x.Args) == 0 {
		return nil
	}
	rest := &pysrc.Call{Func: x.Args[0], Args: x.Args[1:], Keywords: x.Keywords}
	out := p.eval(x.Args[0], s)
	for _, v := range out {
		p.passFrom(v, &arguments{x: rest, scope: s}, 1)
	}
	return out
}

func (p *program) partialOf(v value, bound int) values {
	switch v.(type) {
	case *extern, *text, *container:
		return values{v}
	}
	k := partial{v, bound}
	out, ok := p.partials[k]
	if !ok {
		out = values{&k}
		p.partials[k] = out
	}
	return out
}

// spreading says how a function outside the package hands on what it is given
// behind a function.
type spreading uint8

const (
	asTheyAre spreading = iota // f, a, b: f(a, b)
	asTuple                    // f, (a, b): f(a, b)
	asItems                    // f, [a, b]: f(a), f(b)
	folded                     // f, [a, b]: f(a, b)
)

// handers are functions that call their first argument, with what stands behind
// it; callers of methods of unknown objects are told by the last name.
var handers = map[string]spreading{
	"<builtin>.map": asItems, "<builtin>.filter": asItems, "<builtin>.apply": asTuple, "<builtin>.reduce": folded,
	"functools.reduce": folded, "itertools.starmap": asItems, "atexit.register": asTheyAre,
	"_thread.start_new_thread": asTuple, "thread.start_new_thread": asTuple, "asyncio.to_thread": asTheyAre,
	"asyncio.run": asTheyAre,
}

var handingMethods = map[string]spreading{
	"submit": asTheyAre, "apply_async": asTuple, "apply": asTuple, "map_async": asItems, "imap": asItems, "imap_unordered": asItems,
	"map": asItems, "starmap": asItems, "call_soon": asTheyAre, "call_soon_threadsafe": asTheyAre, "call_later": asTheyAre,
	"run_in_executor": asTheyAre,
}

// handing returns how a call hands arguments to its first one, if it does.
func handing(fn pysrc.Expr, targets []*ref) (spreading, bool) {
	for _, t := range targets {
		if how, ok := handers[t.name]; ok {
			return how, true
		}
		if t.kind.Internal() {
			return 0, false
		}
	}
	attr, ok := fn.(*pysrc.Attribute)
	if !ok {
		return 0, false
	}
	how, ok := handingMethods[attr.Attr]
	return how, ok
}

// handOn carries the arguments that code outside the package hands to a function
// of it: Thread(target=f, args=(a,)), submit(f, a), map(f, [a]).
func (p *program) handOn(e *event, x *pysrc.Call) {
	for _, k := range x.Keywords {
		if callbackKeywords[k.Name] {
			p.handArguments(p.eval(k.Value, e.scope), keywordOf(x, "args"), keywordOf(x, "kwargs"), e.scope)
		}
	}
	if t := argument(x, 1, "function"); t != nil && isTimer(e.targets) {
		p.handArguments(p.eval(t, e.scope), argument(x, 2, "args"), argument(x, 3, "kwargs"), e.scope)
	}
	how, ok := handing(x.Func, e.targets)
	if !ok || len(x.Args) < 2 {
		return
	}
	first := x.Args[0]
	rest := x.Args[1:]
	if attr, ok := x.Func.(*pysrc.Attribute); ok && (attr.Attr == "run_in_executor" || attr.Attr == "call_later") {
		first, rest = x.Args[1], x.Args[2:]
	}
	for _, fn := range p.eval(first, e.scope) {
		p.handFirst(fn, rest, how, e.scope)
	}
}

func isTimer(targets []*ref) bool {
	return len(targets) > 0 && strings.HasSuffix(targets[0].name, ".Timer")
}

func keywordOf(x *pysrc.Call, name string) pysrc.Expr {
	for _, k := range x.Keywords {
		if k.Name == name {
			return k.Value
		}
	}
	return nil
}

func (p *program) handFirst(fn value, rest []pysrc.Expr, how spreading, s *scope) {
	if len(rest) == 0 {
		return
	}
	switch how {
	case asTheyAre:
		for i, arg := range rest {
			p.give(fn, i, p.eval(arg, s))
		}
	case asTuple:
		p.handArguments(values{fn}, rest[0], nil, s)
	case asItems:
		for i, arg := range rest {
			p.give(fn, i, p.iterateAll(p.eval(arg, s)))
		}
	case folded:
		items := p.iterateAll(p.eval(rest[0], s))
		p.give(fn, 0, join(items, p.result(fn)))
		p.give(fn, 1, items)
	}
}

// handArguments carries a tuple and a dictionary of arguments to functions;
// either may be nil.
func (p *program) handArguments(fns values, args, named pysrc.Expr, s *scope) {
	for _, fn := range fns {
		target, first := fn, 0
		if m, ok := fn.(*method); ok {
			p.receive(m.fn, 0, m.receiver)
			target, first = m.fn, 1
		}
		f, ok := target.(*function)
		if !ok {
			continue
		}
		if args != nil {
			p.bindStarred(f, p.eval(args, s), first, false)
		}
		if named == nil {
			continue
		}
		for _, v := range p.eval(named, s) {
			if c, ok := v.(*container); ok {
				p.bindMapping(f, c)
			}
		}
	}
}
