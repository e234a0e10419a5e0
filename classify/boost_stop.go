package classify

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// boostJudge watches the loss of rows that take no part in training. A nil judge
// never ends it.
type boostJudge struct {
	rows     *Table
	patience int
	odds     []float64
	rounds   int // judged
	best     int // number of trees at the lowest loss so far
	lowest   float64
}

var errHoldOut = errors.New("no rows to hold out")

// holdOut returns the table to train on and the judge.
func (c Boost) holdOut(t *Table) (*Table, *boostJudge, error) {
	if c.Patience == 0 {
		return t, nil, nil
	}
	rows := c.Validation
	if rows == nil {
		var err error
		if t, rows, err = c.drawRows(t); err != nil {
			return nil, nil, err
		}
	}
	if err := rows.checkMissing(); err != nil {
		return nil, nil, fmt.Errorf("validation: %w", err)
	}
	if rows.X.Width() != t.X.Width() {
		return nil, nil, fmt.Errorf("validation has %d columns, the table %d", rows.X.Width(), t.X.Width())
	}
	return t, &boostJudge{rows: rows, patience: c.Patience}, nil
}

// drawRows parts the table: of each class the share to hold out, one row at
// least and not all, goes to validation.
func (c Boost) drawRows(t *Table) (train, validation *Table, err error) {
	rng := rand.New(rand.NewPCG(c.Seed, maxTrees))
	held := make([]bool, len(t.Y))
	for class := range 2 {
		var rows []int
		for i, y := range t.Y {
			if int(y) == class && t.weight(i) > 0 {
				rows = append(rows, i)
			}
		}
		if len(rows) < 2 {
			return nil, nil, errHoldOut
		}
		rng.Shuffle(len(rows), func(i, k int) { rows[i], rows[k] = rows[k], rows[i] })
		for _, i := range rows[:max(int(c.HoldOut*float64(len(rows))), 1)] {
			held[i] = true
		}
	}
	var parts [2][]int
	for i, h := range held {
		k := 0
		if h {
			k = 1
		}
		parts[k] = append(parts[k], i)
	}
	return t.Select(parts[0]), t.Select(parts[1]), nil
}

// start sets the score before any tree.
func (j *boostJudge) start(base float32) {
	if j == nil {
		return
	}
	j.odds = make([]float64, len(j.rows.Y))
	for i := range j.odds {
		j.odds[i] = float64(base)
	}
	j.lowest = math.Inf(1)
}

// enough adds a tree and reports whether training should end.
func (j *boostJudge) enough(tree []Node) bool {
	if j == nil {
		return false
	}
	j.rounds++
	var loss float64
	for i, y := range j.rows.Y {
		j.odds[i] += j.leaf(tree, i)
		loss += j.rows.weight(i) * softplus((1-2*y)*j.odds[i])
	}
	if loss < j.lowest {
		j.lowest, j.best = loss, j.rounds
	}
	return j.rounds-j.best >= j.patience
}

// keep returns how many of n trees to keep.
func (j *boostJudge) keep(n int) int {
	if j == nil {
		return n
	}
	return j.best
}

// leaf returns the value of the leaf that row i reaches.
func (j *boostJudge) leaf(tree []Node, i int) float64 {
	at := 0
	for tree[at].Column >= 0 {
		n := &tree[at]
		v := float64(float32(j.rows.X.At(i, int(n.Column))))
		if v <= n.Value || v != v && n.MissingLeft {
			at++
		} else {
			at = int(n.Right)
		}
	}
	return tree[at].Value
}
