package xgb

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/malguard/malguard/classify"
)

// WriteJSON writes a boosted model as a file that XGBoost from 1.7 to 3.2 loads
// (Booster.load_model, XGBClassifier.load_model) and that predicts the same to
// about 1e-6, as objective binary:logistic. Columns names the columns, each
// by a name of its own without [, ] and <; nil leaves them without.
//
// The model must add up log-odds and round entries to 32 bits
// ([classify.OutputLogit], Single), as XGBoost does: what a forest says is no
// sum of log-odds and is an error. Covers become sum_hessian, and gains are 0,
// since nobody knows them.
//
// A model with ZeroMissing wants its rows as SciPy's CSR in XGBoost, one that
// merely knows missing entries wants NumPy arrays. One that knows none is
// written so that both give the same.
func WriteJSON(w io.Writer, m *classify.Trees, columns []string) error {
	return write(w, m, columns, toJSON)
}

// WriteUBJSON is [WriteJSON] in UBJSON.
func WriteUBJSON(w io.Writer, m *classify.Trees, columns []string) error {
	return write(w, m, columns, func(data []byte) ([]byte, error) { return data, nil })
}

func write(w io.Writer, m *classify.Trees, columns []string, spell func(ubjson []byte) ([]byte, error)) error {
	doc, err := document(m.Ensemble(), columns)
	if err != nil {
		return fmt.Errorf("xgb: write: %w", err)
	}
	data, err := spell(appendUBJSON(nil, doc))
	if err != nil {
		return fmt.Errorf("xgb: write: %w", err)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("xgb: write: %w", err)
	}
	return nil
}

// document returns the file in the schema of 1.7, which later versions read.
func document(e classify.Ensemble, columns []string) (object, error) {
	switch {
	case e.Output != classify.OutputLogit:
		return nil, errors.New("the trees are averaged, as in a forest; XGBoost adds up log-odds")
	case !e.Single:
		return nil, errors.New("the trees compare entries in 64 bits, XGBoost in 32")
	}
	if err := checkNames(columns, e.Width); err != nil {
		return nil, err
	}
	p, rest := baseScore(e.Base)
	trees := make([]object, len(e.Trees))
	for k, t := range e.Trees {
		var err error
		if trees[k], err = encodeTree(k, t, e, rest); err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
		rest = 0
	}
	n, width := strconv.Itoa(len(trees)), strconv.Itoa(e.Width)
	return object{
		{"learner", object{
			{"attributes", object{}},
			{"feature_names", columns},
			{"feature_types", []string(nil)},
			{"gradient_booster", object{
				{"model", object{
					{"gbtree_model_param", object{{"num_parallel_tree", "1"}, {"num_trees", n}, {"size_leaf_vector", "0"}}},
					{"tree_info", make([]int, len(trees))},
					{"trees", trees},
				}},
				{"name", "gbtree"},
			}},
			{"learner_model_param", object{
				{"base_score", strconv.FormatFloat(float64(p), 'E', -1, 32)}, {"boost_from_average", "0"},
				{"num_class", "0"}, {"num_feature", width}, {"num_target", "1"},
			}},
			{"objective", object{
				{"name", "binary:logistic"}, {"reg_loss_param", object{{"scale_pos_weight", "1"}}},
			}},
		}},
		{"version", []int{1, 7, 6}},
	}, nil
}

// checkNames asks what XGBoost's DMatrix asks of names.
func checkNames(columns []string, width int) error {
	if len(columns) != 0 && len(columns) != width {
		return fmt.Errorf("%d names for %d columns", len(columns), width)
	}
	seen := make(map[string]bool, len(columns))
	for _, name := range columns {
		if seen[name] || strings.ContainsAny(name, "[]<") || !utf8.ValidString(name) {
			return fmt.Errorf("column name %q: XGBoost wants names that differ, in UTF-8, without [, ] and <", name)
		}
		seen[name] = true
	}
	return nil
}

// baseTol is how far off the log-odds of a base_score may be; of a probability
// it is a quarter of it.
const baseTol = 2.5e-7

// baseScore says log-odds as a probability of 32 bits. Near 0 and 1 these lie
// too far apart; then it returns 0.5 and leaves the log-odds to the leaves of the
// first tree.
func baseScore(base float64) (p float32, rest float64) {
	p = float32(1 / (1 + math.Exp(-base)))
	if math.Abs(margin(p)-base) <= baseTol {
		return p, 0
	}
	return 0.5, base
}

// arrays is a tree as the file holds it.
type arrays struct {
	left, right, parents, columns []int32
	values, cover, weights        []float32
	goesLeft                      []uint8
}

// encodeTree returns tree k with extra added to its leaves.
func encodeTree(k int, t []classify.Node, e classify.Ensemble, extra float64) (object, error) {
	a, err := spread(t, e, extra)
	if err != nil {
		return nil, err
	}
	n := len(t)
	return object{
		{"base_weights", a.weights}, {"categories", []int32{}}, {"categories_nodes", []int32{}},
		{"categories_segments", []int64{}}, {"categories_sizes", []int64{}},
		{"default_left", a.goesLeft}, {"id", int32(k)}, {"left_children", a.left}, {"loss_changes", make([]float32, n)},
		{"parents", a.parents}, {"right_children", a.right}, {"split_conditions", a.values}, {"split_indices", a.columns},
		{"split_type", make([]uint8, n)}, {"sum_hessian", a.cover},
		{"tree_param", object{
			{"num_deleted", "0"}, {"num_feature", strconv.Itoa(e.Width)}, {"num_nodes", strconv.Itoa(n)}, {"size_leaf_vector", "0"},
		}},
	}, nil
}

// spread puts the nodes in the order of XGBoost, level by level: up to 3.0 it
// takes the node after the left child for the right one.
func spread(t []classify.Node, e classify.Ensemble, extra float64) (arrays, error) {
	n := len(t)
	a := arrays{
		make([]int32, n), make([]int32, n), make([]int32, n), make([]int32, n),
		make([]float32, n), make([]float32, n), make([]float32, n), make([]uint8, n),
	}
	a.parents[0] = math.MaxInt32
	order := append(make([]int32, 0, n), 0)
	for i := 0; i < len(order); i++ {
		node := t[order[i]]
		a.cover[i] = float32(node.Cover)
		if node.Column < 0 {
			a.left[i], a.right[i] = -1, -1
			a.values[i] = float32(node.Value + extra)
			a.weights[i] = a.values[i]
		} else {
			next := int32(len(order))
			a.left[i], a.right[i], a.columns[i] = next, next+1, node.Column
			a.parents[next], a.parents[next+1] = int32(i), int32(i)
			order = append(order, order[i]+1, node.Right)
			a.values[i] = above(node.Value)
			if e.Missing && node.MissingLeft || !e.Missing && node.Value >= 0 {
				a.goesLeft[i] = 1
			}
		}
		if !finite32(a.values[i]) || !finite32(a.cover[i]) {
			return a, fmt.Errorf("node %d: %g with cover %g is no number of 32 bits", order[i], node.Value, node.Cover)
		}
	}
	return a, nil
}

// above returns the smallest number of 32 bits that is greater than v, so that
// x ≤ v is x < above(v) for every x of 32 bits; +Inf if there is none.
func above(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return math.Nextafter32(f, float32(math.Inf(1)))
}

func finite32(v float32) bool { return !math.IsInf(float64(v), 0) && v == v }
