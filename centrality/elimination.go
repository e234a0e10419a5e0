package centrality

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"github.com/malguard/malguard/graph"
)

// eliminate solves x = αAᵀx + from within the component c by Gaussian
// elimination with partial pivoting, the method behind numpy.linalg.solve.
func (k *katz) eliminate(ctx context.Context, c []graph.NodeID, from []float64) ([]float64, error) {
	rows, x := k.matrix(c), append([]float64(nil), from...)
	n := len(c)
	for j := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		pivot := j
		for i := j + 1; i < n; i++ {
			if math.Abs(rows[i][j]) > math.Abs(rows[pivot][j]) {
				pivot = i
			}
		}
		if rows[pivot][j] == 0 { // 1/α is an eigenvalue
			return nil, k.beyond(c)
		}
		rows[j], rows[pivot] = rows[pivot], rows[j]
		x[j], x[pivot] = x[pivot], x[j]
		for i := j + 1; i < n; i++ {
			if f := rows[i][j] / rows[j][j]; f != 0 {
				floats.AddScaled(rows[i][j+1:], -f, rows[j][j+1:])
				x[i] -= f * x[j]
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		x[i] = (x[i] - floats.Dot(rows[i][i+1:], x[i+1:])) / rows[i][i]
	}
	return x, nil
}

// matrix returns I - αAᵀ within c, by rows.
func (k *katz) matrix(c []graph.NodeID) [][]float64 {
	at := make([]int, k.g.NumNodes()) // from 1
	for i, u := range c {
		at[u] = i + 1
	}
	rows := make([][]float64, len(c))
	for i, u := range c {
		rows[i] = make([]float64, len(c))
		rows[i][i] = 1
		for _, v := range k.g.In(u) {
			if j := at[v]; j > 0 {
				rows[i][j-1] -= k.alpha
			}
		}
	}
	return rows
}
