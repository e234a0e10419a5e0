package pyeval

// frame holds the names of the file or of one call of a function.
type frame struct {
	vars    map[string]value
	outer   *frame          // around it; nil for the file
	global  map[string]bool // names declared global
	lexical map[string]bool // names declared nonlocal
	journal *journal        // of the innermost branch that may not run
	returns []value         // of return statements in such branches
	doubt   bool            // whether a branch that may not run left the block
	class   bool            // a class body, whose names its functions do not see
	yields  bool            // the call of a generator
}

// journal remembers what a branch changed: the values before it.
type journal struct {
	before map[string]value
	order  []string
	around *journal
}

// set binds a name.
func (fr *frame) set(name string, v value, in *interp) {
	if fr.global[name] {
		fr = in.globals
	} else if fr.lexical[name] {
		for at := fr.outer; at != nil; at = at.outer {
			if _, ok := at.vars[name]; ok {
				fr = at
				break
			}
		}
	}
	if j := fr.journal; j != nil {
		if _, ok := j.before[name]; !ok {
			j.before[name] = fr.vars[name]
			j.order = append(j.order, name)
		}
	}
	fr.vars[name] = v
}

// get returns what a name stands for.
func (fr *frame) get(name string, in *interp) value {
	if fr.global[name] {
		fr = in.globals
	}
	for at := fr; at != nil; at = at.outer {
		if at.class && at != fr {
			continue
		}
		if v, ok := at.vars[name]; ok {
			return v
		}
	}
	switch {
	case name == "__builtins__":
		return ref("<builtin>")
	case builtinNames[name]:
		return ref("<builtin>." + name)
	}
	return value{}
}

// maybe runs branches of which one is taken, none if always is not set, and
// joins what they leave behind: a name on which they differ is unknown, except
// that one known value beats unknown ones.
func (in *interp) maybe(fr *frame, always bool, branches ...func()) {
	results := make([]map[string]value, 0, len(branches)+1)
	var order []string
	before := make(map[string]value)
	for _, run := range branches {
		j := &journal{before: make(map[string]value), around: fr.journal}
		fr.journal = j
		run()
		fr.journal = j.around
		after := make(map[string]value, len(j.order))
		for _, name := range j.order {
			after[name] = fr.vars[name]
			if old, ok := before[name]; !ok {
				before[name] = j.before[name]
				order = append(order, name)
			} else {
				j.before[name] = old
			}
			fr.vars[name] = j.before[name]
		}
		results = append(results, after)
	}
	if !always {
		results = append(results, nil)
	}
	for _, name := range order {
		fr.set(name, joined(name, before[name], results), in)
	}
}

// joined returns what a name holds behind branches that left different values.
func joined(name string, before value, results []map[string]value) value {
	left := make([]value, 0, len(results))
	for _, r := range results {
		v, ok := r[name]
		if !ok {
			v = before
		}
		left = append(left, v)
	}
	return agreed(left)
}

// agreed returns the one value that is known among several, and the unknown one
// where known ones differ.
func agreed(all []value) value {
	var out value
	for _, v := range all {
		switch {
		case !v.known() || same(out, v):
		case !out.known():
			out = v
		default:
			return value{}
		}
	}
	return out
}
