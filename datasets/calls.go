package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/malguard/malguard/internal/archive"
	"github.com/malguard/malguard/internal/pysrc"
)

// FileCalls is what the parser sees in one source file.
type FileCalls struct {
	Path string // of the file; inside an archive "ARCHIVE!/member"
	// Err is the first place that no Python accepts, the calls around it being
	// there all the same, or why the file could not be read.
	Err error
	// Unread is set where Err says why not all of the file could be read.
	Unread bool
	Calls  []Call // by callee, then by line
}

// Call is one call as the source writes it.
type Call struct {
	// Callee is the called expression: names and attributes as they stand, "()"
	// for a call and "[]" for a subscript inside it, "<str>" for a string,
	// "<expr>" for anything else.
	Callee string
	Line   int // of the call's first token, from 1
}

// EachCalls calls yield for each Python file at path: the file itself, the
// members of an archive in its order, or the files of a directory in lexical
// order and, where archives is set, the members of its archives. Of members with
// one name the last is named so and the others are below "!copy". Links are not
// followed.
//
// What is wrong with an archive, or with a file of a directory, is a FileCalls
// that is Unread; a file that is neither Python nor named like an archive is
// passed over. EachCalls ends with the first error of yield, with that of ctx,
// or where nothing at path itself can be read.
func EachCalls(ctx context.Context, path string, archives bool, yield func(FileCalls) error) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	each := func(list []FileCalls) error {
		for _, f := range list {
			if err := yield(f); err != nil {
				return err
			}
		}
		return nil
	}
	if !info.IsDir() {
		list, err := readCalls(ctx, path)
		if err != nil {
			return fmt.Errorf("datasets: %w", err)
		}
		return each(list)
	}
	found, err := findSources(ctx, path, archives)
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	return inOrder(ctx, len(found), func(ctx context.Context, i int) []FileCalls { return found[i].calls(ctx) }, each)
}

// found is a file of a directory that may hold Python source.
type found struct {
	name string
	err  error // why it cannot be read
}

// findSources lists the files below dir in lexical order.
func findSources(ctx context.Context, dir string, archives bool) ([]found, error) {
	var list []found
	root := filepath.Clean(dir) + string(filepath.Separator) // follows dir where that is a link
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == root:
			return err
		case err != nil:
			list = append(list, found{name, err})
		case d.Type().IsRegular() && (archives || IsPython(name)):
			list = append(list, found{name: name})
		}
		return nil
	})
	return list, err
}

// calls reads the file. Data files stand beside archives: one that is not named
// like an archive and is none yields nothing.
func (f found) calls(ctx context.Context) []FileCalls {
	if f.err != nil {
		return []FileCalls{{Path: f.name, Err: f.err, Unread: true}}
	}
	list, err := readCalls(ctx, f.name)
	if none := errors.Is(err, archive.ErrFormat) || errors.Is(err, archive.ErrEmpty); none && archiveExt(f.name) == "" {
		return nil
	}
	if err != nil {
		return []FileCalls{{Path: f.name, Err: fmt.Errorf("datasets: %w", err), Unread: true}}
	}
	return list
}

// readCalls reads a Python file or an archive.
func readCalls(ctx context.Context, name string) ([]FileCalls, error) {
	if IsPython(name) {
		return sourceCalls(name)
	}
	a, err := archive.Open(ctx, name, archive.Options{Keep: IsPython})
	if err != nil {
		return nil, err
	}
	last := map[string]int{}
	for i, e := range a.Entries {
		if !e.Hidden {
			last[e.Raw] = i
		}
	}
	var list []FileCalls
	for i, e := range a.Entries {
		member := e.Path
		if last[e.Raw] == i && !e.Hidden {
			member = e.Raw
		}
		list = append(list, parseCalls(name+"!/"+member, e.Data))
	}
	for _, r := range a.Incomplete {
		list = append(list, FileCalls{Path: name, Err: errors.New(r.String()), Unread: true, Calls: []Call{}})
	}
	return list, nil
}

// sourceCalls reads a Python file, under the limit for files in archives.
func sourceCalls(name string) ([]FileCalls, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a file", name) // opening a FIFO would wait for a writer
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	limit := archive.DefaultLimits().File
	data, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, err
	}
	c := parseCalls(name, data)
	if info.Size() > limit {
		c.Err, c.Unread = fmt.Errorf("%s: %d of %d bytes read", archive.LimitFile, limit, info.Size()), true
	}
	return []FileCalls{c}, nil
}

func parseCalls(name string, data []byte) FileCalls {
	f := pysrc.Parse(data)
	c := FileCalls{Path: name, Calls: []Call{}}
	if len(f.Errors) > 0 {
		c.Err = f.Errors[0]
	}
	for _, site := range pysrc.Calls(f) {
		// A clone, since the callee may be a part of the whole source.
		c.Calls = append(c.Calls, Call{site.Callee, site.Line})
	}
	slices.SortFunc(c.Calls, func(a, b Call) int {
		return cmp.Or(strings.Compare(a.Callee, b.Callee), cmp.Compare(a.Line, b.Line))
	})
	return c
}

// inOrder calls yield with work(i) for each i below n, in order, while some of
// the next are worked on. It ends with the error of yield or of ctx.
func inOrder[T any](ctx context.Context, n int, work func(context.Context, int) T, yield func(T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan chan T, runtime.GOMAXPROCS(0)-1) // its room bounds how far work runs ahead
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	running.Go(func() {
		defer close(results)
		for i := range n {
			result := make(chan T, 1)
			select {
			case <-ctx.Done():
				return
			case results <- result:
				running.Go(func() { result <- work(ctx, i) })
			}
		}
	})
	for result := range results {
		v := <-result
		if ctx.Err() != nil {
			break
		}
		if err := yield(v); err != nil {
			return err
		}
	}
	return ctx.Err()
}
