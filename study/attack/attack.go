package attack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"

	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/internal/pysrc"
)

// Attack rewrites the sources of a package so that they look different and do the
// same. What a module offers to others keeps its name. Code that looks at its own
// source, at tracebacks or at the length of its frames may notice.
type Attack struct {
	Name string
	Doc  string // one line
	// steps are made one after the other, each on what the one before has left.
	steps []step
}

// step rewrites one file of a program, and may add files beside it; false means that
// it has nothing to change or dares not.
type step func(p *program, name string, draw *rand.Rand) (change, bool)

// change is what becomes of a file.
type change struct {
	text   string
	beside map[string]string // new files by path
}

// Attacks returns all attacks on packages, the last one all of them together. The
// slice is the caller's.
func Attacks() []Attack {
	return []Attack{
		{"rename", "variables, parameters and aliases of imports get meaningless names", []step{rename}},
		{"split", "strings are put together from pieces or from the numbers of their characters", []step{split}},
		{"base64", "the code of each file is decoded from base64 and run by exec", []step{wrap}},
		{"pad", "harmless functions are added to each file, and called", []step{pad}},
		{"move", "setup.py imports another module, which has its code", []step{move}},
		{"defer", "the code of each file stands in a function, which is called on import", []step{inFunction}},
		{"all", "all of these: rename, split, defer, pad, move and base64", []step{rename, split, inFunction, pad, move, wrap}},
	}
}

// Named returns the attack with the given name.
func Named(name string) (Attack, error) {
	all := Attacks()
	i := slices.IndexFunc(all, func(a Attack) bool { return a.Name == name })
	if i < 0 {
		return Attack{}, fmt.Errorf("attack: unknown attack %q", name)
	}
	return all[i], nil
}

// Apply returns the attacked package, in memory, or p itself where the attack
// changes nothing. Files that no Python reads, those that are not UTF-8, and those
// that would not parse afterwards stay as they are. The result depends on the files
// and the seed alone; an error is one of the package's file system or of ctx.
func (a Attack) Apply(ctx context.Context, p *datasets.Package, seed uint64) (*datasets.Package, error) {
	files, err := read(p.FS)
	if err != nil {
		return nil, fmt.Errorf("attack: %s: %w", a.Name, err)
	}
	changed := false
	for k, s := range a.steps {
		some, err := apply(ctx, s, files, seed+uint64(k))
		if err != nil {
			return nil, fmt.Errorf("attack: %s: %w", a.Name, err)
		}
		changed = changed || some
	}
	if !changed {
		return p, nil
	}
	fsys, err := fileSystem(files)
	if err != nil {
		return nil, fmt.Errorf("attack: %s: %w", a.Name, err)
	}
	hash := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", p.SHA256, a.Name, seed)) // nobody knows it
	return &datasets.Package{
		Name: p.Name, Version: p.Version, SHA256: hex.EncodeToString(hash[:]), FS: fsys, Incomplete: p.Incomplete, Warnings: p.Warnings,
	}, nil
}

func read(fsys fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	return files, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(fsys, name)
		return err
	})
}

func fileSystem(files map[string][]byte) (fs.FS, error) {
	a := &txtar.Archive{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		a.Files = append(a.Files, txtar.File{Name: name, Data: files[name]})
	}
	return txtar.FS(a)
}

// apply makes one step on all files and says whether it changed any.
func apply(ctx context.Context, s step, files map[string][]byte, seed uint64) (bool, error) {
	p, err := newProgram(ctx, files)
	if err != nil {
		return false, err
	}
	changed := false
	for k, name := range slices.Sorted(maps.Keys(p.files)) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		c, ok := s(p, name, rand.New(rand.NewPCG(seed, uint64(k))))
		if !ok || c.text == p.files[name].Source || len(pysrc.ParseText(c.text).Errors) > 0 {
			continue
		}
		changed = true
		files[name] = []byte(c.text)
		for other, text := range c.beside {
			files[other] = []byte(text)
		}
	}
	return changed, nil
}
