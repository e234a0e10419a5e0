package callgraph

import (
	"sort"

	"github.com/malguard/malguard/internal/pysrc"
)

// maxLookBack bounds how many assignments before a use are considered one by
// one; behind more of them any assignment counts.
const maxLookBack = 32

// name returns what an identifier at pos may stand for in s.
func (p *program) name(id string, pos pysrc.Pos, s *scope) values {
	var out values
	for at := s; at != nil; at = at.parent {
		if f, ok := at.foreign[id]; ok {
			at = f
		}
		if at.kind == classScope && at != s.owner {
			continue // methods do not see the names of their class
		}
		v, ok := at.vars[id]
		if !ok {
			if at.host != nil {
				if found, closed := p.given(id, at.module); closed {
					return join(out, found)
				}
			}
			continue
		}
		found, certain := p.visible(v, pos, at, s)
		out = join(out, found)
		if certain || !at.ordered() {
			return out
		}
	}
	return join(out, p.free(id, s.module))
}

// visible returns the values of v, a variable of home, at pos in s, and
// whether it surely has one.
func (p *program) visible(v *variable, pos pysrc.Pos, home, s *scope) (values, bool) {
	p.depend(v.readers)
	if !home.ordered() {
		if home.kind == functionScope && home == s.owner {
			return p.local(v, pos, home), true
		}
		return p.whole(v, false), true
	}
	last := len(v.assigns)
	if home == s.owner {
		last = v.before(home.horizon(pos))
	} else if p.settled(v) {
		return p.whole(v, true), true
	}
	out := p.elsewhere(v)
	for i := last - 1; i >= 0 && i >= last-maxLookBack; i-- {
		out = join(out, p.assigned(v, i))
		if v.assigns[i].surely(pos) {
			return join(out, v.flows), true
		}
	}
	if last > maxLookBack {
		out = join(out, p.whole(v, false))
	}
	if out = join(out, v.flows); len(out) == 0 && v.hint != nil {
		return p.annotated(v), true
	}
	return out, false
}

// before returns how many assignments stand before a position.
func (v *variable) before(limit pysrc.Pos) int {
	return sort.Search(len(v.assigns), func(i int) bool { return v.assigns[i].at > limit })
}

// local returns what a variable of a function holds at a position in it: what
// the last assignment that surely happens before gave it, and any after that one;
// without such an assignment whatever it may hold.
func (p *program) local(v *variable, pos pysrc.Pos, home *scope) values {
	if len(v.late) > 0 || v.first() {
		return p.whole(v, false)
	}
	last := v.before(home.horizon(pos))
	var out values
	for i := last - 1; i >= 0 && i >= last-maxLookBack; i-- {
		out = join(out, p.assigned(v, i))
		a := &v.assigns[i]
		if a.initial {
			return p.whole(v, false)
		}
		if !a.surely(pos) {
			continue
		}
		if len(out) == 0 && v.hint != nil {
			return p.annotated(v)
		}
		return out
	}
	return p.whole(v, false)
}

// first reports whether the only assignment is a default or what a parameter
// starts with.
func (v *variable) first() bool { return len(v.assigns) == 0 || len(v.assigns) == 1 && v.isParam() }

// elsewhere returns what code elsewhere may have assigned to v, which counts
// wherever in the order a use stands.
func (p *program) elsewhere(v *variable) values {
	if len(v.late) == 0 {
		return nil
	}
	return p.remember(&v.lates, func() values { return p.union(v.late) })
}

// settled reports whether some assignment to v always happens.
func (p *program) settled(v *variable) bool {
	for i := len(v.assigns) - 1; i >= 0 && i >= len(v.assigns)-maxLookBack; i-- {
		if !v.assigns[i].conditional {
			return true
		}
	}
	return false
}

// assigned returns what the i-th assignment to v gives it.
func (p *program) assigned(v *variable, i int) values {
	a := &v.assigns[i]
	return p.remember(&a.memo, func() values { return p.value(a.source) })
}

// whole returns what code elsewhere may find in v: every assignment, or where
// last is set, those since the last one that surely happens.
func (p *program) whole(v *variable, last bool) values {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	p.depend(v.readers)
	if len(v.assigns)+len(v.late) == 0 && (v.hint == nil || len(v.flows) > 0) {
		return v.flows
	}
	return p.remember(&v.memo, func() values {
		p.depend(v.readers)
		out := join(v.flows, p.elsewhere(v))
		for i := len(v.assigns) - 1; i >= 0; i-- {
			out = join(out, p.assigned(v, i))
			if last && !v.assigns[i].conditional {
				break
			}
		}
		if len(out) == 0 && v.hint != nil {
			return p.annotated(v)
		}
		return out
	})
}

// free returns what a name means that no scope defines.
func (p *program) free(id string, m *module) values {
	if out := p.starred(id, m); len(out) > 0 {
		return out
	}
	if out := p.fromLayers(id, m); len(out) > 0 {
		return out
	}
	if id == "__name__" && m.name != "" {
		return p.text("PyStr", m.root().name)
	}
	if id == "__builtins__" {
		return p.builtin.self
	}
	if builtinNames()[id] {
		return p.builtin.children(id)
	}
	return nil
}
