package datasets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// view is a file system of which only some files are left.
type view struct {
	fsys  fs.FS
	files []string // sorted
}

// restrict returns the package with these files alone, which are sorted, in a view
// on the same file system.
func (p *Package) restrict(files []string) (*Package, error) {
	v := view{p.FS, files}
	hash := sha256.New()
	for _, name := range files {
		src, err := readFile(v.fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(hash, "%x %d %q\n", sha256.Sum256(src), len(src), name)
	}
	return &Package{Name: p.Name, Version: p.Version, SHA256: hex.EncodeToString(hash.Sum(nil)), FS: v}, nil
}

// readFile reads a file, without a copy where the file system can lend its bytes.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	if lender, ok := fsys.(interface{ Bytes(string) ([]byte, bool) }); ok {
		if src, ok := lender.Bytes(name); ok {
			return src, nil
		}
	}
	return fs.ReadFile(fsys, name)
}

// has says whether a file is left.
func (v view) has(name string) bool {
	_, ok := slices.BinarySearch(v.files, name)
	return ok
}

// hasBelow says whether a directory has a file that is left.
func (v view) hasBelow(dir string) bool {
	if dir == "." {
		return true
	}
	i, _ := slices.BinarySearch(v.files, dir+"/")
	return i < len(v.files) && strings.HasPrefix(v.files[i], dir+"/")
}

// Open implements fs.FS.
func (v view) Open(name string) (fs.File, error) {
	if fs.ValidPath(name) && !v.has(name) && !v.hasBelow(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := v.fsys.Open(name)
	if err != nil || v.has(name) {
		return f, err
	}
	list, err := v.ReadDir(name)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &viewDir{f, list}, nil
}

// ReadDir implements fs.ReadDirFS.
func (v view) ReadDir(name string) ([]fs.DirEntry, error) {
	if fs.ValidPath(name) && !v.hasBelow(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	list, err := fs.ReadDir(v.fsys, name)
	prefix := name + "/"
	if name == "." {
		prefix = ""
	}
	return slices.DeleteFunc(list, func(e fs.DirEntry) bool {
		return !v.has(prefix+e.Name()) && !v.hasBelow(prefix+e.Name())
	}), err
}

// Bytes returns the content of a file, read-only, and false where there is none or
// the file system below cannot lend it.
func (v view) Bytes(name string) ([]byte, bool) {
	if lender, ok := v.fsys.(interface{ Bytes(string) ([]byte, bool) }); ok && v.has(name) {
		return lender.Bytes(name)
	}
	return nil, false
}

// viewDir is an open directory of a view.
type viewDir struct {
	fs.File
	list []fs.DirEntry
}

// ReadDir implements fs.ReadDirFile.
func (d *viewDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(d.list) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.list) {
		n = len(d.list)
	}
	head := d.list[:n]
	d.list = d.list[n:]
	return head, nil
}
