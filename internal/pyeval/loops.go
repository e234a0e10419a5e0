package pyeval

import "github.com/malguard/malguard/internal/pysrc"

func (in *interp) forStmt(s *pysrc.For, fr *frame) flow {
	it, ok := in.iteration(in.eval(s.Iter, fr))
	if !ok || s.Async {
		return in.unknownFor(s, fr)
	}
	left := false // perhaps, or went on early
	for range maxIterations {
		v, more, known := it.pull()
		if !known {
			return in.unknownFor(s, fr)
		}
		if !more {
			break
		}
		if !in.step() {
			return flowOn
		}
		in.assign(s.Target, v, fr)
		f, doubt := in.body(s.Body, fr)
		left = left || doubt
		switch f {
		case flowReturn:
			return flowReturn
		case flowBreak:
			in.leave(s, left, fr)
			return flowOn
		}
	}
	in.leave(s, left, fr)
	return in.block(s.Else, fr)
}

// unknownFor is a loop over items that are not known.
func (in *interp) unknownFor(s *pysrc.For, fr *frame) flow {
	in.assign(s.Target, value{}, fr)
	in.once(s.Body, fr)
	in.maybe(fr, false, func() { in.block(s.Else, fr) })
	return flowOn
}

// body runs the body of a loop. left says that it may have been left early, which
// what is around it is too only by a return.
func (in *interp) body(list []pysrc.Stmt, fr *frame) (f flow, left bool) {
	doubted, returns := fr.doubt, len(fr.returns)
	fr.doubt = false
	f = in.block(list, fr)
	left, fr.doubt = fr.doubt, doubted || fr.doubt && len(fr.returns) > returns
	return f, left
}

// leave makes unknown what a loop assigns to that may have ended before.
func (in *interp) leave(s *pysrc.For, left bool, fr *frame) {
	if left {
		in.forget(s.Body, fr)
		in.forgetTarget(s.Target, fr)
	}
}

// iteration returns the iterator that a loop over a value has.
func (in *interp) iteration(over value) (*items, bool) {
	it := over
	switch over.k {
	case iterKind:
	case arrayKind:
		all, ok := in.iterate(over)
		if !ok {
			return nil, false
		}
		it = iterator(all)
	default:
		it = in.iteratorOf("iter", over)
	}
	l, ok := it.p.(*items)
	return l, ok && it.k == iterKind
}

// once runs the body of a loop that runs an unknown number of times: what it
// changes is unknown in it and behind it.
func (in *interp) once(body []pysrc.Stmt, fr *frame) {
	in.maybe(fr, false, func() { in.block(body, fr) })
}

// whileStmt repeats while the test is known to hold and something changes.
func (in *interp) whileStmt(s *pysrc.While, fr *frame) flow {
	for n := 0; n < maxIterations; n++ {
		truth, ok := in.eval(s.Test, fr).truth()
		if !ok {
			in.once(s.Body, fr)
			return flowOn
		}
		if !truth {
			return in.block(s.Else, fr)
		}
		j := &journal{before: make(map[string]value), around: fr.journal}
		fr.journal = j
		made := in.bytes
		f, left := in.body(s.Body, fr)
		fr.journal = j.around
		changed := in.bytes != made && !isForever(s.Test)
		for _, name := range j.order {
			if j.around != nil {
				if _, ok := j.around.before[name]; !ok {
					j.around.before[name] = j.before[name]
					j.around.order = append(j.around.order, name)
				}
			}
			now := fr.vars[name]
			changed = changed || now.known() && !same(now, j.before[name])
		}
		switch f {
		case flowReturn:
			return flowReturn
		case flowBreak:
			return flowOn
		}
		if left {
			in.forget(s.Body, fr)
		}
		if !changed || left || in.steps <= 0 {
			return flowOn
		}
		if n == quietIterations && len(in.result.Layers) == 0 && isForever(s.Test) {
			return flowOn
		}
	}
	return flowOn
}

// forget makes unknown what a block assigns to.
func (in *interp) forget(body []pysrc.Stmt, fr *frame) {
	for _, s := range body {
		pysrc.Inspect(s, func(n pysrc.Node) bool {
			switch n := n.(type) {
			case *pysrc.Assign:
				for _, t := range n.Targets {
					in.forgetTarget(t, fr)
				}
			case *pysrc.AugAssign:
				in.forgetTarget(n.Target, fr)
			case *pysrc.For:
				in.forgetTarget(n.Target, fr)
			}
			return true
		})
	}
}

func (in *interp) forgetTarget(t pysrc.Expr, fr *frame) {
	switch t := t.(type) {
	case *pysrc.Name:
		fr.set(t.ID, value{}, in)
	case *pysrc.Tuple:
		for _, x := range t.Elts {
			in.forgetTarget(x, fr)
		}
	}
}

// quietIterations is how often a loop without an end is followed.
const quietIterations = 1000

func isForever(x pysrc.Expr) bool {
	switch x.(type) {
	case *pysrc.Const, *pysrc.Num:
		return true
	}
	return false
}
