package callgraph

import (
	"maps"
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// spaces returns the dictionaries that exec(source, globals, locals) is given for
// the names of a layer, and whether it is given any.
func (p *program) spaces(l *layerPlace) (values, bool) {
	call, ok := l.at.(*pysrc.Call)
	if !ok || len(call.Args) < 2 {
		return nil, false
	}
	var out values
	for _, arg := range call.Args[1:] {
		out = join(out, p.eval(arg, l.host))
	}
	return out, true
}

// given returns what the dictionaries of a layer hold under a name. It reports
// whether the names around the call do not count, since it has dictionaries of
// its own.
func (p *program) given(id string, m *module) (found values, closed bool) {
	in, ok := p.spaces(m.layer)
	if !ok {
		return nil, false
	}
	for _, v := range in {
		c, ok := v.(*container)
		if !ok {
			continue
		}
		if out := p.element(c, key("PyStr", id)); len(out) > 0 {
			return out, true
		}
	}
	return nil, false
}

// publish puts what the layers run by a call define in the dictionaries that it
// hands them.
func (p *program) publish(m *module) {
	in, ok := p.spaces(m.layer)
	if !ok {
		return
	}
	for _, v := range in {
		c, ok := v.(*container)
		if !ok {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(m.scope.vars)) {
			d := m.scope.vars[name]
			p.setItem(c, key("PyStr", name), p.whole(d, p.settled(d)))
		}
	}
}
