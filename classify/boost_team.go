package classify

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// boostTeam is goroutines that share the many short tasks of a training. To wake
// one that sleeps takes longer than such a task, so they stay awake for a while
// after each.
type boostTeam struct {
	now    atomic.Pointer[boostTasks]
	asleep atomic.Int32
	mu     sync.Mutex
	wake   sync.Cond
	gone   sync.WaitGroup
}

// boostTasks is a number of tasks, taken one by one.
type boostTasks struct {
	ctx        context.Context
	n          int64 // 0 sends the team home
	do         func(worker, task int)
	next, done atomic.Int64
}

// looks is how often a member of the team looks for tasks before it falls asleep,
// which takes some hundred microseconds.
const looks = 2000

// newBoostTeam starts a team of n, of which the caller of share is number 0.
func newBoostTeam(n int) *boostTeam {
	t := &boostTeam{}
	t.wake.L = &t.mu
	for w := 1; w < n; w++ {
		t.gone.Go(func() {
			var last *boostTasks
			for {
				last = t.await(last)
				if last.n == 0 {
					return
				}
				last.work(w)
			}
		})
	}
	return t
}

// await returns the tasks that follow last.
func (t *boostTeam) await(last *boostTasks) *boostTasks {
	for range looks {
		if now := t.now.Load(); now != last {
			return now
		}
		runtime.Gosched()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asleep.Add(1)
	defer t.asleep.Add(-1)
	for t.now.Load() == last {
		t.wake.Wait()
	}
	return t.now.Load()
}

func (t *boostTeam) start(s *boostTasks) {
	t.now.Store(s)
	if t.asleep.Load() > 0 {
		t.mu.Lock()
		t.wake.Broadcast()
		t.mu.Unlock()
	}
}

// share does n tasks. What they write must depend on their numbers alone. It
// returns the error of ctx, after which some are left undone.
func (t *boostTeam) share(ctx context.Context, n int, do func(worker, task int)) error {
	if n > 0 {
		s := &boostTasks{ctx: ctx, n: int64(n), do: do}
		t.start(s)
		s.work(0)
		for s.done.Load() < s.n {
			runtime.Gosched()
		}
	}
	return ctx.Err()
}

func (s *boostTasks) work(worker int) {
	for {
		k := s.next.Add(1) - 1
		if k >= s.n {
			return
		}
		if s.ctx.Err() == nil {
			s.do(worker, int(k))
		}
		s.done.Add(1)
	}
}

// end lets the team go.
func (t *boostTeam) end() {
	t.start(&boostTasks{})
	t.gone.Wait()
}
