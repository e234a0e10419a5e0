package golearn

import (
	"context"

	"github.com/sjwhitworth/golearn/base"
)

// nodeGrid is the rows of a node, benign ones first. golearn adds up entropies in the order
// in which classes appear, and its views give rows in the order of a map.
type nodeGrid struct {
	base.FixedDataGrid
	ctx   context.Context
	class base.Attribute
	cells [][]byte // the class of each row: a view is slow to find it
	order []int
	count [2]int
}

func newNodeGrid(ctx context.Context, f base.FixedDataGrid, l layout) *nodeGrid {
	spec, err := f.GetAttribute(l.class)
	must(err)
	_, rows := f.Size()
	n := &nodeGrid{FixedDataGrid: f, ctx: ctx, class: l.class, cells: make([][]byte, rows)}
	var last []int
	for i := range rows {
		n.cells[i] = f.Get(spec, i)
		if n.cells[i][0] == l.values[0][0] {
			n.order = append(n.order, i)
		} else {
			last = append(last, i)
		}
	}
	n.count = [2]int{len(n.order), len(last)}
	n.order = append(n.order, last...)
	return n
}

// Size is what golearn asks before it looks at a column; at the end of the context
// it is told that there is nothing to look at.
func (n *nodeGrid) Size() (columns, rows int) {
	columns, _ = n.FixedDataGrid.Size()
	if n.ctx.Err() != nil {
		n.order = nil
	}
	return columns, len(n.order)
}

func (n *nodeGrid) Get(s base.AttributeSpec, row int) []byte {
	if s.GetAttribute() == n.class {
		return n.cells[row]
	}
	return n.FixedDataGrid.Get(s, row)
}

func (n *nodeGrid) MapOverRows(specs []base.AttributeSpec, f func([][]byte, int) (bool, error)) error {
	cells := make([][]byte, len(specs))
	for _, i := range n.order {
		for k, s := range specs {
			cells[k] = n.Get(s, i)
		}
		if ok, err := f(cells, i); err != nil || !ok {
			return err
		}
	}
	return nil
}
