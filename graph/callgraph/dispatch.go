package callgraph

// registrar is the register of a function below @singledispatch: the decorator
// of the functions that it chooses among.
type registrar struct{ of *function }

// dispatched notes that the functions among in choose among others.
func (p *program) dispatched(in values) {
	for _, v := range in {
		if fn, ok := v.(*function); ok && fn.registrar == nil {
			fn.registrar = values{&registrar{fn}}
		}
	}
}

// register adds functions to those that fn chooses among.
func (p *program) register(fn *function, in values) {
	if out := join(fn.choices, in); len(out) > len(fn.choices) {
		fn.choices = out
		p.changed, p.stale = true, true
	}
}
