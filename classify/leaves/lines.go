package leaves

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
)

// blocks cuts a file into its blocks of lines.
type blocks struct{ rest string }

// block maps the words before the equals signs to what comes after.
type block map[string]string

// next returns the next block with at least one line.
func (bs *blocks) next(words []string) (block, error) {
	b := block{}
	for line := range bs.lines() {
		if line == "" {
			if len(b) > 0 {
				break
			}
			continue
		}
		word, value, _ := strings.Cut(line, "=")
		if !slices.Contains(words, word) {
			return nil, fmt.Errorf("unknown line %.40q", line)
		}
		if _, ok := b[word]; ok {
			return nil, fmt.Errorf("%s comes twice", word)
		}
		b[word] = value
	}
	return b, nil
}

func (bs *blocks) lines() iter.Seq[string] {
	return func(yield func(string) bool) {
		for more := true; more; {
			var line string
			line, bs.rest, more = strings.Cut(bs.rest, "\n")
			if !yield(strings.TrimRight(line, " \r")) {
				return
			}
		}
	}
}

// reader reads the numbers of a block; after the first error it returns nothing.
type reader struct {
	block
	err error
}

func numbers[T any](p *reader, word string, n int, parse func(string) (T, error)) []T {
	if p.err != nil {
		return nil
	}
	var all []T
	for item := range strings.FieldsSeq(p.block[word]) {
		v, err := parse(item)
		if err != nil {
			p.err = fmt.Errorf("%s: %w", word, err)
			return nil
		}
		if len(all) == n {
			p.err = fmt.Errorf("%s: more than %d numbers", word, n)
			return nil
		}
		all = append(all, v)
	}
	if len(all) != n {
		p.err = fmt.Errorf("%s: %d numbers, want %d", word, len(all), n)
	}
	return all
}

func (p *reader) ints(word string, n int) []int {
	return numbers(p, word, n, func(s string) (int, error) {
		v, err := strconv.ParseInt(s, 10, 32)
		return int(v), err
	})
}

// counts reads numbers that the file may lack.
func (p *reader) counts(word string, n int) []int {
	if p.block[word] == "" {
		return nil
	}
	all := p.ints(word, n)
	if slices.ContainsFunc(all, func(v int) bool { return v < 0 }) {
		p.err = fmt.Errorf("%s: less than none", word)
	}
	return all
}

func (p *reader) floats(word string, n int) []float64 { return numbers(p, word, n, parseFloat) }

// thresholds reads those of splits. In 2.3, one that tells missing entries from
// all others is "inf", of which the largest number makes no other split.
func (p *reader) thresholds(n int) []float64 {
	return numbers(p, "threshold", n, func(s string) (float64, error) {
		if s == "inf" {
			return math.MaxFloat64, nil
		}
		return parseFloat(s)
	})
}

func parseFloat(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = errors.New("not finite")
	}
	return v, err
}

// sets reads the sets of categories, none of which may be empty.
func (p *reader) sets() (bounds []int, sets []uint32) {
	n, err := strconv.Atoi(p.block["num_cat"])
	if err != nil || n < 0 || n > len(p.block["cat_boundaries"]) {
		p.err = fmt.Errorf("num_cat %q", p.block["num_cat"])
		return nil, nil
	}
	bounds = p.ints("cat_boundaries", n+1)
	if p.err != nil {
		return nil, nil
	}
	if last := bounds[n]; bounds[0] != 0 || last < 0 || last > len(p.block["cat_threshold"]) {
		p.err = fmt.Errorf("cat_boundaries from %d to %d", bounds[0], last)
		return nil, nil
	}
	sets = numbers(p, "cat_threshold", bounds[n], func(s string) (uint32, error) {
		v, err := strconv.ParseUint(s, 10, 32)
		return uint32(v), err
	})
	for c := range n {
		if p.err == nil && (bounds[c+1] <= bounds[c] || bounds[c+1] > len(sets) || !some(sets[bounds[c]:bounds[c+1]])) {
			p.err = fmt.Errorf("the set of categories %d is empty", c)
		}
	}
	return bounds, sets
}

// some reports whether a set has a member.
func some(set []uint32) bool { return slices.ContainsFunc(set, func(w uint32) bool { return w != 0 }) }
