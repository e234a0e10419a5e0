package pysrc

import "slices"

// A state is a place in the source to come back to.
type state struct {
	lexer                   lexer
	errors, dropped         int
	fragments, exprs, stmts int
	failed                  bool
	depth, height           int
}

// here remembers the current place, for use where no block can open or close
// before back.
func (p *parser) here() state {
	return state{
		lexer: p.lexer, errors: len(p.file.Errors), dropped: p.file.Dropped,
		fragments: len(p.file.Fragments), exprs: len(p.exprs), stmts: len(p.stmts),
		failed: p.failed, depth: p.depth, height: p.height,
	}
}

// tentative remembers the current place, unless so much has been read twice
// already that reading would no longer take linear time.
func (p *parser) tentative() (state, bool) {
	s := p.here()
	s.lexer.indents = slices.Clone(p.indents)
	return s, p.budget > 0
}

// back returns to s as if nothing had been read since.
func (p *parser) back(s state) {
	p.budget -= p.pos - s.lexer.pos
	p.lexer = s.lexer
	p.file.Errors, p.file.Dropped = p.file.Errors[:s.errors], s.dropped
	p.file.Fragments = p.file.Fragments[:s.fragments]
	p.exprs, p.stmts = p.exprs[:s.exprs], p.stmts[:s.stmts]
	p.failed, p.depth, p.height = s.failed, s.depth, s.height
}
