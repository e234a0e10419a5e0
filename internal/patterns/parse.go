package patterns

import (
	"errors"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
)

// maxLiterals is how many strings the literal part of a pattern may stand for.
const maxLiterals = 40

var errNoLiteral = errors.New("no literal that every match contains")

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

// choose returns the words that parts[from:to] stand for, where those are the best
// literals that can be had, or none.
func choose(parts []*syntax.Regexp, fold bool) (from, to int, best []string) {
	expanded := make([][]string, len(parts))
	for i, part := range parts {
		expanded[i] = expand(part, fold)
	}
	for i := range parts {
		words := []string{""}
		for j := i; j < len(parts) && words != nil; j++ {
			words = product(words, expanded[j])
			if rank(words) > rank(best) {
				from, to, best = i, j+1, words
			}
		}
	}
	return from, to, best
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

// rank says how well words do as literals: long is good, few is good.
func rank(words []string) int {
	if len(words) == 0 {
		return 0
	}
	shortest := len(words[0])
	for _, w := range words {
		shortest = min(shortest, len(w))
	}
	if shortest == 0 {
		return 0
	}
	return min(shortest, 8)*(maxLiterals+1) - len(words)
}

// expand returns all that re matches, or nil where that is too much or no text.
func expand(re *syntax.Regexp, fold bool) []string {
	words := []string{""}
	switch re.Op {
	case syntax.OpEmptyMatch:
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			words = product(words, letter(r, fold, re.Flags&syntax.FoldCase != 0))
		}
	case syntax.OpCharClass:
		words = class(re.Rune, fold)
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			words = product(words, expand(sub, fold))
		}
	case syntax.OpQuest:
		words = union(words, expand(re.Sub[0], fold))
	case syntax.OpAlternate:
		words = []string{}
		for _, sub := range re.Sub {
			words = union(words, expand(sub, fold))
		}
	default:
		return nil
	}
	return words
}

// letter returns the byte r; both cases where the case is free but literals are
// not looked for in lower case.
func letter(r rune, fold, free bool) []string {
	b := []byte{byte(r)}
	low := string(lowered(b))
	if fold {
		return []string{low}
	}
	if up := strings.ToUpper(low); free && up != low {
		return []string{low, up}
	}
	return []string{string(b)}
}

// class returns the bytes of a class, given as pairs of bounds.
func class(bounds []rune, fold bool) []string {
	size := 0
	for i := 0; i+1 < len(bounds); i += 2 {
		size += max(0, int(min(bounds[i+1], 0xff)-bounds[i])+1)
	}
	if size > 2*maxLiterals {
		return nil
	}
	words := []string{}
	for i := 0; i+1 < len(bounds); i += 2 {
		for r := bounds[i]; r <= min(bounds[i+1], 0xff); r++ {
			words = union(words, letter(r, fold, false))
		}
	}
	return words
}

// product and union of sets of words; nil is the set that is too large.
func product(a, b []string) []string {
	if a == nil || b == nil || len(a)*len(b) > maxLiterals {
		return nil
	}
	words := []string{}
	for _, x := range a {
		for _, y := range b {
			words = union(words, []string{x + y})
		}
	}
	return words
}

func union(a, b []string) []string {
	if a == nil || b == nil {
		return nil
	}
	for _, w := range b {
		if !slices.Contains(a, w) {
			a = append(a, w)
		}
	}
	if len(a) > maxLiterals {
		return nil
	}
	return a
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
