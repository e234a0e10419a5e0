package pysrc

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// dumper writes trees in the form that testdata/oracle.py writes CPython's.
type dumper struct {
	f    *File
	out  strings.Builder
	bare int // f-strings around the current node: there are no positions inside
}

// dump returns one string for each top-level statement.
func dump(f *File) []string {
	d := &dumper{f: f}
	list := make([]string, 0, len(f.Body))
	for _, s := range f.Body {
		d.out.Reset()
		d.stmt(s, 0)
		list = append(list, d.out.String())
	}
	return list
}

// sexpr returns the form of one expression without positions.
func sexpr(x Expr) string {
	d := &dumper{bare: 1}
	d.expr(x)
	return d.out.String()
}

func (d *dumper) place(n Node) string {
	if d.bare > 0 {
		return ""
	}
	line, column := d.f.Line(n.Pos()), d.f.Column(n.Pos())
	if end := d.f.Line(n.End()); end != line {
		return fmt.Sprintf("@%d:%d-%d:%d", line, column, end, d.f.Column(n.End()))
	}
	return fmt.Sprintf("@%d:%d-%d", line, column, d.f.Column(n.End()))
}

// node writes a node of some kind with its fields; the position is left out
// where n is nil.
func (d *dumper) node(kind string, n Node, fields ...any) {
	d.out.WriteString("(" + kind)
	if n != nil {
		d.out.WriteString(d.place(n))
	}
	for _, f := range fields {
		d.out.WriteByte(' ')
		d.field(f)
	}
	d.out.WriteByte(')')
}

// A verbatim field is written without quotes or brackets; an empty word as "-".
type (
	verbatim string
	word     string
	block    struct {
		list  []Stmt
		depth int
	}
)

func (d *dumper) field(f any) {
	switch f := f.(type) {
	case nil:
		d.out.WriteByte('-')
	case verbatim:
		d.out.WriteString(string(f))
	case word:
		if f == "" {
			f = "-"
		}
		d.out.WriteString(string(f))
	case int:
		d.out.WriteString(strconv.Itoa(f))
	case Op:
		d.out.WriteString(strings.ReplaceAll(f.String(), " ", "_"))
	case Expr:
		d.expr(f)
	case *Pattern:
		d.pattern(f)
	case block:
		d.out.WriteByte('[')
		for _, s := range f.list {
			d.out.WriteString("\n" + strings.Repeat("  ", f.depth+1))
			d.stmt(s, f.depth+1)
		}
		d.out.WriteByte(']')
	case []Expr:
		list(d, f, d.exprOrNil)
	case []Op:
		list(d, f, func(o Op) { d.field(o) })
	case []*Pattern:
		list(d, f, d.pattern)
	case []*Keyword:
		list(d, f, func(k *Keyword) { d.node("keyword", k, word(k.Name), k.Value) })
	case []*Param:
		list(d, f, d.param)
	case []*TypeParam:
		list(d, f, d.typeParam)
	case []*Alias:
		list(d, f, func(a *Alias) { d.node("alias", a, word(a.Name), word(a.AsName)) })
	case []CompFor:
		list(d, f, func(c CompFor) { d.node("comprehension", nil, c.Target, c.Iter, c.Ifs, digit(c.Async)) })
	case []WithItem:
		list(d, f, func(w WithItem) { d.node("withitem", nil, w.Context, w.Target) })
	case []string:
		list(d, f, func(s string) { d.field(verbatim(s)) })
	default:
		panic(fmt.Sprintf("no form for %T", f))
	}
}

func list[T any](d *dumper, items []T, write func(T)) {
	d.out.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			d.out.WriteByte(' ')
		}
		write(item)
	}
	d.out.WriteByte(']')
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (d *dumper) exprOrNil(x Expr) {
	if x == nil {
		d.field(nil)
		return
	}
	d.expr(x)
}

// quoted writes all but plain ASCII as \x and two hexadecimal digits.
func quoted(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			b = fmt.Appendf(b, "\\x%02x", c)
		} else {
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

func number(n *Num) string {
	if i, ok := n.Int(); ok {
		return fmt.Sprintf("%#x", i)
	}
	if f, ok := n.Float(); ok {
		return exponent(f)
	}
	imaginary := Num{Text: strings.TrimRight(n.Text, "jJ")}
	if strings.Trim(imaginary.Text, "0123456789_") == "" {
		imaginary.Text = strings.TrimLeft(imaginary.Text, "0_") + ".0" // 010j is ten
	}
	f, _ := imaginary.Float()
	return "j" + exponent(f)
}

func exponent(f float64) string {
	if math.IsInf(f, 1) {
		return "inf"
	}
	return strconv.FormatFloat(f, 'e', 17, 64)
}

func text(s *Str) string {
	if s.Bytes {
		return "b" + quoted(s.Value)
	}
	return "s" + quoted(s.Value)
}

var constants = [...]verbatim{None: "None", True: "True", False: "False", Ellipsis: "Ellipsis"}

func (d *dumper) expr(x Expr) {
	switch x := x.(type) {
	case *Name:
		d.node("Name", x, word(x.ID))
	case *Num:
		d.node("Constant", x, verbatim(number(x)))
	case *Str:
		d.node("Constant", x, verbatim(text(x)))
	case *Const:
		d.node("Constant", x, constants[x.Kind])
	case *FString:
		d.fstring(x)
	case *Attribute:
		d.node("Attribute", x, x.X, word(x.Attr))
	case *Subscript:
		d.node("Subscript", x, x.X, x.Index)
	case *Slice:
		d.node("Slice", x, x.Lo, x.Hi, x.Step)
	case *Call:
		d.node("Call", x, x.Func, x.Args, x.Keywords)
	case *UnaryOp:
		d.node("UnaryOp", x, x.Op, x.X)
	case *BinOp:
		d.node("BinOp", x, x.X, x.Op, x.Y)
	case *BoolOp:
		d.node("BoolOp", x, x.Op, x.Values)
	case *Compare:
		d.node("Compare", x, x.X, x.Ops, x.Ys)
	case *IfExp:
		d.node("IfExp", x, x.Test, x.Body, x.Else)
	case *Lambda:
		d.node("Lambda", x, x.Params, x.Body)
	case *Tuple:
		d.node("Tuple", x, x.Elts)
	case *List:
		d.node("List", x, x.Elts)
	case *Set:
		d.node("Set", x, x.Elts)
	case *Dict:
		d.node("Dict", x, x.Keys, x.Values)
	case *Comp:
		kind := [...]string{"GeneratorExp", "ListComp", "SetComp", "DictComp"}[x.Kind]
		if x.Value != nil {
			d.node(kind, x, x.Elt, x.Value, x.Clauses)
		} else {
			d.node(kind, x, x.Elt, x.Clauses)
		}
	case *Await:
		d.node("Await", x, x.X)
	case *Yield:
		d.node(choose(x.Delegate, "YieldFrom", "Yield"), x, x.X)
	case *NamedExpr:
		d.node("NamedExpr", x, x.Target, x.Value)
	case *Starred:
		d.node("Starred", x, x.X)
	case *Repr:
		d.node("Repr", x, x.X)
	case *BadExpr:
		d.node("BadExpr", x)
	default:
		panic(fmt.Sprintf("no form for %T", x))
	}
}

func choose(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// fstring writes {x=} as CPython does: the text "x=" and the field.
func (d *dumper) fstring(x *FString) {
	place := d.place(x)
	d.bare++
	parts, literal := []string{}, ""
	flush := func() {
		if literal != "" {
			parts = append(parts, "(Constant s"+quoted(literal)+")")
		}
		literal = ""
	}
	outer := d.out
	for _, part := range x.Parts {
		field, ok := part.(*Interp)
		if !ok {
			literal += part.(*Str).Value
			continue
		}
		literal += d.debugText(field)
		flush()
		d.out = strings.Builder{}
		d.interp(field)
		parts = append(parts, d.out.String())
	}
	flush()
	d.out = outer
	d.bare--
	d.out.WriteString("(" + choose(x.Template, "TemplateStr", "JoinedStr") + place + " [" + strings.Join(parts, " ") + "])")
}

func (d *dumper) interp(x *Interp) {
	conversion := verbatim("-")
	if x.Conv != 0 {
		conversion = verbatim(rune(x.Conv))
	} else if x.Debug && x.Spec == nil {
		conversion = "r"
	}
	var spec any
	if x.Spec != nil {
		spec = x.Spec
	}
	d.node("FormattedValue", nil, x.X, conversion, spec)
}

// debugText returns the source of {x=} up to the equals sign and the blanks
// behind it, without comments.
func (d *dumper) debugText(x *Interp) string {
	if !x.Debug || d.f == nil {
		return ""
	}
	from, to := int(x.Pos())+1, int(x.X.End())
	to += strings.IndexByte(d.f.Source[to:], '=') + 1
	shown := d.f.Source[from:to]
	for {
		rest := d.f.Source[to:]
		blanks := len(rest) - len(strings.TrimLeft(rest, " \t\f\n"))
		shown, to = shown+rest[:blanks], to+blanks
		if d.f.Source[to] != '#' {
			return shown
		}
		to += strings.IndexByte(d.f.Source[to:], '\n')
	}
}

func (d *dumper) param(q *Param) {
	mark := [...]string{"/", "", "*", "=", "**"}[q.Kind]
	var n Node
	if !strings.HasPrefix(mark, "*") {
		n = q
	}
	d.out.WriteString("(arg")
	if n != nil && d.bare == 0 {
		fmt.Fprintf(&d.out, "@%d:%d", d.f.Line(q.Pos()), d.f.Column(q.Pos()))
	}
	d.out.WriteString(" " + mark + q.Name)
	if q.Unpack != nil {
		d.expr(q.Unpack)
	}
	d.out.WriteByte(' ')
	d.field(q.Annotation)
	d.out.WriteByte(' ')
	d.field(q.Default)
	d.out.WriteByte(')')
}

func (d *dumper) typeParam(p *TypeParam) {
	switch p.Stars {
	case 0:
		d.node("TypeVar", p, word(p.Name), p.Bound, p.Default)
	case 1:
		d.node("TypeVarTuple", p, word(p.Name), p.Default)
	default:
		d.node("ParamSpec", p, word(p.Name), p.Default)
	}
}

func (d *dumper) pattern(p *Pattern) {
	name := word(p.Name)
	if name == "_" {
		name = ""
	}
	switch p.Kind {
	case ValuePattern:
		if c, ok := p.Value.(*Const); ok && c.Kind != Ellipsis {
			d.node("MatchSingleton", p, constants[c.Kind])
			return
		}
		d.node("MatchValue", p, p.Value)
	case CapturePattern:
		d.node("MatchAs", p, nil, name)
	case SequencePattern:
		d.node("MatchSequence", p, p.Subs)
	case StarPattern:
		d.node("MatchStar", p, name)
	case MappingPattern:
		d.node("MatchMapping", p, p.Keys, p.Subs, name)
	case ClassPattern:
		split := len(p.Names)
		for split > 0 && p.Names[split-1] != "" {
			split--
		}
		d.node("MatchClass", p, p.Value, p.Subs[:split], p.Names[split:], p.Subs[split:])
	case OrPattern:
		d.node("MatchOr", p, p.Subs)
	case AsPattern:
		d.node("MatchAs", p, p.Subs[0], name)
	}
}

func (d *dumper) stmt(s Stmt, depth int) {
	body := func(list []Stmt) block { return block{list, depth} }
	switch s := s.(type) {
	case *FunctionDef:
		d.node(choose(s.Async, "AsyncFunctionDef", "FunctionDef"), s, word(s.Name), s.Params, s.Decorators, s.Returns, s.TypeParams, body(s.Body))
	case *ClassDef:
		d.node("ClassDef", s, word(s.Name), s.Bases, s.Keywords, s.Decorators, s.TypeParams, body(s.Body))
	case *For:
		d.node(choose(s.Async, "AsyncFor", "For"), s, s.Target, s.Iter, body(s.Body), body(s.Else))
	case *While:
		d.node("While", s, s.Test, body(s.Body), body(s.Else))
	case *If:
		fields := []any{}
		for _, b := range s.Branches {
			fields = append(fields, b.Test, body(b.Body))
		}
		d.node("If", s, append(fields, body(s.Else))...)
	case *With:
		d.node(choose(s.Async, "AsyncWith", "With"), s, s.Items, body(s.Body))
	case *Match:
		d.out.WriteString("(Match" + d.place(s) + " ")
		d.expr(s.Subject)
		d.out.WriteByte(' ')
		list(d, s.Cases, func(c MatchCase) { d.node("match_case", nil, c.Pattern, c.Guard, body(c.Body)) })
		d.out.WriteByte(')')
	case *Try:
		d.out.WriteString("(" + choose(s.Star, "TryStar", "Try") + d.place(s) + " ")
		d.field(body(s.Body))
		d.out.WriteByte(' ')
		list(d, s.Handlers, func(h *Handler) { d.node("ExceptHandler", h, h.Type, word(h.Name), body(h.Body)) })
		for _, rest := range [][]Stmt{s.Else, s.Finally} {
			d.out.WriteByte(' ')
			d.field(body(rest))
		}
		d.out.WriteByte(')')
	default:
		d.simple(s)
	}
}

func (d *dumper) simple(s Stmt) {
	switch s := s.(type) {
	case *Return:
		d.node("Return", s, s.X)
	case *Delete:
		d.node("Delete", s, s.Targets)
	case *Assign:
		d.node("Assign", s, s.Targets, s.Value)
	case *AugAssign:
		d.node("AugAssign", s, s.Target, s.Op, s.Value)
	case *AnnAssign:
		d.node("AnnAssign", s, s.Target, s.Annotation, s.Value)
	case *TypeAlias:
		d.node("TypeAlias", s, word(s.Name), s.TypeParams, s.Value)
	case *Raise:
		if s.Arg != nil {
			d.node("Raise", s, s.X, s.Arg, s.Traceback)
		} else {
			d.node("Raise", s, s.X, s.Cause)
		}
	case *Assert:
		d.node("Assert", s, s.Test, s.Msg)
	case *Import:
		d.node("Import", s, s.Names)
	case *ImportFrom:
		d.node("ImportFrom", s, word(s.Module), s.Names, s.Level)
	case *Global:
		d.node(choose(s.Nonlocal, "Nonlocal", "Global"), s, s.Names)
	case *ExprStmt:
		d.node("Expr", s, s.X)
	case *Simple:
		d.node([...]string{"Pass", "Break", "Continue"}[s.Kind], s)
	case *Print:
		d.node("Print", s, s.Dest, s.Values)
	case *Exec:
		d.node("Exec", s, s.Code, s.Globals, s.Locals)
	case *BadStmt:
		d.node("BadStmt", s, s.Exprs)
	default:
		panic(fmt.Sprintf("no form for %T", s))
	}
}
