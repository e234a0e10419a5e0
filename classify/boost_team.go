package classify

import (
	"sync"
	"sync/atomic"
)

// boostTeam is goroutines that do the many short steps of a training together.
// To wake one that sleeps takes longer than such a step, so whoever waits looks
// out for a while before it falls asleep.
type boostTeam struct {
	size   int
	now    atomic.Pointer[boostStep]
	asleep atomic.Int32
	mu     sync.Mutex
	wake   sync.Cond
	gone   sync.WaitGroup
}

// boostStep is a task for each member. Those of members that have not begun are
// done by the caller of all, who never waits for one that gets no core.
type boostStep struct {
	do    func(member int)
	taken atomic.Uint32 // a bit a task
	left  atomic.Int32  // tasks that are not done
}

// looks is how often whoever waits looks before it falls asleep: some ten
// microseconds. It does not yield in between, as the scheduler might move it to
// another core, away from its data.
const looks = 25_000

// newBoostTeam starts a team, of which the caller of all is number 0.
func newBoostTeam(size int) *boostTeam {
	t := &boostTeam{size: size}
	t.wake.L = &t.mu
	for member := 1; member < size; member++ {
		t.gone.Go(func() {
			for s := t.next(nil); s.do != nil; s = t.next(s) {
				if s.work(member) {
					t.rouse()
				}
			}
		})
	}
	return t
}

// work does the task of a member unless it is taken and reports whether it was
// the last.
func (s *boostStep) work(member int) bool {
	bit := uint32(1) << member
	if s.taken.Or(bit)&bit != 0 {
		return false
	}
	s.do(member)
	return s.left.Add(-1) == 0
}

// next waits for the step after the last.
func (t *boostTeam) next(last *boostStep) *boostStep {
	t.await(func() bool { return t.now.Load() != last })
	return t.now.Load()
}

func (t *boostTeam) await(done func() bool) {
	for range looks {
		if done() {
			return
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asleep.Add(1)
	defer t.asleep.Add(-1)
	for !done() {
		t.wake.Wait()
	}
}

// rouse wakes those asleep, as what they wait for may have come.
func (t *boostTeam) rouse() {
	if t.asleep.Load() > 0 {
		t.mu.Lock()
		t.wake.Broadcast()
		t.mu.Unlock()
	}
}

// all lets every member do its task and waits for them.
func (t *boostTeam) all(do func(member int)) {
	s := &boostStep{do: do}
	s.left.Store(int32(t.size))
	t.now.Store(s)
	t.rouse()
	for member := range t.size {
		s.work(member)
	}
	t.await(func() bool { return s.left.Load() == 0 })
}

// end lets the team go.
func (t *boostTeam) end() {
	t.now.Store(&boostStep{})
	t.rouse()
	t.gone.Wait()
}
