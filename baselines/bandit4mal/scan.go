package bandit4mal

import (
	"regexp"
	"strings"

	"github.com/malguard/malguard/internal/defang"
	"github.com/malguard/malguard/internal/pysrc"
)

// alert is a rule that fires.
type alert struct {
	rule     string
	severity severity
	imports  bool // a rule about imports
	at       pysrc.Pos
	note     string
}

// scan reports the alerts of a file, in the order of its source.
func scan(f *pysrc.File, report func(alert)) {
	v := &visitor{
		file: f, report: report, calls: callRules(), builtins: builtinRules(), modules: importModules(),
		imported: map[string]bool{}, aliases: map[string]string{},
	}
	pysrc.Walk(f, v.visit)
}

// visitor is what Bandit knows of a file while it goes from statement to statement:
// imports count from where they stand, wherever they stand.
type visitor struct {
	file      *pysrc.File
	report    func(alert)
	calls     []callRule
	builtins  []builtinRule
	modules   []string
	imported  map[string]bool   // modules of rules that are part of the name of an import
	aliases   map[string]string // what names mean by imports
	docstring pysrc.Expr        // a string that is a statement of its own
}

func (v *visitor) visit(n pysrc.Node) bool {
	switch n := n.(type) {
	case *pysrc.Import:
		v.bind("", n.Names)
		v.importing(n.Pos(), "", n.Names)
	case *pysrc.ImportFrom:
		prefix := ""
		if n.Module != "" {
			prefix = n.Module + "."
		}
		v.bind(prefix, n.Names)
		v.importing(n.Pos(), prefix, n.Names)
	case *pysrc.ExprStmt:
		v.docstring = n.X
	case *pysrc.Call:
		v.call(n)
	case *pysrc.Exec:
		v.report(alert{rule: execRule, severity: medium, at: n.Pos(), note: "exec statement"})
	case *pysrc.Attribute:
		v.literalMethod(n)
	case *pysrc.Str:
		if !n.Bytes && pysrc.Expr(n) != v.docstring {
			v.str(n)
		}
	}
	return true
}

// bind notes what a statement imports. Leading dots of relative imports do not
// count.
func (v *visitor) bind(prefix string, names []*pysrc.Alias) {
	v.note(prefix)
	for _, a := range names {
		v.note(a.Name)
		switch {
		case a.AsName != "":
			v.aliases[a.AsName] = tail(prefix, a.Name)
		case prefix != "":
			v.aliases[a.Name] = tail(prefix, a.Name)
		}
	}
}

func (v *visitor) note(imported string) {
	for _, r := range v.calls {
		if !v.imported[r.module] && strings.Contains(imported, r.module) {
			v.imported[r.module] = true
		}
	}
}

// importing reports the first rule about imports that a statement meets.
func (v *visitor) importing(at pysrc.Pos, prefix string, names []*pysrc.Alias) {
	for _, module := range v.modules {
		for _, a := range names {
			if begins(prefix, a.Name, module) {
				v.importAlert(at, module)
				return
			}
		}
	}
}

func (v *visitor) importAlert(at pysrc.Pos, module string) {
	v.report(alert{rule: "import_" + module, severity: high, imports: true, at: at, note: "import of " + module})
}

// begins reports whether a+b begins with what.
func begins(a, b, what string) bool {
	if len(a) >= len(what) {
		return strings.HasPrefix(a, what)
	}
	return strings.HasPrefix(what, a) && strings.HasPrefix(b, what[len(a):])
}

// nameTail is how much of a qualified name is looked at, its end: more than any
// rule needs, so that long names cost nothing.
const nameTail = 64

// tail returns the end of a+b.
func tail(a, b string) string {
	if len(b) >= nameTail {
		return b[len(b)-nameTail:]
	}
	return a[max(0, len(a)+len(b)-nameTail):] + b
}

// name returns the qualified name of a callee, of which anything but names and
// attributes is the empty string: ".read" of open(f).read.
func (v *visitor) name(x pysrc.Expr) string {
	end := ""
	for {
		switch n := x.(type) {
		case *pysrc.Name:
			if full, ok := v.aliases[n.ID]; ok {
				return tail(full, end)
			}
			return tail(n.ID, end)
		case *pysrc.Attribute:
			end = tail("."+n.Attr, end)
			if len(end) == nameTail {
				return end
			}
			x = n.X
		default:
			return end
		}
	}
}

func (v *visitor) call(c *pysrc.Call) {
	name := v.name(c.Func)
	for _, r := range v.calls {
		if v.imported[r.module] && strings.HasSuffix(name, r.suffix) {
			v.report(alert{rule: r.id, severity: high, at: c.Pos(), note: name})
		}
	}
	for _, r := range v.builtins {
		if name == r.name {
			v.report(alert{rule: r.id, severity: r.severity, at: c.Pos(), note: name})
		}
	}
	module := v.dynamicImport(c, name)
	for _, m := range v.modules {
		if module == m {
			v.importAlert(c.Pos(), m)
			return
		}
	}
}

// dynamicImport returns what a call imports, or else what it calls.
func (v *visitor) dynamicImport(c *pysrc.Call, name string) string {
	if f, ok := c.Func.(*pysrc.Name); ok && f.ID == "__import__" {
		if s, ok := first(c).(*pysrc.Str); ok && !s.Bytes {
			return s.Value
		}
		return ""
	}
	if name != "importlib.import_module" && name != "importlib.__import__" {
		return name
	}
	switch x := first(c).(type) {
	case *pysrc.Attribute:
		return x.Attr
	case *pysrc.Name:
		return x.ID
	case *pysrc.Str:
		if !x.Bytes {
			return x.Value
		}
	}
	return ""
}

func first(c *pysrc.Call) pysrc.Expr {
	if len(c.Args) == 0 {
		return nil
	}
	return c.Args[0]
}

// literalMethod reports "…".decode and "…".encode, called or not.
func (v *visitor) literalMethod(a *pysrc.Attribute) {
	if s, ok := a.X.(*pysrc.Str); !ok || s.Bytes {
		return
	}
	switch a.Attr {
	case "decode":
		v.report(alert{rule: decodeRule, severity: medium, at: a.X.Pos(), note: "decode of a literal"})
	case "encode":
		v.report(alert{rule: encodeRule, severity: medium, at: a.X.Pos(), note: "encode of a literal"})
	}
}

// White space and digits are those of Python's re on text.
var (
	url = regexp.MustCompile(`https?://[^\s\v\x1c-\x1f\x{85}\p{Z}]`)
	ip  = regexp.MustCompile(`^\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){3}\n?$`)
)

func (v *visitor) str(s *pysrc.Str) {
	if at := url.FindStringIndex(s.Value); at != nil {
		v.report(alert{rule: urlRule, severity: medium, at: s.Pos(), note: address(s.Value[at[0]:])})
	}
	if ip.MatchString(s.Value) {
		v.report(alert{rule: ipRule, severity: medium, at: s.Pos(), note: address(s.Value)})
	}
}

// address returns the first word of a text so that nothing links to it.
func address(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), defang.MaxNote)], "")
	if i := strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }); i >= 0 {
		s = s[:i]
	}
	return strings.ReplaceAll(s, ".", "[.]")
}
