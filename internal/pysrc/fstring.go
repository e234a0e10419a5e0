package pysrc

import "strings"

// strings reads adjacent string literals: a Str, or an FString where one of
// them is an f- or t-string.
func (p *parser) strings() Expr {
	start, mark := p.start, len(p.exprs)
	bytes, template, fields := false, false, false
	for p.kind == tString || p.kind == tFString {
		lit := p.str
		bytes, template = bytes || lit.bytes, template || lit.template
		if p.kind == tFString {
			fields = true
			p.fstring(lit)
		} else {
			p.exprs = append(p.exprs, p.piece(lit, lit.from, lit.to, lit.escapes))
		}
		p.next()
	}
	if fields {
		f := &FString{Template: template}
		p.join(mark, bytes, true)
		f.Parts = p.takeExprs(mark)
		f.Extent = p.from(start)
		return f
	}
	p.join(mark, bytes, false)
	s := p.exprs[mark].(*Str)
	p.exprs = p.exprs[:mark]
	s.Extent = p.from(start)
	return s
}

// piece returns the literal text between two offsets.
func (p *parser) piece(lit literal, from, to int, escapes bool) *Str {
	s := p.strs.take()
	s.Extent, s.Value, s.Bytes = Extent{Pos(from), Pos(to)}, p.src[from:to], lit.bytes
	if escapes && !lit.raw {
		s.Value = p.unescape(s.Value, lit.bytes)
	}
	return s
}

// join makes one Str of each run of them in p.exprs from mark on. Beside the
// fields of an f-string there are no empty ones.
func (p *parser) join(mark int, bytes, fields bool) {
	list := p.exprs[mark:]
	out := list[:0]
	for i := 0; i < len(list); {
		first, ok := list[i].(*Str)
		end := i + 1
		for ok && end < len(list) {
			if _, ok := list[end].(*Str); !ok {
				break
			}
			end++
		}
		if end > i+1 {
			var b strings.Builder
			for _, s := range list[i:end] {
				b.WriteString(s.(*Str).Value)
			}
			first.Value, first.To, first.Bytes = b.String(), list[end-1].End(), bytes
		}
		if !ok || first.Value != "" || !fields {
			out = append(out, list[i])
		}
		i = end
	}
	clear(list[len(out):])
	p.exprs = p.exprs[:mark+len(out)]
}

// fstring reads the inside of an f-string whose opening quote is the current
// token, and appends its parts to p.exprs. Until Python 3.11 such a string
// ended at the next quote, since 3.12 its fields may hold any string (PEP 701):
// what the older rule accepts the newer one reads alike. Where neither does,
// the string is read as plain text.
func (p *parser) fstring(lit literal) {
	p.note()
	at := p.here()
	if p.budget > 0 {
		p.failed = false
		p.inside(lit, false)
		if !p.failed && p.problem == "" {
			p.failed = at.failed
			p.kind, p.end = tString, p.pos
			return
		}
		p.back(at)
		if p.budget <= 0 && p.field > 0 {
			p.abandon()
			return
		}
	}
	p.fail("malformed f-string")
	lit.to = 0
	p.plain(lit)
	p.exprs = append(p.exprs, p.piece(p.str, p.str.from, p.str.to, p.str.escapes))
}

// abandon ends a malformed f-string in a field of another when no more may be
// read twice: it makes those around it fail too, so that the outermost is read
// as plain text. Else each of them would read all that follows anew.
func (p *parser) abandon() {
	p.fail("malformed f-string")
	p.pos, p.end = p.n, p.n
	p.kind = tString
}

// inside reads literal text and fields from pos up to the closing quote, which
// it consumes; of a format spec, up to the closing brace, which it leaves.
func (p *parser) inside(lit literal, spec bool) {
	from, escapes := p.pos, false
	flush := func(to int) {
		if to > from {
			p.exprs = append(p.exprs, p.piece(lit, from, to, escapes))
		}
		escapes = false
	}
	for p.pos < p.n {
		switch c := p.src[p.pos]; {
		case c == lit.quote && (!lit.triple || p.src[p.pos+1] == c && p.src[p.pos+2] == c):
			flush(p.pos)
			p.closeQuote(lit, spec)
			return
		case c == '\\':
			escapes = true
			p.pos = p.escape(lit)
		case c == '\n' && !lit.triple:
			p.fail("unterminated f-string")
			return
		case (c == '{' || c == '}') && !spec && p.src[p.pos+1] == c:
			flush(p.pos + 1)
			p.pos += 2
			from = p.pos
		case c == '{':
			flush(p.pos)
			if !p.replacement(lit) {
				return
			}
			from = p.pos
		case c == '}' && spec:
			flush(p.pos)
			return
		case c == '}':
			p.fail("single '}' in f-string")
			return
		default:
			p.pos++
		}
	}
	p.fail("unterminated f-string")
}

func (p *parser) closeQuote(lit literal, spec bool) {
	if spec {
		p.fail("expected '}'")
		return
	}
	p.pos++
	if lit.triple {
		p.pos += 2
	}
}

// escape returns the offset behind the backslash sequence at pos. A brace is
// never escaped, but for the name in \N{…}.
func (p *parser) escape(lit literal) int {
	switch c := p.src[p.pos+1]; {
	case c == '{' || c == '}':
		return p.pos + 1
	case c == 'N' && !lit.raw && p.src[p.pos+2] == '{':
		if end := strings.IndexAny(p.src[p.pos:min(p.pos+longestName, p.n)], "}\n\"'"); end > 0 && p.src[p.pos+end] == '}' {
			return p.pos + end + 1
		}
	}
	return min(p.pos+2, p.n)
}

// replacement reads one field, whose opening brace is at pos, and appends it to
// p.exprs. It says whether the field was whole.
func (p *parser) replacement(lit literal) bool {
	if !p.enter() {
		return false
	}
	defer p.leave()
	start, brackets, field := p.pos, p.brackets, p.field
	p.pos++
	p.brackets++
	p.field = p.brackets
	p.end = p.pos
	p.next()
	x := &Interp{Extent: Extent{From: Pos(start)}}
	x.X = p.exprList()
	x.Debug = p.accept(tAssign)
	if p.accept(tBang) {
		if p.kind == tName {
			x.Conv = p.src[p.start]
		}
		p.expect(tName, "a conversion")
	}
	if p.kind == tColon && !p.failed {
		p.pos = p.end
		x.Spec = p.spec(lit)
		if p.failed || p.src[p.pos] != '}' {
			p.fail("expected '}'")
			return false
		}
		p.pos++
	} else if p.kind == tRBrace && p.brackets == brackets && !p.failed {
		p.pos = p.end
	} else {
		p.fail("expected '}'")
		return false
	}
	p.brackets, p.field = brackets, field
	x.To = Pos(p.pos)
	p.exprs = append(p.exprs, x)
	return true
}

func (p *parser) spec(lit literal) *FString {
	start, mark := p.pos, len(p.exprs)
	p.inside(lit, true)
	return &FString{Extent: Extent{Pos(start), Pos(p.pos)}, Parts: p.takeExprs(mark)}
}
