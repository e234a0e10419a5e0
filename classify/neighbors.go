package classify

import (
	"context"
	"fmt"
)

// Neighbors configures a classifier by the nearest neighbours (Cover and Hart
// 1967, Nearest neighbor pattern classification,
// https://doi.org/10.1109/TIT.1967.1053964): the score of a row is the malicious
// share of the votes of the training rows at the K smallest Euclidean distances,
// in columns as they are. This is KNeighborsClassifier of scikit-learn 1.9.
//
// Weights count rows: K is a sum of weights, so that a row of weight 3 is three
// neighbours at one distance and rows of weight ½ are found twice as many. Where
// all weigh less than K, all vote. Rows at the same distance as the last of the
// K, to 1e-12 of its square, share the votes that are left in proportion to their
// weights, as if they were drawn at random often; scikit-learn takes whichever it
// came upon. Ties are no rare case: equal rows tie.
//
// Training only keeps the rows; scoring compares each row with all of them.
type Neighbors struct {
	K          int  // neighbours that vote, at most 2³⁰; 0 means 5
	ByDistance bool // a vote counts the inverse of the distance; where some are at 0, only those vote
	Workers    int  // goroutines that score; 0 = GOMAXPROCS; never changes the result
}

const maxK = 1 << 30

// Train implements [Trainer].
func (c Neighbors) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if c.K < 0 || c.K > maxK {
		return nil, fmt.Errorf("classify: neighbors: settings out of range: %+v", c)
	}
	if c.K == 0 {
		c.K = 5
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("classify: neighbors: %w", err)
	}
	var kept []int
	for i := range t.Y {
		if t.weight(i) > 0 {
			kept = append(kept, i)
		}
	}
	x := t.X.Select(kept)
	same := newDistinct(x)
	weight := make([][2]float64, len(same.first))
	for k, i := range kept {
		weight[same.of[k]][int(t.Y[i])] += t.weight(i)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("classify: neighbors: %w", err)
	}
	return newNeighborsModel(c, x.Select(same.first), weight), nil
}

// NeighborsModel is a trained [Neighbors].
type NeighborsModel struct {
	c       Neighbors
	rows    Matrix          // different ones
	weight  [][2]float64    // of the benign and the malicious rows like each
	norm    []float64       // the square of the length of each row
	longest int             // entries of a row
	slot    map[int32]int32 // the list of each column that is not all zeros
	lists   [][]posting
}

// posting is an entry of a column.
type posting struct {
	row   int32
	value float64
}

func newNeighborsModel(c Neighbors, rows Matrix, weight [][2]float64) *NeighborsModel {
	m := &NeighborsModel{c: c, rows: rows, weight: weight, norm: make([]float64, rows.Rows()), slot: map[int32]int32{}}
	for i := range m.norm {
		index, values := rows.Row(i)
		m.norm[i] = inner(values, values)
		m.longest = max(m.longest, len(index))
		for k, j := range index {
			s, ok := m.slot[j]
			if !ok {
				s = int32(len(m.lists))
				m.slot[j] = s
				m.lists = append(m.lists, nil)
			}
			m.lists[s] = append(m.lists[s], posting{int32(i), values[k]})
		}
	}
	return m
}

// Width implements [Model].
func (m *NeighborsModel) Width() int { return m.rows.Width() }

// Scores implements [Model]. Rows that are the same are scored once. Beside x it
// needs memory for a number a training row and goroutine.
func (m *NeighborsModel) Scores(dst []float64, x Matrix) error {
	if err := checkScores(dst, x, m.Width()); err != nil {
		return err
	}
	same := newDistinct(x)
	score := make([]float64, len(same.first))
	// a context that never ends cannot end the work
	_ = parallel(context.Background(), m.c.Workers, len(score), func() func(int) {
		s := newSearch(m)
		return func(k int) { score[k] = s.score(x.Row(same.first[k])) }
	})
	for i := range dst {
		dst[i] = score[same.of[i]]
	}
	return nil
}
