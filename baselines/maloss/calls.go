package maloss

import "github.com/malguard/malguard/internal/pysrc"

// calls reports the full name of each call that has one, in the order of the source.
func calls(f *pysrc.File, report func(full string, at pysrc.Pos)) {
	modules, names := map[string]string{}, map[string]string{}
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.ImportFrom:
			for _, a := range n.Names {
				setDefault(modules, a.Name, n.Module)
				if a.AsName != "" {
					setDefault(names, a.AsName, a.Name)
				}
			}
		case *pysrc.Exec:
			report("exec", n.Pos())
		case *pysrc.Call:
			switch callee := n.Func.(type) {
			case *pysrc.Name:
				name := callee.ID
				if as, ok := names[name]; ok {
					name = as
				}
				report(join(modules[name], name), n.Pos())
			case *pysrc.Attribute:
				base := f.Text(callee.X)
				if x, ok := callee.X.(*pysrc.Name); ok {
					base = x.ID // in Unicode's plain letters, as CPython has it
				}
				report(join(base, callee.Attr), n.Pos())
			}
		}
		return true
	})
}

// setDefault keeps what is there: the first import of a name counts.
func setDefault(m map[string]string, key, value string) {
	if _, ok := m[key]; !ok {
		m[key] = value
	}
}

// maxBase is longer than the module or class of any API: the text in front of the
// last dot of a long chain is not copied.
const maxBase = 64

func join(base, name string) string {
	switch {
	case base == "":
		return name
	case len(base) > maxBase:
		return ""
	}
	return base + "." + name
}
