package malguard

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
)

// newStream returns the random stream of one use of a seed.
func newStream(seed uint64, use string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(use))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
