package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
)

// tree reads a directory. os.Root keeps it inside even if links change meanwhile.
type tree struct {
	*reader
	root *os.Root
	here *os.Root // the directory that is being read
	hash hash.Hash
}

// openDir reads the directory at name. Links are not followed, devices and FIFOs
// not opened, directories named .git skipped: they are no part of a package. The
// order is by name, each directory's files and subdirectories together.
func openDir(ctx context.Context, name string, opt Options) (*Archive, error) {
	return openTree(ctx, name, "directory", opt, func(t *tree) error { return t.walk(".", 0) })
}

// openLone reads the file at name as if its directory held nothing else.
func openLone(ctx context.Context, name string, opt Options) (*Archive, error) {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	return openTree(ctx, filepath.Dir(name), "file", opt, func(t *tree) error {
		m, err := t.start(source{}, filepath.Base(name), false)
		if err != nil {
			return err
		}
		return t.file(m)
	})
}

// openTree reads what walk does of the directory at name. Errors of walk end it.
func openTree(ctx context.Context, name, format string, opt Options, walk func(*tree) error) (*Archive, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	defer root.Close()
	t := &tree{newReader(ctx, opt), root, root, sha256.New()}
	err = walk(t)
	var limit *limitError
	if errors.As(err, &limit) {
		t.reason(limit.status, t.current, "%s", limit.detail)
	} else if err != nil {
		return nil, fmt.Errorf("archive: %s: %w", name, err)
	}
	return t.finish(format, hex.EncodeToString(t.hash.Sum(nil))), nil
}

// walk reads one directory and those below it. Its errors end the reading.
func (t *tree) walk(dir string, depth int) error {
	at, err := t.at(dir)
	if err != nil {
		t.reason(Unreadable, dir, "%v", err)
		return nil
	}
	saved := t.here
	t.here = at
	defer func() {
		t.here = saved
		if at != t.root {
			at.Close()
		}
	}()
	list, err := t.list(dir)
	if err != nil {
		t.reason(Unreadable, dir, "%v", err)
	}
	for _, e := range list {
		m, err := t.start(source{}, path.Join(dir, e.Name()), false)
		if err != nil {
			return err
		}
		if err := t.visit(m, e, depth); err != nil {
			return err
		}
	}
	return nil
}

// at opens a directory of the one being read.
func (t *tree) at(dir string) (*os.Root, error) {
	if dir == "." {
		return t.root, nil
	}
	return t.here.OpenRoot(path.Base(dir))
}

// list reads the entries of a directory, no more than the limit lets through.
func (t *tree) list(dir string) ([]fs.DirEntry, error) {
	f, err := t.here.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(t.meter.limits.Entries - t.meter.entries + 1)
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	if err == io.EOF {
		err = nil
	}
	return list, err
}

func (t *tree) visit(m member, e fs.DirEntry, depth int) error {
	switch kind := e.Type(); {
	case kind.IsRegular():
		return t.file(m)
	case kind&fs.ModeSymlink != 0:
		t.symlink(m)
	case !kind.IsDir():
		t.warn(Device, m.name, "%v, not opened", kind)
	case e.Name() == ".git":
		t.warn(Skipped, m.name, "not part of a package")
	case depth >= maxNameSegments:
		t.reason(Unreadable, m.name, "more than %d directories deep", maxNameSegments)
	default:
		return t.walk(m.raw, depth+1)
	}
	return nil
}

// symlink notes a link. Python would follow it where it stands: what a link to a
// directory or a wanted file outside shows is not read.
func (t *tree) symlink(m member) {
	target, err := t.root.Readlink(m.raw)
	if err != nil {
		target = err.Error()
	}
	t.link(Symlink, m, target)
	if _, err := t.root.Stat(m.raw); err == nil || errors.Is(err, fs.ErrNotExist) {
		return // inside, where it is read under its own name, or nowhere
	}
	info, err := os.Stat(filepath.Join(t.root.Name(), m.raw))
	if err == nil && (info.IsDir() || t.wants(m.name)) {
		t.reason(LinkedContent, m.name, "leads out of the directory")
	}
}

// file reads a regular file. O_NONBLOCK and the second look at its type keep one
// that was swapped for a FIFO from blocking.
func (t *tree) file(m member) error {
	f, err := t.here.OpenFile(path.Base(m.raw), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.reason(Unreadable, m.name, "%v", err)
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		t.reason(Unreadable, m.name, "changed while it was read")
		return nil
	}
	t.meter.in += info.Size()
	c, err := t.fill(0, metered{f, &t.meter})
	if err != nil {
		if stops(err) {
			return errors.Join(err, t.add(source{}, m, c))
		}
		t.reason(Unreadable, m.name, "%v", err)
	}
	sum := sha256.Sum256(c.data)
	fmt.Fprintf(t.hash, "%x %d %q\n", sum, len(c.data), m.raw)
	return t.add(source{}, m, c)
}

// stops reports whether an error ends the whole reading.
func stops(err error) bool {
	var limit *limitError
	return errors.As(err, &limit) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
