package guarddog

import (
	"context"
	"regexp"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// span is a half-open range of bytes of [source.text].
type span struct{ from, to pysrc.Pos }

func spanOf(n pysrc.Node) span { return span{n.Pos(), n.End()} }

// in says whether a lies within b.
func (a span) in(b span) bool { return b.from <= a.from && a.to <= b.to }

// call is a call with what rules ask of it most.
type call struct {
	*pysrc.Call
	names []string // by which the callee may be known, see [source.names]
}

// source is a file of Python and what the rules know of it.
type source struct {
	ctx     context.Context
	file    *pysrc.File
	text    string
	calls   []call
	exprs   []pysrc.Expr
	stmts   []pysrc.Stmt
	blocks  [][]pysrc.Stmt // every list of statements, the module's first
	execs   map[*pysrc.Exec]*pysrc.Call
	scope   scope
	consts  map[*pysrc.Name]constant
	strings evaluator
	found   map[*regexp.Regexp][]span
	words   map[*wordList]*cover
	asked   *questions
}

// newSource parses src. Python 2's exec statement becomes a call.
func newSource(ctx context.Context, src []byte) *source {
	f := pysrc.Parse(src)
	s := &source{
		ctx: ctx, file: f, text: f.Source,
		execs:  map[*pysrc.Exec]*pysrc.Call{},
		consts: map[*pysrc.Name]constant{},
		found:  map[*regexp.Regexp][]span{},
		words:  map[*wordList]*cover{},
	}
	s.scope = resolve(f)
	if len(f.Body) > 0 {
		s.blocks = append(s.blocks, f.Body)
	}
	pysrc.Walk(f, s.collect)
	s.constants()
	return s
}

func (s *source) collect(n pysrc.Node) bool {
	switch n := n.(type) {
	case *pysrc.Exec:
		c := &pysrc.Call{Extent: n.Extent, Func: &pysrc.Name{Extent: n.Extent, ID: "exec"}}
		for _, x := range []pysrc.Expr{n.Code, n.Globals, n.Locals} {
			if x != nil {
				c.Args = append(c.Args, x)
			}
		}
		s.execs[n] = c
		s.exprs = append(s.exprs, c)
		s.calls = append(s.calls, call{c, []string{"exec"}})
		s.stmts = append(s.stmts, n)
	case *pysrc.Call:
		s.exprs = append(s.exprs, n)
		s.calls = append(s.calls, call{n, s.names(n.Func)})
	case pysrc.Expr:
		s.exprs = append(s.exprs, n)
	case pysrc.Stmt:
		s.stmts = append(s.stmts, n)
		for _, list := range bodies(n) {
			if len(list) > 0 {
				s.blocks = append(s.blocks, list)
			}
		}
	}
	return true
}

// bodies returns the lists of statements right below a statement.
func bodies(s pysrc.Stmt) [][]pysrc.Stmt {
	switch s := s.(type) {
	case *pysrc.FunctionDef:
		return [][]pysrc.Stmt{s.Body}
	case *pysrc.ClassDef:
		return [][]pysrc.Stmt{s.Body}
	case *pysrc.For:
		return [][]pysrc.Stmt{s.Body, s.Else}
	case *pysrc.While:
		return [][]pysrc.Stmt{s.Body, s.Else}
	case *pysrc.With:
		return [][]pysrc.Stmt{s.Body}
	case *pysrc.If:
		var lists [][]pysrc.Stmt
		for _, b := range s.Branches {
			lists = append(lists, b.Body)
		}
		return append(lists, s.Else)
	case *pysrc.Match:
		var lists [][]pysrc.Stmt
		for _, c := range s.Cases {
			lists = append(lists, c.Body)
		}
		return lists
	case *pysrc.Try:
		lists := [][]pysrc.Stmt{s.Body}
		for _, h := range s.Handlers {
			lists = append(lists, h.Body)
		}
		return append(lists, s.Else, s.Finally)
	}
	return nil
}

// blockEnd is where the last statement of a list ends.
func blockEnd(block []pysrc.Stmt) pysrc.Pos { return block[len(block)-1].End() }

// of returns the text of a node.
func (s *source) of(n pysrc.Node) string { return s.text[n.Pos():n.End()] }

// matches returns where re matches in the file, once for all rules.
func (s *source) matches(re *regexp.Regexp) []span {
	if known, ok := s.found[re]; ok {
		return known
	}
	spans := spansOf(re, s.text, 0)
	s.found[re] = spans
	return spans
}

// spansOf returns where re matches in a text that begins at offset.
func spansOf(re *regexp.Regexp, text string, offset int) []span {
	var spans []span
	for _, m := range re.FindAllStringIndex(text, -1) {
		spans = append(spans, span{pysrc.Pos(offset + m[0]), pysrc.Pos(offset + m[1])})
	}
	return spans
}

// mentions says whether one of the words lies in a node.
func (s *source) mentions(n pysrc.Node, list *wordList) bool {
	known, ok := s.words[list]
	if !ok {
		known = coverOf(list.in(s.text))
		s.words[list] = known
	}
	return known.anyIn(spanOf(n))
}

// key is the text of an expression without blanks: two of the same key are the
// same to a rule that names a variable twice. Long ones have none.
func (s *source) key(x pysrc.Expr) string {
	text := s.of(x)
	if len(text) > maxKey {
		return ""
	}
	return strings.Join(strings.Fields(text), "")
}

const maxKey = 200

// stopped says whether the caller has given up.
func (s *source) stopped() bool { return s.ctx.Err() != nil }
