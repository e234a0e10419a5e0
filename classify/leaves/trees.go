package leaves

import (
	"fmt"

	"github.com/malguard/malguard/classify"
)

// Trees returns the same model as one of package classify, for what works on
// those alone, such as explanations. Splits by category, and columns of which
// some splits take zeros for missing and others tell them apart
// ([classify.Ensemble] has one rule for all), are [ErrUnsupported].
//
// Scores are the same to rounding, but for entries that are not zero and at
// most 1e-35 in size where the model takes zeros for missing: LightGBM takes them
// for missing, too.
func (m *Model) Trees() (*classify.Trees, error) {
	t := m.text
	e := classify.Ensemble{Width: t.width, Output: classify.OutputLogit, Missing: true, ZeroMissing: t.zeroMissing()}
	scale := t.sigmoid
	if t.average {
		scale /= float64(len(t.trees))
	}
	for k := range t.trees {
		nodes, err := t.trees[k].nodes(scale, e.ZeroMissing)
		if err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
		e.Trees = append(e.Trees, nodes)
	}
	trees, err := classify.NewTrees(e)
	if err != nil {
		return nil, fmt.Errorf("leaves: %w", err)
	}
	return trees, nil
}

// zeroMissing reports whether some split takes zeros for missing.
func (m *text) zeroMissing() bool {
	for _, t := range m.trees {
		for _, d := range t.decision {
			if d&(missing|byCategory) == missingZero {
				return true
			}
		}
	}
	return false
}

// nodes returns the tree in preorder, its leaves times scale.
func (t *tree) nodes(scale float64, zeroMissing bool) ([]classify.Node, error) {
	type place struct{ node, parent int } // parent of a right child; -1 for others
	open := []place{{0, -1}}
	if len(t.left) == 0 {
		open[0].node = -1
	}
	nodes := make([]classify.Node, 0, len(t.left)+len(t.leaf))
	for len(open) > 0 {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		self := len(nodes)
		if p.parent >= 0 {
			nodes[p.parent].Right = int32(self)
		}
		if p.node < 0 {
			leaf := ^p.node
			nodes = append(nodes, classify.Node{Column: -1, Value: t.leaf[leaf] * scale, Cover: cover(t.leafRows, leaf)})
			continue
		}
		i := p.node
		left, err := t.missingLeft(i, zeroMissing)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, classify.Node{Column: int32(t.column[i]), Value: t.threshold[i], MissingLeft: left, Cover: cover(t.splitRows, i)})
		open = append(open, place{t.right[i], self}, place{t.left[i], -1})
	}
	return nodes, nil
}

func cover(rows []int, i int) float64 {
	if rows == nil {
		return 0
	}
	return float64(rows[i])
}

// missingLeft returns where split i sends a missing entry, and with zeroMissing
// a zero as well.
func (t *tree) missingLeft(i int, zeroMissing bool) (bool, error) {
	zero, byDefault := t.threshold[i] >= 0, t.decision[i]&defaultLeft != 0
	switch d := t.decision[i]; {
	case d&byCategory != 0:
		return false, fmt.Errorf("%w: split by categories of column %d", ErrUnsupported, t.column[i])
	case d&missing == missingZero:
		return byDefault, nil
	case d&missing == missingNaN && zeroMissing && zero != byDefault:
		return false, fmt.Errorf("%w: column %d tells zeros from missing entries, others do not", ErrUnsupported, t.column[i])
	case d&missing == missingNaN:
		return byDefault, nil
	default: // to which a missing entry is a zero
		return zero, nil
	}
}
