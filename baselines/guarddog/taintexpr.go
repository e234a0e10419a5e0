package guarddog

import (
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// value evaluates x and says whether it is tainted, noting the sinks that are
// reached on the way.
func (t *taint) value(x pysrc.Expr) bool {
	if x == nil {
		return false
	}
	at := spanOf(x)
	var tainted bool
	switch x := x.(type) {
	case *pysrc.Name, *pysrc.Attribute, *pysrc.Subscript:
		fresh, key := t.place(x)
		tainted = fresh || key != "" && t.whole(key)
	default:
		tainted = t.inner(x)
	}
	tainted = tainted || t.sources.has(at)
	if tainted {
		t.reached(x, at)
	}
	return tainted
}

func (t *taint) reached(x pysrc.Expr, at span) {
	if _, ok := x.(*pysrc.Call); ok && t.calls[at] {
		t.hits[at] = true
	} else if place, ok := t.places.around(at); ok {
		t.hits[place] = true
	}
}

// place evaluates a variable, attribute or item: whether it is tainted by itself,
// and its key, which is empty where it is part of something that has none.
func (t *taint) place(x pysrc.Expr) (fresh bool, key string) {
	switch x := x.(type) {
	case *pysrc.Name:
		key = t.key(x)
	case *pysrc.Attribute:
		if fresh, key = t.place(x.X); key != "" {
			key += "." + x.Attr
		}
	case *pysrc.Subscript:
		fresh, key = t.place(x.X)
		if slice, ok := x.Index.(*pysrc.Slice); ok {
			t.values(slice.Lo, slice.Hi, slice.Step)
			fresh, key = false, "" // a slice is lost
		} else {
			fresh = t.value(x.Index) || fresh
			if key != "" {
				key += ".[]"
			}
		}
	default:
		return t.value(x), ""
	}
	return fresh || t.sources.has(spanOf(x)), key
}

// values evaluates all of a list and says whether any is tainted.
func (t *taint) values(list ...pysrc.Expr) bool {
	tainted := false
	for _, x := range list {
		tainted = t.value(x) || tainted
	}
	return tainted
}

func (t *taint) inner(x pysrc.Expr) bool {
	switch x := x.(type) {
	case *pysrc.Call:
		return t.call(x)
	case *pysrc.BinOp:
		return t.values(x.X, x.Y)
	case *pysrc.BoolOp:
		return t.values(x.Values...)
	case *pysrc.Compare:
		return t.values(append([]pysrc.Expr{x.X}, x.Ys...)...)
	case *pysrc.UnaryOp:
		return t.value(x.X)
	case *pysrc.IfExp:
		t.value(x.Test)
		return t.values(x.Body, x.Else)
	case *pysrc.FString:
		return t.values(x.Parts...)
	case *pysrc.Interp:
		spec := x.Spec != nil && t.value(x.Spec)
		return t.value(x.X) || spec
	case *pysrc.Tuple:
		return t.values(x.Elts...)
	case *pysrc.List:
		return t.values(x.Elts...)
	case *pysrc.Set:
		return t.values(x.Elts...)
	case *pysrc.Dict:
		keys := t.values(x.Keys...)
		return t.values(x.Values...) || keys
	case *pysrc.Starred:
		return t.value(x.X)
	case *pysrc.Await:
		return t.value(x.X)
	case *pysrc.Repr:
		return t.value(x.X)
	case *pysrc.Yield:
		t.value(x.X)
	case *pysrc.NamedExpr:
		tainted := t.value(x.Value)
		t.store(x.Target, tainted)
		return tainted
	case *pysrc.Comp:
		return t.comprehension(x)
	case *pysrc.Lambda:
		t.lambda(x)
	}
	return false
}

// call: what is called returns something tainted where an argument is, or the
// object or function that is called.
func (t *taint) call(c *pysrc.Call) bool {
	tainted := t.values(c.Args...)
	for _, k := range c.Keywords {
		tainted = t.value(k.Value) || tainted
	}
	a, ok := c.Func.(*pysrc.Attribute)
	if !ok {
		return t.value(c.Func) || tainted
	}
	fresh, key := t.place(a)
	if key != "" {
		tainted = tainted || t.whole(key) || t.whole(strings.TrimSuffix(key, "."+a.Attr))
	}
	return fresh || tainted
}

// lambda walks the body where it stands.
func (t *taint) lambda(l *pysrc.Lambda) {
	mark := len(t.flow.log)
	for _, p := range l.Params {
		if p.Name != "" {
			t.bind(p.Name)
		}
	}
	t.value(l.Body)
	t.flow.rollback(mark)
}

// comprehension: the result of a call is lost on the way into the list, as in
// semgrep, and so is everything that goes into a set or dictionary.
func (t *taint) comprehension(c *pysrc.Comp) bool {
	for _, clause := range c.Clauses {
		t.store(clause.Target, t.value(clause.Iter))
		t.values(clause.Ifs...)
	}
	t.values(c.Elt, c.Value)
	return (c.Kind == pysrc.ListComp || c.Kind == pysrc.GeneratorExp) && t.direct(c.Elt)
}

// direct says whether x is tainted but for what calls and f-strings in it return.
// It evaluates nothing.
func (t *taint) direct(x pysrc.Expr) bool {
	if t.sources.has(spanOf(x)) {
		return true
	}
	switch x := x.(type) {
	case *pysrc.Name:
		return t.whole(t.key(x))
	case *pysrc.Attribute:
		return t.direct(x.X)
	case *pysrc.Subscript:
		_, slice := x.Index.(*pysrc.Slice)
		return !slice && t.direct(x.X)
	case *pysrc.BinOp:
		return t.direct(x.X) || t.direct(x.Y)
	case *pysrc.BoolOp:
		return slices.ContainsFunc(x.Values, t.direct)
	case *pysrc.Compare:
		return t.direct(x.X) || slices.ContainsFunc(x.Ys, t.direct)
	case *pysrc.UnaryOp:
		return t.direct(x.X)
	case *pysrc.Tuple:
		return slices.ContainsFunc(x.Elts, t.direct)
	case *pysrc.List:
		return slices.ContainsFunc(x.Elts, t.direct)
	case *pysrc.Dict:
		return slices.ContainsFunc(x.Values, t.direct)
	}
	return false
}
