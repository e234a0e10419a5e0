package eval

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
)

// Reuse returns t with a memory: from items of the same IDs and with the same seed
// it gives the detector that it gave before. It is for tests that learn from the same
// items, such as those of one protocol under several attacks, and keeps every
// detector as long as it lives.
func Reuse[T any](t Trainer[T]) Trainer[T] {
	return &reuse[T]{trainer: t, known: map[[sha256.Size]byte]Detector[T]{}}
}

type reuse[T any] struct {
	trainer Trainer[T]
	mu      sync.Mutex
	known   map[[sha256.Size]byte]Detector[T]
}

// Name implements [Trainer].
func (r *reuse[T]) Name() string { return r.trainer.Name() }

// Fit implements [Trainer].
func (r *reuse[T]) Fit(ctx context.Context, train []Item[T], seed uint64) (Detector[T], error) {
	hash := sha256.New()
	fmt.Fprintln(hash, seed)
	for _, item := range train {
		fmt.Fprintf(hash, "%q %v\n", item.ID, item.Label)
	}
	key := [sha256.Size]byte(hash.Sum(nil))
	r.mu.Lock()
	defer r.mu.Unlock()
	if d, ok := r.known[key]; ok {
		return d, nil
	}
	d, err := r.trainer.Fit(ctx, train, seed)
	if err != nil {
		return nil, err
	}
	r.known[key] = d
	return d, nil
}
