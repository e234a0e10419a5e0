package callgraph

import (
	"slices"
	"strings"
)

// isEnum reports whether the members of k are objects of it.
func (p *program) isEnum(k *class) bool {
	return slices.ContainsFunc(p.mro(k), func(c *class) bool {
		return slices.ContainsFunc(p.outerBases(c), func(e *extern) bool { return strings.HasPrefix(e.name, "enum.") })
	})
}

// enumMember returns the object that a member of an enumeration is, if v is the
// value of one.
func (p *program) enumMember(k *class, v value) values {
	switch v.(type) {
	case *function, *method, *property, *wrapper, *class:
		return nil
	}
	if !p.isEnum(k) {
		return nil
	}
	return k.object
}

// enumValues returns what the members of an enumeration have as their value.
func (p *program) enumValues(k *class) values {
	var out values
	for _, name := range p.namesOf(k) {
		v, ok := k.scope.vars[name]
		if !ok || len(out) >= maxValues {
			continue
		}
		for _, found := range p.whole(v, p.settled(v)) {
			if len(p.enumMember(k, found)) > 0 {
				out = join(out, values{found})
			}
		}
	}
	return out
}
