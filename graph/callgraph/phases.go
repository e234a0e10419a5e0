package callgraph

import (
	"strings"

	"github.com/malguard/malguard/graph"
)

// reach is what running a scope runs in turn, through calls or without one.
type reach map[*ref][]*ref

// phases sets the phase of every scope: from each place where the package is
// entered, the phase spreads to all that is reached from there.
func (p *program) phases() {
	next := make(reach)
	for _, m := range p.files {
		for i := range m.calls {
			next.follow(&m.calls[i])
		}
	}
	for _, l := range p.links {
		if !l.guarded {
			from := l.from.node()
			next[from] = append(next[from], p.linked(l)...)
		}
	}
	next.spread(p.installed(), graph.PhaseInstall)
	var modules []*ref
	for _, m := range p.files {
		if m.base != nil {
			continue
		}
		modules = append(modules, m.scope.node())
	}
	next.spread(modules, graph.PhaseImport)
}

// follow records the functions of the package that e calls.
func (r reach) follow(e *event) {
	if e.guarded {
		return
	}
	from := e.scope.node()
	for _, t := range e.targets {
		if t.kind.Internal() {
			r[from] = append(r[from], t)
		}
	}
}

// spread raises everything reached from the given scopes to a phase.
func (r reach) spread(from []*ref, phase graph.Phase) {
	for len(from) > 0 {
		at := from[len(from)-1]
		from = from[:len(from)-1]
		if at.phase < phase {
			at.phase = phase
			from = append(from, r[at]...)
		}
	}
}

// installed returns what installing the package runs: setup.py and the methods
// of its commands.
func (p *program) installed() []*ref {
	var out []*ref
	for _, m := range p.files {
		if m.setup && m.base == nil {
			out = append(out, &m.scope.ref)
		}
	}
	return append(out, p.commandRefs()...)
}

// commandRefs returns the methods that setuptools calls on the commands of the
// package.
func (p *program) commandRefs() []*ref {
	var out []*ref
	for _, k := range p.classes {
		if !p.hooks[k] && !(k.scope.module.setup && p.isCommand(k)) {
			continue
		}
		for _, name := range commandMethods {
			for _, v := range p.inherited(k, 0, name, k.object) {
				if m, ok := v.(*method); ok {
					out = append(out, &m.fn.scope.ref)
				}
			}
		}
	}
	return out
}

// isCommand reports whether k extends a command of setuptools or distutils.
func (p *program) isCommand(k *class) bool {
	for _, c := range p.mro(k) {
		for _, base := range p.outerBases(c) {
			if strings.HasPrefix(base.name, "setuptools.") || strings.HasPrefix(base.name, "distutils.") {
				return true
			}
		}
	}
	return false
}

// linked returns what a link runs. Importing a module imports the packages
// around it first.
func (p *program) linked(l link) []*ref {
	if l.to != nil {
		return []*ref{&l.to.ref}
	}
	var out []*ref
	for _, v := range join(p.importedModules(l.imports), p.imported(l.imports)) {
		m, ok := v.(*module)
		for ok {
			out = append(out, &m.scope.ref)
			i := strings.LastIndexByte(m.name, '.')
			if i < 0 {
				break
			}
			m, ok = p.modules[m.name[:i]]
		}
	}
	return out
}
