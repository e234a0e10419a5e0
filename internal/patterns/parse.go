package patterns

import (
	"errors"
	"regexp/syntax"
	"slices"
	"sync"
)

var (
	errNoLiteral = errors.New("no literal that every match contains")
	errForeign   = errors.New("a character that is not a byte, or whose case cannot be folded")
)

// pattern is a regular expression cut in three: before · literals · after.
// Wherever one of the literals is, before is matched backwards from its start and
// after forwards from its end.
type pattern struct {
	literals []literal
	runs     []run
	fold     bool // literals are in lower case and found in any
	lazy     bool // matches end as early as they can
	ordered  bool // before is of one width, so that matches begin in the order of literals
	before   func() *program
	after    func() *program
}

// run is n bytes of a class in a row.
type run struct {
	class *[256]bool
	n     int
}

type literal struct {
	text []byte
	id   int32 // in the index
}

func parse(of Pattern) (pattern, error) {
	flags := syntax.Perl
	if of.Fold {
		flags |= syntax.FoldCase
	}
	re, err := syntax.Parse(of.Expr, flags)
	if err != nil {
		return pattern{}, err
	}
	if foreign(re, of.Fold) {
		return pattern{}, errForeign
	}
	runs := runsOf(flatten(re, nil))
	re = re.Simplify()
	parts := flatten(re, nil)
	from, to, words := choose(parts, of.Fold)
	if words == nil {
		return pattern{}, errNoLiteral
	}
	before := &syntax.Regexp{Op: syntax.OpConcat, Sub: parts[:from]}
	after := &syntax.Regexp{Op: syntax.OpConcat, Sub: parts[to:]}
	lo, hi := width(before)
	p := pattern{
		runs: runs, fold: of.Fold, lazy: lazy(re), ordered: lo == hi,
		before: sync.OnceValue(func() *program { return compile(reversed(before)) }),
		after:  sync.OnceValue(func() *program { return compile(after) }),
	}
	for _, w := range words {
		p.literals = append(p.literals, literal{text: []byte(w)})
	}
	return p, nil
}

// foreign reports whether a literal of re is beyond bytes or, to be folded, beyond
// ASCII.
func foreign(re *syntax.Regexp, fold bool) bool {
	beyond := func(r rune) bool { return r > 0xff || fold && r >= 0x80 }
	return re.Op == syntax.OpLiteral && slices.ContainsFunc(re.Rune, beyond) ||
		slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return foreign(sub, fold) })
}

// runsOf returns the longer runs that every concatenation of parts contains.
func runsOf(parts []*syntax.Regexp) []run {
	var runs []run
	for _, part := range parts {
		if part.Op == syntax.OpRepeat && part.Min >= 8 && part.Sub[0].Op == syntax.OpCharClass {
			in := syntax.Inst{Op: syntax.InstRune, Rune: part.Sub[0].Rune}
			runs = append(runs, run{bytesOf(&in), part.Min})
		}
	}
	return runs
}

// in looks at every nth byte, and at others only where that is in the class.
func (r run) in(data []byte) bool {
	for end := r.n - 1; end < len(data); {
		at := end
		for at > end-r.n && r.class[data[at]] {
			at--
		}
		if at == end-r.n {
			return true
		}
		end = at + r.n
	}
	return false
}

// flatten appends the parts that re is the concatenation of.
func flatten(re *syntax.Regexp, parts []*syntax.Regexp) []*syntax.Regexp {
	switch re.Op {
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			parts = flatten(sub, parts)
		}
		return parts
	case syntax.OpEmptyMatch:
		return parts
	case syntax.OpPlus:
		parts = flatten(re.Sub[0], parts)
		more := *re
		more.Op = syntax.OpStar
		return append(parts, &more)
	}
	return append(parts, re)
}

func lazy(re *syntax.Regexp) bool {
	quantifier := re.Op == syntax.OpStar || re.Op == syntax.OpPlus || re.Op == syntax.OpQuest
	return quantifier && re.Flags&syntax.NonGreedy != 0 || slices.ContainsFunc(re.Sub, lazy)
}

// width returns the fewest and the most bytes that re matches; of those without a
// bound, 1 more than the fewest.
func width(re *syntax.Regexp) (lo, hi int) {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune), len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, 1
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			l, h := width(sub)
			lo, hi = lo+l, hi+h
		}
	case syntax.OpAlternate:
		lo, hi = width(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			l, h := width(sub)
			lo, hi = min(lo, l), max(hi, h)
		}
	case syntax.OpQuest, syntax.OpStar:
		return 0, 1
	case syntax.OpPlus:
		l, _ := width(re.Sub[0])
		return l, l + 1
	}
	return lo, hi
}

// reversed returns what matches the texts of re read backwards.
func reversed(re *syntax.Regexp) *syntax.Regexp {
	r := *re
	r.Rune = slices.Clone(re.Rune)
	r.Sub = slices.Clone(re.Sub)
	switch re.Op {
	case syntax.OpLiteral:
		slices.Reverse(r.Rune)
	case syntax.OpConcat:
		slices.Reverse(r.Sub)
	}
	for i, sub := range r.Sub {
		r.Sub[i] = reversed(sub)
	}
	return &r
}
