package datasets

import (
	"context"
	"path"
	"slices"
)

// cut is a slice whose files are not yet read.
type cut struct {
	kind  SliceKind
	path  string
	files []string
}

// slice reads the files, and is false where none of them has code, or another
// slice has taken it.
func (c cut) slice(ctx context.Context, p *Package, read contents, taken map[string]bool) (Slice, bool, error) {
	files, sum, code, err := read.distinct(ctx, c.files)
	if err != nil || !code || taken[sum] {
		return Slice{}, false, err
	}
	pkg, err := p.restrict(files)
	if err != nil {
		return Slice{}, false, err
	}
	for _, r := range p.Incomplete {
		if slices.Contains(files, r.File) {
			pkg.Incomplete = append(pkg.Incomplete, r)
		}
	}
	return Slice{
		ID: string(c.kind) + ":" + c.path, Kind: c.kind, Package: pkg, Files: files, Content: sum, Origin: p.SHA256,
	}, true, nil
}

// tree is what the names of Python files say of a source tree.
type tree struct {
	files    []string            // those that are no setup.py
	setups   map[string]string   // setup.py by its directory
	packages map[string]bool     // directories with an __init__.py
	below    map[string][]string // files in and below a directory, one more than a sub-package may have
}

func newTree(files []string) tree {
	t := tree{setups: map[string]string{}, packages: map[string]bool{}, below: map[string][]string{}}
	for _, name := range files {
		if isSetup(name) {
			t.setups[path.Dir(name)] = name
			continue
		}
		t.files = append(t.files, name)
		if path.Base(name) == "__init__.py" {
			t.packages[path.Dir(name)] = true
		}
		for dir := path.Dir(name); ; dir = path.Dir(dir) {
			if len(t.below[dir]) <= maxSubpackage {
				t.below[dir] = append(t.below[dir], name)
			}
			if dir == "." {
				break
			}
		}
	}
	return t
}

// isSetup says whether a file is the script that installs a source distribution.
func isSetup(name string) bool { return path.Base(name) == "setup.py" }

// cuts lists all slices that the tree allows, in no order.
func (t tree) cuts() []cut {
	var list []cut
	for _, setup := range t.setups {
		list = append(list, cut{SliceSetup, setup, []string{setup}})
	}
	add := func(kind SliceKind, name, dir string, files []string) {
		list = append(list, cut{kind, name, files})
		setup, ok := t.setup(dir)
		switch {
		case ok && t.isTopInit(name):
			list = append(list, cut{SliceSetupInit, name, append([]string{setup}, files...)})
		case ok:
			list = append(list, cut{SliceSetupPart, name, append([]string{setup}, files...)})
		}
	}
	for _, name := range t.files {
		add(SliceModule, name, path.Dir(name), []string{name})
	}
	for dir := range t.packages {
		if n := len(t.below[dir]); n > 1 && n <= maxSubpackage {
			add(SliceSubpackage, dir, dir, t.below[dir])
		}
	}
	return list
}

// setup returns the nearest setup.py in dir or above it.
func (t tree) setup(dir string) (string, bool) {
	for {
		if setup, ok := t.setups[dir]; ok || dir == "." {
			return setup, ok
		}
		dir = path.Dir(dir)
	}
}

// isTopInit says whether name is the __init__.py of a package in no other package.
func (t tree) isTopInit(name string) bool {
	dir := path.Dir(name)
	return path.Base(name) == "__init__.py" && (dir == "." || !t.packages[path.Dir(dir)])
}
