package classify

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls do(i) for every i below n from up to workers goroutines
// (0 = GOMAXPROCS). newDo makes a function with scratch space of its own for
// each goroutine. What do writes must depend on i alone, so that the split
// cannot change a result. It stops early with the error of ctx.
func parallel(ctx context.Context, workers, n int, newDo func() func(i int)) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	work := func() {
		do := newDo()
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			do(i)
		}
	}
	var wg sync.WaitGroup
	for range min(workers, n) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	return ctx.Err()
}

// stretch is the number of rows or columns that one call of a kernel handles.
const stretch = 1024

// parallelRange calls do(from, to) for consecutive ranges that cover [0, n).
func parallelRange(ctx context.Context, workers, n int, do func(from, to int)) error {
	blocks := (n + stretch - 1) / stretch
	return parallel(ctx, workers, blocks, func() func(int) {
		return func(b int) { do(b*stretch, min((b+1)*stretch, n)) }
	})
}
