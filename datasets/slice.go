package datasets

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// SliceKind says what a slice is made of.
type SliceKind string

// The kinds of slices.
const (
	SliceSetup      SliceKind = "setup"      // a setup.py alone
	SliceSetupInit  SliceKind = "setup+init" // a setup.py and the __init__.py of a top package
	SliceSetupPart  SliceKind = "setup+part" // a setup.py and a module or sub-package of its tree
	SliceModule     SliceKind = "module"     // a single module
	SliceSubpackage SliceKind = "subpackage" // a package of two to six files, those below it counted
)

// SliceKinds returns the kinds, in the order in which they take turns.
func SliceKinds() []SliceKind {
	return []SliceKind{SliceSetup, SliceSetupInit, SliceSetupPart, SliceModule, SliceSubpackage}
}

// maxSubpackage bounds the files of a sub-package.
const maxSubpackage = 6

// Slice is a piece of a package that has the shape of a small package.
type Slice struct {
	// ID is the kind, a colon and a path: of the part, of a top package's
	// __init__.py, or of the setup.py. No two slices of a package share it.
	ID      string
	Kind    SliceKind
	Package *Package // only Files, under their old names; no metadata
	Files   []string // sorted
	// Content is a hash over the normalised files, whatever their names: slices
	// with equal code have the same.
	Content string
	// Origin is the SHA256 of the package that the slice is cut from.
	Origin string
}

// SliceOptions says how to cut. The zero value is the default.
type SliceOptions struct {
	Max  int    // slices of a package; 0 means 15, less than 0 none
	Seed uint64 // of the drawing, where there are more
}

// Slices cuts a package, usually a large benign one, into pieces of the size and
// make of what is uploaded with malice: a median of 5 calls, mostly with a setup.py.
// A detector that learns from whole repositories learns size.
//
// Kinds take turns in the order of [SliceKinds], each giving one of its slices,
// drawn with the seed, until there are enough. A setup.py goes with the files of
// its tree that no nearer setup.py claims. Left out are files that are not
// [Installed], copies of other projects (below vendor, third_party and the like),
// and slices in which no file does or defines anything or whose code another slice
// has. Of equal files in a slice one is left.
//
// Slices are sorted by ID. The same package, by content, and options give the same.
// An error is one of the package's file system or of ctx.
func Slices(ctx context.Context, p *Package, opt SliceOptions) ([]Slice, error) {
	if opt.Max == 0 {
		opt.Max = 15
	}
	own, _, err := sources(p.FS)
	if err != nil {
		return nil, fmt.Errorf("datasets: slices: %w", err)
	}
	own = slices.DeleteFunc(own, vendored)
	read := contents{p.FS, map[string]content{}}
	taken := map[string]bool{}
	var list []Slice
	for _, c := range turns(newTree(own).cuts(), opt.Seed, p.SHA256) {
		if len(list) >= opt.Max {
			break
		}
		s, ok, err := c.slice(ctx, p, read, taken)
		if err != nil {
			return nil, fmt.Errorf("datasets: slices: %w", err)
		}
		if ok {
			taken[s.Content] = true
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Slice) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// sources lists the Python files of a tree that are [Installed], and those that are
// no Python.
func sources(fsys fs.FS) (python, other []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
		case !IsPython(name):
			other = append(other, name)
		case Installed(name):
			python = append(python, name)
		}
		return err
	})
	return python, other, err
}

// turns orders cuts so that kinds take turns, each in an order drawn with seed.
func turns(list []cut, seed uint64, origin string) []cut {
	var queues [][]cut
	for _, kind := range SliceKinds() {
		var queue []cut
		for _, c := range list {
			if c.kind == kind {
				queue = append(queue, c)
			}
		}
		slices.SortFunc(queue, func(a, b cut) int { return strings.Compare(a.path, b.path) })
		draw := stream(seed, origin+string(kind))
		draw.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
		queues = append(queues, queue)
	}
	return roundRobin(queues)
}

// roundRobin takes the first of each queue, then the second of each, and so on.
func roundRobin[T any](queues [][]T) []T {
	var out []T
	for i, more := 0, true; more; i++ {
		more = false
		for _, q := range queues {
			if i < len(q) {
				out, more = append(out, q[i]), true
			}
		}
	}
	return out
}

// Trim returns the package without the Python files that are not [Installed], and
// of files with equal code, such as those below build/lib, with the one nearest to
// the root alone; files without code stay. So a malicious package becomes comparable
// with slices. Metadata and what could not be read of the package stay with it. An
// error is one of the package's file system or of ctx.
func Trim(ctx context.Context, p *Package) (*Package, error) { return trim(ctx, p, true) }

// Code is [Trim] without the files that are not Python, as slices are.
func Code(ctx context.Context, p *Package) (*Package, error) { return trim(ctx, p, false) }

func trim(ctx context.Context, p *Package, all bool) (*Package, error) {
	python, other, err := sources(p.FS)
	if err == nil {
		python, _, _, err = contents{p.FS, map[string]content{}}.distinct(ctx, python)
	}
	if err != nil {
		return nil, fmt.Errorf("datasets: trim: %w", err)
	}
	if !all {
		other = nil
	}
	trimmed, err := p.restrict(slices.Sorted(slices.Values(slices.Concat(python, other))))
	if err != nil {
		return nil, fmt.Errorf("datasets: trim: %w", err)
	}
	trimmed.Incomplete, trimmed.Warnings = slices.Clone(p.Incomplete), slices.Clone(p.Warnings)
	if len(python) == 0 {
		trimmed.Incomplete = append(trimmed.Incomplete, Reason{Status: "no-python", Detail: "no source that an installation would run"})
	}
	return trimmed, nil
}

// Distinct returns, in order, the indexes of slices that remain when of those with
// equal code one is left: the first by Origin and ID, wherever it stands.
func Distinct(list []Slice) []int {
	first := map[string]int{}
	for i, s := range list {
		j, known := first[s.Content]
		if !known || cmp.Or(strings.Compare(s.Origin, list[j].Origin), strings.Compare(s.ID, list[j].ID)) < 0 {
			first[s.Content] = i
		}
	}
	return slices.Sorted(maps.Values(first))
}
