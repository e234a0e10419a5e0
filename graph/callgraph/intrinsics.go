package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// intrinsic returns the result of the calls that look names up: getattr,
// __import__ and their kin. It reports whether e is one of them.
func (p *program) intrinsic(e *extern, x *pysrc.Call, s *scope) (values, bool) {
	if strings.HasSuffix(e.name, ".__new__") || e.name == "<builtin>.type.__call__" {
		out, ok := p.newInstance(x, s)
		return out, ok || e.kind == p.builtin.kind
	}
	switch e.name {
	case "<builtin>.getattr":
		return p.getattr(x, s), true
	case "<builtin>.__import__":
		return p.importCall(x, s, hasArg(x, 3, "fromlist")), true
	case "importlib.import_module", "importlib.__import__":
		return p.importCall(x, s, true), true
	case "<builtin>.globals":
		return p.namespaceOf(s.module), true
	case "<builtin>.locals", "<builtin>.vars":
		if arg := argument(x, 0, "object"); arg != nil {
			return p.members(p.eval(arg, s), "__dict__"), true
		}
		return p.namespaceOf(s.module), true
	case "<builtin>.super":
		return p.superCall(x, s), true
	case "<builtin>.dict", "collections.OrderedDict", "collections.defaultdict", "collections.deque", "<builtin>.dict.fromkeys",
		"itertools.chain", "itertools.chain.from_iterable":
		return p.collectionCall(e, x, s)
	case "<builtin>.enumerate":
		return p.zipped(x, s, true), true
	case "<builtin>.zip":
		return p.zipped(x, s, false), true
	case "<builtin>.map", "itertools.starmap":
		if len(x.Args) > 1 {
			return p.mapped(x, s), true
		}
	case "<builtin>.filter":
		if len(x.Args) > 1 {
			return p.eval(x.Args[1], s), true
		}
	case "<builtin>.min", "<builtin>.max":
		return p.anyItem(x, s), true
	case "<builtin>.iter", "<builtin>.next", "<builtin>.list", "<builtin>.tuple", "<builtin>.reversed", "<builtin>.sorted",
		"<builtin>.set", "<builtin>.frozenset", "copy.copy", "copy.deepcopy":
		return p.iterCall(e, x, s), true
	case "collections.namedtuple":
		return p.namedTuple(x, s), true
	case "<builtin>.type":
		return p.typeCall(x, s)
	case "<builtin>.property":
		return p.propertyCall(x, s), true
	case "<builtin>.staticmethod", "<builtin>.classmethod":
		return p.wrapped(x, s, e.name == "<builtin>.classmethod"), true
	case "functools.partialmethod":
		return p.partialMethod(x, s), true
	case "functools.partial":
		return p.partialCall(x, s), true
	}
	return nil, false
}

// argument returns the argument in a position or under a keyword, or nil.
func argument(x *pysrc.Call, i int, name string) pysrc.Expr {
	if i < len(x.Args) {
		return x.Args[i]
	}
	for _, k := range x.Keywords {
		if k.Name == name {
			return k.Value
		}
	}
	return nil
}

func hasArg(x *pysrc.Call, i int, name string) bool { return argument(x, i, name) != nil }

// getattr resolves getattr(object, "name") and getattr(…, default).
func (p *program) getattr(x *pysrc.Call, s *scope) values {
	if len(x.Args) < 2 {
		return nil
	}
	objects := p.eval(x.Args[0], s)
	names := p.strings(x.Args[1], s)
	var out values
	for _, name := range names {
		out = join(out, p.members(objects, name))
	}
	if len(names) == 0 {
		out = p.matching(objects, p.patternOf(x.Args[1], s))
	}
	if len(x.Args) > 2 {
		out = join(out, p.eval(x.Args[2], s))
	}
	return out
}

// strings returns the constant strings that x may be.
func (p *program) strings(x pysrc.Expr, s *scope) []string {
	var out []string
	for _, v := range p.eval(x, s) {
		if t, ok := v.(*text); ok && !isNumber(t) {
			out = append(out, t.value)
		}
	}
	return out
}

// importCall resolves the import of a module by name: the module itself if
// leaf is set, the package at the top of its name otherwise.
func (p *program) importCall(x *pysrc.Call, s *scope, leaf bool) values {
	arg := argument(x, 0, "name")
	if arg == nil {
		return nil
	}
	var out values
	for _, name := range p.strings(arg, s) {
		bare := strings.TrimLeft(name, ".")
		ref := &importRef{from: s.module, module: bare, level: len(name) - len(bare)}
		if !leaf {
			ref.module, _, _ = strings.Cut(bare, ".")
		}
		out = join(out, p.importedModules(ref))
	}
	return out
}

// iterCall resolves the builtins that take an iterable apart or copy it.
func (p *program) iterCall(e *extern, x *pysrc.Call, s *scope) values {
	var in values
	if len(x.Args) > 0 {
		in = p.eval(x.Args[0], s)
	}
	if e.name == "<builtin>.next" {
		var out values
		for _, v := range in {
			out = join(out, p.iterate(v))
		}
		return out
	}
	for _, v := range in {
		switch v.(type) {
		case *container, *generator, *instance:
			return in
		}
	}
	return p.literal("PyList").self
}

// newInstance is object.__new__(C) and type.__call__(C, …) of a class of the
// package, by whichever name the base is reached.
func (p *program) newInstance(x *pysrc.Call, s *scope) (values, bool) {
	var in values
	if len(x.Args) > 0 {
		in = p.eval(x.Args[0], s)
	}
	var out values
	for _, v := range in {
		if k, ok := v.(*class); ok {
			out = join(out, k.object)
		}
	}
	return out, len(out) > 0
}
