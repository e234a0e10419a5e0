package callgraph

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// reached returns those of the wanted files that the entry file imports, however
// many steps away, and itself, in their order.
func (p *program) reached(fsys fs.FS, entry string, wanted []string, l layout) ([]string, error) {
	if !slices.Contains(wanted, entry) {
		return nil, fmt.Errorf("callgraph: entry %s: %w", entry, fs.ErrNotExist)
	}
	byName := make(map[string]string, len(wanted)) // file by module
	for _, name := range wanted {
		m := l.module(name)
		if _, ok := byName[m.name]; !ok {
			byName[m.name] = name
		}
	}
	seen := map[string]bool{entry: true}
	for queue := []string{entry}; len(queue) > 0; queue = queue[1:] {
		if err := p.check(); err != nil {
			return nil, err
		}
		src, err := readFile(fsys, queue[0])
		if err != nil {
			continue // load says so
		}
		m := l.module(queue[0])
		for _, ref := range importsOf(pysrc.Parse(src), m) {
			for _, dotted := range ref.candidates() {
				for _, file := range packagesOf(dotted, byName) {
					if !seen[file] {
						seen[file] = true
						queue = append(queue, file)
					}
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(wanted), func(name string) bool { return !seen[name] }), nil
}

// importsOf lists what the import statements of a file name.
func importsOf(f *pysrc.File, m *module) []importRef {
	var out []importRef
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Import:
			for _, a := range n.Names {
				out = append(out, importRef{from: m, module: a.Name})
			}
		case *pysrc.ImportFrom:
			for _, a := range n.Names {
				out = append(out, importRef{from: m, module: n.Module, level: n.Level, name: a.Name})
			}
		}
		return true
	})
	return out
}

// candidates returns the modules that ref may mean: the one that it names, and a
// submodule that it takes from there; of an absolute import also that beside the
// file.
func (ref *importRef) candidates() []string {
	bases := []string{ref.module}
	switch {
	case ref.level > 0:
		bases[0] = relative(ref)
	case ref.from.dir != "":
		bases = append(bases, ref.from.dir+"."+ref.module)
	}
	var out []string
	for _, b := range bases {
		if b != "" {
			out = append(out, b)
		}
		if ref.name != "" && ref.name != "*" {
			out = append(out, strings.TrimPrefix(b+"."+ref.name, "."))
		}
	}
	return out
}

// packagesOf returns the files of a module and of the packages around it.
func packagesOf(dotted string, byName map[string]string) []string {
	if _, ok := byName[dotted]; !ok {
		return nil
	}
	var out []string
	for at := len(dotted); at > 0; at = strings.LastIndexByte(dotted[:at], '.') {
		if file, ok := byName[dotted[:at]]; ok {
			out = append(out, file)
		}
	}
	return out
}
