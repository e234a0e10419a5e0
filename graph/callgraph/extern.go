package callgraph

import "github.com/malguard/malguard/graph"

// maxExtern bounds how many attributes are followed behind a name from outside
// the package; the methods of longer chains count as unresolved.
const maxExtern = 32

// extern is a value known by its dotted name alone: a module, function, class
// or object from outside the package, a builtin, or a literal of some type.
// Calling it, indexing it or iterating over it gives the same extern again, so
// that the name records how a value came about: requests.get.text.split.
type extern struct {
	ref
	kids  map[string]*extern
	depth int
	self  values // just this extern
}

func newExtern(name string, kind graph.Kind, depth int) *extern {
	e := &extern{ref: ref{name: name, kind: kind, id: noID}, depth: depth}
	e.self = values{e}
	return e
}

// child returns e.name, or nil where the chain has become too long.
func (e *extern) child(name string) *extern {
	if kid, ok := e.kids[name]; ok {
		return kid
	}
	if e.depth >= maxExtern || len(e.name)+len(name) >= maxName {
		return nil
	}
	full := name
	if e.name != "" {
		full = e.name + "." + name
	}
	kid := newExtern(full, e.kind, e.depth+1)
	if e.kids == nil {
		e.kids = make(map[string]*extern)
	}
	e.kids[name] = kid
	return kid
}

// children returns e.name as a set of values.
func (e *extern) children(name string) values {
	if kid := e.child(name); kid != nil {
		return kid.self
	}
	return nil
}

// item returns what indexing e or iterating over it gives: nothing for a literal
// of which only the type is known, except a string.
func (e *extern) item() values {
	if e.depth == 0 && e.name != "<**PyStr**>" {
		return nil
	}
	return e.self
}

// externs are the roots of all dotted names.
type externs struct {
	toplevel   *extern // nameless: its children are the top-level modules
	builtin    *extern
	unresolved *extern
	unknown    *extern
	literals   map[string]*extern // by PyCG's name of the type
}

func newExterns() externs {
	return externs{
		toplevel:   newExtern("", graph.KindExternal, 0),
		builtin:    newExtern("<builtin>", graph.KindBuiltin, 0),
		unresolved: newExtern("?", graph.KindUnresolved, 0),
		unknown:    newExtern("<unknown>", graph.KindUnresolved, 0),
		literals:   make(map[string]*extern),
	}
}

// literal returns the values of the literals of a type, named as PyCG names
// it: PyStr, PyBytes, PyNum, PyList, PyTuple, PySet or PyDict.
func (x *externs) literal(typ string) *extern {
	e, ok := x.literals[typ]
	if !ok {
		e = newExtern("<**"+typ+"**>", graph.KindBuiltin, 0)
		x.literals[typ] = e
	}
	return e
}
