package explain

import (
	"errors"
	"math"

	"github.com/malguard/malguard/classify"
)

// shapWalk walks trees and adds up the values of columns.
type shapWalk struct {
	rules classify.Ensemble // Single and ZeroMissing alone: how entries are compared
	x     []float64
	value []float64

	tree  []classify.Node
	other []float64 // the row that stands for what is not known; nil to go by cover
	quadrature
	kept    map[int]quadrature // by number of points
	known   []float64          // by column: whether x goes on here by it
	unknown []float64          // by column: which share of the others does
	levels  []level            // by depth
}

// level is what a walk knows at a depth, at each point of the quadrature: of the
// factors so far the product, of the leaves below the sum, and the inverse of the
// factor that the column of the split has had so far.
type level struct{ product, sum, inverse []float64 }

// quadrature is a rule of Gauss and Legendre on [0,1].
type quadrature struct{ points, weights []float64 }

// begin takes a tree.
func (w *shapWalk) begin(t []classify.Node, interventional bool) error {
	depth, columns := measure(t)
	if depth > maxTreeDepth {
		return errors.New("deeper than 1024 splits")
	}
	if !interventional && len(t) > 1 && !(t[0].Cover > 0) {
		return errors.New("its cover is not known: it takes a background")
	}
	n := max((columns+1)/2, 1) // exact to degree 2n-1; there are columns-1 factors
	if w.kept == nil {
		w.kept = map[int]quadrature{}
	}
	if _, ok := w.kept[n]; !ok {
		w.kept[n] = legendre(n)
	}
	w.tree, w.quadrature = t, w.kept[n]
	for len(w.levels) <= depth {
		w.levels = append(w.levels, level{})
	}
	for d := range depth + 1 {
		if l := &w.levels[d]; cap(l.product) < n {
			*l = level{make([]float64, n), make([]float64, n), make([]float64, n)}
		} else {
			*l = level{l.product[:n], l.sum[:n], l.inverse[:n]}
		}
	}
	return nil
}

// measure returns the depth of a tree and the largest number of columns that the
// path to a leaf asks about.
func measure(t []classify.Node) (depth, columns int) {
	seen := make(map[int32]int, 64)
	var path []int32 // splits above the node: on the left side of which it is, and complements of those on the right
	different := 0
	for i, n := range t {
		if n.Column >= 0 {
			if seen[n.Column]++; seen[n.Column] == 1 {
				different++
			}
			path = append(path, int32(i))
			depth, columns = max(depth, len(path)), max(columns, different)
			continue
		}
		for len(path) > 0 && path[len(path)-1] < 0 { // both sides are done
			column := t[^path[len(path)-1]].Column
			if seen[column]--; seen[column] == 0 {
				different--
			}
			path = path[:len(path)-1]
		}
		if len(path) > 0 {
			path[len(path)-1] = ^path[len(path)-1]
		}
	}
	return depth, columns
}

// left reports whether a row goes left at a split.
func (w *shapWalk) left(n *classify.Node, row []float64) bool {
	v := row[n.Column]
	if w.rules.Single {
		v = float64(float32(v))
	}
	if math.IsNaN(v) || w.rules.ZeroMissing && v == 0 {
		return n.MissingLeft
	}
	return v <= n.Value
}

// leaf returns the value of the leaf that a row reaches.
func (w *shapWalk) leaf(row []float64) float64 {
	i := int32(0)
	for w.tree[i].Column >= 0 {
		if w.left(&w.tree[i], row) {
			i++
		} else {
			i = w.tree[i].Right
		}
	}
	return w.tree[i].Value
}

// covered returns the share of the rows at a split that go to child; a half where
// there are none.
func (w *shapWalk) covered(parent, child int32) float64 {
	if all := w.tree[parent].Cover; all > 0 {
		return w.tree[child].Cover / all
	}
	return 0.5
}

// expected returns the mean of the leaves below a node by cover.
func (w *shapWalk) expected(i int32) float64 {
	n := &w.tree[i]
	if n.Column < 0 {
		return n.Value
	}
	return w.covered(i, i+1)*w.expected(i+1) + w.covered(i, n.Right)*w.expected(n.Right)
}

// walk adds the values for a tree, times scale.
func (w *shapWalk) walk(other []float64, scale float64) {
	if w.known == nil {
		w.known, w.unknown = make([]float64, len(w.x)), make([]float64, len(w.x))
		for j := range w.known {
			w.known[j], w.unknown[j] = 1, 1
		}
	}
	w.other = other
	for k := range w.levels[0].product {
		w.levels[0].product[k] = w.weights[k] * scale
	}
	w.visit(0, 0)
}

// visit leaves in the sum of its level the sum over leaves below node i of their
// value times the product of all factors on the way, and adds to the values of the
// columns of the splits below what they owe to them. A column that a path asks
// about again owes the whole path to its last split, and what it was given for
// those before is taken back.
func (w *shapWalk) visit(i int32, depth int) {
	n, here := &w.tree[i], &w.levels[depth]
	if n.Column < 0 {
		for k, v := range here.product {
			here.sum[k] = v * n.Value
		}
		return
	}
	clear(here.sum)
	known, unknown := w.known[n.Column], w.unknown[n.Column]
	for k, t := range w.points {
		here.inverse[k] = 1 / (unknown*(1-t) + known*t)
	}
	xLeft, otherLeft := w.left(n, w.x), w.other != nil && w.left(n, w.other)
	for _, child := range [...]int32{i + 1, n.Right} {
		isLeft := child == i+1
		o, z := known, unknown
		if xLeft != isLeft {
			o = 0
		}
		if w.other == nil {
			z *= w.covered(i, child)
		} else if otherLeft != isLeft {
			z = 0
		}
		if o != 0 || z != 0 { // else somebody else's leaves
			w.known[n.Column], w.unknown[n.Column] = o, z
			w.descend(n.Column, child, depth, known-unknown)
		}
	}
	w.known[n.Column], w.unknown[n.Column] = known, unknown
}

// descend visits the child of the split by column at a level. The column's known
// and unknown are those of the child; before is their difference above it.
func (w *shapWalk) descend(column, child int32, depth int, before float64) {
	here, below := &w.levels[depth], &w.levels[depth+1]
	o, z := w.known[column], w.unknown[column]
	for k, t := range w.points {
		below.product[k] = here.product[k] * here.inverse[k] * (z*(1-t) + o*t)
	}
	w.visit(child, depth+1)
	var gain float64
	for k, t := range w.points {
		v := below.sum[k]
		gain += v * ((o-z)/(z*(1-t)+o*t) - before*here.inverse[k])
		here.sum[k] += v
	}
	w.value[column] += gain
}

// legendre returns the rule of n points, exact for polynomials of degree 2n-1: the
// roots of the n-th Legendre polynomial by Newton's method.
func legendre(n int) quadrature {
	q := quadrature{make([]float64, n), make([]float64, n)}
	for i := range n {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		var slope float64
		for range 100 {
			p, before := 1.0, 0.0
			for k := range n {
				p, before = (float64(2*k+1)*x*p-float64(k)*before)/float64(k+1), p
			}
			slope = float64(n) * (x*p - before) / (x*x - 1)
			step := p / slope
			x -= step
			if math.Abs(step) < 1e-15 {
				break
			}
		}
		q.points[i], q.weights[i] = (1-x)/2, 1/((1-x*x)*slope*slope)
	}
	return q
}
