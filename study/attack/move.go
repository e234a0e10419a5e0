package attack

import (
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// move leaves in setup.py the import of a new module beside it, which has the code.
// A setup.py that asks for its own name or file stays, since it would get another
// answer.
func move(p *program, name string, draw *rand.Rand) (change, bool) {
	f := p.files[name]
	if path.Base(name) != "setup.py" || mentions(f, "__name__", "__file__", "__doc__", "__main__") || len(pysrc.Calls(f)) == 0 {
		return change{}, false
	}
	module := p.fresh(draw)
	text := "import os\nimport sys\n\nsys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))\nimport " + module + "\n"
	return change{text, map[string]string{path.Join(path.Dir(name), module+".py"): f.Source}}, true
}

// mentions says whether a file has one of the words as a name or in a string.
func mentions(f *pysrc.File, list ...string) bool {
	found := false
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			found = found || slices.Contains(list, n.ID)
		case *pysrc.Str:
			found = found || slices.ContainsFunc(list, func(w string) bool { return strings.Contains(n.Value, w) })
		}
		return !found
	})
	return found
}

// inFunction puts the code of a file into a function that the file calls. What the
// code binds is declared global, so that it is bound where it was; and what it runs
// by exec or eval gets the module's variables, as it did.
func inFunction(p *program, name string, draw *rand.Rand) (change, bool) {
	f := p.files[name]
	m := &module{File: f, binds: map[string]bool{}, ok: true}
	for _, stmt := range f.Body {
		m.statement(stmt)
	}
	cut, ok := m.cut()
	if !m.ok || !ok || m.calls == 0 {
		return change{}, false
	}
	function := p.fresh(draw)
	all := edited(f, append(m.edits, m.indent(cut)...))
	head, body := all[:cut], all[cut:]
	var b strings.Builder
	b.WriteString(head)
	b.WriteString("def " + function + "():\n")
	if len(m.binds) > 0 {
		b.WriteString("    global " + strings.Join(slices.Sorted(maps.Keys(m.binds)), ", ") + "\n")
	}
	b.WriteString(body + "\n\n" + function + "()\n")
	return change{text: b.String()}, true
}

// module is what the code of a file does outside its functions and classes.
type module struct {
	*pysrc.File
	binds map[string]bool
	calls int
	edits []edit
	start pysrc.Pos // behind a docstring and what is imported from __future__
	body  bool      // whether other code has begun
	ok    bool
}

// statement reads one of the file's statements.
func (m *module) statement(stmt pysrc.Stmt) {
	if i, ok := stmt.(*pysrc.ImportFrom); ok && i.Module == "__future__" && !m.body {
		m.start = i.To
		return
	}
	if x, ok := stmt.(*pysrc.ExprStmt); ok && !m.body && m.start == 0 {
		if _, ok := x.X.(*pysrc.Str); ok {
			m.start = x.To
			return
		}
	}
	m.body = true
	pysrc.Inspect(stmt, m.node)
}

// node reads a node outside functions and classes.
func (m *module) node(n pysrc.Node) bool {
	s := &spelling{bound: m.binds, open: map[string]bool{}}
	s.assigned(n)
	switch n := n.(type) {
	case *pysrc.FunctionDef:
		m.binds[n.Name] = true
		m.outer(n.Decorators)
		return false
	case *pysrc.ClassDef:
		m.binds[n.Name] = true
		m.outer(n.Decorators)
		m.outer(n.Bases)
		return false
	case *pysrc.Lambda, *pysrc.Str:
		return false
	case *pysrc.Delete:
		for _, t := range n.Targets {
			s.target(t)
		}
	case *pysrc.Handler:
		m.bind(n.Name)
	case *pysrc.Pattern:
		m.bind(n.Name)
	case *pysrc.Import:
		for _, a := range n.Names {
			m.alias(a)
		}
	case *pysrc.ImportFrom:
		for _, a := range n.Names {
			m.alias(a)
		}
	case *pysrc.Comp: // its variables are its own, and it runs elsewhere
		m.ok = m.ok && !holds(n, binding)
		m.calls++
		return false
	case *pysrc.Call:
		m.calls++
		return !m.run(n)
	case *pysrc.Name:
		m.ok = m.ok && !askers[n.ID]
	case *pysrc.AnnAssign, *pysrc.Exec, *pysrc.Global, *pysrc.TypeAlias, *pysrc.BadStmt, *pysrc.BadExpr, *pysrc.Yield, *pysrc.Await, *pysrc.Return:
		m.ok = false // means something else in a function, or nothing
	}
	return true
}

func (m *module) outer(list []pysrc.Expr) {
	for _, x := range list {
		pysrc.Inspect(x, m.node)
	}
}

func (m *module) bind(name string) {
	if name != "" {
		m.binds[name] = true
	}
}

func (m *module) alias(a *pysrc.Alias) {
	m.ok = m.ok && a.Name != "*"
	if a.AsName != "" {
		m.binds[a.AsName] = true
	} else {
		m.binds[first(a.Name)] = true
	}
}

// run gives exec(code) and eval(code) what they would see: false where the
// call is another.
func (m *module) run(c *pysrc.Call) bool {
	name, ok := c.Func.(*pysrc.Name)
	switch {
	case !ok || !askers[name.ID]:
		return false
	case name.ID == "globals":
	case (name.ID == "exec" || name.ID == "eval") && len(c.Args) == 1 && len(c.Keywords) == 0:
		if _, star := c.Args[0].(*pysrc.Starred); star {
			m.ok = false
		}
		// Before the closing parenthesis, for the argument may stand in its own.
		comma := ", "
		if strings.HasSuffix(strings.TrimRight(m.Source[c.From:c.To-1], " \t\n"), ",") {
			comma = " "
		}
		m.edits = append(m.edits, edit{c.To - 1, c.To - 1, comma + "globals()"})
	default:
		m.ok = false
	}
	m.outer(c.Args)
	for _, k := range c.Keywords {
		pysrc.Inspect(k, m.node)
	}
	return true
}

// binding says whether a node binds a variable of the scope around an expression, or
// may look at one.
func binding(n pysrc.Node) bool {
	_, walrus := n.(*pysrc.NamedExpr)
	return walrus || asks(n)
}

func holds(n pysrc.Node, what func(pysrc.Node) bool) bool {
	found := false
	pysrc.Inspect(n, func(n pysrc.Node) bool {
		found = found || what(n)
		return !found
	})
	return found
}

// cut returns where the code begins that is moved, a line's beginning, and false
// where that is in the middle of one.
func (m *module) cut() (pysrc.Pos, bool) {
	if m.start == 0 {
		return 0, true
	}
	rest, _, _ := strings.Cut(m.Source[m.start:], "\n")
	code := strings.TrimSpace(rest)
	return min(m.start+pysrc.Pos(len(rest))+1, pysrc.Pos(len(m.Source))), code == "" || code[0] == '#'
}

// indent returns the edits that indent all lines from cut on but those that begin
// within a string.
func (m *module) indent(cut pysrc.Pos) []edit {
	inside := map[pysrc.Pos]bool{}
	pysrc.Walk(m.File, func(n pysrc.Node) bool {
		switch n.(type) {
		case *pysrc.Str, *pysrc.FString:
			for at := n.Pos(); at < n.End(); at++ {
				if m.Source[at] == '\n' {
					inside[at+1] = true
				}
			}
			return false
		}
		return true
	})
	var edits []edit
	for at := cut; int(at) < len(m.Source); {
		line, _, _ := strings.Cut(m.Source[at:], "\n")
		if line != "" && !inside[at] {
			edits = append(edits, edit{at, at, "    "})
		}
		at += pysrc.Pos(len(line)) + 1
	}
	return edits
}
