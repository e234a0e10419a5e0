package sequence

import "github.com/malguard/malguard/internal/pysrc"

// expr visits x, which may be nil, and what is below it.
func (w *walker) expr(x pysrc.Expr, depth int) {
	if x == nil {
		return
	}
	w.at(depth)
	switch x := x.(type) {
	case *pysrc.Call:
		if name := nameOf(x.Func); name != "" {
			w.calls = append(w.calls, found{depth, name})
		}
		w.expr(x.Func, depth+1)
		w.exprs(x.Args, depth+1)
		w.keywords(x.Keywords, depth+1)
	case *pysrc.Attribute:
		w.expr(x.X, depth+1)
	case *pysrc.Subscript:
		w.expr(x.X, depth+1)
		w.expr(x.Index, depth+1)
	case *pysrc.BinOp:
		w.expr(x.X, depth+1)
		w.expr(x.Y, depth+1)
	case *pysrc.Tuple:
		w.exprs(x.Elts, depth+1)
	case *pysrc.List:
		w.exprs(x.Elts, depth+1)
	case *pysrc.Set:
		w.exprs(x.Elts, depth+1)
	case *pysrc.BoolOp:
		w.exprs(x.Values, depth+1)
	case *pysrc.UnaryOp:
		w.expr(x.X, depth+1)
	case *pysrc.Starred:
		w.expr(x.X, depth+1)
	case *pysrc.Await:
		w.expr(x.X, depth+1)
	case *pysrc.Yield:
		w.expr(x.X, depth+1)
	default:
		w.compound(x, depth)
	}
}

// compound visits below the expressions that hold more than one kind of child.
func (w *walker) compound(x pysrc.Expr, depth int) {
	switch x := x.(type) {
	case *pysrc.Compare:
		w.expr(x.X, depth+1)
		w.exprs(x.Ys, depth+1)
	case *pysrc.IfExp:
		w.expr(x.Test, depth+1)
		w.expr(x.Body, depth+1)
		w.expr(x.Else, depth+1)
	case *pysrc.Slice:
		w.expr(x.Lo, depth+1)
		w.expr(x.Hi, depth+1)
		w.expr(x.Step, depth+1)
	case *pysrc.Dict:
		w.exprs(x.Keys, depth+1)
		w.exprs(x.Values, depth+1)
	case *pysrc.Comp:
		w.expr(x.Elt, depth+1)
		w.expr(x.Value, depth+1)
		for _, c := range x.Clauses {
			w.expr(c.Target, depth+2)
			w.expr(c.Iter, depth+2)
			w.exprs(c.Ifs, depth+2)
		}
	case *pysrc.Lambda:
		w.params(x.Params, depth+1)
		w.expr(x.Body, depth+1)
	case *pysrc.NamedExpr:
		w.expr(x.Target, depth+1)
		w.expr(x.Value, depth+1)
	case *pysrc.FString:
		w.exprs(x.Parts, depth+1)
	case *pysrc.Interp:
		w.expr(x.X, depth+1)
		if x.Spec != nil {
			w.expr(x.Spec, depth+1)
		}
	}
}
