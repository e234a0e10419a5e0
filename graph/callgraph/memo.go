package callgraph

import (
	"math"

	"github.com/malguard/malguard/internal/pysrc"
)

// The limits of an evaluation. A pass takes at most stepsPerByte steps for each
// byte of source, whatever the source does; ordinary code needs less than a
// tenth of one.
const (
	stepsPerByte = 2
	stepsAtLeast = 100_000
	maxRecursion = 20_000
	// freshPasses is in how many passes everything is evaluated again because
	// something came up that results did not know to depend on. What comes up
	// later reaches those alone that are evaluated again anyway.
	freshPasses = 2
	// stepsPerCall are left to every call when all else is used up, so that
	// entangled code cannot hide plain calls elsewhere.
	stepsPerCall = 64
)

// evaluation is the state of evaluating expressions. Results are remembered,
// with what they depend on of the values that are carried from elsewhere: the
// parameters of one function, or anything. They are evaluated again in the pass
// after that has changed. An expression that depends on itself gets what the
// pass before found.
type evaluation struct {
	source      int // bytes
	pass        int32
	era         int32 // grows when something changed that results do not name as a dependence
	steps       int   // left in this pass
	depth       int
	starDepth   int
	exhausted   bool
	dependence  *scope // of the current result
	changed     bool   // whether something new arrived in this pass
	stale       bool   // whether the era must end
	overflown   bool   // whether a parameter takes too many functions to keep them
	calledAt    map[*pysrc.Call]*memo
	containers  map[pysrc.Node]*container
	makings     map[making]*container
	partials    map[partial]values
	wrappers    map[wrapper]values
	texts       map[textKey]values
	namespaces  map[value]values
	madeClasses map[*pysrc.Call]*class // by type(…)
	properties  map[any]values         // by the call or decoration that makes them
	stored      map[string]bool        // attributes that are assigned to somewhere
}

func newEvaluation() evaluation {
	return evaluation{
		calledAt:    make(map[*pysrc.Call]*memo),
		containers:  make(map[pysrc.Node]*container),
		makings:     make(map[making]*container),
		partials:    make(map[partial]values),
		wrappers:    make(map[wrapper]values),
		texts:       make(map[textKey]values),
		namespaces:  make(map[value]values),
		properties:  make(map[any]values),
		madeClasses: make(map[*pysrc.Call]*class),
		stored:      make(map[string]bool),
	}
}

// begin starts a pass.
func (e *evaluation) begin() {
	e.pass++
	e.steps = stepsPerByte*e.source + stepsAtLeast
	e.changed = false
	if e.stale && e.pass <= freshPasses {
		e.era++
	}
	e.stale = false
}

// enter takes a step down; it reports false at the limits. Each true needs a
// leave.
func (e *evaluation) enter() bool {
	if e.steps <= 0 || e.depth >= maxRecursion {
		e.exhausted = true
		e.depend(anything)
		return false
	}
	e.steps--
	e.depth++
	return true
}

func (e *evaluation) leave() { e.depth-- }

// anything is the dependence of results that may change in every pass.
var anything = &scope{changed: math.MaxInt32}

// depend adds to what the current result depends on.
func (e *evaluation) depend(on *scope) {
	switch {
	case on == nil || on == e.dependence:
	case e.dependence == nil:
		e.dependence = on
	default:
		e.dependence = anything
	}
}

// remember returns the result of compute, which runs again only if its result
// may have changed since.
func (e *evaluation) remember(m *memo, compute func() values) values {
	if m.busy {
		m.reread = true
		e.depend(anything)
		return m.values
	}
	if m.holds(e) || m.pass == e.pass && m.era == e.era {
		e.depend(m.dependence)
		return m.values
	}
	around := e.dependence
	e.dependence, m.busy = nil, true
	before := len(m.values)
	m.reread = false
	m.values = compute()
	e.changed = e.changed || m.reread && len(m.values) > before
	m.mark(e)
	m.busy = false
	e.dependence = around
	e.depend(m.dependence)
	return m.values
}

// once runs do unless it has run and would do the same.
func (e *evaluation) once(m *stamp, do func()) {
	if m.holds(e) {
		return
	}
	e.dependence = nil
	do()
	m.mark(e)
}

// memo holds the result of an evaluation.
type memo struct {
	values values
	stamp
}

// stamp says when something was evaluated, and what it depends on: nothing, or
// the parameters of a function, or anything.
type stamp struct {
	dependence *scope
	pass       int32
	era        int32
	busy       bool
	reread     bool // while it was busy
}

func (m *stamp) mark(e *evaluation) { m.pass, m.era, m.dependence = e.pass, e.era, e.dependence }

// holds reports whether nothing has changed since the passes before.
func (m *stamp) holds(e *evaluation) bool {
	return m.pass > 0 && m.era == e.era && (m.dependence == nil || m.dependence.changed < m.pass)
}
