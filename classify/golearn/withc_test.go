//go:build golearn_cgo && cgo

package golearn_test

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/sjwhitworth/golearn/base"
	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/classify/golearn"
)

// TestLawsOfKNN: among 5 neighbours the laws' noise, in 19 columns of 20, outvotes
// the one that decides on 19 rows of 200, where 10 may be wrong; among 51 on 2.
func TestLawsOfKNN(t *testing.T) {
	m := golearn.Trainers()[3]
	require.Equal(t, "golearn-knn", m.Name)
	m.New = func(classify.Options) classify.Trainer { return golearn.KNN{Neighbours: 51} }
	classifytest.Run(t, m)
}

// TestKNNBlocks: rows are scored in blocks of 1,024, and with more than 512 columns
// golearn keeps them in more than one piece.
func TestKNNBlocks(t *testing.T) {
	rows := make([][]float64, 2100)
	y := make([]float64, len(rows))
	for i := range rows {
		rows[i] = make([]float64, 600)
		y[i] = float64(i % 2)
		rows[i][3], rows[i][599] = float64(i%7), 100*y[i]
	}
	x, err := classify.FromRows(600, rows)
	require.NoError(t, err)
	table := &classify.Table{X: x, Y: y}
	m, err := golearn.KNN{Neighbours: 1}.Train(t.Context(), table.Select([]int{0, 1, 2, 3}))
	require.NoError(t, err)
	require.Equal(t, y, scores(t, m, x))
}

func TestKNNSettings(t *testing.T) {
	table := classifytest.Separable(20, 4, 1)
	for _, k := range []int{-1, 2, 21} {
		_, err := golearn.KNN{Neighbours: k}.Train(t.Context(), table)
		require.Error(t, err, "%d neighbours", k)
	}
}

// TestLiblinear has two halves: how it is, and, when the test is run with
// GODEBUG=cgocheck=0, how it would be.
func TestLiblinear(t *testing.T) {
	x, err := classify.FromRows(2, [][]float64{{2, 1}, {1, 2}, {3, 0}, {0, 3}, {4, 1}, {1, 4}})
	require.NoError(t, err)
	table := &classify.Table{X: x, Y: []float64{1, 0, 1, 0, 1, 0}}
	_, err = golearn.Liblinear{}.Train(t.Context(), table)
	require.ErrorContains(t, err, "prints to standard output")
	logger := base.Logger
	t.Cleanup(func() { base.Logger = logger })
	base.SetLoggerOut(io.Discard)
	for _, c := range []golearn.Liblinear{{C: 10}, {SVC: true, C: 10}} {
		m, err := c.Train(t.Context(), table)
		if !strings.Contains(os.Getenv("GODEBUG"), "cgocheck=0") {
			require.ErrorIs(t, err, golearn.ErrLiblinear)
			require.ErrorContains(t, err, "golearn/issues/296")
			require.Nil(t, m)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, table.Y, scores(t, m, x))
	}
	_, err = golearn.Liblinear{C: -1}.Train(t.Context(), table)
	require.ErrorContains(t, err, "out of range")
}
