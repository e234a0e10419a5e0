package classify

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParallelCoversEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1023, 1024, 1025, 5000} {
		for _, workers := range []int{0, 1, 3, 100} {
			counts := make([]atomic.Int32, n)
			require.NoError(t, parallelRange(t.Context(), workers, n, func(from, to int) {
				for i := from; i < to; i++ {
					counts[i].Add(1)
				}
			}))
			for i := range counts {
				require.EqualValues(t, 1, counts[i].Load(), "%d of %d", i, n)
			}
		}
	}
}

func TestParallelStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var done atomic.Int32
	err := parallel(ctx, 2, 1000, func() func(int) {
		return func(int) {
			if done.Add(1) == 5 {
				cancel()
			}
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, done.Load(), int32(20))
}
