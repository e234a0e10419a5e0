package sequence

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// stmt visits s and what is below it.
func (w *walker) stmt(s pysrc.Stmt, depth int) {
	w.at(depth)
	switch s := s.(type) {
	case *pysrc.ExprStmt:
		w.expr(s.X, depth+1)
	case *pysrc.Assign:
		w.exprs(s.Targets, depth+1)
		w.expr(s.Value, depth+1)
	case *pysrc.AugAssign:
		w.expr(s.Target, depth+1)
		w.expr(s.Value, depth+1)
	case *pysrc.AnnAssign:
		w.expr(s.Target, depth+1)
		w.expr(s.Annotation, depth+1)
		w.expr(s.Value, depth+1)
	case *pysrc.Return:
		w.expr(s.X, depth+1)
	case *pysrc.Delete:
		w.exprs(s.Targets, depth+1)
	case *pysrc.Raise:
		w.expr(s.X, depth+1)
		w.expr(s.Cause, depth+1)
	case *pysrc.Assert:
		w.expr(s.Test, depth+1)
		w.expr(s.Msg, depth+1)
	case *pysrc.Print:
		w.print(s, depth)
	case *pysrc.BadStmt: // only where pysrc gave up before CPython does
		w.exprs(s.Exprs, depth+1)
	case *pysrc.Import, *pysrc.ImportFrom:
		w.at(depth + 1)
	default:
		w.block(s, depth)
	}
}

// print visits what pysrc takes for Python 2's statement. In a file that
// CPython accepts it is the expression print >>dest, or a tuple that begins
// with it.
func (w *walker) print(s *pysrc.Print, depth int) {
	if strings.Contains(w.file.Source[s.Dest.End():s.End()], ",") {
		depth++
	}
	w.expr(s.Dest, depth+2)
	w.exprs(s.Values, depth+1)
}

// block visits below the statements that hold statements.
func (w *walker) block(s pysrc.Stmt, depth int) {
	switch s := s.(type) {
	case *pysrc.FunctionDef:
		w.params(s.Params, depth+1)
		w.stmts(s.Body, depth+1)
		w.exprs(s.Decorators, depth+1)
		w.expr(s.Returns, depth+1)
	case *pysrc.ClassDef:
		w.exprs(s.Bases, depth+1)
		w.keywords(s.Keywords, depth+1)
		w.stmts(s.Body, depth+1)
		w.exprs(s.Decorators, depth+1)
	case *pysrc.For:
		w.expr(s.Target, depth+1)
		w.expr(s.Iter, depth+1)
		w.stmts(s.Body, depth+1)
		w.stmts(s.Else, depth+1)
	case *pysrc.While:
		w.expr(s.Test, depth+1)
		w.stmts(s.Body, depth+1)
		w.stmts(s.Else, depth+1)
	case *pysrc.If:
		w.ifs(s, depth)
	case *pysrc.With:
		for _, item := range s.Items {
			w.at(depth + 1)
			w.expr(item.Context, depth+2)
			w.expr(item.Target, depth+2)
		}
		w.stmts(s.Body, depth+1)
	case *pysrc.Match:
		w.expr(s.Subject, depth+1)
		for _, c := range s.Cases {
			w.pattern(c.Pattern, depth+2)
			w.expr(c.Guard, depth+2)
			w.stmts(c.Body, depth+2)
		}
	case *pysrc.Try:
		w.stmts(s.Body, depth+1)
		for _, h := range s.Handlers {
			w.expr(h.Type, depth+2)
			w.stmts(h.Body, depth+2)
		}
		w.stmts(s.Else, depth+1)
		w.stmts(s.Finally, depth+1)
	}
}

// ifs visits a chain of elif, each of which CPython nests in the one before.
func (w *walker) ifs(s *pysrc.If, depth int) {
	for i, b := range s.Branches {
		w.at(depth + i)
		w.expr(b.Test, depth+i+1)
		w.stmts(b.Body, depth+i+1)
	}
	w.stmts(s.Else, depth+len(s.Branches))
}
