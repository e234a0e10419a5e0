package callgraph

import (
	"errors"
	"fmt"

	"github.com/malguard/malguard/internal/pysrc"
)

// Warnings of a graph that a limit kept incomplete.
var (
	// ErrLimit means that the package was so entangled that names were left
	// unresolved. Every call is in the graph all the same.
	ErrLimit = errors.New("callgraph: too many steps, names left unresolved")
	// ErrTruncated means that a file, or the package before it, was too large to
	// be read to its end.
	ErrTruncated = errors.New("too large, the rest is not read")
	// ErrEncoding means that a file is in an encoding that is not known here: who
	// has a codec of that name may read another program in it.
	ErrEncoding = errors.New("unknown encoding")
)

// resolve finds the targets of all calls, in passes until no new value arrives
// anywhere, but at most Passes.
func (p *program) resolve() error {
	for range Passes {
		p.begin()
		if err := p.passOver(); err != nil {
			return err
		}
		if !p.changed {
			break
		}
	}
	if err := p.handOver(); err != nil {
		return err
	}
	if p.exhausted {
		p.out.Warn(ErrLimit)
	}
	if p.events > MaxCalls {
		p.out.Warn(fmt.Errorf("callgraph: %d calls: %w", p.events, ErrTruncated))
	}
	return nil
}

// passOver goes through all stores and then all calls once.
func (p *program) passOver() error {
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		if m.layer != nil {
			p.publish(m)
		}
		for i := range m.stores {
			s := &m.stores[i]
			p.once(&s.stamp, func() { p.carry(s) })
		}
	}
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		for i := range m.calls {
			e := &m.calls[i]
			p.steps = max(p.steps, stepsPerCall)
			p.once(&e.stamp, func() {
				e.targets, e.silent = e.targets[:0], false
				e.call(p, e)
			})
		}
	}
	return nil
}

// handOver records the callbacks of all calls, and what those of unknown
// objects can only mean. Both carry nothing further, so once after the last pass
// is enough.
func (p *program) handOver() error {
	for _, m := range p.files {
		if err := p.check(); err != nil {
			return err
		}
		for i := range m.calls {
			e := &m.calls[i]
			x, ok := e.node.(*pysrc.Call)
			if !ok {
				continue
			}
			p.steps = max(p.steps, stepsPerCall)
			if e.outside || p.overflown && p.loses(e, x) {
				p.callbacks(e, x)
			}
			p.byName(e, x)
		}
	}
	return nil
}

// check returns the error of the context.
func (p *program) check() error {
	if err := p.ctx.Err(); err != nil {
		return fmt.Errorf("callgraph: %w", err)
	}
	return nil
}
