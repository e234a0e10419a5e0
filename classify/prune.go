package classify

import "container/heap"

// grown is a tree with the sum of the rows of each node.
type grown struct {
	nodes []Node
	sums  []tally
}

// gain returns by how much the split at node i lowers the impurity times the
// weight.
func (g grown) gain(i int32) float64 {
	return g.sums[i].gini() - g.sums[i+1].gini() - g.sums[g.nodes[i].Right].gini()
}

// largestFirst returns the tree as if it had been grown best first until it had
// the given number of leaves. A split does not depend on when it is made, so
// that is the full tree without the splits that had come later.
func (g grown) largestFirst(leaves int) grown {
	leaf := make([]bool, len(g.nodes))
	for i := range leaf {
		leaf[i] = true
	}
	var f frontier
	reach := func(i int32) {
		if g.nodes[i].Column >= 0 {
			heap.Push(&f, candidate{i, g.gain(i)})
		}
	}
	reach(0)
	for splits := leaves - 1; splits > 0 && f.Len() > 0; splits-- {
		i := heap.Pop(&f).(candidate).node
		leaf[i] = false
		reach(i + 1)
		reach(g.nodes[i].Right)
	}
	return g.cut(leaf)
}

// candidate is a split that may come next.
type candidate struct {
	node int32
	gain float64
}

// frontier is a heap with the largest gain on top, and of equals the first node.
type frontier []candidate

func (f frontier) Len() int      { return len(f) }
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f frontier) Less(i, j int) bool {
	return f[i].gain > f[j].gain || f[i].gain == f[j].gain && f[i].node < f[j].node
}
func (f *frontier) Push(x any) { *f = append(*f, x.(candidate)) }
func (f *frontier) Pop() any {
	last := len(*f) - 1
	x := (*f)[last]
	*f = (*f)[:last]
	return x
}

// pruned returns the smallest of the subtrees with the least cost, in one pass
// from the leaves up: a node is a leaf if that costs no more than the best of
// what is below it.
func (g grown) pruned(alpha float64) grown {
	leaf := make([]bool, len(g.nodes))
	cost := make([]float64, len(g.nodes))
	perLeaf := alpha * g.sums[0].weight()
	for i := len(g.nodes) - 1; i >= 0; i-- {
		cost[i], leaf[i] = g.sums[i].gini()+perLeaf, true
		if n := g.nodes[i]; n.Column >= 0 {
			if below := cost[i+1] + cost[n.Right]; below < cost[i] {
				cost[i], leaf[i] = below, false
			}
		}
	}
	return g.cut(leaf)
}

// cut returns the tree in which the marked nodes are leaves.
func (g grown) cut(leaf []bool) grown {
	var c grown
	var open []int32 // splits that lack a right child, in the new tree
	for i, skip := 0, 0; i < len(g.nodes); i++ {
		n := g.nodes[i]
		if skip > 0 { // below a leaf: a split has two nodes below it for one
			skip--
			if n.Column >= 0 {
				skip += 2
			}
			continue
		}
		self := int32(len(c.nodes))
		if n.Column >= 0 && leaf[i] {
			skip = 2
			n = Node{Column: -1, Value: g.sums[i].share(), Cover: n.Cover}
		}
		c.nodes, c.sums = append(c.nodes, n), append(c.sums, g.sums[i])
		if n.Column >= 0 {
			open = append(open, self)
		} else if last := len(open) - 1; last >= 0 {
			c.nodes[open[last]].Right = self + 1
			open = open[:last]
		}
	}
	return c
}
