package families

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// Sketch is what is compared of a package.
type Sketch struct {
	// Code is a hash of what the installed files say: layout, comments, the names of files and
	// files that stand twice do not count. Shape is the same without names and constants.
	Code, Shape Digest
	// Whole is the set of all Python files, by which families are told; Installed is that of
	// the files that an installation runs, see [datasets.Installed], since a copy of a library
	// seldom has its tests. They are one where nothing else is there, and where nothing is
	// installed. Nil stands for a package without code.
	Whole, Installed *Set
}

// Of reads the Python files of a package. What cannot be parsed counts as far as it can. An
// error is one of the package's file system or of ctx.
func Of(ctx context.Context, p *datasets.Package) (Sketch, error) {
	var installed, other []string
	err := fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir() || !datasets.IsPython(name):
		case datasets.Installed(name):
			installed = append(installed, name)
		default:
			other = append(other, name)
		}
		return err
	})
	if err != nil {
		return Sketch{}, fmt.Errorf("families: %w", err)
	}
	r := &reading{fsys: p.FS, files: map[Digest]Digest{}, build: newBuilder()}
	if err := r.read(ctx, installed); err != nil {
		return Sketch{}, err
	}
	if len(r.files) == 0 { // an attacker may call everything a test
		installed, other = other, nil
		if err := r.read(ctx, installed); err != nil {
			return Sketch{}, err
		}
	}
	s := Sketch{Code: r.code(), Shape: r.shape(), Installed: r.build.set()}
	s.Whole = s.Installed
	if len(other) > 0 {
		if err := r.read(ctx, other); err != nil {
			return Sketch{}, err
		}
		s.Whole = r.build.set()
	}
	return s, nil
}

// reading is a package that is being read.
type reading struct {
	fsys  fs.FS
	files map[Digest]Digest // shape by code, of each file with code
	build *builder
}

func (r *reading) read(ctx context.Context, names []string) error {
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := fs.ReadFile(r.fsys, name)
		if err != nil {
			return fmt.Errorf("families: %w", err)
		}
		if f, ok := encode(src, r.build.add); ok {
			r.files[f.code] = f.shape
		}
	}
	return nil
}

// code hashes the files, whatever their order.
func (r *reading) code() Digest {
	var list []Digest
	for code := range r.files {
		list = append(list, code)
	}
	return digest(list)
}

func (r *reading) shape() Digest {
	var list []Digest
	for _, shape := range r.files {
		list = append(list, shape)
	}
	return digest(list)
}

func digest(list []Digest) Digest {
	if len(list) == 0 {
		return Digest{}
	}
	slices.SortFunc(list, compare)
	var all []byte
	for _, d := range list {
		all = append(all, d[:]...)
	}
	return sha256.Sum256(all)
}

func compare(a, b Digest) int { return bytes.Compare(a[:], b[:]) }
