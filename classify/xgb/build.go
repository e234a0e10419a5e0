package xgb

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/malguard/malguard/classify"
)

// model returns what the file says, as far as this module can say it.
func (f *file) model(o Options) (classify.Model, Info, error) {
	l := &f.Learner
	info := Info{Version: f.version(), Objective: l.Objective.Name, Booster: l.Booster.Name, Columns: l.FeatureNames}
	width, err := strconv.Atoi(l.Param.Features)
	if err != nil || width < 0 || width > classify.MaxWidth {
		return nil, info, fmt.Errorf("%w: num_feature %q", ErrFormat, l.Param.Features)
	}
	if n := len(info.Columns); n != 0 && n != width {
		return nil, info, fmt.Errorf("%w: %d feature_names, num_feature %d", ErrFormat, n, width)
	}
	base, err := f.base()
	if err != nil {
		return nil, info, err
	}
	if l.Booster.Name == "gblinear" {
		m, err := linear(l.Booster.Model.Weights, width, base)
		return m, info, err
	}
	e := classify.Ensemble{
		Width: width, Output: classify.OutputLogit, Base: base, Single: true, Missing: true, ZeroMissing: o.ZeroMissing,
	}
	if e.Trees, err = f.trees(width, o.AllRounds, &info); err != nil {
		return nil, info, err
	}
	m, err := classify.NewTrees(e)
	if err != nil {
		return nil, info, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return m, info, nil
}

// base returns the log-odds before any tree, which base_score holds as a
// probability, but for raw log-odds as they are since 1.3.
func (f *file) base() (float64, error) {
	l := &f.Learner
	raw := false
	switch l.Objective.Name {
	case "binary:logistic", "reg:logistic":
	case "binary:logitraw":
		raw = f.Version[0] > 1 || f.Version[1] >= 3
	default:
		return 0, fmt.Errorf("%w: objective %q", ErrUnsupported, l.Objective.Name)
	}
	if c := l.Param.Classes; c != "0" && c != "1" && c != "" {
		return 0, fmt.Errorf("%w: %s classes", ErrUnsupported, c)
	}
	if t := l.Param.Targets; t != "0" && t != "1" && t != "" {
		return 0, fmt.Errorf("%w: %s targets", ErrUnsupported, t)
	}
	text := strings.TrimSuffix(strings.TrimPrefix(l.Param.BaseScore, "["), "]")
	p, err := strconv.ParseFloat(text, 32)
	switch {
	case err == nil && raw:
		return p, nil
	case err != nil || !(p > 0 && p < 1):
		return 0, fmt.Errorf("%w: base_score %q", ErrFormat, l.Param.BaseScore)
	}
	return margin(float32(p)), nil
}

// margin returns log(p/(1-p)) with the rounding of XGBoost, whose loss of digits
// near 0 and 1 every score has a part in.
func margin(p float32) float64 {
	return float64(float32(-math.Log(float64(1/p - 1))))
}

func linear(weights []float32, width int, base float64) (classify.Model, error) {
	if len(weights) != width+1 {
		return nil, fmt.Errorf("%w: %d weights for %d columns and the intercept", ErrFormat, len(weights), width)
	}
	coef := make([]float64, width)
	for j := range coef {
		coef[j] = float64(weights[j])
	}
	m, err := classify.NewLinear(coef, base+float64(weights[width]))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return m, nil
}

// trees returns the trees of the rounds that count.
func (f *file) trees(width int, allRounds bool, info *Info) ([][]classify.Node, error) {
	m, drop, err := f.Learner.Booster.trees()
	if err != nil {
		return nil, err
	}
	info.Trees, info.Used = len(m.Trees), len(m.Trees)
	if best := f.Learner.Attributes; best.Iteration != "" && !allRounds {
		if info.Used, err = m.until(best); err != nil {
			return nil, err
		}
	}
	all := make([][]classify.Node, info.Used)
	for k := range all {
		weight := 1.0
		if drop != nil {
			weight = float64(drop[k])
		}
		if all[k], err = m.Trees[k].nodes(width, weight); err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
	}
	return all, nil
}

// trees returns the model that holds the trees, and for dart their weights.
func (b *booster) trees() (m *model, drop []float32, err error) {
	switch {
	case b.Name == "gbtree":
		m = &b.Model
	case b.Name == "dart" && b.GBTree != nil:
		m = &b.GBTree.Model
		drop = b.WeightDrop
		if len(drop) != len(m.Trees) {
			return nil, nil, fmt.Errorf("%w: %d weights of %d trees", ErrFormat, len(drop), len(m.Trees))
		}
	default:
		return nil, nil, fmt.Errorf("%w: booster %q", ErrUnsupported, b.Name)
	}
	if len(m.Trees) == 0 {
		return nil, nil, fmt.Errorf("%w: no trees", ErrFormat)
	}
	for _, class := range m.TreeInfo {
		if class != 0 {
			return nil, nil, fmt.Errorf("%w: trees of several classes or targets", ErrUnsupported)
		}
	}
	return m, drop, nil
}

// until returns the number of trees up to and with the best round. Files from
// before 1.4 do not say how many trees a round has; to XGBoost it is then one.
func (m *model) until(best attributes) (int, error) {
	round, err := strconv.ParseInt(best.Iteration, 10, 32)
	if err != nil || round < 0 {
		return 0, fmt.Errorf("%w: best_iteration %q", ErrFormat, best.Iteration)
	}
	n := round + 1
	if parallel, err := strconv.ParseInt(m.Param.Parallel, 10, 32); err == nil {
		n *= parallel
	} else if limit, err := strconv.ParseInt(best.Trees, 10, 32); err == nil {
		n = limit
	}
	if int64(len(m.Indptr)) > round+1 {
		n = int64(m.Indptr[round+1])
	}
	if n < 1 || n > int64(len(m.Trees)) {
		return 0, fmt.Errorf("%w: best_iteration %d ends at tree %d of %d", ErrFormat, round, n, len(m.Trees))
	}
	return int(n), nil
}

var errTree = errors.New("malformed tree")

// nodes returns the tree in preorder, its leaves times weight. Nodes that no
// path reaches are left out: pruning leaves such behind.
func (t *tree) nodes(width int, weight float64) ([]classify.Node, error) {
	n := len(t.Left)
	if n == 0 || len(t.Right) != n || len(t.Column) != n || len(t.Value) != n || len(t.Default) != n || len(t.Cover) != n ||
		len(t.Type) != n && len(t.Type) != 0 {
		return nil, fmt.Errorf("%w: %w: arrays of different lengths", ErrFormat, errTree)
	}
	if s := t.Param.VectorSize; s != "0" && s != "1" && s != "" {
		return nil, fmt.Errorf("%w: leaves of %s numbers", ErrUnsupported, s)
	}
	type place struct{ node, parent int32 } // parent of a right child; -1 for others
	nodes, seen := make([]classify.Node, 0, n), make([]bool, n)
	for open := []place{{0, -1}}; len(open) > 0; {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		i := p.node
		if i < 0 || int(i) >= n || seen[i] {
			return nil, fmt.Errorf("%w: %w: node %d is missing, or has two parents", ErrFormat, errTree, i)
		}
		seen[i] = true
		self := int32(len(nodes))
		if p.parent >= 0 {
			nodes[p.parent].Right = self
		}
		node := classify.Node{Column: -1, Value: float64(t.Value[i]) * weight, Cover: float64(t.Cover[i])}
		if t.Left[i] != -1 || t.Right[i] != -1 {
			if t.Column[i] < 0 || int(t.Column[i]) >= width {
				return nil, fmt.Errorf("%w: %w: node %d splits column %d of %d", ErrFormat, errTree, i, t.Column[i], width)
			}
			if len(t.Type) > 0 && t.Type[i] != 0 {
				return nil, fmt.Errorf("%w: categorical split of column %d", ErrUnsupported, t.Column[i])
			}
			node.Column, node.Value, node.MissingLeft = t.Column[i], below(t.Value[i]), t.Default[i] != 0
			open = append(open, place{t.Right[i], self}, place{t.Left[i], -1})
		}
		nodes = append(nodes, node)
	}
	return nodes, nil
}

// below returns the largest number of 32 bits that is less than t, so that
// x < t is x ≤ below(t). Below the smallest there is a larger type.
func below(t float32) float64 {
	if t == -math.MaxFloat32 {
		return -math.MaxFloat64
	}
	return float64(math.Nextafter32(t, float32(math.Inf(-1))))
}
