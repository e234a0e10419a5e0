package callgraph

import (
	"io/fs"
	"path"
	"strings"

	"github.com/malguard/malguard/graph"
)

// Limits on what is read of the files that name entry points.
const (
	maxEntryPoints = 1000
	maxMetadata    = 1 << 20 // bytes of one file
)

// entryPoint is name = module:attribute in a group: what an installed script, or
// a program that looks for plug-ins, calls.
type entryPoint struct{ group, name, target string }

// metadata reads the entry points of pyproject.toml, setup.cfg and of the
// entry_points.txt of built distributions.
func (p *program) metadata(fsys fs.FS, all []string) {
	for _, name := range all {
		switch path.Base(name) {
		case "pyproject.toml", "setup.cfg", "entry_points.txt":
			if src, err := readFile(fsys, name); err == nil {
				p.addEntryPoints(entryPoints(string(src[:min(len(src), maxMetadata)])))
			}
		}
	}
}

func (p *program) addEntryPoints(list []entryPoint) {
	for _, e := range list {
		if len(p.entries) < maxEntryPoints {
			p.entries = append(p.entries, e)
		}
	}
}

// entryPoints finds the lines name = module:attribute of an INI or TOML file,
// below a header that says which group they belong to. What else such files hold
// does not look like that, so a parser of either is not needed.
func entryPoints(text string) []entryPoint {
	var out []entryPoint
	section, group := "", ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if header, ok := strings.CutPrefix(trimmed, "["); ok {
			section, _, _ = strings.Cut(header, "]")
			section = strings.Trim(strings.NewReplacer(`"`, "", `'`, "").Replace(section), "[ ")
			group = groupOf(section)
			continue
		}
		name, target, ok := strings.Cut(trimmed, "=")
		name, target = unquote(name), unquote(target)
		if section == "options.entry_points" && ok && target == "" {
			group = name // console_scripts =
			continue
		}
		if group != "" && ok && isTarget(target) && len(out) < maxEntryPoints {
			out = append(out, entryPoint{group, name, target})
		}
	}
	return out
}

// groupOf returns the group that a header stands for, "" if it holds no entry
// points.
func groupOf(section string) string {
	switch section {
	case "project.scripts", "tool.poetry.scripts":
		return "console_scripts"
	case "project.gui-scripts":
		return "gui_scripts"
	}
	for _, prefix := range []string{"project.entry-points.", "tool.poetry.plugins."} {
		if group, ok := strings.CutPrefix(section, prefix); ok {
			return group
		}
	}
	if strings.ContainsAny(section, ": ") || strings.HasPrefix(section, "tool.") || strings.HasPrefix(section, "options") {
		return ""
	}
	return section
}

func unquote(s string) string { return strings.Trim(strings.TrimSpace(s), `"', `) }

// isTarget reports whether s is module:attribute, perhaps with extras in brackets.
func isTarget(s string) bool {
	s, _, _ = strings.Cut(s, "[")
	s = strings.TrimSpace(s)
	return strings.Count(s, ":") == 1 && len(s) < maxName && !strings.ContainsAny(s, " /\\{}()<>=,;")
}

// setupEntryPoints records setup(entry_points=…): a dictionary of groups, or the
// text of an INI file.
func (p *program) setupEntryPoints(in values) {
	for _, v := range in {
		switch v := v.(type) {
		case *text:
			p.addEntryPoints(entryPoints(v.value))
		case *container:
			for _, k := range v.keys() {
				group, ok := strings.CutPrefix(k, "PyStr:")
				if !ok {
					continue
				}
				for _, line := range p.textsOf(p.element(v, k)) {
					p.addEntryPoints(entryPoints("[" + group + "]\n" + line))
				}
			}
		}
	}
}

// textsOf returns the strings among in and in the containers there.
func (p *program) textsOf(in values) []string {
	var out []string
	for _, v := range in {
		switch v := v.(type) {
		case *text:
			out = append(out, v.value)
		case *container:
			for i := range v.elems {
				for _, e := range p.elementAt(v, i) {
					if t, ok := e.(*text); ok {
						out = append(out, t.value)
					}
				}
			}
		}
	}
	return out
}

// roots records where the package is entered from outside.
func (p *program) roots() {
	for _, m := range p.files {
		if m.base == nil {
			phase := graph.PhaseImport
			if m.setup {
				phase = graph.PhaseInstall
			}
			p.out.Root(graph.Root{Node: p.id(m.scope.node()), Kind: graph.RootModule, Phase: phase})
		}
	}
	for _, r := range p.commandRefs() {
		p.out.Root(graph.Root{Node: p.id(r), Kind: graph.RootCommand, Phase: graph.PhaseInstall})
	}
	seen := make(map[entryPoint]bool)
	for _, e := range p.entries {
		if seen[e] {
			continue
		}
		seen[e] = true
		for _, r := range p.entryRefs(e) {
			p.out.Root(graph.Root{Node: p.id(r), Kind: graph.RootEntry, Phase: r.phase, Name: e.group + ":" + e.name})
		}
	}
}

// entryRefs returns the functions of the package that an entry point names; for a
// class what creating an object runs.
func (p *program) entryRefs(e entryPoint) []*ref {
	target, _, _ := strings.Cut(e.target, "[")
	module, attr, _ := strings.Cut(strings.TrimSpace(target), ":")
	var out []*ref
	for _, v := range p.path(p.dotted(strings.TrimSpace(module)), strings.TrimSpace(attr)) {
		called := event{}
		p.target(&called, v)
		for _, r := range called.targets {
			if r.kind.Internal() {
				out = append(out, r)
			}
		}
	}
	return out
}
