package families

import (
	"strconv"

	"github.com/malguard/malguard/internal/pysrc"
)

// expr writes an expression.
func (e *encoder) expr(x pysrc.Expr) {
	switch x := x.(type) {
	case *pysrc.Name:
		e.node(1)
		e.words(x.ID)
	case *pysrc.Num:
		e.node(2)
		e.words("n", x.Text)
	case *pysrc.Str:
		e.node(2)
		e.words("s", strconv.FormatBool(x.Bytes), x.Value)
	case *pysrc.Const:
		e.node(2)
		e.words("c", strconv.Itoa(int(x.Kind)))
	case *pysrc.Attribute:
		e.node(3)
		e.words(x.Attr)
	case *pysrc.Subscript:
		e.node(4)
	case *pysrc.Slice:
		e.node(5, has(x.Lo != nil), has(x.Hi != nil), has(x.Step != nil))
	case *pysrc.Call:
		e.node(6, len(x.Args), len(x.Keywords))
	case *pysrc.UnaryOp:
		e.node(operation + byte(x.Op))
	case *pysrc.BoolOp:
		e.node(operation+byte(x.Op), len(x.Values))
	case *pysrc.BinOp:
		e.node(operation + byte(x.Op) + operators)
	case *pysrc.Compare:
		e.node(7, len(x.Ops))
		for _, op := range x.Ops {
			e.counts(int(op))
		}
	case *pysrc.IfExp:
		e.node(8)
	case *pysrc.Lambda:
		e.node(9, len(x.Params))
	case *pysrc.Yield:
		e.node(10, has(x.X != nil), has(x.Delegate))
	case *pysrc.Await:
		e.node(11)
	case *pysrc.NamedExpr:
		e.node(12)
	case *pysrc.Starred:
		e.node(13)
	case *pysrc.Repr:
		e.node(14)
	case *pysrc.BadExpr:
		e.node(15)
	default:
		e.display(x)
	}
}

// Kinds of operations: one for each operator with one operand or in a chain, one for each
// with two, and one for each that assigns.
const (
	operation = 128
	operators = 32
)

// display writes what holds a list of things.
func (e *encoder) display(x pysrc.Expr) {
	switch x := x.(type) {
	case *pysrc.FString:
		e.node(16, len(x.Parts))
		e.words(strconv.FormatBool(x.Template))
	case *pysrc.Interp:
		e.node(17, has(x.Spec != nil))
		e.words(string(rune(x.Conv)), strconv.FormatBool(x.Debug))
	case *pysrc.Tuple:
		e.node(18, len(x.Elts))
	case *pysrc.List:
		e.node(19, len(x.Elts))
	case *pysrc.Set:
		e.node(20, len(x.Elts))
	case *pysrc.Dict:
		e.node(21, len(x.Keys))
		for _, k := range x.Keys {
			e.counts(has(k != nil))
		}
	case *pysrc.Comp:
		e.node(22+byte(x.Kind), len(x.Clauses))
		for _, c := range x.Clauses {
			e.counts(len(c.Ifs), has(c.Async))
		}
	}
}

// simple writes a statement that holds no others, and is false for one that does. That
// an expression stands alone is no node of a shingle: half of all statements are calls.
func (e *encoder) simple(s pysrc.Stmt) bool {
	switch s := s.(type) {
	case *pysrc.ExprStmt:
		e.silent(40)
	case *pysrc.Assign:
		e.node(41, len(s.Targets))
	case *pysrc.AugAssign:
		e.node(operation + byte(s.Op) + 2*operators)
	case *pysrc.AnnAssign:
		e.node(42, has(s.Value != nil))
	case *pysrc.Return:
		e.node(43, has(s.X != nil))
	case *pysrc.Delete:
		e.node(44, len(s.Targets))
	case *pysrc.Raise:
		e.node(45, has(s.X != nil), has(s.Arg != nil), has(s.Traceback != nil), has(s.Cause != nil))
	case *pysrc.Assert:
		e.node(46, has(s.Msg != nil))
	case *pysrc.Import:
		e.node(47, len(s.Names))
	case *pysrc.ImportFrom:
		e.node(48, len(s.Names))
		e.words(s.Module, strconv.Itoa(s.Level))
	case *pysrc.Global:
		e.node(49, len(s.Names), has(s.Nonlocal))
		e.words(s.Names...)
	case *pysrc.Simple:
		e.node(50 + byte(s.Kind)) // to 52
	case *pysrc.Print:
		e.node(53, has(s.Dest != nil), len(s.Values))
	case *pysrc.Exec:
		e.node(54, has(s.Globals != nil), has(s.Locals != nil))
	case *pysrc.TypeAlias:
		e.node(55, len(s.TypeParams))
		e.words(s.Name)
	case *pysrc.BadStmt:
		e.node(56, len(s.Exprs))
	default:
		return false
	}
	return true
}

// block writes a statement that holds others.
func (e *encoder) block(s pysrc.Stmt) {
	switch s := s.(type) {
	case *pysrc.FunctionDef:
		e.node(60, len(s.Decorators), len(s.TypeParams), len(s.Params), has(s.Returns != nil), len(s.Body), has(s.Async))
		e.words(s.Name)
	case *pysrc.ClassDef:
		e.node(61, len(s.Decorators), len(s.TypeParams), len(s.Bases), len(s.Keywords), len(s.Body))
		e.words(s.Name)
	case *pysrc.For:
		e.node(62, len(s.Body), len(s.Else), has(s.Async))
	case *pysrc.While:
		e.node(63, len(s.Body), len(s.Else))
	case *pysrc.If:
		e.node(64, len(s.Branches), len(s.Else))
		for _, b := range s.Branches {
			e.counts(len(b.Body))
		}
	case *pysrc.With:
		e.node(65, len(s.Items), len(s.Body), has(s.Async))
		for _, i := range s.Items {
			e.counts(has(i.Target != nil))
		}
	case *pysrc.Match:
		e.node(66, len(s.Cases))
		for _, c := range s.Cases {
			e.counts(has(c.Guard != nil), len(c.Body))
		}
	case *pysrc.Try:
		e.node(67, len(s.Body), len(s.Handlers), len(s.Else), len(s.Finally), has(s.Star))
	}
}

// part writes what is neither an expression nor a statement.
func (e *encoder) part(n pysrc.Node) {
	switch n := n.(type) {
	case *pysrc.Keyword:
		e.node(70, has(n.Name != ""))
		e.words(n.Name)
	case *pysrc.Param:
		e.node(71, int(n.Kind), has(n.Unpack != nil), has(n.Annotation != nil), has(n.Default != nil))
		e.words(n.Name)
	case *pysrc.TypeParam:
		e.node(72, int(n.Stars), has(n.Bound != nil), has(n.Default != nil))
		e.words(n.Name)
	case *pysrc.Alias:
		e.node(73, has(n.AsName != ""))
		e.words(n.Name, n.AsName)
	case *pysrc.Handler:
		e.node(74, has(n.Type != nil), has(n.Name != ""), len(n.Body))
		e.words(n.Name)
	case *pysrc.Pattern:
		e.node(75+byte(n.Kind), has(n.Value != nil), len(n.Subs), len(n.Keys), has(n.Name != "")) // to 82
		e.words(n.Name)
		e.words(n.Names...)
	}
}
