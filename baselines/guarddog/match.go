package guarddog

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// finder returns the places of a file where something is.
type finder func(*source) []span

// condition says whether a call is one that is looked for.
type condition func(*source, call) bool

// any of several finders.
func either(finders ...finder) finder {
	return func(s *source) []span {
		var found []span
		for _, f := range finders {
			found = append(found, f(s)...)
		}
		return found
	}
}

// calls finds the calls for which all conditions hold.
func calls(conditions ...condition) finder {
	return func(s *source) []span {
		var found []span
		for _, c := range s.calls {
			if all(conditions)(s, c) {
				found = append(found, spanOf(c.Call))
			}
		}
		return found
	}
}

func all(conditions []condition) condition {
	return func(s *source, c call) bool {
		for _, holds := range conditions {
			if !holds(s, c) {
				return false
			}
		}
		return true
	}
}

func oneOf(conditions ...condition) condition {
	return func(s *source, c call) bool {
		return slices.ContainsFunc(conditions, func(holds condition) bool { return holds(s, c) })
	}
}

// named: the callee has one of these names. A name without dots is meant as it
// stands in the source; "m." with nothing behind is any function of module m.
func named(names ...string) condition {
	return func(_ *source, c call) bool {
		return slices.ContainsFunc(c.names, func(name string) bool {
			return slices.ContainsFunc(names, func(want string) bool {
				if module, ok := strings.CutSuffix(want, "."); ok {
					rest, ok := strings.CutPrefix(name, module+".")
					return ok && !strings.Contains(rest, ".")
				}
				return name == want
			})
		})
	}
}

// method: an attribute of these names is called, whatever it belongs to, or a
// function of that name that was imported from a module.
func method(attrs ...string) condition {
	return func(s *source, c call) bool { return s.isAttribute(c.Func, attrs...) }
}

// isAttribute says whether x is y.attr, or a name that was imported as such.
func (s *source) isAttribute(x pysrc.Expr, attrs ...string) bool {
	switch x := x.(type) {
	case *pysrc.Attribute:
		return slices.Contains(attrs, x.Attr)
	case *pysrc.Name:
		path := s.scope.imports[x]
		i := strings.LastIndexByte(path, '.')
		return i >= 0 && slices.Contains(attrs, path[i+1:])
	}
	return false
}

// isNamed says whether one of the names by which x may be known is one of these.
func (s *source) isNamed(x pysrc.Expr, names ...string) bool {
	return slices.ContainsFunc(s.names(x), func(n string) bool { return slices.Contains(names, n) })
}

// takes: so many positional arguments and no others; -1 for any number but none.
func takes(n int) condition {
	return func(_ *source, c call) bool {
		return len(c.Keywords) == 0 && (len(c.Args) == n || n < 0 && len(c.Args) > 0)
	}
}

// first: the first argument is positional and holds.
func first(holds func(*source, pysrc.Expr) bool) condition {
	return func(s *source, c call) bool {
		x := firstArg(c.Call)
		return x != nil && holds(s, x)
	}
}

// last: the last argument is positional and holds.
func last(holds func(*source, pysrc.Expr) bool) condition {
	return func(s *source, c call) bool {
		x := lastArg(c.Call)
		return x != nil && holds(s, x)
	}
}

func anything(*source, pysrc.Expr) bool { return true }

func isText(texts ...string) func(*source, pysrc.Expr) bool {
	return func(s *source, x pysrc.Expr) bool { return s.isText(x, texts...) }
}

func isString(s *source, x pysrc.Expr) bool { return s.isString(x) }

func firstArg(c *pysrc.Call) pysrc.Expr {
	if len(c.Args) == 0 || len(c.Keywords) > 0 && c.Keywords[0].Pos() < c.Args[0].Pos() {
		return nil
	}
	return c.Args[0]
}

func lastArg(c *pysrc.Call) pysrc.Expr {
	n, k := len(c.Args), len(c.Keywords)
	if n == 0 || k > 0 && c.Keywords[k-1].Pos() > c.Args[n-1].Pos() {
		return nil
	}
	return c.Args[n-1]
}

// keyword returns the value that a call gives for a name, or nil.
func keyword(c *pysrc.Call, name string) pysrc.Expr {
	for _, k := range c.Keywords {
		if k.Name == name {
			return k.Value
		}
	}
	return nil
}

// object returns what a method is called on, or nil.
func object(c *pysrc.Call) pysrc.Expr {
	if a, ok := c.Func.(*pysrc.Attribute); ok {
		return a.X
	}
	return nil
}

// callOf returns x as a call, with the names of its callee; ok is false where
// it is none.
func (s *source) callOf(x pysrc.Expr) (call, bool) {
	if c, ok := x.(*pysrc.Call); ok {
		return call{c, s.names(c.Func)}, true
	}
	return call{}, false
}

// isCall says whether x is a call for which the conditions hold.
func (s *source) isCall(x pysrc.Expr, conditions ...condition) bool {
	c, ok := s.callOf(x)
	return ok && all(conditions)(s, c)
}

// on: the call is one of a method, on what holds.
func on(holds func(*source, pysrc.Expr) bool) condition {
	return func(s *source, c call) bool {
		x := object(c.Call)
		return x != nil && holds(s, x)
	}
}

// isCalling is isCall for on, first and last.
func isCalling(conditions ...condition) func(*source, pysrc.Expr) bool {
	return func(s *source, x pysrc.Expr) bool { return s.isCall(x, conditions...) }
}
