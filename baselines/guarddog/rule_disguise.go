package guarddog

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/malguard/malguard/internal/pysrc"
)

// escapes finds bytes that are written as numbers.
var escapes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^b['"](?:\\[xX]\S{1,5}){4,}['"]`) })

func obfuscation() finder {
	return either(
		calls(named("eval"), takes(1), first(spelled(`\145\166\141\154`, `\x65\x76\x61\x6c`))),
		calls(named("getattr"), first(func(s *source, x pysrc.Expr) bool { return s.isNamed(x, "builtins") })),
		calls(method("getattr"), first(func(s *source, x pysrc.Expr) bool { return s.isNamed(x, "__builtins__") })),
		calls(method("join"), on(isText("")), takes(1), first(characters)),
		calls(method("decode"), on(escaped)),
		renamedEval,
		outOfSight,
	)
}

// spelled: x is a string literal that the source writes in one of these ways.
func spelled(ways ...string) func(*source, pysrc.Expr) bool {
	return func(s *source, x pysrc.Expr) bool {
		text := s.of(x)
		return len(text) > 2 && slices.Contains(ways, text[1:len(text)-1])
	}
}

// characters: x is chr(c) for c in […], or map(chr, […]).
func characters(s *source, x pysrc.Expr) bool {
	isList := func(x pysrc.Expr) bool {
		c, comp := x.(*pysrc.Comp)
		_, list := x.(*pysrc.List)
		return list || comp && c.Kind == pysrc.ListComp
	}
	if c, ok := x.(*pysrc.Call); ok {
		return s.isCall(c, named("map"), takes(2), first(func(s *source, f pysrc.Expr) bool { return s.isNamed(f, "chr") })) && isList(c.Args[1])
	}
	c, ok := x.(*pysrc.Comp)
	if !ok || c.Kind != pysrc.GeneratorExp && c.Kind != pysrc.ListComp || len(c.Clauses) != 1 || len(c.Clauses[0].Ifs) > 0 {
		return false
	}
	target := s.key(c.Clauses[0].Target)
	return isList(c.Clauses[0].Iter) && s.isCall(c.Elt, named("chr"), takes(1), first(func(s *source, x pysrc.Expr) bool { return s.key(x) == target }))
}

// escaped: x begins with bytes that are written as numbers.
func escaped(s *source, x pysrc.Expr) bool {
	from, to := x.Pos(), x.End()
	if !strings.HasPrefix(s.text[from:to], "b") {
		return false
	}
	return escapes().MatchString(s.text[from:min(to, from+maxArgument)])
}

// renamedEval finds _____=eval(…), as BlankOBF names it.
func renamedEval(s *source) []span {
	var found []span
	for _, stmt := range s.stmts {
		if a, ok := stmt.(*pysrc.Assign); ok && s.key(a.Targets[0]) == "_____" && s.isCall(a.Value, named("eval")) {
			found = append(found, spanOf(stmt))
		}
	}
	return found
}

// outOfSight finds lines with many blanks in which there is code, or which are in
// an expression, other than a string.
func outOfSight(s *source) []span {
	lines := blankLines(s.text)
	if len(lines) == 0 {
		return nil
	}
	var texts, code []span
	for _, x := range s.exprs {
		if s.isString(x) {
			texts = append(texts, spanOf(x))
		} else {
			code = append(code, spanOf(x))
		}
	}
	for _, stmt := range s.stmts {
		if isExpression(stmt) {
			code = append(code, spanOf(stmt))
		}
	}
	inText, inCode := coverOf(texts), coverOf(code)
	outside := coverOf(slices.DeleteFunc(code, inText.has))
	return slices.DeleteFunc(lines, func(line span) bool {
		return inText.has(line) || !inCode.has(line) && !outside.anyIn(line)
	})
}

// Blanks that push code out of sight, and how many characters have to follow.
const (
	manyBlanks = 150
	enoughText = 10
)

// blankLines returns the lines with so many blanks in a row and something behind.
func blankLines(text string) []span {
	var found []span
	for from := 0; from < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
			end = from + i
		}
		if end-from >= manyBlanks+enoughText && pushesAway(text[from:end]) {
			found = append(found, span{pysrc.Pos(from), pysrc.Pos(end)})
		}
		from = end + 1
	}
	return found
}

// pushesAway says whether a line has the blanks, and the text behind the least of
// them that will do.
func pushesAway(line string) bool {
	run := 0
	for i, r := range line {
		if run++; !isBlank(r) {
			run = 0
		}
		if run == manyBlanks {
			rest := line[i+utf8.RuneLen(r):]
			return len(rest) >= enoughText && utf8.RuneCountInString(rest) >= enoughText
		}
	}
	return false
}

func isBlank(r rune) bool { return r == '\t' || unicode.Is(unicode.Zs, r) || r == 0x180e }

// lookalikes finds characters that are no ASCII but become a letter of it when
// Python reads a name, outside of what looks like a string or a comment.
func lookalikes(s *source) []span {
	var found []span
	for i, r := range s.text {
		if r >= 0x80 && len(found) < maxLookalikes && isLookalike(r) {
			found = append(found, span{pysrc.Pos(i), pysrc.Pos(i + len(string(r)))})
		}
	}
	if len(found) == 0 {
		return nil
	}
	for _, re := range []*regexp.Regexp{comment(), quoted(), tripled(), tripledSingle()} {
		hidden := coverOf(s.matches(re))
		found = slices.DeleteFunc(found, hidden.has)
	}
	return found
}

const maxLookalikes = 10_000

var (
	comment       = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#.*`) })
	quoted        = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`["'].*?["']`) })
	tripled       = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"""(?:.|\n)*?"""`) })
	tripledSingle = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`'''(?:.|\n)*?'''`) })
)

func isLookalike(r rune) bool {
	folded := norm.NFKC.String(string(r))
	return len(folded) == 1 && isLetter(folded[0]) && folded != "_"
}
