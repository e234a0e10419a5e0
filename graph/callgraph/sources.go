package callgraph

import (
	"strconv"

	"github.com/malguard/malguard/internal/pysrc"
)

// source says where a value comes from: an expression and what is then done
// with it, or something that is known when the source is read.
type source struct {
	expr  pysrc.Expr
	scope *scope
	steps []int32 // what is taken of the value of expr, in order
	known any     // instead of expr: *function, *class, *decorated, *importRef, or *pysrc.BinOp for x += y
}

// The steps of a source; what is not negative is an index.
const (
	stepIterate int32 = -1 - iota // an item of an iterable
	stepEnter                     // what a with statement binds
	stepCatch                     // what except binds: an object of the class
	stepRest    int32 = -1_000    // a list of the items from 0 on; from n on n less
	stepLast    int32 = -2_000    // the n-th item from the end is n less
)

// then returns s with one more step.
func (s source) then(step int32) source {
	s.steps = append(s.steps[:len(s.steps):len(s.steps)], step)
	return s
}

// value returns the values of a source after its steps.
func (p *program) value(src source) values {
	var out values
	switch known := src.known.(type) {
	case nil:
		if src.expr == nil {
			return nil
		}
		out = p.eval(src.expr, src.scope)
	case *function:
		out = known.self
	case *class:
		out = known.self
	case *importRef:
		out = p.imported(known)
	case *pick:
		out = p.items(p.value(known.of), known.key, src.scope)
	case annotation:
		out = p.hinted(known.x, src.scope)
	case *decorated:
		out = p.decoratedValue(known, src.scope)
	case *pysrc.BinOp:
		left := p.eval(known.X, src.scope)
		if out = p.operation(known, left, src.scope); len(out) == 0 {
			out = types(left) // as x += 1 keeps the type of x
		}
	}
	for _, step := range src.steps {
		out = p.step(out, step)
	}
	return out
}

// union returns the values of several sources.
func (p *program) union(list []source) values {
	var out values
	for _, src := range list {
		out = join(out, p.value(src))
	}
	return out
}

// step takes one step into each value.
func (p *program) step(in values, step int32) values {
	var out values
	for _, v := range in {
		switch step {
		case stepIterate:
			out = join(out, p.iterate(v))
		case stepEnter:
			out = join(out, p.entered(v))
		case stepCatch:
			out = join(out, p.caught(v))
		default:
			out = join(out, p.partOf(v, step))
		}
	}
	return out
}

// partOf returns the item of v at an index, from the end, or a list of the rest.
func (p *program) partOf(v value, step int32) values {
	switch {
	case step >= 0:
		if o, ok := v.(*instance); ok {
			return p.iterateObject(o)
		}
		return p.item(v, numKey(int(step)))
	case step < stepLast:
		return p.item(v, numKey(int(step-stepLast)))
	}
	c, ok := v.(*container)
	if !ok {
		return nil
	}
	return values{p.restOf(c, int(stepRest-step))}
}

// restOf returns the list of the items of c from n on, always the same one.
func (p *program) restOf(c *container, n int) *container {
	k := "*" + strconv.Itoa(n)
	if c.pairs == nil {
		c.pairs = make(map[string]*container)
	}
	rest, ok := c.pairs[k]
	if !ok {
		rest = &container{typ: p.literal("PyList"), scope: c.scope}
		c.pairs[k] = rest
	}
	size, known := c.size()
	if !known {
		p.setAny(rest, p.contents(c))
		return rest
	}
	for i := n; i < size; i++ {
		p.setItem(rest, numKey(i-n), p.element(c, numKey(i)))
	}
	return rest
}

// entered returns what a with statement binds to the name behind as.
func (p *program) entered(v value) values {
	switch v := v.(type) {
	case *instance:
		if out := join(p.results(v, "__enter__"), p.results(v, "__aenter__")); len(out) > 0 {
			return out
		}
	case *generator: // of a function below @contextmanager
		return p.iterate(v)
	}
	return values{v}
}

// caught returns an object of an exception class, or of each in a tuple.
func (p *program) caught(v value) values {
	switch v := v.(type) {
	case *class:
		return v.object
	case *extern:
		return v.self
	case *container:
		var out values
		for _, c := range p.contents(v) {
			if _, nested := c.(*container); !nested {
				out = join(out, p.caught(c))
			}
		}
		return out
	}
	return nil
}
