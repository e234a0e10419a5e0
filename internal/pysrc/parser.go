package pysrc

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Parse reads one source file. It never fails: see the package comment.
func Parse(src []byte) *File {
	text, encoding, problem := decode(src[:min(len(src), MaxSource)])
	f := parseText(text, len(src) > MaxSource)
	f.Encoding = encoding
	f.Undecoded = strings.HasPrefix(problem, unknownEncoding)
	if problem != "" {
		f.makeRoom()
		f.Errors = slices.Insert(f.Errors, 0, Error{Pos: 0, Line: 1, Msg: problem})
	}
	return f
}

// ParseText does for text that is already decoded, such as an argument of
// exec, what [Parse] does for a file.
func ParseText(text string) *File {
	whole := text
	text = text[:min(len(text), MaxSource)]
	if !utf8.ValidString(text) {
		text = latinFill(text)
	}
	f := parseText(normaliseNewlines(text), len(text) < len(whole))
	f.Encoding = "utf-8"
	return f
}

// parseText reads the part of the text that positions reach; cut says that
// there was more of it already before it was decoded.
func parseText(text string, cut bool) *File {
	text, cut = limit(text, MaxSource, cut)
	p := &parser{lexer: newLexer(text)}
	p.file = &File{Source: p.src[:p.n], lines: lineTable(text)}
	p.budget = 8*len(text) + 1<<16
	p.next()
	for p.kind != tEOF {
		p.statements()
		if p.kind == tDedent || p.kind == tIndent {
			p.next()
		}
	}
	p.note()
	p.file.Tokens = p.tokens
	if cut || p.cut {
		p.file.makeRoom()
		p.file.Truncated = true
		p.record(p.n, "source is too large: the rest is not read")
	}
	p.file.Body = p.takeStmts(0)
	// What the lexer finds in a token is noted when its statement ends.
	slices.SortStableFunc(p.file.Errors, func(a, b Error) int { return int(a.Pos - b.Pos) })
	return p.file
}

// limit cuts the text to at most size bytes, at the beginning of a character.
func limit(text string, size int, cut bool) (string, bool) {
	if len(text) <= size {
		return text, cut
	}
	for !utf8.RuneStart(text[size]) {
		size--
	}
	return text[:size], true
}

// lineTable returns the offset of each line.
func lineTable(text string) []int32 {
	lines := make([]int32, 1, len(text)/32+2)
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		lines = append(lines, int32(at))
	}
	return lines
}

// parser is a recursive-descent parser with one token of lookahead. Its
// methods return a node whatever they find. One that meets a token it cannot
// use records the error, consumes nothing and returns; so do its callers, up to
// the statement, which reads what is left of the line in pieces.
type parser struct {
	lexer
	file *File

	failed bool // an error was recorded in this statement: the rest are echoes
	depth  int  // open calls that may recurse, see enter
	height int  // operators on the longest chain below the expression last read
	budget int  // bytes that may yet be read twice, see tentative

	unescaper

	// Lists under construction; finished ones are cut off the end.
	exprs []Expr
	stmts []Stmt
	words []*Keyword

	exprSlab []Expr
	stmtSlab []Stmt
	wordSlab []*Keyword

	names      slab[Name]
	nums       slab[Num]
	strs       slab[Str]
	attributes slab[Attribute]
	calls      slab[Call]
	binaries   slab[BinOp]
	tuples     slab[Tuple]
	subscripts slab[Subscript]
	keywords   slab[Keyword]
	exprStmts  slab[ExprStmt]
	assigns    slab[Assign]
}

// from returns the extent that begins at start and ends with the last token
// consumed.
func (p *parser) from(start int) Extent {
	return Extent{Pos(start), Pos(max(p.prevEnd, start))}
}

// finish ends e, begun at its first token, with the last token consumed.
func (p *parser) finish(e *Extent) { e.To = max(e.From, Pos(p.prevEnd)) }

// accept consumes the current token if it is k.
func (p *parser) accept(k kind) bool {
	if p.kind != k {
		return false
	}
	p.next()
	return true
}

// expect consumes a k or records that one is missing.
func (p *parser) expect(k kind, what string) bool {
	if p.kind == k {
		p.next()
		return true
	}
	p.fail("expected " + what)
	return false
}

// fail records an error at the current token, one a statement.
func (p *parser) fail(msg string) {
	if p.failed {
		return
	}
	p.failed = true
	p.record(p.start, msg)
}

// note records what the lexer found wrong inside a token.
func (p *parser) note() {
	if p.problem != "" {
		p.record(p.problemAt, p.problem)
		p.problem = ""
	}
}

func (p *parser) record(at int, msg string) {
	f := p.file
	if len(f.Errors) == maxErrors {
		f.Dropped++
		return
	}
	at = min(at, p.n)
	f.Errors = append(f.Errors, Error{Pos: Pos(at), Line: f.Line(Pos(at)), Msg: msg})
}

// makeRoom drops an error where there are as many as are kept, but not the one
// that tells of the end of the reading.
func (f *File) makeRoom() {
	if len(f.Errors) < maxErrors {
		return
	}
	at := len(f.Errors) - 1
	if f.Truncated {
		at--
	}
	f.Errors = slices.Delete(f.Errors, at, at+1)
	f.Dropped++
}

// enter counts one level of recursion; where it says no, the caller returns a
// BadExpr without consuming anything.
func (p *parser) enter() bool {
	if p.depth >= MaxDepth {
		p.fail("nested too deeply")
		return false
	}
	p.depth++
	return true
}

func (p *parser) leave() { p.depth-- }

// chain counts x, just built, as one more operator above its operands. Past
// MaxChain x becomes a fragment of the file and a BadExpr takes its place.
func (p *parser) chain(x Expr) Expr {
	p.height++
	if p.height <= MaxChain {
		return x
	}
	p.height = 0
	p.fail("expression too long")
	p.file.Fragments = append(p.file.Fragments, x)
	return &BadExpr{Extent{x.Pos(), x.End()}}
}

func (p *parser) bad() Expr {
	return &BadExpr{Extent{Pos(p.start), Pos(p.start)}}
}
