package datasets_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

// Folds never part a group, differ in size by no more than a group a label, and
// depend on the seed and not on the order of samples.
func TestFolds(t *testing.T) {
	var groups []string
	var labels []datasets.Label
	for i := range 33 * 3 {
		groups, labels = append(groups, fmt.Sprint("family", i%33)), append(labels, datasets.Malicious)
	}
	for i := range 14 * 2 {
		groups, labels = append(groups, fmt.Sprint("origin", i%14)), append(labels, datasets.Benign)
	}
	// A copied library: benign here, trojanised there.
	groups, labels = append(groups, "family3"), append(labels, datasets.Benign)

	fold := func(seed uint64) map[string]int {
		of := map[string]int{}
		for i, k := range datasets.Folds(groups, labels, 4, seed) {
			if old, ok := of[groups[i]]; ok {
				require.Equal(t, old, k, "group %s is parted", groups[i])
			}
			of[groups[i]] = k
		}
		return of
	}
	of := fold(1)
	sizes := map[string][]int{"family": make([]int, 4), "origin": make([]int, 4)}
	for g, k := range of {
		sizes[g[:6]][k]++
	}
	require.Equal(t, []int{9, 8, 8, 8}, sizes["family"])
	for _, n := range sizes["origin"] {
		require.True(t, n == 3 || n == 4, "%d origins", n)
	}
	require.NotEqual(t, of, fold(2))
	slices.Reverse(groups)
	slices.Reverse(labels)
	require.Equal(t, of, fold(1))

	// Groups of both labels take no turn of the benign ones: with two folds and two
	// origins each fold has one.
	for seed := range uint64(20) {
		groups := []string{"a", "b", "c", "d", "e", "f", "x", "y", "a", "b"}
		labels := make([]datasets.Label, len(groups))
		for i := range groups {
			if labels[i] = datasets.Benign; i < 6 {
				labels[i] = datasets.Malicious
			}
		}
		of := datasets.Folds(groups, labels, 2, seed)
		require.NotEqual(t, of[6], of[7])
		require.Equal(t, of[0], of[8])
	}

	require.Empty(t, datasets.Folds(nil, nil, 4, 1))
	require.Panics(t, func() { datasets.Folds(groups, labels[1:], 4, 1) })
	require.Panics(t, func() { datasets.Folds(groups, labels, 0, 1) })
}
