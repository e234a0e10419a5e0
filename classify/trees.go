package classify

import (
	"errors"
	"fmt"
	"math"
)

// Node is a node of a binary decision tree. A tree lists its nodes in preorder:
// the left child of a split at i is i+1.
type Node struct {
	Column      int32   // what a split looks at; -1 in a leaf
	Right       int32   // the right child of a split
	Value       float64 // of a split: entries up to and with it go left; of a leaf: what it adds
	MissingLeft bool    // where a split sends a missing entry
	Cover       float64 // weight of the training rows that came here, by which TreeSHAP averages; 0 if nobody knows
}

// Output says how the leaves that a row reaches make its score.
type Output uint8

// The outputs.
const (
	OutputMean  Output = iota // their mean; each is in [0,1]
	OutputLogit               // 1/(1+exp(-z)) with z = Base + their sum
)

// Ensemble is what a [Trees] model consists of, for those who read it, explain
// it or bring it from elsewhere.
type Ensemble struct {
	Width  int
	Output Output
	Base   float64 // log-odds before any tree; 0 for OutputMean
	// Single says that entries are rounded to 32 bits before they are compared,
	// as in scikit-learn and XGBoost.
	Single bool
	// Missing says that rows may have missing entries.
	Missing bool
	// ZeroMissing says that zeros count as missing, too, as they do for a model
	// that XGBoost learnt from rows in SciPy's CSR. It goes with Missing.
	ZeroMissing bool
	Trees       [][]Node
}

// Trees is a model made of decision trees: one, a forest, or boosted ones.
type Trees struct {
	e      Ensemble
	kernel *kernel
}

var errTree = errors.New("malformed tree")

// maxTrees bounds an ensemble.
const maxTrees = 1 << 16

// NewTrees returns the model that e describes, whose trees it keeps. Trees that
// are not in preorder or not finite, columns outside the width, and leaves
// outside [0,1] for [OutputMean] are errors.
func NewTrees(e Ensemble) (*Trees, error) {
	if e.Width < 0 || e.Width > MaxWidth || len(e.Trees) == 0 || len(e.Trees) > maxTrees ||
		e.Output > OutputLogit || !finite(e.Base) || e.Output == OutputMean && e.Base != 0 {
		return nil, fmt.Errorf("classify: trees: %d columns, %d trees, output %d, base %g", e.Width, len(e.Trees), e.Output, e.Base)
	}
	if e.ZeroMissing && !e.Missing {
		return nil, errors.New("classify: trees: zeros are missing but nothing may be")
	}
	for k, t := range e.Trees {
		if err := checkTree(t, e); err != nil {
			return nil, fmt.Errorf("classify: tree %d: %w", k, err)
		}
	}
	return &Trees{e, newKernel(e)}, nil
}

// checkTree walks the preorder: after a leaf comes the right child of the last
// split that lacks one, and after the last leaf nothing.
func checkTree(t []Node, e Ensemble) error {
	var open []int32 // splits that lack a right child
	for i, n := range t {
		if !finite(n.Value) || !(n.Cover >= 0) || math.IsInf(n.Cover, 0) || int(n.Column) >= e.Width || n.Column < -1 {
			return fmt.Errorf("%w: node %d: %+v", errTree, i, n)
		}
		if n.Column >= 0 {
			open = append(open, int32(i))
			continue
		}
		if e.Output == OutputMean && (n.Value < 0 || n.Value > 1) {
			return fmt.Errorf("%w: leaf %d is %g", errTree, i, n.Value)
		}
		last := len(open) - 1
		if last < 0 != (i == len(t)-1) || last >= 0 && int(t[open[last]].Right) != i+1 {
			return fmt.Errorf("%w: node %d is out of order", errTree, i+1)
		}
		if last >= 0 {
			open = open[:last]
		}
	}
	if len(t) == 0 || len(open) > 0 {
		return fmt.Errorf("%w: cut short", errTree)
	}
	return nil
}

// Ensemble returns what the model consists of; its trees are shared and
// read-only.
func (m *Trees) Ensemble() Ensemble { return m.e }

// Width implements [Model].
func (m *Trees) Width() int { return m.e.Width }

// Scores implements [Model]. Rows that are the same are scored once, and
// goroutines share a large batch.
func (m *Trees) Scores(dst []float64, x Matrix) error {
	check := checkScores
	if m.e.Missing {
		check = checkScoresMissing
	}
	if err := check(dst, x, m.e.Width); err != nil {
		return err
	}
	m.kernel.sums(dst, m.e.Base, x)
	for i, sum := range dst {
		if m.e.Output == OutputLogit {
			dst[i] = sigmoid(sum)
		} else {
			dst[i] = sum / float64(len(m.e.Trees))
		}
	}
	return nil
}
