package datasets

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// Shape is the size of a package: what a detector must not learn.
type Shape struct {
	Calls int  // as the source writes them
	Lines int  // that are not blank
	Files int  // of Python
	Setup bool // whether one of them is a setup.py
}

// ShapeOf measures the Python files of a package, all of them: [Trim] it first. What
// cannot be parsed counts as far as it can. An error is one of the package's file
// system or of ctx.
func ShapeOf(ctx context.Context, p *Package) (Shape, error) {
	var s Shape
	err := fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if d.IsDir() || !IsPython(name) {
			return nil
		}
		src, err := readFile(p.FS, name)
		if err != nil {
			return err
		}
		f := pysrc.Parse(src)
		s.Calls += len(pysrc.Calls(f))
		for line := range strings.Lines(f.Source) {
			if strings.TrimSpace(line) != "" {
				s.Lines++
			}
		}
		s.Files++
		s.Setup = s.Setup || isSetup(name)
		return nil
	})
	if err != nil {
		return Shape{}, fmt.Errorf("datasets: shape: %w", err)
	}
	return s, nil
}

// Unit is a package or slice that is to be matched.
type Unit struct {
	ID    string // its own among the units of its class
	Group string // family or origin
	Shape
}

// MatchOptions says how to match. The zero value is the default.
type MatchOptions struct {
	// Strict asks for equal bins of lines and equal numbers of files as well.
	Strict bool
	Seed   uint64
}

// Pair holds the indexes of two units of one size.
type Pair struct{ Malicious, Benign int }

// Match pairs malicious units with benign ones of the same size, each used once: with
// equal whole part of log2 of the number of calls (0 calls are a bin of their own), and
// both or neither with a setup.py. Of each bin as many pairs are made as the smaller
// class allows. Groups take turns, so that no family or origin fills the pairs; which
// groups come first and which of their units is drawn with the seed.
//
// Pairs are sorted by Malicious. The same units in any order make the same pairs.
func Match(malicious, benign []Unit, opt MatchOptions) []Pair {
	left, right := binned(malicious, opt.Strict), binned(benign, opt.Strict)
	var pairs []Pair
	for size, of := range left {
		a := spread(malicious, of, opt.Seed, fmt.Sprint("malicious", size))
		b := spread(benign, right[size], opt.Seed, fmt.Sprint("benign", size))
		for i := range min(len(a), len(b)) {
			pairs = append(pairs, Pair{a[i], b[i]})
		}
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return cmp.Compare(a.Malicious, b.Malicious) })
	return pairs
}

// bin is what units of one size share.
type bin struct {
	calls, lines, files int
	setup               bool
}

// binned returns the indexes of the units in each bin.
func binned(units []Unit, strict bool) map[bin][]int {
	bins := map[bin][]int{}
	for i, u := range units {
		b := bin{calls: bits.Len(uint(u.Calls)), setup: u.Setup}
		if strict {
			b.lines, b.files = bits.Len(uint(u.Lines)), u.Files
		}
		bins[b] = append(bins[b], i)
	}
	return bins
}

// spread orders units so that groups take turns: the groups, and the units of each,
// in an order drawn for this use of the seed.
func spread(units []Unit, list []int, seed uint64, use string) []int {
	groups := map[string][]int{}
	for _, i := range list {
		groups[units[i].Group] = append(groups[units[i].Group], i)
	}
	draw := stream(seed, use)
	var queues [][]int
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		queue := groups[group]
		slices.SortFunc(queue, func(i, j int) int { return strings.Compare(units[i].ID, units[j].ID) })
		draw.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
		queues = append(queues, queue)
	}
	draw.Shuffle(len(queues), func(i, j int) { queues[i], queues[j] = queues[j], queues[i] })
	return roundRobin(queues)
}
