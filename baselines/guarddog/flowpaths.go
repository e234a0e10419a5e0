package guarddog

import (
	"slices"

	"github.com/malguard/malguard/internal/pysrc"
)

// path runs something from here, returns what it changes, and undoes it. It is
// false where the end is not reached.
func (f *flow[V]) path(run func()) ([]change[V], bool) {
	mark := len(f.log)
	f.dead = false
	run()
	list := f.since(mark)
	f.rollback(mark)
	alive := !f.dead
	f.dead = false
	return list, alive
}

// meetAll joins the paths that reach their end; where none does, nothing runs
// behind them.
func (f *flow[V]) meetAll(paths [][]change[V]) {
	f.dead = len(paths) == 0
	if !f.dead {
		f.join(paths)
	}
}

func (f *flow[V]) branches(s *pysrc.If) {
	var paths [][]change[V]
	add := func(body []pysrc.Stmt) {
		if list, alive := f.path(func() { f.run(body) }); alive {
			paths = append(paths, list)
		}
	}
	for _, b := range s.Branches {
		f.eval(b.Test)
		add(b.Body)
	}
	add(s.Else)
	f.meetAll(paths)
}

func (f *flow[V]) match(s *pysrc.Match) {
	f.eval(s.Subject)
	paths := [][]change[V]{nil} // no case fits
	for _, c := range s.Cases {
		list, alive := f.path(func() {
			pysrc.Inspect(c.Pattern, func(n pysrc.Node) bool {
				if p, ok := n.(*pysrc.Pattern); ok && p.Name != "" {
					f.bind(p.Name)
				}
				return true
			})
			f.evalAll(c.Guard)
			f.run(c.Body)
		})
		if alive {
			paths = append(paths, list)
		}
	}
	f.meetAll(paths)
}

// repeat runs a loop once, from all that is known to come back to its head. head
// is what happens before each turn.
func (f *flow[V]) repeat(s pysrc.Stmt, body, orElse []pysrc.Stmt, head func()) {
	f.loop()
	f.join([][]change[V]{nil, f.heads[s]})
	head()
	l := &loopPaths[V]{mark: len(f.log)}
	f.loops = append(f.loops, l)
	list, alive := f.path(func() { f.run(body) })
	f.loops = f.loops[:len(f.loops)-1]
	turns := l.repeat
	if alive {
		turns = append(turns, list)
	}
	f.remember(s, turns)
	f.join(append([][]change[V]{nil}, turns...))
	f.loop()
	f.run(orElse)
	if len(l.breaks) > 0 {
		paths := l.breaks
		if !f.dead {
			paths = append(paths, f.since(l.mark))
		}
		f.rollback(l.mark)
		f.meetAll(paths)
	}
}

// remember keeps what comes back to the head of a loop for the next walk.
func (f *flow[V]) remember(s pysrc.Stmt, turns [][]change[V]) {
	list := slices.Clone(f.heads[s])
	at := map[string]int{}
	for i, c := range list {
		at[c.key] = i
	}
	for _, turn := range turns {
		for _, c := range turn {
			i, known := at[c.key]
			was := change[V]{key: c.key}
			if known {
				was = list[i]
			} else {
				was.val, was.ok = f.get(c.key)
			}
			v, ok := f.meet(was.val, was.ok, c.val, c.ok)
			if v == was.val && ok == was.ok {
				continue
			}
			f.news = true
			if !known {
				i = len(list)
				at[c.key] = i
				list = append(list, was)
			}
			list[i].val, list[i].ok = v, ok
		}
	}
	f.heads[s] = list
}

// jump ends the path at a break or continue.
func (f *flow[V]) jump(kind pysrc.SimpleKind) {
	if kind == pysrc.Pass || len(f.loops) == 0 {
		return
	}
	l := f.loops[len(f.loops)-1]
	if f.budget -= len(f.log) - l.mark; f.budget < 0 {
		return
	}
	if kind == pysrc.Break {
		l.breaks = append(l.breaks, f.since(l.mark))
	} else {
		l.repeat = append(l.repeat, f.since(l.mark))
	}
	f.dead = true
}

// try runs the handlers from all that may hold where something in the body
// fails.
func (f *flow[V]) try(s *pysrc.Try) {
	mark := len(f.log)
	f.run(s.Body)
	failed := f.ever(mark)
	done, alive := f.since(mark), !f.dead
	f.rollback(mark)
	f.dead = false
	var paths [][]change[V]
	add := func(start []change[V], run func()) {
		if list, alive := f.path(func() { f.apply(start); run() }); alive {
			paths = append(paths, list)
		}
	}
	if alive {
		add(done, func() { f.run(s.Else) })
	}
	for _, h := range s.Handlers {
		add(failed, func() {
			f.evalAll(h.Type)
			if h.Name != "" {
				f.bind(h.Name)
			}
			f.run(h.Body)
		})
	}
	ended := len(paths) > 0
	if len(s.Handlers) == 0 || !ended {
		paths = append(paths, failed)
	}
	f.meetAll(paths)
	f.run(s.Finally)
	f.dead = f.dead || !ended
}
