package classify

import "encoding/binary"

const kindTrees = "trees"

// Bits of the flags of a saved [Trees].
const (
	flagLogit = 1 << iota
	flagSingle
	flagMissing
	flagZeroMissing
)

// Kind implements [Saver].
func (m *Trees) Kind() string { return kindTrees }

// AppendBinary implements [Saver]: width, flags and number of trees as varints
// and the base, then the nodes of each tree in preorder, each a varint, 0 for a
// leaf, else twice the column plus one, plus one if missing entries go left; its
// value and its cover in 8 bytes each. Where a tree ends and where right children
// are follows from the order, so no file can hold a tree with a loop.
func (m *Trees) AppendBinary(b []byte) ([]byte, error) {
	var flags uint64
	if m.e.Output == OutputLogit {
		flags |= flagLogit
	}
	if m.e.Single {
		flags |= flagSingle
	}
	if m.e.Missing {
		flags |= flagMissing
	}
	if m.e.ZeroMissing {
		flags |= flagZeroMissing
	}
	b = binary.AppendUvarint(b, uint64(m.e.Width))
	b = binary.AppendUvarint(b, flags)
	b = binary.AppendUvarint(b, uint64(len(m.e.Trees)))
	b = appendFloat(b, m.e.Base)
	for _, t := range m.e.Trees {
		for _, n := range t {
			split := 2 * uint64(n.Column+1)
			if n.MissingLeft && n.Column >= 0 {
				split++
			}
			b = appendFloat(appendFloat(binary.AppendUvarint(b, split), n.Value), n.Cover)
		}
	}
	return b, nil
}

func decodeTrees(data []byte) (Model, error) {
	p := payload{rest: data}
	e := Ensemble{Width: p.uint(MaxWidth)}
	flags := p.uint(flagLogit | flagSingle | flagMissing | flagZeroMissing)
	if flags&flagLogit != 0 {
		e.Output = OutputLogit
	}
	e.Single, e.Missing, e.ZeroMissing = flags&flagSingle != 0, flags&flagMissing != 0, flags&flagZeroMissing != 0
	n := p.uint(maxTrees)
	e.Base = p.float()
	for range n {
		t := p.tree(e.Width)
		if p.err != nil {
			return nil, p.err
		}
		e.Trees = append(e.Trees, t)
	}
	if p.err != nil || len(p.rest) > 0 {
		return nil, errPayload
	}
	m, err := NewTrees(e)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// tree reads one tree. The splits on the stack still lack a right child.
func (p *payload) tree(width int) []Node {
	var t []Node
	var open []int32
	for p.err == nil {
		split := p.uint(2*uint64(width) + 1)
		n := Node{Column: int32(split/2) - 1, MissingLeft: split%2 == 1, Value: p.float(), Cover: p.float()}
		if split == 1 {
			p.err = errPayload // a leaf that sends missing entries left
		}
		t = append(t, n)
		if n.Column >= 0 {
			open = append(open, int32(len(t)-1))
			continue
		}
		if len(open) == 0 {
			break
		}
		t[open[len(open)-1]].Right = int32(len(t))
		open = open[:len(open)-1]
	}
	return t
}
