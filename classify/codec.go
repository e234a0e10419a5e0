package classify

import (
	"encoding/binary"
	"math"
)

// Kinds of saved models.
const (
	kindLogistic = "logistic"
	kindForest   = "forest"
)

// maxTrees bounds a forest that is read.
const maxTrees = 1 << 16

// Kind implements [Saver].
func (m *LogisticModel) Kind() string { return kindLogistic }

// AppendBinary implements [Saver]: the intercept and the weights, 8 bytes each.
func (m *LogisticModel) AppendBinary(b []byte) ([]byte, error) {
	b = appendFloat(b, m.intercept)
	for _, w := range m.coef {
		b = appendFloat(b, w)
	}
	return b, nil
}

func decodeLogistic(data []byte) (Model, error) {
	if len(data) < 8 || len(data)%8 != 0 || len(data)/8-1 > MaxWidth {
		return nil, errPayload
	}
	p := payload{rest: data}
	m := &LogisticModel{intercept: p.float(), coef: make([]float64, len(data)/8-1)}
	for j := range m.coef {
		m.coef[j] = p.float()
	}
	return m, p.err
}

// Kind implements [Saver].
func (m *ForestModel) Kind() string { return kindForest }

// AppendBinary implements [Saver]: width and number of trees as varints, then
// the nodes of each tree in preorder, each a varint, 0 for a leaf or the column
// plus one, and its value in 8 bytes. Where a tree ends follows from its nodes,
// so no file can hold a tree with a loop.
func (m *ForestModel) AppendBinary(b []byte) ([]byte, error) {
	b = binary.AppendUvarint(b, uint64(m.width))
	b = binary.AppendUvarint(b, uint64(len(m.trees)))
	for _, t := range m.trees {
		for _, n := range t {
			b = binary.AppendUvarint(b, uint64(n.column+1))
			b = appendFloat(b, n.value)
		}
	}
	return b, nil
}

func decodeForest(data []byte) (Model, error) {
	p := payload{rest: data}
	m := &ForestModel{width: p.uint(MaxWidth)}
	n := p.uint(maxTrees)
	for range n {
		t := p.tree(m.width)
		if p.err != nil {
			return nil, p.err
		}
		m.trees = append(m.trees, t)
	}
	if p.err != nil || n == 0 || len(p.rest) > 0 {
		return nil, errPayload
	}
	return m, nil
}

// tree reads one tree. The splits on the stack still lack a right child.
func (p *payload) tree(width int) tree {
	var t tree
	var stack []int32
	for p.err == nil {
		n := treeNode{column: int32(p.uint(uint64(width))) - 1, value: p.float()}
		t = append(t, n)
		if n.column >= 0 {
			stack = append(stack, int32(len(t)-1))
			continue
		}
		if n.value < 0 || n.value > 1 {
			p.err = errPayload
		}
		if len(stack) == 0 {
			break
		}
		t[stack[len(stack)-1]].right = int32(len(t))
		stack = stack[:len(stack)-1]
	}
	return t
}

// float reads a finite number.
func (p *payload) float() float64 {
	if p.err == nil && len(p.rest) < 8 {
		p.err = errPayload
	}
	if p.err != nil {
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(p.rest))
	p.rest = p.rest[8:]
	if !finite(v) {
		p.err = errPayload
	}
	return v
}

func appendFloat(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}
