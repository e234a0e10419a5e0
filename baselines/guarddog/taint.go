package guarddog

import (
	"maps"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// taintRule finds data that flow from a source to a sink within one body of
// statements: a function, a class, or the module. What lies within a span of a
// source is tainted, be it one expression or the rest of a block.
type taintRule struct {
	sources finder
	calls   finder // calls to which nothing tainted must come
	places  finder // spans in which nothing tainted must be evaluated
}

// find returns the sinks that something tainted reaches.
func (r taintRule) find(s *source) []span {
	t := &taint{source: s, sources: coverOf(r.sources(s)), calls: map[span]bool{}, places: coverOf(nil), hits: map[span]bool{}}
	if t.sources.empty() {
		return nil
	}
	for _, c := range r.calls(s) {
		t.calls[c] = true
	}
	if r.places != nil {
		t.places = coverOf(r.places(s))
	}
	if len(t.calls) == 0 && t.places.empty() {
		return nil
	}
	t.flow = &flow[bool]{state: &state[bool]{meet: meetTaint}, visitor: t, source: s}
	t.module()
	return slices.Collect(maps.Keys(t.hits))
}

// meetTaint: what may be tainted is. Where one path knows nothing of a part of a
// value, the whole decides.
func meetTaint(a bool, aok bool, b bool, bok bool) (bool, bool) {
	return a || b, a || b || aok && bok
}

// taint walks all bodies of a file. Keys of the state are variables, with the
// attributes and items that were assigned to; all items of a value are one.
type taint struct {
	source  *source
	sources *cover
	calls   map[span]bool
	places  *cover
	flow    *flow[bool]
	parts   map[string][]string // keys of the attributes and items of a variable
	globals map[string]bool     // variables of the module that functions see tainted
	hits    map[span]bool
}

// module walks the functions with what the module's own variables hold, then
// the bodies of classes and the module with nothing.
func (t *taint) module() {
	s := t.source
	once := s.assignedOnce()
	globals := map[string]bool{}
	t.flow.walk(nil, t.fresh(globals))
	for _, stmt := range s.stmts {
		if a, ok := stmt.(*pysrc.Assign); ok {
			if name := s.simpleGlobal(a); name != nil && once[name.ID] && t.value(a.Value) {
				globals[t.key(name)] = true
			}
		}
	}
	for _, stmt := range s.stmts {
		switch stmt := stmt.(type) {
		case *pysrc.FunctionDef:
			t.flow.walk(stmt.Body, t.fresh(globals, stmt.Params...))
		case *pysrc.ClassDef:
			t.flow.walk(stmt.Body, t.fresh(nil))
		}
	}
	t.flow.walk(s.file.Body, t.fresh(nil))
	for _, x := range s.file.Fragments {
		t.eval(x)
	}
}

// fresh is the beginning of a body.
func (t *taint) fresh(globals map[string]bool, params ...*pysrc.Param) func() {
	return func() {
		t.parts, t.globals = map[string][]string{}, globals
		for _, p := range params {
			if p.Default != nil && p.Name != "" {
				t.set(p.Name, t.value(p.Default))
			}
		}
	}
}

func (t *taint) key(n *pysrc.Name) string {
	if t.source.scope.globals[n] {
		return "::" + n.ID
	}
	return n.ID
}

// whole says whether the value of a key, or anything in it, is tainted.
func (t *taint) whole(key string) bool {
	if t.at(key) {
		return true
	}
	if key == "self" {
		return false
	}
	for _, part := range t.parts[root(key)] {
		if strings.HasPrefix(part, key+".") {
			if v, ok := t.flow.get(part); ok && v {
				return true
			}
		}
	}
	return false
}

// at says whether the value of a key is tainted: the longest beginning of the
// key of which something is known decides.
func (t *taint) at(key string) bool {
	for {
		if v, ok := t.flow.get(key); ok {
			return v
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 {
			return t.globals[key]
		}
		key = key[:i]
	}
}

func root(key string) string {
	name, _, _ := strings.Cut(key, ".")
	return name
}

// maxKnown bounds how many attributes and items of a variable are told apart,
// and maxPath how deep.
const (
	maxKnown = 64
	maxPath  = 200
)

// set makes the value of a key tainted or clean, with all that is in it.
func (t *taint) set(key string, tainted bool) {
	if !tainted && !t.whole(key) {
		return
	}
	name := root(key)
	if key != name {
		known := t.parts[name]
		if len(known) >= maxKnown || len(key) > maxPath {
			if tainted {
				t.flow.put(name, true, true)
			}
			return
		}
		t.parts[name] = append(known, key)
	}
	for _, part := range t.parts[name] {
		if strings.HasPrefix(part, key+".") {
			t.flow.put(part, false, false)
		}
	}
	t.flow.put(key, tainted, true)
}

// store assigns to a target.
func (t *taint) store(target pysrc.Expr, tainted bool) {
	switch x := target.(type) {
	case *pysrc.Name:
		t.set(t.key(x), tainted)
	case *pysrc.Attribute, *pysrc.Subscript:
		if _, key := t.place(target); key != "" {
			t.set(key, tainted)
		}
	case *pysrc.Tuple:
		for _, e := range x.Elts {
			t.store(e, tainted)
		}
	case *pysrc.List:
		for _, e := range x.Elts {
			t.store(e, tainted)
		}
	}
}

func (t *taint) eval(x pysrc.Expr) { t.value(x) }

func (t *taint) effect(x pysrc.Expr) { t.value(x) }

func (t *taint) assign(target, value pysrc.Expr) { t.store(target, t.value(value)) }

func (t *taint) chain(targets []pysrc.Expr, value pysrc.Expr) {
	tainted := t.value(value)
	for _, x := range targets {
		t.store(x, tainted)
	}
}

func (t *taint) augment(s *pysrc.AugAssign) {
	added := t.value(s.Value)
	t.store(s.Target, t.value(s.Target) || added)
}

func (t *taint) each(target, iter pysrc.Expr) { t.store(target, t.value(iter)) }

func (t *taint) bind(name string) { t.set(name, false) }

func (t *taint) loop() {}
