package guarddog

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// declare makes name one of the current scope.
func (r *resolver) declare(name string) {
	switch {
	case r.class:
	case len(r.blocks) > 0:
		if _, known := r.blocks[len(r.blocks)-1][name]; !known {
			r.blocks[len(r.blocks)-1][name] = local
		}
	default:
		r.module[name] = global
	}
}

// assign declares the names of a target unless they are known in the current
// scope or imported.
func (r *resolver) assign(x pysrc.Expr) {
	r.target(x, func(n *pysrc.Name) {
		if _, known := r.imported[n.ID]; !known || r.declared(n.ID) {
			r.declare(n.ID)
		}
	})
}

func (r *resolver) declared(name string) bool {
	if len(r.blocks) > 0 {
		_, known := r.blocks[len(r.blocks)-1][name]
		return known
	}
	_, known := r.module[name]
	return known
}

// pattern declares the names of a target in any case.
func (r *resolver) pattern(x pysrc.Expr) { r.target(x, func(n *pysrc.Name) { r.declare(n.ID) }) }

func (r *resolver) target(x pysrc.Expr, name func(*pysrc.Name)) {
	switch x := x.(type) {
	case nil:
	case *pysrc.Name:
		name(x)
		r.expr(x)
	case *pysrc.Tuple:
		for _, e := range x.Elts {
			r.target(e, name)
		}
	case *pysrc.List:
		for _, e := range x.Elts {
			r.target(e, name)
		}
	case *pysrc.Starred:
		r.target(x.X, name)
	default:
		r.expr(x)
	}
}

func (r *resolver) exprList(lists ...[]pysrc.Expr) {
	for _, list := range lists {
		for _, x := range list {
			r.expr(x)
		}
	}
}

// expr resolves the names below x, which may be nil.
func (r *resolver) expr(x pysrc.Expr) {
	if x == nil {
		return
	}
	pysrc.Inspect(x, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.Name:
			r.name(n)
		case *pysrc.Lambda:
			r.body(n.Params, func() { r.expr(n.Body) })
			return false
		case *pysrc.Comp:
			for _, c := range n.Clauses {
				r.pattern(c.Target)
			}
		case *pysrc.NamedExpr:
			r.expr(n.Value)
			r.assign(n.Target)
			return false
		}
		return true
	})
}

func (r *resolver) name(n *pysrc.Name) {
	for i := len(r.blocks) - 1; i >= 0; i-- {
		if b, ok := r.blocks[i][n.ID]; ok {
			if b == global {
				r.globals[n] = true
			}
			return
		}
	}
	if _, ok := r.module[n.ID]; ok {
		r.globals[n] = true
		return
	}
	if path, ok := r.imported[n.ID]; ok {
		r.imports[n] = path
	}
}
