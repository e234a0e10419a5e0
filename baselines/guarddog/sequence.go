package guarddog

import (
	"github.com/malguard/malguard/internal/pysrc"
)

// inStatement calls visit for the expressions that a pattern "f()" as a
// statement finds in a statement: x = f(), g(f()), f().g, return f(), but not
// those in conditions, items, lambdas or comprehensions.
func inStatement(s pysrc.Stmt, visit func(pysrc.Expr)) {
	switch s := s.(type) {
	case *pysrc.ExprStmt:
		shallow(s.X, visit)
	case *pysrc.Assign:
		shallow(s.Value, visit)
	case *pysrc.AugAssign:
		shallow(s.Value, visit)
	case *pysrc.Print:
		for _, x := range s.Values {
			shallow(x, visit)
		}
	case *pysrc.AnnAssign:
		deep(s.Value, visit)
	case *pysrc.Return:
		deep(s.X, visit)
	}
}

func deep(x pysrc.Expr, visit func(pysrc.Expr)) {
	if x == nil {
		return
	}
	pysrc.Inspect(x, func(n pysrc.Node) bool {
		if x, ok := n.(pysrc.Expr); ok {
			visit(x)
		}
		return true
	})
}

func shallow(x pysrc.Expr, visit func(pysrc.Expr)) {
	pysrc.Inspect(x, func(n pysrc.Node) bool {
		x, ok := n.(pysrc.Expr)
		if !ok {
			return true
		}
		visit(x)
		switch x.(type) {
		case *pysrc.IfExp, *pysrc.Subscript, *pysrc.Lambda, *pysrc.Comp:
			return false
		}
		return true
	})
}

// statementHas says whether a call for which the conditions hold is found in a
// statement.
func (s *source) statementHas(stmt pysrc.Stmt, holds condition) bool {
	found := false
	inStatement(stmt, func(x pysrc.Expr) {
		if c, ok := s.callOf(x); ok && !found {
			found = holds(s, c)
		}
	})
	return found
}

// fromCall finds the statements that hold a call, each with all that follows in
// its block.
func fromCall(conditions ...condition) finder {
	holds := all(conditions)
	return func(s *source) []span {
		var found []span
		for _, block := range s.blocks {
			for _, stmt := range block {
				if s.statementHas(stmt, holds) {
					found = append(found, span{stmt.Pos(), blockEnd(block)})
					break // the later ones lie within
				}
			}
		}
		return found
	}
}

// variable is a variable, by its key, that a statement sets, the key of what the
// method is called on that gives its value, and the rest of the block from there.
type variable struct {
	key, on string
	rest    span
}

// setTo finds the variables that a statement sets to what holds.
func (s *source) setTo(holds func(*source, pysrc.Expr) bool) []variable {
	var found []variable
	for _, block := range s.blocks {
		for _, stmt := range block {
			target, value := assignment(stmt)
			if target == nil || !holds(s, value) {
				continue
			}
			if key := s.key(target); key != "" {
				v := variable{key: key, rest: span{stmt.Pos(), blockEnd(block)}}
				if c, ok := value.(*pysrc.Call); ok && object(c) != nil {
					v.on = s.key(object(c))
				}
				found = append(found, v)
			}
		}
	}
	return found
}

// assignment returns the last target and the value of a statement that assigns.
func assignment(stmt pysrc.Stmt) (target, value pysrc.Expr) {
	switch stmt := stmt.(type) {
	case *pysrc.Assign:
		return stmt.Targets[len(stmt.Targets)-1], stmt.Value
	case *pysrc.AnnAssign:
		if stmt.Value != nil {
			return stmt.Target, stmt.Value
		}
	}
	return nil, nil
}

// used says for the calls of methods on variables whether they lie in the rest
// of the block of one of the same key.
func used(variables []variable, attrs ...string) finder {
	byKey := map[string][]span{}
	for _, v := range variables {
		byKey[v.key] = append(byKey[v.key], v.rest)
	}
	covers := coversOf(byKey)
	return calls(method(attrs...), func(s *source, c call) bool {
		x := object(c.Call)
		return x != nil && covers[s.key(x)] != nil && covers[s.key(x)].has(spanOf(c.Call))
	})
}

func coversOf(spans map[string][]span) map[string]*cover {
	covers := map[string]*cover{}
	for key, list := range spans {
		covers[key] = coverOf(list)
	}
	return covers
}

// flatten calls visit for statements and those below them, in order; it ends
// where visit returns false.
func flatten(list []pysrc.Stmt, visit func(pysrc.Stmt) bool) bool {
	for _, s := range list {
		if !visit(s) {
			return false
		}
		for _, body := range bodies(s) {
			if !flatten(body, visit) {
				return false
			}
		}
	}
	return true
}
