// Package patterns says where patterns match in bytes: hundreds of patterns at
// once, for detectors that are lists of them.
//
// For most uses call [Compile] once and [Set.Scan] for each file. A scan goes
// over the file once to learn which literals of which patterns are there; a
// pattern is tried only around its own, and only when somebody asks for its
// matches.
//
// Patterns have the syntax of package regexp and the meaning of YARA: they match
// bytes, not runes, so that no encoding hides anything; \xNN is a byte and a
// negated class has all others; case is folded for ASCII alone; and every offset
// at which a match begins counts, though it lies within another match. What
// begins there ends as late as it can, or as early as it can where the pattern
// has a lazy quantifier.
package patterns

import (
	"fmt"
)

// Pattern is a regular expression in the syntax of package regexp.
type Pattern struct {
	Expr string
	Fold bool // the case of ASCII letters does not matter
}

// Options bound what matching may cost. The zero value stands for the defaults.
type Options struct {
	// Reach is how many bytes a match may extend to either side of where the literal
	// begins around which it is found; 0 means 1024, as YARA has it.
	Reach int
}

// Set is a list of patterns, ready to use. It is safe for concurrent use.
type Set struct {
	reach    int
	patterns []pattern
	index    *index
}

// Compile compiles patterns. One is refused that has no literal part: at most 40
// strings, of one byte at least, one of which is in every match.
func Compile(list []Pattern, opt Options) (*Set, error) {
	s := &Set{reach: opt.Reach, patterns: make([]pattern, len(list))}
	if s.reach == 0 {
		s.reach = 1024
	}
	ids := map[string]int32{}
	for i, p := range list {
		var err error
		if s.patterns[i], err = parse(p); err != nil {
			return nil, fmt.Errorf("patterns: %q: %w", p.Expr, err)
		}
		for j := range s.patterns[i].literals {
			l := &s.patterns[i].literals[j]
			word := string(lowered(l.text))
			id, ok := ids[word]
			if !ok {
				id = int32(len(ids))
				ids[word] = id
			}
			l.id = id
		}
	}
	words := make([]string, len(ids))
	for w, id := range ids {
		words[id] = w
	}
	s.index = newIndex(words)
	return s, nil
}

// lowered changes the case of ASCII letters alone.
func lowered(data []byte) []byte {
	low := make([]byte, len(data))
	for i, c := range data {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	return low
}
