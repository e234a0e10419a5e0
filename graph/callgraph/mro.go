package callgraph

import "slices"

// maxLine bounds how many classes an object's attributes are looked up in.
const maxLine = 64

// lineage is what is known of the bases of a class in one pass.
type lineage struct {
	memo    memo
	classes []*class // method resolution order, the class itself first
	outer   []*extern
	outside []*extern // outer without builtins
}

// mro returns the method resolution order of k: C3 where the bases allow it,
// depth first where they do not.
func (p *program) mro(k *class) []*class {
	p.remember(&k.line.memo, func() values {
		if !p.enter() {
			return nil
		}
		defer p.leave()
		bases := p.bases(k)
		lines := make([][]*class, 0, len(bases)+1)
		for _, b := range bases {
			lines = append(lines, p.mro(b))
		}
		lines = append(lines, bases)
		k.line.classes = append([]*class{k}, p.merge(lines)...)
		return nil
	})
	if k.line.classes == nil {
		return []*class{k}
	}
	return k.line.classes
}

// bases evaluates the base classes of k and remembers those from outside.
func (p *program) bases(k *class) []*class {
	var inner []*class
	k.line.outer, k.line.outside = nil, nil
	for _, x := range k.bases[:min(len(k.bases), maxLine)] {
		for _, v := range p.eval(x, k.scope.parent) {
			switch v := v.(type) {
			case *class:
				if v != k && !slices.Contains(inner, v) {
					inner = append(inner, v)
				}
			case *extern:
				k.line.outer = append(k.line.outer, v)
				if v.kind == p.toplevel.kind {
					k.line.outside = append(k.line.outside, v)
				}
			}
		}
	}
	return inner
}

// outerBases returns the bases of k from outside the package. Builtins do not
// count: what their methods call is not of interest.
func (p *program) outerBases(k *class) []*extern {
	p.mro(k)
	return k.line.outside
}

// merge is the merge of the C3 linearisation. Where no head is free of
// conflicts the first one is taken.
func (p *program) merge(lines [][]*class) []*class {
	var out []*class
	for len(out) < maxLine && p.steps > 0 {
		lines = slices.DeleteFunc(lines, func(l []*class) bool { return len(l) == 0 })
		if len(lines) == 0 {
			break
		}
		head := goodHead(lines)
		out = append(out, head)
		p.steps -= len(lines) * len(lines)
		for i, l := range lines {
			if j := slices.Index(l, head); j >= 0 {
				lines[i] = slices.Concat(l[:j:j], l[j+1:])
			}
		}
	}
	return out
}

func goodHead(lines [][]*class) *class {
next:
	for _, l := range lines {
		for _, other := range lines {
			if slices.Contains(other[1:], l[0]) {
				continue next
			}
		}
		return l[0]
	}
	return lines[0][0]
}
