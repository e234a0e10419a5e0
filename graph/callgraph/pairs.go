package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// keyValues returns the known keys of a dictionary.
func (p *program) keyValues(c *container) values {
	p.depend(anything)
	var out values
	for _, k := range c.keys() {
		if len(out) >= maxValues || p.steps <= 0 {
			break
		}
		p.steps--
		if typ, content, ok := strings.Cut(k, ":"); ok {
			out = join(out, p.text(typ, content))
		}
	}
	return out
}

// making is what makes a container other than a display: a function at a place.
type making struct {
	at pysrc.Node
	by string
}

// made returns the container that a function makes at a node, always the same
// one, and whether it is new.
func (p *program) made(at pysrc.Node, by, typ string) (c *container, isNew bool) {
	k := making{at, by}
	if c, ok := p.makings[k]; ok {
		return c, false
	}
	c = &container{typ: p.literal(typ)}
	p.makings[k] = c
	return c, true
}

// pairOf returns the tuple (first, second) that c stands for under a key, always
// the same one.
func (p *program) pairOf(c *container, k string, first, second values) value {
	if c.pairs == nil {
		c.pairs = make(map[string]*container)
	}
	pair, ok := c.pairs[k]
	if !ok {
		pair = &container{typ: p.literal("PyTuple")}
		c.pairs[k] = pair
	}
	p.setItem(pair, numKey(0), first)
	p.setItem(pair, numKey(1), second)
	return pair
}

// dictItems returns the list that the items() of dictionaries gives.
func (p *program) dictItems(objects values, x *pysrc.Call) values {
	list, _ := p.made(x, "items", "PyList")
	for _, v := range objects {
		c, ok := v.(*container)
		if !ok {
			continue
		}
		keys := c.keys()
		for _, k := range keys[:min(len(keys), maxValues)] {
			typ, content, _ := strings.Cut(k, ":")
			p.setAny(list, values{p.pairOf(c, k, p.text(typ, content), p.element(c, k))})
		}
		if len(c.any) > 0 || c.loose || c.spread || len(keys) > maxValues {
			p.setAny(list, values{p.pairOf(c, "", nil, p.contents(c))})
		}
	}
	return values{list}
}

// zipped returns the list of tuples that zip or enumerate gives: for each
// position in a tuple all that the iterable there holds.
func (p *program) zipped(x *pysrc.Call, s *scope, enumerated bool) values {
	list, isNew := p.made(x, "zip", "PyList")
	if isNew {
		list.any = values{&container{typ: p.literal("PyTuple")}}
	}
	tuple := list.any[0].(*container)
	first := 0
	if enumerated {
		p.setItem(tuple, numKey(0), p.literal("PyNum").self)
		first = 1
	}
	for i, arg := range x.Args[:min(len(x.Args), 8)] {
		if i > 0 && enumerated {
			break // where to count from
		}
		p.setItem(tuple, numKey(first+i), p.iterateAll(p.eval(arg, s)))
	}
	return values{list}
}

// mapped returns the list of what map gives: the results of a function for
// what it is handed.
func (p *program) mapped(x *pysrc.Call, s *scope) values {
	list, _ := p.made(x, "map", "PyList")
	for _, fn := range p.eval(x.Args[0], s) {
		for i, arg := range x.Args[1:min(len(x.Args), 8)] {
			p.give(fn, i, p.iterateAll(p.eval(arg, s)))
		}
		p.setAny(list, p.result(fn))
	}
	return values{list}
}

// iterateAll returns what iterating over each value gives.
func (p *program) iterateAll(in values) values {
	var out values
	for _, v := range in {
		out = join(out, p.iterate(v))
	}
	return out
}

// anyItem returns what min, max and the like give: one of the items of an
// iterable, or one of several arguments.
func (p *program) anyItem(x *pysrc.Call, s *scope) values {
	if len(x.Args) == 1 {
		return p.iterateAll(p.eval(x.Args[0], s))
	}
	var out values
	for _, arg := range x.Args[:min(len(x.Args), maxValues)] {
		out = join(out, p.eval(arg, s))
	}
	return out
}
