package guarddog

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// visitor is what an analysis does at each place that flow comes to.
type visitor interface {
	eval(x pysrc.Expr)                        // x is evaluated; it is not nil
	effect(x pysrc.Expr)                      // x is a statement
	assign(target, value pysrc.Expr)          // target = value
	chain(targets []pysrc.Expr, v pysrc.Expr) // a = b = v
	augment(s *pysrc.AugAssign)
	each(target, iter pysrc.Expr) // for target in iter
	bind(name string)             // name is bound to something unknown
	loop()                        // a loop begins, or has ended
}

// flow walks a body of statements along the ways that it may run: branches apart
// and together again, loops as often as a walk over all teaches something new
// (maxWalks at most), nothing behind a return. Calls are not followed.
type flow[V comparable] struct {
	*state[V]
	visitor
	source *source
	dead   bool // nothing runs here
	loops  []*loopPaths[V]
	heads  map[pysrc.Stmt][]change[V] // what comes back to the head of a loop
	news   bool
	budget int
}

type loopPaths[V comparable] struct {
	mark           int
	breaks, repeat [][]change[V]
}

// maxWalks bounds how often one body is walked: taint moves at least one
// variable further each time.
const maxWalks = 8

// maxJumps bounds what breaks and continues may copy in one body; beyond, they
// are as if they were not there.
const maxJumps = 1 << 20

// walk runs over a body, from what start puts into an empty state.
func (f *flow[V]) walk(body []pysrc.Stmt, start func()) {
	f.heads, f.budget = map[pysrc.Stmt][]change[V]{}, maxJumps
	for range maxWalks {
		f.vals, f.log, f.dead, f.news = map[string]V{}, nil, false, false
		start()
		f.run(body)
		if !f.news {
			return
		}
	}
}

func (f *flow[V]) run(body []pysrc.Stmt) {
	for _, s := range body {
		if f.dead || f.source.stopped() {
			return
		}
		f.statement(s)
	}
}

func (f *flow[V]) evalAll(list ...pysrc.Expr) {
	for _, x := range list {
		if x != nil {
			f.eval(x)
		}
	}
}

func (f *flow[V]) statement(s pysrc.Stmt) {
	switch s := s.(type) {
	case *pysrc.ExprStmt:
		f.effect(s.X)
	case *pysrc.Assign:
		if len(s.Targets) == 1 {
			f.assign(s.Targets[0], s.Value)
		} else {
			f.chain(s.Targets, s.Value)
		}
	case *pysrc.AugAssign:
		f.augment(s)
	case *pysrc.AnnAssign:
		f.evalAll(s.Annotation)
		if s.Value != nil {
			f.assign(s.Target, s.Value)
		}
	case *pysrc.Return:
		f.evalAll(s.X)
		f.dead = true
	case *pysrc.Raise:
		f.evalAll(s.X, s.Arg, s.Traceback, s.Cause)
		f.dead = true
	case *pysrc.Assert:
		f.evalAll(s.Test, s.Msg)
	case *pysrc.Print:
		f.evalAll(s.Dest)
		f.evalAll(s.Values...)
	case *pysrc.Exec:
		f.eval(f.source.execs[s])
	case *pysrc.BadStmt:
		f.evalAll(s.Exprs...)
	case *pysrc.Simple:
		f.jump(s.Kind)
	default:
		f.compound(s)
	}
}

func (f *flow[V]) compound(s pysrc.Stmt) {
	switch s := s.(type) {
	case *pysrc.If:
		f.branches(s)
	case *pysrc.For:
		f.eval(s.Iter)
		f.repeat(s, s.Body, s.Else, func() { f.each(s.Target, s.Iter) })
	case *pysrc.While:
		f.repeat(s, s.Body, s.Else, func() { f.eval(s.Test) })
	case *pysrc.With:
		for _, item := range s.Items {
			if item.Target != nil {
				f.assign(item.Target, item.Context)
			} else {
				f.eval(item.Context)
			}
		}
		f.run(s.Body)
	case *pysrc.Match:
		f.match(s)
	case *pysrc.Try:
		f.try(s)
	}
}
