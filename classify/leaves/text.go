package leaves

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/classify"
)

// text is what a model file says that has a part in a score.
type text struct {
	version string
	width   int
	sigmoid float64 // the k in 1/(1+exp(-kz))
	average bool    // z is the mean of the trees, not their sum
	columns []string
	trees   []tree
}

// tree is a tree as the file has it. Its splits are numbered from 0, the root;
// a child below 0 is the leaf of its complement.
type tree struct {
	left, right, column, decision []int
	threshold, leaf               []float64
	splitRows, leafRows           []int // training rows that came there; nil if the file does not say
	// bounds[c] to bounds[c+1] are the words of sets that make the set of
	// categories c, of which a split by category names one as its threshold.
	bounds []int
	sets   []uint32
}

// Bits of the decision of a split.
const (
	byCategory  = 1 << 0
	defaultLeft = 1 << 1
	missing     = 3 << 2
	missingZero = 1 << 2
	missingNaN  = 2 << 2
)

// What a file may say. A word that is not here could change scores in a way that
// nobody here knows.
var (
	headWords = []string{
		"version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective", "average_output",
		"feature_names", "monotone_constraints", "feature_infos", "tree_sizes",
	}
	treeWords = []string{
		"Tree", "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child",
		"leaf_value", "leaf_weight", "leaf_count", "internal_value", "internal_weight", "internal_count", "cat_boundaries",
		"cat_threshold", "is_linear", "leaf_const", "num_features", "leaf_features", "leaf_coeff", "shrinkage",
	}
)

// parse reads a file up to its last tree.
func parse(data []byte) (*text, error) {
	if first, _, _ := bytes.Cut(data, []byte("\n")); string(bytes.TrimSpace(first)) != "tree" {
		return nil, fmt.Errorf("%w: the first line is not \"tree\"", ErrFormat)
	}
	blocks := blocks{rest: string(data)[len("tree"):]}
	head, err := blocks.next(headWords)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	m := &text{}
	trees, err := m.head(head)
	if err != nil {
		return nil, err
	}
	for k := range trees {
		b, err := blocks.next(treeWords)
		if err == nil && b["Tree"] != strconv.Itoa(k) {
			err = errors.New("is not there")
		}
		if err != nil {
			return nil, fmt.Errorf("%w: tree %d: %w", ErrFormat, k, err)
		}
		t, err := b.tree(m.width)
		if err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
		m.trees = append(m.trees, t)
	}
	if b, err := blocks.next(treeWords); err == nil && b["Tree"] != "" {
		return nil, fmt.Errorf("%w: more than %d trees", ErrFormat, trees)
	}
	return m, m.checkColumns()
}

// head reads the lines before the trees and returns the number of these.
func (m *text) head(b block) (trees int, err error) {
	m.version = b["version"]
	if !slices.Contains([]string{"v2", "v3", "v4"}, m.version) {
		return 0, fmt.Errorf("%w: version %q; v2 to v4 are known", ErrUnsupported, m.version)
	}
	if b["num_class"] != "1" || b["num_tree_per_iteration"] != "1" {
		return 0, fmt.Errorf("%w: %s classes, %s trees a round", ErrUnsupported, b["num_class"], b["num_tree_per_iteration"])
	}
	k, ok := strings.CutPrefix(b["objective"], "binary sigmoid:")
	if !ok {
		return 0, fmt.Errorf("%w: objective %q", ErrUnsupported, b["objective"])
	}
	if m.sigmoid, err = strconv.ParseFloat(k, 64); err != nil || !(m.sigmoid > 0) || math.IsInf(m.sigmoid, 0) {
		return 0, fmt.Errorf("%w: objective %q", ErrFormat, b["objective"])
	}
	last, err := strconv.Atoi(b["max_feature_idx"])
	if err != nil || last < 0 || last >= classify.MaxWidth {
		return 0, fmt.Errorf("%w: max_feature_idx %q", ErrFormat, b["max_feature_idx"])
	}
	m.width = last + 1
	_, m.average = b["average_output"]
	for name := range strings.FieldsSeq(b["feature_names"]) {
		if len(m.columns) == m.width {
			return 0, fmt.Errorf("%w: more than %d feature_names", ErrFormat, m.width)
		}
		m.columns = append(m.columns, name)
	}
	if n := len(m.columns); n != 0 && n != m.width {
		return 0, fmt.Errorf("%w: %d feature_names for %d columns", ErrFormat, n, m.width)
	}
	for range strings.FieldsSeq(b["tree_sizes"]) {
		trees++
	}
	if trees == 0 || trees > maxTrees {
		return 0, fmt.Errorf("%w: %d trees", ErrFormat, trees)
	}
	return trees, nil
}

// tree reads and checks a tree.
func (b block) tree(width int) (tree, error) {
	if l := b["is_linear"]; l != "" && l != "0" {
		return tree{}, fmt.Errorf("%w: leaves that are linear models", ErrUnsupported)
	}
	leaves, err := strconv.Atoi(b["num_leaves"])
	if err != nil || leaves < 1 || leaves > len(b["leaf_value"]) {
		return tree{}, fmt.Errorf("%w: num_leaves %q", ErrFormat, b["num_leaves"])
	}
	var t tree
	p := reader{block: b}
	t.leaf = p.floats("leaf_value", leaves)
	n := leaves - 1
	t.left, t.right = p.ints("left_child", n), p.ints("right_child", n)
	t.column, t.decision, t.threshold = p.ints("split_feature", n), p.ints("decision_type", n), p.thresholds(n)
	t.splitRows, t.leafRows = p.counts("internal_count", n), p.counts("leaf_count", leaves)
	if p.err == nil && b["num_cat"] != "0" {
		t.bounds, t.sets = p.sets()
	}
	if p.err == nil {
		p.err = t.check(width)
	}
	if p.err != nil {
		return tree{}, fmt.Errorf("%w: %w", ErrFormat, p.err)
	}
	return t, nil
}

// check walks the tree from its root: each split and each leaf must come once.
func (t *tree) check(width int) error {
	for i, d := range t.decision {
		if t.column[i] < 0 || t.column[i] >= width || d < 0 || d > missing|defaultLeft|byCategory || d&missing > missingNaN {
			return fmt.Errorf("split %d: column %d of %d, decision_type %d", i, t.column[i], width, d)
		}
		if d&byCategory != 0 {
			c := t.threshold[i]
			if c != math.Trunc(c) || c < 0 || c > float64(len(t.bounds)-2) {
				return fmt.Errorf("split %d: set of categories %g of %d", i, c, max(len(t.bounds)-1, 0))
			}
		}
	}
	seen := make([]bool, len(t.left)+len(t.leaf)) // the splits, then the leaves
	open := []int{0}
	if len(t.left) == 0 {
		open[0] = -1
	}
	for n := 0; len(open) > 0; n++ {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		at := i
		if i < 0 {
			at = len(t.left) + ^i
		}
		if i >= len(t.left) || at >= len(seen) || seen[at] {
			return fmt.Errorf("child %d is missing, or has two parents", i)
		}
		seen[at] = true
		if i >= 0 {
			open = append(open, t.right[i], t.left[i])
		}
	}
	if slices.Contains(seen, false) {
		return errors.New("a node has no parent")
	}
	return nil
}

// checkColumns refuses columns that hold categories in one split and numbers in
// another, which LightGBM never writes: what to make of a missing entry would
// depend on the split.
func (m *text) checkColumns() error {
	kind := map[int]int{}
	for _, t := range m.trees {
		for i, j := range t.column {
			k := 1 + t.decision[i]&byCategory
			if kind[j]|k == 3 {
				return fmt.Errorf("%w: column %d has numbers and categories", ErrFormat, j)
			}
			kind[j] = k
		}
	}
	return nil
}
