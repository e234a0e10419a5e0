package callgraph

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// importRef is one name of an import statement, not yet looked up.
type importRef struct {
	from   *module // the file that imports
	module string  // as written, without the leading dots
	level  int     // leading dots
	name   string  // what is taken from the module; "" for the module itself
}

func (c *collector) importName(a *pysrc.Alias) {
	name, bound := a.AsName, a.Name
	if name == "" {
		name, _, _ = strings.Cut(a.Name, ".")
		bound = name
	}
	c.importAs(name, &importRef{from: c.m, module: bound}, a.To)
	c.imports(&importRef{from: c.m, module: a.Name})
}

func (c *collector) importFrom(s *pysrc.ImportFrom) {
	for _, a := range s.Names {
		ref := &importRef{from: c.m, module: s.Module, level: s.Level, name: a.Name}
		c.imports(ref)
		switch {
		case a.Name == "*":
			ref.name = ""
			c.m.stars = append(c.m.stars, *ref)
		case a.AsName != "":
			c.importAs(a.AsName, ref, s.To)
		default:
			c.importAs(a.Name, ref, s.To)
		}
	}
}

func (c *collector) importAs(name string, ref *importRef, at pysrc.Pos) {
	c.assign(name, source{known: ref, scope: c.scope}, at)
}

func (c *collector) imports(ref *importRef) {
	c.p.links = append(c.p.links, link{from: c.scope.owner, imports: ref, guarded: c.guarded})
}

// imported returns the values that an import binds.
func (p *program) imported(ref *importRef) values {
	if ref.level > 0 && ref.name != "" && relative(ref) == "" {
		return p.fromRoot(ref.name)
	}
	var out values
	for _, m := range p.importedModules(ref) {
		if ref.name == "" {
			out = join(out, values{m})
		} else {
			out = join(out, p.member(m, ref.name))
		}
	}
	return out
}

// fromRoot returns what from . import name gives in a file of the root: what the
// root's own __init__.py defines, or the module of that name.
func (p *program) fromRoot(name string) values {
	if m, ok := p.modules["__init__"]; ok {
		if out := p.exported(m, name); len(out) > 0 {
			return out
		}
	}
	return p.dotted(name)
}

// importedModules returns the module that ref names. An absolute import that
// the package root does not answer is one from outside; a file of that name
// beside the importing one may be meant as well, as in Python 2 and in scripts.
func (p *program) importedModules(ref *importRef) values {
	if ref.level > 0 {
		return p.dotted(relative(ref))
	}
	top, _, _ := strings.Cut(ref.module, ".")
	if _, ok := p.modules[top]; ok {
		return p.dotted(ref.module)
	}
	out := p.outside(ref.module)
	if dir := ref.from.dir; dir != "" {
		if _, ok := p.modules[dir+"."+top]; ok {
			out = join(out, p.dotted(dir+"."+ref.module))
		}
	}
	return out
}

// relative returns the absolute name of a relative import. Dots that lead out
// of the package root stop there.
func relative(ref *importRef) string {
	dir := ref.from.dir
	for range ref.level - 1 {
		i := strings.LastIndexByte(dir, '.')
		if i < 0 {
			dir = ""
			break
		}
		dir = dir[:i]
	}
	if dir == "" || ref.module == "" {
		return dir + ref.module
	}
	return dir + "." + ref.module
}

// dotted returns the module called name, or else what the nearest package
// around it knows by the rest of the name.
func (p *program) dotted(name string) values {
	if m, ok := p.modules[name]; ok {
		return m.self
	}
	for at := len(name); ; {
		at = strings.LastIndexByte(name[:at], '.')
		if at < 0 {
			return p.outside(name)
		}
		m, ok := p.modules[name[:at]]
		if !ok {
			continue
		}
		return p.path(m.self, name[at+1:])
	}
}

// path returns the attribute of each value at the end of a dotted name.
func (p *program) path(in values, name string) values {
	for part := range strings.SplitSeq(name, ".") {
		in = p.members(in, part)
	}
	return in
}

// outside returns the extern with a dotted name.
func (p *program) outside(name string) values {
	if name == "" {
		return nil
	}
	if name == "builtins" || name == "__builtin__" {
		return p.builtin.self
	}
	e := p.externs.toplevel
	for part := range strings.SplitSeq(name, ".") {
		if e = e.child(part); e == nil {
			return nil
		}
	}
	return e.self
}
