package classify

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTeamDoesEveryItemOnce, for jobs of many sizes that follow each other at
// once or after members have fallen asleep.
func TestTeamDoesEveryItemOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 5} {
		team := newTeam(workers)
		for round := range 300 {
			n := round % 7
			done := make([]int, n) // written by one member each, or the race detector tells
			require.NoError(t, team.run(t.Context(), n, func(i int) { done[i]++ }))
			for i := range n {
				require.Equal(t, 1, done[i])
			}
			if round%100 == 50 {
				for k := 0; int(team.idle.Load()) < team.size-1 && k < 1000; k++ {
					time.Sleep(time.Millisecond)
				}
			}
		}
		team.dismiss()
	}
}

// TestTeamGoesOnWithoutMembers: who never comes is not waited for.
func TestTeamGoesOnWithoutMembers(t *testing.T) {
	alone := &team{size: 3, wake: make(chan struct{}, 3)}
	var done atomic.Int64
	require.NoError(t, alone.run(t.Context(), 10, func(int) { done.Add(1) }))
	require.EqualValues(t, 10, done.Load())
}

// TestTeamStops: after the end of the context no item is begun.
func TestTeamStops(t *testing.T) {
	for _, workers := range []int{1, 3} {
		team := newTeam(workers)
		ctx, cancel := context.WithCancel(t.Context())
		var done atomic.Int64
		err := team.run(ctx, 1000, func(int) {
			done.Add(1)
			cancel()
		})
		require.ErrorIs(t, err, context.Canceled)
		require.LessOrEqual(t, done.Load(), int64(workers), "one each at most")
		require.ErrorIs(t, team.run(ctx, 2, func(int) { done.Add(1000) }), context.Canceled)
		require.Less(t, done.Load(), int64(1000))
		team.dismiss()
	}
}
