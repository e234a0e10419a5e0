package paper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/malguard/malguard/graph/sequence"
)

// sources returns the paths of the files to read, in the order of os.walk on
// NTFS. Folders that cannot be listed are left out, with a warning.
func sources(ctx context.Context, fsys fs.FS, wanted func(path string) bool) (paths []string, warnings []error, err error) {
	if wanted == nil {
		wanted = func(path string) bool { return strings.HasSuffix(path, ".py") }
	}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == ".":
			return err
		case err != nil:
			warnings = append(warnings, fmt.Errorf("paper: %w", err))
		case !d.IsDir() && wanted(name):
			paths = append(paths, name)
		}
		return nil
	})
	slices.SortFunc(paths, compareWalk)
	return paths, warnings, err
}

// compareWalk compares paths of files by when os.walk comes to them: files of a
// folder before its folders, and names as NTFS lists them.
func compareWalk(a, b string) int {
	for {
		x, restA, deepA := strings.Cut(a, "/")
		y, restB, deepB := strings.Cut(b, "/")
		switch {
		case deepA != deepB:
			if deepB {
				return -1
			}
			return 1
		case x != y:
			return cmp.Or(strings.Compare(strings.ToUpper(x), strings.ToUpper(y)), strings.Compare(x, y))
		case !deepA:
			return 0
		}
		a, b = restA, restB
	}
}

// joined stops at the calls that a single file may have.
func (p *process) joined(ctx context.Context, fsys fs.FS, opt Options) error {
	paths, warnings, err := sources(ctx, fsys, opt.Files)
	if err != nil {
		return err
	}
	p.pkg.Warnings = warnings
	var calls []string
	for _, name := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		of, err := callsOf(fsys, name)
		if err != nil {
			p.pkg.Warnings = append(p.pkg.Warnings, err)
		}
		if len(of) > 0 {
			p.pkg.Files++
		}
		if len(calls)+len(of) > sequence.MaxCalls {
			p.pkg.Warnings = append(p.pkg.Warnings,
				fmt.Errorf("paper: more than %d calls up to %s: %w", sequence.MaxCalls, name, sequence.ErrIncomplete))
			break
		}
		calls = append(calls, of...)
	}
	g := sequence.Graph(calls)
	p.warn(g)
	return p.score(ctx, g)
}

// callsOf returns the calls of a file. What the published code would have too is
// no error.
func callsOf(fsys fs.FS, name string) ([]string, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	s := sequence.Read(src)
	if errors.Is(s.Err, sequence.ErrIncomplete) {
		return s.Calls, fmt.Errorf("paper: %s: %w", name, s.Err)
	}
	return s.Calls, nil
}
