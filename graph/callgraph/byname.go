package callgraph

import (
	_ "embed"
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxByName bounds how many classes may define a method that is told by its
// name alone.
const maxByName = 8

//go:embed commonmethods.txt
var commonMethodsText string

// byName records what a call of a method of an unknown object can only mean: the
// method of that name in the package, if all classes that define it descend
// from one of them or are one, and no builtin type has one of that name.
func (p *program) byName(e *event, x *pysrc.Call) {
	attr, ok := x.Func.(*pysrc.Attribute)
	if !ok || len(e.targets) != 1 || e.targets[0] != p.unresolvedCallee(attr) || commonMethods()[attr.Attr] || isSpecial(attr.Attr) {
		return
	}
	fns := p.methods[attr.Attr]
	if len(fns) == 0 || len(fns) > maxByName || !p.related(fns) {
		return
	}
	e.targets, e.guessed = nil, true
	for _, fn := range fns {
		e.add(&fn.scope.ref)
	}
}

// related reports whether the classes of some methods have a class of the package
// in common.
func (p *program) related(fns []*function) bool {
	shared := slices.Clone(p.mro(fns[0].class))
	for _, fn := range fns[1:] {
		line := p.mro(fn.class)
		shared = slices.DeleteFunc(shared, func(k *class) bool { return !slices.Contains(line, k) })
	}
	return len(shared) > 0
}
