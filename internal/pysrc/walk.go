package pysrc

// Walk calls visit for every node of the file in source order, parents before
// children; the children of a node for which visit returns false are skipped.
// Fragments come last.
func Walk(f *File, visit func(Node) bool) {
	walkStmts(f.Body, visit)
	walkExprs(f.Fragments, visit)
}

// Inspect does for one node what [Walk] does for a file.
func Inspect(n Node, visit func(Node) bool) {
	switch n := n.(type) {
	case Expr:
		walkExpr(n, visit)
	case Stmt:
		walkStmt(n, visit)
	case *Keyword:
		if visit(n) {
			walkExpr(n.Value, visit)
		}
	case *Param:
		walkParams([]*Param{n}, visit)
	case *TypeParam:
		walkTypeParams([]*TypeParam{n}, visit)
	case *Pattern:
		walkPattern(n, visit)
	case *Handler:
		walkHandler(n, visit)
	case *Alias:
		visit(n)
	}
}

func walkExprs(list []Expr, visit func(Node) bool) {
	for _, x := range list {
		walkExpr(x, visit)
	}
}

// walkArguments visits in source order: f(k=a, *b) has a keyword before an
// argument.
func walkArguments(args []Expr, keywords []*Keyword, visit func(Node) bool) {
	for _, k := range keywords {
		for len(args) > 0 && args[0].Pos() < k.Pos() {
			walkExpr(args[0], visit)
			args = args[1:]
		}
		if visit(k) {
			walkExpr(k.Value, visit)
		}
	}
	walkExprs(args, visit)
}

func walkParams(list []*Param, visit func(Node) bool) {
	for _, p := range list {
		if !visit(p) {
			continue
		}
		walkExpr(p.Unpack, visit)
		walkExpr(p.Annotation, visit)
		walkExpr(p.Default, visit)
	}
}

func walkTypeParams(list []*TypeParam, visit func(Node) bool) {
	for _, p := range list {
		if visit(p) {
			walkExpr(p.Bound, visit)
			walkExpr(p.Default, visit)
		}
	}
}

func walkPattern(p *Pattern, visit func(Node) bool) {
	if p == nil || !visit(p) {
		return
	}
	walkExpr(p.Value, visit)
	for i, sub := range p.Subs {
		if i < len(p.Keys) {
			walkExpr(p.Keys[i], visit)
		}
		walkPattern(sub, visit)
	}
}

// walkExpr visits x, which may be nil, and what is below it.
func walkExpr(x Expr, visit func(Node) bool) {
	if x == nil || !visit(x) {
		return
	}
	switch x := x.(type) {
	case *Name, *Num, *Str, *Const, *BadExpr:
	case *Attribute:
		walkExpr(x.X, visit)
	case *Call:
		walkExpr(x.Func, visit)
		walkArguments(x.Args, x.Keywords, visit)
	case *Subscript:
		walkExpr(x.X, visit)
		walkExpr(x.Index, visit)
	case *BinOp:
		walkExpr(x.X, visit)
		walkExpr(x.Y, visit)
	case *Tuple:
		walkExprs(x.Elts, visit)
	case *List:
		walkExprs(x.Elts, visit)
	case *Set:
		walkExprs(x.Elts, visit)
	case *BoolOp:
		walkExprs(x.Values, visit)
	case *UnaryOp:
		walkExpr(x.X, visit)
	case *Starred:
		walkExpr(x.X, visit)
	case *Await:
		walkExpr(x.X, visit)
	case *Yield:
		walkExpr(x.X, visit)
	case *Repr:
		walkExpr(x.X, visit)
	case *FString:
		walkExprs(x.Parts, visit)
	default:
		walkCompound(x, visit)
	}
}

// walkCompound visits below the expressions that hold more than one kind of
// child.
func walkCompound(x Expr, visit func(Node) bool) {
	switch x := x.(type) {
	case *Compare:
		walkExpr(x.X, visit)
		walkExprs(x.Ys, visit)
	case *IfExp:
		walkExpr(x.Body, visit)
		walkExpr(x.Test, visit)
		walkExpr(x.Else, visit)
	case *Slice:
		walkExpr(x.Lo, visit)
		walkExpr(x.Hi, visit)
		walkExpr(x.Step, visit)
	case *Dict:
		for i, k := range x.Keys {
			walkExpr(k, visit)
			walkExpr(x.Values[i], visit)
		}
	case *Comp:
		walkExpr(x.Elt, visit)
		walkExpr(x.Value, visit)
		for _, c := range x.Clauses {
			walkExpr(c.Target, visit)
			walkExpr(c.Iter, visit)
			walkExprs(c.Ifs, visit)
		}
	case *Lambda:
		walkParams(x.Params, visit)
		walkExpr(x.Body, visit)
	case *NamedExpr:
		walkExpr(x.Target, visit)
		walkExpr(x.Value, visit)
	case *Interp:
		walkExpr(x.X, visit)
		if x.Spec != nil {
			walkExpr(x.Spec, visit)
		}
	}
}

func walkStmts(list []Stmt, visit func(Node) bool) {
	for _, s := range list {
		walkStmt(s, visit)
	}
}

func walkStmt(s Stmt, visit func(Node) bool) {
	if !visit(s) {
		return
	}
	switch s := s.(type) {
	case *ExprStmt:
		walkExpr(s.X, visit)
	case *Assign:
		walkExprs(s.Targets, visit)
		walkExpr(s.Value, visit)
	case *AugAssign:
		walkExpr(s.Target, visit)
		walkExpr(s.Value, visit)
	case *AnnAssign:
		walkExpr(s.Target, visit)
		walkExpr(s.Annotation, visit)
		walkExpr(s.Value, visit)
	case *Return:
		walkExpr(s.X, visit)
	case *Delete:
		walkExprs(s.Targets, visit)
	case *Raise:
		walkExpr(s.X, visit)
		walkExpr(s.Arg, visit)
		walkExpr(s.Traceback, visit)
		walkExpr(s.Cause, visit)
	case *Assert:
		walkExpr(s.Test, visit)
		walkExpr(s.Msg, visit)
	case *Print:
		walkExpr(s.Dest, visit)
		walkExprs(s.Values, visit)
	case *Exec:
		walkExpr(s.Code, visit)
		walkExpr(s.Globals, visit)
		walkExpr(s.Locals, visit)
	case *BadStmt:
		walkExprs(s.Exprs, visit)
	case *TypeAlias:
		walkTypeParams(s.TypeParams, visit)
		walkExpr(s.Value, visit)
	case *Import:
		walkAliases(s.Names, visit)
	case *ImportFrom:
		walkAliases(s.Names, visit)
	default:
		walkBlock(s, visit)
	}
}

func walkAliases(list []*Alias, visit func(Node) bool) {
	for _, a := range list {
		visit(a)
	}
}

// walkBlock visits below the statements that hold statements.
func walkBlock(s Stmt, visit func(Node) bool) {
	switch s := s.(type) {
	case *FunctionDef:
		walkExprs(s.Decorators, visit)
		walkTypeParams(s.TypeParams, visit)
		walkParams(s.Params, visit)
		walkExpr(s.Returns, visit)
		walkStmts(s.Body, visit)
	case *ClassDef:
		walkExprs(s.Decorators, visit)
		walkTypeParams(s.TypeParams, visit)
		walkArguments(s.Bases, s.Keywords, visit)
		walkStmts(s.Body, visit)
	case *For:
		walkExpr(s.Target, visit)
		walkExpr(s.Iter, visit)
		walkStmts(s.Body, visit)
		walkStmts(s.Else, visit)
	case *While:
		walkExpr(s.Test, visit)
		walkStmts(s.Body, visit)
		walkStmts(s.Else, visit)
	case *If:
		for _, b := range s.Branches {
			walkExpr(b.Test, visit)
			walkStmts(b.Body, visit)
		}
		walkStmts(s.Else, visit)
	case *With:
		for _, item := range s.Items {
			walkExpr(item.Context, visit)
			walkExpr(item.Target, visit)
		}
		walkStmts(s.Body, visit)
	case *Match:
		walkExpr(s.Subject, visit)
		for _, c := range s.Cases {
			walkPattern(c.Pattern, visit)
			walkExpr(c.Guard, visit)
			walkStmts(c.Body, visit)
		}
	case *Try:
		walkStmts(s.Body, visit)
		for _, h := range s.Handlers {
			walkHandler(h, visit)
		}
		walkStmts(s.Else, visit)
		walkStmts(s.Finally, visit)
	}
}

func walkHandler(h *Handler, visit func(Node) bool) {
	if !visit(h) {
		return
	}
	walkExpr(h.Type, visit)
	walkStmts(h.Body, visit)
}
