package callgraph

import (
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/internal/pysrc"
)

// maxPackageDepth bounds how deep directories count as packages.
const maxPackageDepth = 50

// module is a source file of the package, or a directory of such files.
type module struct {
	name     string // relative to the package root
	dir      string // what relative imports start from
	path     string // in the file system; "" for a directory without __init__.py
	setup    bool   // whether installing the package runs it
	scope    *scope
	file     *pysrc.File
	fileID   graph.FileID
	stars    []importRef
	calls    []event
	stores   []store
	starred  map[string]*memo // names looked up in stars
	self     values           // just this module
	base     *module          // the file that this is a layer of
	layer    *layerPlace      // nil for a file
	hides    bool             // whether evaluation revealed something
	revealed []*scope         // of the layers
}

// modules is the table of all modules by name.
type modules map[string]*module

// add registers m unless its name is taken, and the packages around it.
func (t modules) add(m *module) {
	if old, ok := t[m.name]; !ok || old.path == "" {
		t[m.name] = m
	}
	for dir, depth := m.name, 0; depth < maxPackageDepth; depth++ {
		i := strings.LastIndexByte(dir, '.')
		if i < 0 {
			return
		}
		dir = dir[:i]
		if _, ok := t[dir]; ok {
			return
		}
		t[dir] = newModule(dir, "", dir)
	}
}

func newModule(name, path, dir string) *module {
	name = name[:min(len(name), maxName)]
	m := &module{name: name, path: path, dir: dir}
	m.self = values{m}
	m.scope = &scope{kind: moduleScope, module: m}
	m.scope.owner = m.scope
	m.scope.ref = ref{name: name, kind: graph.KindModule, file: path, line: 1, id: noID}
	return m
}

// layout says how paths become module names.
type layout struct {
	prefix string   // the directory that holds the package, with a final slash
	src    bool     // whether src/ below it is the package root
	wheel  bool     // whether it is a wheel, which runs nothing when installed
	setup  []string // the files that installing runs
}

// splitCopy takes the directory off a path in which an archive serves the spare
// copies of a file, one of which an installer may take instead: "!copy1/a.py".
func splitCopy(name string) (dir, rest string) {
	if top, rest, ok := strings.Cut(name, "/"); ok && strings.HasPrefix(top, "!copy") {
		return top, rest
	}
	return "", name
}

// newLayout finds the package root among the files of an archive.
func newLayout(paths []string) layout {
	all := make([]string, len(paths))
	for i, name := range paths {
		_, all[i] = splitCopy(name)
	}
	l := layout{prefix: rootPrefix(all)}
	has := make(map[string]bool, len(all))
	depth := -1
	for _, name := range all {
		has[name] = true
		if top, _, ok := strings.Cut(name, "/"); ok && strings.HasSuffix(top, ".dist-info") {
			l.wheel = true
		}
		if path.Base(name) != "setup.py" {
			continue
		}
		if d := strings.Count(name, "/"); depth < 0 || d < depth {
			depth, l.setup = d, nil
		}
		if strings.Count(name, "/") == depth {
			l.setup = append(l.setup, name)
		}
	}
	l.src = !has[l.prefix+"src/__init__.py"]
	if l.wheel && !slices.ContainsFunc(l.setup, func(name string) bool { return installs(name, has) }) {
		l.setup = nil
	}
	return l
}

// installs says whether a setup.py would run at installation even though a
// directory says that the archive is a wheel: at the root, or beside the PKG-INFO
// of a source distribution. Whoever made the archive may have added either.
func installs(setup string, has map[string]bool) bool {
	dir := strings.TrimSuffix(setup, "setup.py")
	return dir == "" || has[dir+"PKG-INFO"]
}

// rootPrefix returns the directory, with a final slash, that a source
// distribution wraps around its files. A single directory that is a Python
// package itself is no such wrapper, unless it holds setup.py or PKG-INFO.
func rootPrefix(all []string) string {
	prefix := ""
	for range 3 {
		dir, ok := onlyDir(all, prefix)
		if !ok {
			break
		}
		marked := slices.Contains(all, dir+"setup.py") || slices.Contains(all, dir+"PKG-INFO") ||
			slices.Contains(all, dir+"pyproject.toml")
		versioned := strings.ContainsRune(dir[len(prefix):], '-')
		if !marked && (!versioned || slices.Contains(all, dir+"__init__.py")) {
			break
		}
		prefix = dir
	}
	return prefix
}

// onlyDir returns the one directory directly below prefix that all files are
// in. Loose files that are not Python do not count.
func onlyDir(all []string, prefix string) (string, bool) {
	dir := ""
	for _, name := range all {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		top, _, nested := strings.Cut(rest, "/")
		switch {
		case !nested && path.Ext(top) == ".py":
			return "", false
		case !nested:
		case dir == "":
			dir = prefix + top + "/"
		case dir != prefix+top+"/":
			return "", false
		}
	}
	return dir, dir != ""
}

// module returns the module that the file at name is.
func (l layout) module(name string) *module {
	spare, stored := splitCopy(name)
	rel := strings.TrimPrefix(stored, l.prefix)
	if top, rest, ok := strings.Cut(rel, "/"); ok && strings.HasSuffix(top, ".data") {
		// A wheel's name-version.data/purelib/ is copied to the root.
		if kind, inner, ok := strings.Cut(rest, "/"); ok && strings.HasSuffix(kind, "lib") {
			rel = inner
		}
	}
	if inner, ok := strings.CutPrefix(rel, "src/"); ok && l.src {
		rel = inner
	}
	dotted := strings.ReplaceAll(strings.TrimSuffix(rel, path.Ext(rel)), "/", ".")
	dir, base := "", dotted
	if i := strings.LastIndexByte(dotted, '.'); i >= 0 {
		dir, base = dotted[:i], dotted[i+1:]
	}
	if base == "__init__" && dir != "" {
		dotted = dir
	}
	if spare != "" {
		dotted = spare + "." + dotted
	}
	m := newModule(dotted, name, dir)
	m.setup = slices.Contains(l.setup, stored)
	return m
}
