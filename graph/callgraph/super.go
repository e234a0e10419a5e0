package callgraph

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// super is what super() returns in a method of a class for an object of another:
// attributes are looked up behind the first in the order of the second.
type super struct {
	after, of *class
	receiver  values
}

type superKey struct {
	after, of *class
	object    bool
}

// superCall returns what super() or super(C, self) gives in s. The object's class
// decides what comes next, so there is one value for each class of which objects
// reach the method.
func (p *program) superCall(x *pysrc.Call, s *scope) values {
	fn := enclosingMethod(s)
	if fn == nil {
		return nil
	}
	after, objects := fn.class, values(nil)
	switch {
	case len(x.Args) >= 2:
		for _, v := range p.eval(x.Args[0], s) {
			if k, ok := v.(*class); ok {
				after = k
			}
		}
		objects = p.eval(x.Args[1], s)
	case len(fn.params) > 0:
		objects = p.whole(fn.scope.variable(fn.params[0].Name), false)
	}
	var out values
	for _, v := range p.others(objects, fn.class) {
		out = join(out, p.superOf(after, v))
	}
	if len(out) == 0 {
		return p.superOf(fn.class, fn.class.object[0])
	}
	return out
}

// enclosingMethod returns the method in which s is, or nil.
func enclosingMethod(s *scope) *function {
	for ; s != nil; s = s.parent {
		if s.fn != nil && s.fn.class != nil {
			return s.fn
		}
	}
	return nil
}

// others returns objects without those that a method is assumed to get because
// it stands in class k, where it gets others and no object of k is ever made.
func (p *program) others(objects values, k *class) values {
	if p.created[k] || len(objects) < 2 {
		return objects
	}
	return slices.DeleteFunc(slices.Clone(objects), func(v value) bool { return v == k.object[0] || v == k.self[0] })
}

func (p *program) superOf(after *class, v value) values {
	key := superKey{after: after}
	var receiver values
	switch v := v.(type) {
	case *instance:
		key.of, key.object, receiver = v.class, true, v.class.object
	case *class:
		key.of, receiver = v, v.self
	default:
		return nil
	}
	out, ok := p.supers[key]
	if !ok {
		out = values{&super{after, key.of, receiver}}
		p.supers[key] = out
	}
	return out
}

// next returns the attribute name of what comes behind a class in the order of
// another one.
func (p *program) next(v *super, name string) values {
	i := slices.Index(p.mro(v.of), v.after)
	if i < 0 {
		return p.inherited(v.after, 1, name, v.receiver)
	}
	return p.inherited(v.of, i+1, name, v.receiver)
}
