package pyeval

import "github.com/malguard/malguard/internal/pysrc"

// matchStmt takes the case whose pattern is known to fit, and every one of which
// that is unknown before it.
func (in *interp) matchStmt(s *pysrc.Match, fr *frame) flow {
	v := in.eval(s.Subject, fr)
	var open []func()
	always := false
	for _, c := range s.Cases {
		fits, ok := in.fits(c.Pattern, v, fr)
		if ok && fits && c.Guard != nil {
			fits, ok = in.eval(c.Guard, fr).truth()
		}
		if ok && !fits {
			continue
		}
		if ok && len(open) == 0 {
			return in.block(c.Body, fr)
		}
		open = append(open, func() { fr.doubt = in.block(c.Body, fr) != flowOn || fr.doubt })
		if always = ok; ok {
			break
		}
	}
	in.maybe(fr, always, open...)
	return flowOn
}

// fits reports whether a value fits a pattern, of those that state machines use.
func (in *interp) fits(p *pysrc.Pattern, v value, fr *frame) (fits, ok bool) {
	switch p.Kind {
	case pysrc.ValuePattern:
		return compareValues(pysrc.Equal, v, in.eval(p.Value, fr))
	case pysrc.CapturePattern:
		if p.Name != "_" {
			fr.set(p.Name, v, in)
		}
		return true, true
	case pysrc.OrPattern:
		known := true
		for _, sub := range p.Subs {
			fits, ok := in.fits(sub, v, fr)
			if fits && ok {
				return true, true
			}
			known = known && ok
		}
		return false, known
	}
	return false, false
}
