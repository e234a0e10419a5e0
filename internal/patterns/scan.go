package patterns

import (
	"bytes"
	"cmp"
	"slices"
)

// Match is data[Start:End].
type Match struct{ Start, End int }

// Scan is what patterns match in one file. It is not safe for concurrent use.
type Scan struct {
	set       *Set
	data, low []byte          // as it is, and in lower case once that is needed
	present   []bool          // by literal
	searches  map[int]*search // of patterns that somebody asked for
	machine   machine
	exhausted bool
}

// search is how far the matches of one pattern are known.
type search struct {
	matches []Match
	sorted  int   // so many of them are in their final order
	next    []int // where each literal is that has not been tried; nil at first
	steps   int   // that the machine took
	many    bool  // there are more matches than anybody wants
	done    bool
}

// What the search for one pattern may take: steps of the machine, so many and so
// many more a byte, and matches.
const (
	freeSteps  = 1 << 20
	byteSteps  = 16
	maxMatches = 1 << 16
)

// Scan looks for the patterns of s in data, which must not change until the scan
// is no longer used.
func (s *Set) Scan(data []byte) *Scan {
	return &Scan{set: s, data: data, present: s.index.present(data), searches: map[int]*search{}}
}

// Possible reports whether what every match of pattern i contains is in the data:
// one of its literals, and its runs of like bytes. If not, there is no match.
func (x *Scan) Possible(i int) bool {
	p := &x.set.patterns[i]
	return slices.ContainsFunc(p.literals, func(l literal) bool { return x.present[l.id] }) &&
		!slices.ContainsFunc(p.runs, func(r run) bool { return !r.in(x.data) })
}

// Exhausted reports whether the search for a pattern was given up for taking too
// many steps or finding too many matches, so that some may be missing. That needs
// data made for it.
func (x *Scan) Exhausted() bool { return x.exhausted }

// At returns the nth match of pattern i in the order of starts, from 0; each start
// counts once. It reports whether there are so many.
func (x *Scan) At(i, n int) (Match, bool) {
	p, s := &x.set.patterns[i], x.search(i)
	for !s.done && s.sorted <= n {
		x.step(p, s)
	}
	if n < s.sorted {
		return s.matches[n], true
	}
	return Match{}, false
}

// Any returns a match of pattern i that passes, and whether there is one. Matches
// are tried as they are found, in no order.
func (x *Scan) Any(i int, passes func(Match) bool) (Match, bool) {
	p, s := &x.set.patterns[i], x.search(i)
	for tried := 0; ; {
		tried = min(tried, len(s.matches))
		if n := slices.IndexFunc(s.matches[tried:], passes); n >= 0 {
			return s.matches[tried+n], true
		}
		tried = len(s.matches)
		if s.done {
			return Match{}, false
		}
		x.step(p, s)
	}
}

// search returns what is known of pattern i.
func (x *Scan) search(i int) *search {
	s := x.searches[i]
	if s == nil {
		s = &search{}
		x.searches[i] = s
	}
	return s
}

// step tries the next literal of p. Matches are in their final order after each
// step of an ordered pattern, and after the last one of another.
func (x *Scan) step(p *pattern, s *search) {
	text := x.text(p)
	if s.next == nil {
		s.next = make([]int, len(p.literals))
		for j, l := range p.literals {
			s.next[j] = len(text)
			if x.present[l.id] {
				s.next[j] = find(text, l.text, 0)
			}
		}
	}
	at := slices.Min(s.next)
	given := s.steps > freeSteps+byteSteps*len(text) || s.many
	x.exhausted = x.exhausted || given && at < len(text)
	if s.done = given || at == len(text); !s.done {
		for j, l := range p.literals {
			if s.next[j] == at {
				x.around(p, s, at, at+len(l.text))
				s.next[j] = find(text, l.text, at+1)
			}
		}
	}
	switch {
	case p.ordered:
		s.sorted = s.arrange(s.sorted, p.lazy)
		s.many = s.sorted > maxMatches
	case s.done:
		s.sorted = s.arrange(0, p.lazy)
	case len(s.matches) > 2*maxMatches:
		s.many = s.arrange(0, p.lazy) > maxMatches
	}
}

// text is what the literals of p are looked for in.
func (x *Scan) text(p *pattern) []byte {
	if !p.fold {
		return x.data
	}
	if x.low == nil {
		x.low = lowered(x.data)
	}
	return x.low
}

// around adds the matches that have their literal at data[from:to].
func (x *Scan) around(p *pattern, s *search, from, to int) {
	s.steps++
	if !p.after().starts(x.data[to:]) || !p.before().ends(x.data[:from]) {
		return
	}
	known := len(s.matches)
	s.steps += x.machine.run(p.before(), x.data, from, -1, x.set.reach, func(start int) bool {
		s.matches = append(s.matches, Match{start, -1})
		return true
	})
	end := -1
	if len(s.matches) > known {
		s.steps += x.machine.run(p.after(), x.data, to, +1, max(0, x.set.reach-(to-from)), func(at int) bool {
			end = at
			return !p.lazy
		})
	}
	if end < 0 {
		s.matches = s.matches[:known]
	}
	for i := known; i < len(s.matches); i++ {
		s.matches[i].End = end
	}
}

func find(text, literal []byte, from int) int {
	if i := bytes.Index(text[from:], literal); i >= 0 {
		return from + i
	}
	return len(text)
}

// arrange sorts the matches from the given one on and keeps one of each start: the
// longest, or the shortest if lazy. It returns how many there are in all.
func (s *search) arrange(from int, lazy bool) int {
	tail := s.matches[from:]
	slices.SortFunc(tail, func(a, b Match) int {
		order := cmp.Compare(b.End, a.End)
		if lazy {
			order = -order
		}
		return cmp.Or(cmp.Compare(a.Start, b.Start), order)
	})
	tail = slices.CompactFunc(tail, func(a, b Match) bool { return a.Start == b.Start })
	s.matches = s.matches[:from+len(tail)]
	return len(s.matches)
}
