package refine

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	firstDelay = time.Second
	longDelay  = time.Minute
	// maxDelay is how long a server may make a run wait; one that asks for more has
	// no answer today.
	maxDelay = 10 * time.Minute
)

// wait waits before the given repetition, from 1, after the given failure.
func (r *run) wait(ctx context.Context, repetition int, failure error) error {
	d := r.delay(repetition)
	if after := r.retryAfter(); after > maxDelay {
		return fmt.Errorf("the server wants to be asked again in %v, not within %v: %w", after, maxDelay, failure)
	} else if after > d {
		d = after
	}
	return r.hooks.sleep(ctx, d)
}

// delay is a second, doubled with every repetition up to a minute, of which up to
// a half is taken off at random so that clients do not come back together.
func (r *run) delay(repetition int) time.Duration {
	d := longDelay
	if repetition < 7 {
		d = min(firstDelay<<(repetition-1), longDelay)
	}
	return d - time.Duration(r.random.Int64N(int64(d/2)+1))
}

// retryAfter is what the last response says of when to come back: seconds or a
// date (RFC 9110, section 10.2.3); 0 where it says nothing.
func (r *run) retryAfter() time.Duration {
	text := r.wire.header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil {
		return time.Duration(min(seconds, 1<<31)) * time.Second
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(date.Sub(r.hooks.now()), 0)
	}
	return 0
}

// sleep waits, or returns at once when the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
