package classify

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// team is goroutines that do many short jobs, of tens of microseconds, one after
// the other. To start goroutines for each, as [parallel] does, takes as long as
// such a job. Members look out for the next one for a while before they sleep.
type team struct {
	latest atomic.Pointer[job] // nil ends the team
	idle   atomic.Int32        // members that sleep or are about to
	wake   chan struct{}
	group  sync.WaitGroup
	size   int
}

// job is a number of items, each taken by one member.
type job struct {
	ctx   context.Context
	do    func(i int)
	taken []atomic.Bool
	left  atomic.Int64 // items that are not done
	done  chan struct{}
}

// newTeam returns a team of the given number of members (0 = GOMAXPROCS), the
// caller among them. It must be dismissed.
func newTeam(workers int) *team {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	t := &team{size: workers, wake: make(chan struct{}, workers)}
	first := &job{}
	t.latest.Store(first)
	for member := 1; member < workers; member++ {
		t.group.Go(func() { t.serve(member, first) })
	}
	return t
}

// dismiss ends the members.
func (t *team) dismiss() {
	t.latest.Store(nil)
	close(t.wake)
	t.group.Wait()
}

// run calls do(i) for every i below n, item i if possible from member i modulo
// the size of the team, in whose cache its data is from the last time. What do
// writes must depend on i alone. Once ctx has ended it does nothing; it returns
// the error of ctx.
func (t *team) run(ctx context.Context, n int, do func(i int)) error {
	if t.size == 1 || n == 1 {
		for i := 0; i < n && ctx.Err() == nil; i++ {
			do(i)
		}
		return ctx.Err()
	}
	j := &job{ctx: ctx, do: do, taken: make([]atomic.Bool, n), done: make(chan struct{})}
	j.left.Store(int64(n))
	t.latest.Store(j)
	for range t.idle.Load() {
		select {
		case t.wake <- struct{}{}:
		default: // all have a call already
		}
	}
	j.work(0, t.size)
	if !soon(func() bool { return j.left.Load() == 0 }) {
		<-j.done
	}
	return ctx.Err()
}

// work does the items of a member, and then those that others have not begun.
func (j *job) work(member, size int) {
	for k := range size {
		for i := (member + k) % size; i < len(j.taken); i += size {
			if j.taken[i].Swap(true) {
				continue
			}
			if j.ctx.Err() == nil {
				j.do(i)
			}
			if j.left.Add(-1) == 0 {
				close(j.done)
			}
		}
	}
}

// serve does every job after the last one known until the team is dismissed. A
// job that a member misses is done by the others.
func (t *team) serve(member int, last *job) {
	fresh := func() bool { return t.latest.Load() != last }
	for {
		if !soon(fresh) {
			t.idle.Add(1)
			if !fresh() { // who gives a job looks for idlers after that, so nobody oversleeps
				<-t.wake
			}
			t.idle.Add(-1)
			continue
		}
		if last = t.latest.Load(); last == nil {
			return
		}
		last.work(member, t.size)
	}
}

// soon reports whether the condition comes true within some hundred microseconds.
// That is longer than it takes to wake a sleeper: if not, those who wait for one
// would fall asleep themselves, and so on in turns.
func soon(condition func() bool) bool {
	const times = 1 << 18
	for range times {
		if condition() {
			return true
		}
	}
	return false
}
