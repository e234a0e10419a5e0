package pysrc

import (
	"slices"
	"unsafe"
)

// slab hands out nodes from blocks, which costs a tenth of an allocation each.
type slab[T any] struct{ free []T }

func (s *slab[T]) take() *T {
	if len(s.free) == cap(s.free) {
		s.free = make([]T, 0, min(max(2*cap(s.free), 8), max(1, 8192/int(unsafe.Sizeof(*new(T))))))
	}
	s.free = s.free[:len(s.free)+1]
	return &s.free[len(s.free)-1]
}

// cut moves the elements of list from mark on into a slice of their own, taken
// from a block where they are few.
func cut[T any](block *[]T, list []T, mark int) []T {
	n := len(list) - mark
	if n == 0 {
		return nil
	}
	if n > 64 {
		return slices.Clone(list[mark:])
	}
	if cap(*block)-len(*block) < n {
		*block = make([]T, 0, min(max(2*cap(*block), 16), 512)+n)
	}
	at := len(*block)
	*block = append(*block, list[mark:]...)
	return (*block)[at : at+n : at+n]
}

func (p *parser) takeExprs(mark int) []Expr {
	list := cut(&p.exprSlab, p.exprs, mark)
	clear(p.exprs[mark:])
	p.exprs = p.exprs[:mark]
	return list
}

func (p *parser) takeStmts(mark int) []Stmt {
	list := cut(&p.stmtSlab, p.stmts, mark)
	clear(p.stmts[mark:])
	p.stmts = p.stmts[:mark]
	return list
}
