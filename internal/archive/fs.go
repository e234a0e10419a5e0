package archive

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// FS serves the kept files of an Archive by Entry.Path, read-only and from
// memory. It implements fs.FS, fs.ReadFileFS, fs.ReadDirFS and fs.StatFS. Every
// file has mode 0444, every directory 0555, and no time. It keeps no tree of
// directories, so that a hostile archive cannot make one grow.
//
// Names are the attacker's: where a directory's name holds one of *?[\, fs.Glob on
// its fs.Sub fails or matches too much, since io/fs does not quote it.
type FS struct {
	files []*Entry // sorted by Path
}

// newFS gives every entry its Copy and its Path.
func newFS(entries []Entry) *FS {
	last := make(map[string]int, len(entries)) // the entry that is served under a name
	copies := make(map[string]int, len(entries))
	for i := range entries {
		e := &entries[i]
		e.Copy = copies[e.Name]
		copies[e.Name]++
		last[e.Name] = i
	}
	names := make([]string, 0, len(last))
	for name := range last {
		names = append(names, name)
	}
	slices.Sort(names)
	fsys := &FS{files: make([]*Entry, len(entries))}
	displaced := 0
	for i := range entries {
		e := &entries[i]
		fsys.files[i], e.Path = e, e.Name
		if last[e.Name] != i || hasBelow(names, e.Name) {
			displaced++
			e.Path = fmt.Sprintf("%s%d/%s", copyPrefix, displaced, e.Name)
		}
	}
	slices.SortFunc(fsys.files, func(a, b *Entry) int { return strings.Compare(a.Path, b.Path) })
	return fsys
}

// hasBelow reports whether a sorted list of names has one below dir.
func hasBelow(names []string, dir string) bool {
	i, _ := slices.BinarySearch(names, dir+"/")
	return i < len(names) && strings.HasPrefix(names[i], dir+"/")
}

// search returns the index of the first file whose path is not below name.
func (f *FS) search(name string) int {
	i, _ := slices.BinarySearchFunc(f.files, name, func(e *Entry, s string) int { return strings.Compare(e.Path, s) })
	return i
}

// Entry returns the entry served under name. Its Data is shared: this is how to
// read a file without the copy that ReadFile makes.
func (f *FS) Entry(name string) (*Entry, bool) {
	if i := f.search(name); i < len(f.files) && f.files[i].Path == name {
		return f.files[i], true
	}
	return nil, false
}

// Open implements fs.FS. Errors are of type *fs.PathError.
func (f *FS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if e, ok := f.Entry(name); ok {
		return &file{Reader: bytes.NewReader(e.Data), info: infoOf(e)}, nil
	}
	list, err := f.ReadDir(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &dir{info: dirInfo(name), list: list}, nil
}

// ReadFile implements fs.ReadFileFS. The caller may change the result.
func (f *FS) ReadFile(name string) ([]byte, error) {
	e, ok := f.Entry(name)
	switch {
	case !fs.ValidPath(name):
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	case !ok:
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return append(make([]byte, 0, len(e.Data)), e.Data...), nil
}

// Bytes returns the content of a file without a copy, read-only, and false where
// there is no such file.
func (f *FS) Bytes(name string) ([]byte, bool) {
	e, ok := f.Entry(name)
	if !ok {
		return nil, false
	}
	return e.Data, true
}

// Stat implements fs.StatFS.
func (f *FS) Stat(name string) (fs.FileInfo, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	return file.Stat()
}

// ReadDir implements fs.ReadDirFS.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	prefix := name + "/"
	if name == "." {
		prefix = ""
	}
	var list []fs.DirEntry
	for i := f.search(prefix); i < len(f.files) && strings.HasPrefix(f.files[i].Path, prefix); {
		child, _, below := strings.Cut(f.files[i].Path[len(prefix):], "/")
		if below {
			list = append(list, dirInfo(child))
			i = f.search(prefix + child + "0") // "0" follows "/": behind all that is below child
			continue
		}
		list = append(list, infoOf(f.files[i]))
		i++
	}
	if list == nil && name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// info describes a file or a directory, as fs.FileInfo and as fs.DirEntry.
type info struct {
	name string
	size int64
	mode fs.FileMode
}

func dirInfo(name string) info { return info{name: baseName(name), mode: fs.ModeDir | 0o555} }

func infoOf(e *Entry) info {
	return info{name: baseName(e.Path), size: int64(len(e.Data)), mode: 0o444}
}

func baseName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// Name is the last segment of the path.
func (i info) Name() string { return i.name }

// Size is the number of bytes kept; 0 for a directory.
func (i info) Size() int64 { return i.size }

// Mode is 0444 for a file and fs.ModeDir|0555 for a directory.
func (i info) Mode() fs.FileMode { return i.mode }

// Type is the part of Mode that fs.DirEntry asks for.
func (i info) Type() fs.FileMode { return i.mode.Type() }

// ModTime is the zero time: stored times are the attacker's choice.
func (i info) ModTime() time.Time { return time.Time{} }

// IsDir tells directories from files.
func (i info) IsDir() bool { return i.mode.IsDir() }

// Sys is always nil.
func (i info) Sys() any { return nil }

// Info makes info a complete fs.DirEntry; it never fails.
func (i info) Info() (fs.FileInfo, error) { return i, nil }

// String is what fstest wants to see of a directory entry.
func (i info) String() string { return fs.FormatFileInfo(i) }

// file is an open file; reading, seeking and ReadAt come from bytes.Reader.
type file struct {
	*bytes.Reader
	info info
}

// Stat implements fs.File.
func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close does nothing: there is nothing to release.
func (f *file) Close() error { return nil }

// dir is an open directory.
type dir struct {
	info info
	list []fs.DirEntry
}

// Stat implements fs.File.
func (d *dir) Stat() (fs.FileInfo, error) { return d.info, nil }

// Close does nothing: there is nothing to release.
func (d *dir) Close() error { return nil }

// Read always fails: a directory has no content.
func (d *dir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.name, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (d *dir) ReadDir(n int) ([]fs.DirEntry, error) {
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
