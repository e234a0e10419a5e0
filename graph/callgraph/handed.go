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

// hands says which argument a function calls, by position, and how it hands on
// what stands behind it.
type hands struct {
	how spreading
	at  int
}

// handers are functions that call their first argument; methods of unknown objects
// are told by the last name.
var handers = map[string]spreading{
	"<builtin>.map": asItems, "<builtin>.filter": asItems, "<builtin>.apply": asTuple, "<builtin>.reduce": folded,
	"functools.reduce": folded, "itertools.starmap": asItems, "atexit.register": asTheyAre,
	"_thread.start_new_thread": asTuple, "thread.start_new_thread": asTuple, "asyncio.to_thread": asTheyAre,
	"asyncio.run": asTheyAre,
}

var handingMethods = map[string]hands{
	"submit": {asTheyAre, 0}, "apply_async": {asTuple, 0}, "apply": {asTuple, 0}, "map_async": {asItems, 0}, "imap": {asItems, 0},
	"imap_unordered": {asItems, 0}, "map": {asItems, 0}, "starmap": {asItems, 0},
	"call_soon": {asTheyAre, 0}, "call_soon_threadsafe": {asTheyAre, 0},
	"call_later": {asTheyAre, 1}, "call_at": {asTheyAre, 1}, "run_in_executor": {asTheyAre, 1},
}

// handing returns which argument a call hands the others to, if it does.
func handing(x *pysrc.Call, targets []*ref) (hands, bool) {
	for _, t := range targets {
		if how, ok := handers[t.name]; ok {
			return hands{how, 0}, len(x.Args) > 0
		}
		if t.kind.Internal() {
			return hands{}, false
		}
	}
	attr, ok := x.Func.(*pysrc.Attribute)
	if !ok {
		return hands{}, false
	}
	h, ok := handingMethods[attr.Attr]
	return h, ok && len(x.Args) > h.at
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
	h, ok := handing(x, e.targets)
	if !ok {
		return
	}
	for _, fn := range p.eval(x.Args[h.at], e.scope) {
		p.handFirst(fn, x.Args[h.at+1:], h.how, e.scope)
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
