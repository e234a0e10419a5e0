package patterns

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// maxLiterals is how many strings the literal part of a pattern may stand for.
const maxLiterals = 40

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
