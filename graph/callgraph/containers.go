package callgraph

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// key returns the key of a container's element under a constant.
func key(typ, content string) string { return typ + ":" + content }

// numKey returns the key that a position is.
func numKey(n int) string {
	if n >= 0 && n < len(numKeys) {
		return numKeys[n]
	}
	return key("PyNum", strconv.Itoa(n))
}

// numKeys are the keys that are asked for all the time.
var numKeys = [...]string{
	"PyNum:0", "PyNum:1", "PyNum:2", "PyNum:3", "PyNum:4", "PyNum:5", "PyNum:6", "PyNum:7", "PyNum:8", "PyNum:9", "PyNum:10",
	"PyNum:11", "PyNum:12", "PyNum:13", "PyNum:14", "PyNum:15",
}

// display returns the container that x creates, always the same one.
func (p *program) display(x pysrc.Expr, s *scope) *container {
	if c, ok := p.containers[x]; ok {
		return c
	}
	c := &container{scope: s}
	p.containers[x] = c
	switch x := x.(type) {
	case *pysrc.List:
		c.typ = p.literal("PyList")
		c.positions(x.Elts)
	case *pysrc.Tuple:
		c.typ = p.literal("PyTuple")
		c.positions(x.Elts)
	case *pysrc.Set:
		c.typ = p.literal("PySet")
		c.positions(x.Elts)
	case *pysrc.Dict:
		c.typ = p.literal("PyDict")
		for i, k := range x.Keys {
			c.add(element{key: p.constantKey(k, s), value: x.Values[i], spread: k == nil})
		}
	case *pysrc.Comp:
		p.comprehension(c, x)
	}
	return c
}

func (c *container) add(e element) {
	c.elems = append(c.elems, e)
	c.spread = c.spread || e.spread
}

// positions adds elements under their numbers, as far as they are known.
func (c *container) positions(list []pysrc.Expr) {
	c.elems = make([]element, 0, len(list))
	for i, x := range list {
		e := element{value: x}
		if _, e.spread = x.(*pysrc.Starred); !e.spread && !c.spread {
			e.key = numKey(i)
		}
		c.add(e)
	}
}

// constantKey returns the key that x evaluates to, or "".
func (p *program) constantKey(x pysrc.Expr, s *scope) string {
	if x == nil {
		return ""
	}
	for _, v := range p.eval(x, s) {
		if t, ok := v.(*text); ok {
			return key(typeName(t.typ), t.value)
		}
	}
	return ""
}

// element returns what c holds under a known key. A store replaces what the
// display put there.
func (p *program) element(c *container, k string) values {
	p.depend(anything)
	if n, ok := strings.CutPrefix(k, "PyNum:-"); ok {
		back, err := strconv.Atoi(n)
		size, known := c.size()
		if !known && !c.spread && !c.loose {
			size, known = len(c.elems), len(c.elems) > 0
		}
		if err == nil && known && back <= size {
			k = numKey(size - back)
		} else if len(c.index) > 0 {
			return p.contents(c)
		}
	}
	if out, ok := c.index[k]; ok {
		return join(out, c.any)
	}
	if i := c.find(k); i >= 0 {
		return join(p.elementAt(c, i), c.any)
	}
	if c.spread || c.loose {
		return p.contents(c)
	}
	return c.any
}

// elementAt returns what the display put in c at i.
func (p *program) elementAt(c *container, i int) values {
	e := &c.elems[i]
	return p.remember(&e.memo, func() values { return p.eval(e.value, c.scope) })
}

// find returns the last element under k, or -1.
func (c *container) find(k string) int {
	if c.lookup == nil && len(c.elems) > 8 {
		c.lookup = make(map[string]int, len(c.elems))
		for i, e := range c.elems {
			c.lookup[e.key] = i
		}
	}
	if c.lookup != nil {
		if i, ok := c.lookup[k]; ok {
			return i
		}
		return -1
	}
	for i := len(c.elems) - 1; i >= 0; i-- {
		if c.elems[i].key == k {
			return i
		}
	}
	return -1
}

// contents returns everything that c is known to hold.
func (p *program) contents(c *container) values {
	p.depend(anything)
	return p.remember(&c.memo, func() values {
		p.depend(anything)
		out := c.any
		for i := range c.elems {
			if len(out) >= maxValues || p.steps <= 0 {
				break
			}
			if _, replaced := c.index[c.elems[i].key]; replaced {
				continue
			}
			found := p.elementAt(c, i)
			if c.elems[i].spread {
				found = p.spread(found)
			}
			out = join(out, found)
		}
		for _, k := range slices.Sorted(maps.Keys(c.index)) {
			out = join(out, c.index[k])
		}
		return out
	})
}

// spread returns what the containers among in hold.
func (p *program) spread(in values) values {
	var out values
	for _, v := range in {
		switch v := v.(type) {
		case *container:
			out = join(out, p.contents(v))
		case *instance, *generator:
			out = join(out, p.iterate(v))
		}
	}
	return out
}

// size returns how many elements c has, if that is known: a display without
// stars, or the arguments that a starred parameter received.
func (c *container) size() (n int, known bool) {
	if c.spread || c.loose || len(c.any) > 0 {
		return 0, false
	}
	n = len(c.elems)
	for k := range c.index {
		if i, ok := position(k); ok {
			n = max(n, i+1)
		}
	}
	return n, true
}

// position returns the number that a key is.
func position(k string) (int, bool) {
	digits, ok := strings.CutPrefix(k, "PyNum:")
	i, err := strconv.Atoi(digits)
	return i, ok && err == nil && i >= 0 && i <= maxParams
}

// keys returns the known keys of c, those of the display first.
func (c *container) keys() []string {
	var out []string
	for i := range c.elems {
		if k := c.elems[i].key; k != "" {
			out = append(out, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(c.index)) {
		if c.find(k) < 0 {
			out = append(out, k)
		}
	}
	return out
}

// compTypes are the types of what comprehensions make.
var compTypes = map[pysrc.CompKind]string{
	pysrc.ListComp: "PyList", pysrc.SetComp: "PySet", pysrc.DictComp: "PyDict", pysrc.GeneratorExp: "PyGenerator",
}

// comprehension fills c with the one element that stands for all that x makes.
func (p *program) comprehension(c *container, x *pysrc.Comp) {
	c.typ, c.loose = p.literal(compTypes[x.Kind]), true
	if inner, ok := p.comps[x]; ok {
		c.scope = inner
	}
	value := x.Elt
	if x.Kind == pysrc.DictComp {
		value = x.Value
	}
	c.elems = []element{{value: value}}
}
