package golearn

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"

	"github.com/malguard/malguard/classify"
)

// ID3 is golearn's decision tree, trees.NewID3DecisionTree without pruning: each
// node splits at the value of the column with the largest gain of information, and a
// path splits on each column once, never on the last that is left, so that a table
// of one column teaches nothing. There are no settings.
//
// Among columns of equal gain golearn takes that which a map gives first, here it is
// the first column. A score is the malicious share of the rows of the leaf, as in
// golearn's PredictProba; its Predict says malicious where the score is above 0.5 and
// tosses a coin at 0.5. The model is a [classify.Trees].
type ID3 struct{}

// RandomTree is golearn's trees.NewRandomTree: [ID3] that looks at some columns alone
// at each node, drawn at random.
//
// golearn draws from the global math/rand, which nothing seeds, and never ends where
// fewer columns are left than it wants. Here each node draws from the PCG stream of
// the seed and of which columns and how many rows of either class are left, and takes
// what there is.
type RandomTree struct {
	Features int // columns tried at a node; 0 means half of them, rounded up
	Seed     uint64
}

// maxTreeColumns bounds the columns of a tree: golearn's nodes keep what is left of
// them on each path.
const maxTreeColumns = 2048

// Train implements [classify.Trainer].
func (ID3) Train(ctx context.Context, t *classify.Table) (classify.Model, error) {
	return growTree(ctx, t, func(columns []int32, _ [2]int) []int32 { return columns })
}

// Train implements [classify.Trainer].
func (c RandomTree) Train(ctx context.Context, t *classify.Table) (classify.Model, error) {
	if c.Features < 0 {
		return nil, fmt.Errorf("golearn: settings out of range: %+v", c)
	}
	features := c.Features
	if features == 0 {
		features = (t.X.Width() + 1) / 2
	}
	return growTree(ctx, t, func(columns []int32, rows [2]int) []int32 {
		r := rand.New(rand.NewPCG(c.Seed, keyOf(columns, rows)))
		drawn := make([]int32, min(features, len(columns)))
		for k, i := range r.Perm(len(columns))[:len(drawn)] {
			drawn[k] = columns[i]
		}
		slices.Sort(drawn)
		return drawn
	})
}

// keyOf hashes what tells a node: golearn comes to nodes in the order of a map, so
// their number is none.
func keyOf(columns []int32, rows [2]int) uint64 {
	h := fnv.New64a()
	b := binary.LittleEndian.AppendUint64(nil, uint64(rows[0]))
	b = binary.LittleEndian.AppendUint64(b, uint64(rows[1]))
	for _, j := range columns {
		b = binary.LittleEndian.AppendUint32(b, uint32(j))
	}
	h.Write(b) // a hash returns no errors
	return h.Sum64()
}

// chooser picks columns to try at a node from those that are left, given the numbers
// of its benign and malicious rows.
type chooser func(columns []int32, rows [2]int) []int32

func growTree(ctx context.Context, t *classify.Table, choose chooser) (classify.Model, error) {
	rows, err := prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	width := rows.X.Width()
	if width > maxTreeColumns {
		return nil, fmt.Errorf("golearn: tree of %d columns, at most %d", width, maxTreeColumns)
	}
	l := newLayout(numbered(width))
	g := &generator{ctx: ctx, layout: l, choose: choose, number: map[base.Attribute]int32{}}
	for j, a := range l.columns {
		g.number[a] = int32(j)
	}
	b := builder{number: g.number}
	err = guard(func() error {
		b.add(trees.InferID3Tree(l.instances(rows.X, rows.Y), g))
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("golearn: tree: %w", err)
	}
	m, err := classify.NewTrees(classify.Ensemble{Width: width, Trees: [][]classify.Node{b.nodes}})
	if err != nil {
		return nil, fmt.Errorf("golearn: tree: %w", err)
	}
	return m, nil
}

// generator chooses the splits of a tree by golearn's information gain. It is what
// makes a tree the same twice, and able to end with its context.
type generator struct {
	ctx    context.Context
	layout layout
	choose chooser
	number map[base.Attribute]int32
	gain   trees.InformationGainRuleGenerator
}

// GenerateSplitRule implements trees.RuleGenerator; nil makes the node a leaf.
func (g *generator) GenerateSplitRule(f base.FixedDataGrid) *trees.DecisionTreeRule {
	var left []int32
	for _, a := range f.AllAttributes() {
		if j, ok := g.number[a]; ok {
			left = append(left, j)
		}
	}
	if len(left) == 0 || g.ctx.Err() != nil {
		return nil
	}
	n := newNodeGrid(g.ctx, f, g.layout)
	var try []base.Attribute
	for _, j := range g.choose(left, n.count) {
		try = append(try, g.layout.columns[j])
	}
	return g.gain.GetSplitRuleFromSelection(try, n)
}

// builder copies a tree of golearn in preorder.
type builder struct {
	number map[base.Attribute]int32
	nodes  []classify.Node
}

func (b *builder) add(d *trees.DecisionTreeNode) {
	low, high := d.Children["0"], d.Children["1"]
	switch {
	case low != nil && high != nil:
		i := len(b.nodes)
		b.nodes = append(b.nodes, classify.Node{
			Column: b.number[d.SplitRule.SplitAttr], Value: d.SplitRule.SplitVal, Cover: total(d),
		})
		b.add(low)
		b.nodes[i].Right = int32(len(b.nodes))
		b.add(high)
	case low != nil: // every row went there, and any later one follows
		b.add(low)
	case high != nil:
		b.add(high)
	default:
		b.nodes = append(b.nodes, classify.Node{
			Column: -1, Value: float64(d.ClassDist[Malicious]) / total(d), Cover: total(d),
		})
	}
}

func total(d *trees.DecisionTreeNode) float64 {
	return float64(d.ClassDist[Benign] + d.ClassDist[Malicious])
}
