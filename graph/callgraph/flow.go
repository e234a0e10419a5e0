package callgraph

import "slices"

// Values are carried from one function to another by arguments, receivers,
// stored attributes and return values. All calls of a function are taken
// together, so what is carried far means little. Two limits keep it from
// drowning the graph: of one variable, and along one way.
const (
	// maxCarried bounds the length of the dotted names that are carried. Code
	// that passes its own results on, such as a walk over a tree, would
	// otherwise make longer names of them in each pass.
	maxCarried = 5
	// maxMixed bounds how many values of a sort one variable may receive. A
	// variable that receives more takes just about anything, and counts as
	// unknown in that respect. Functions that a parameter can no longer keep
	// count as called where they are handed over.
	maxMixed = 8
	// maxFunctions is maxMixed for the functions that a parameter may receive.
	maxFunctions = 24
)

// The sorts of values that are counted apart.
type valueSort uint8

const (
	sortFunction valueSort = iota
	sortOutside
	sortObject
	numSorts
)

func sortOf(v value) valueSort {
	switch v.(type) {
	case *function, *method:
		return sortFunction
	case *extern:
		return sortOutside
	}
	return sortObject
}

// sorts is a set of sorts.
type sorts [numSorts]bool

// mixed returns the sorts of which there are too many; of functions there may
// be, except in parameters.
func mixed(in values, param bool) sorts {
	var n [numSorts]int
	for _, v := range in {
		n[sortOf(v)]++
	}
	return sorts{
		sortFunction: n[sortFunction] > maxFunctions && param,
		sortOutside:  n[sortOutside] > maxMixed,
		sortObject:   n[sortObject] > maxMixed,
	}
}

// without returns in without some sorts, and without long names.
func (s sorts) without(in values) values {
	drop := func(v value) bool {
		e, ok := v.(*extern)
		return ok && e.depth > maxCarried || s[sortOf(v)]
	}
	if !slices.ContainsFunc(in, drop) {
		return in
	}
	return slices.DeleteFunc(slices.Clone(in), drop)
}

// returnable returns what a function that may return all of in hands to its
// callers.
func returnable(in values) values { return mixed(in, false).without(in) }

// flow adds values to a variable and reports whether any is new.
func (p *program) flow(v *variable, in values) bool {
	out := join(v.flows, v.mixed.without(in))
	if len(out) == len(v.flows) {
		return false
	}
	p.changed = true
	if v.isParam() {
		v.readers.changed = p.pass
	}
	if more := mixed(out, v.isParam()); more != (sorts{}) {
		p.overflown = p.overflown || more[sortFunction]
		for i := range more {
			v.mixed[i] = v.mixed[i] || more[i]
		}
		out = join(v.own, v.mixed.without(out))
	}
	v.flows = out
	return true
}
