package families

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	sketchSize   = 1024 // hashes kept of a set
	permutations = 128  // least hashes kept, one under each permutation
)

// Set stands for a set of shingles. It takes at most 8.5 KiB however large the set is.
type Set struct {
	low   []uint64             // the smallest hashes of its shingles, ascending: all if fewer than sketchSize
	least [permutations]uint32 // the least hash under each permutation
	sum   Digest               // of the two
}

// Similarity estimates the Jaccard index of two sets, |A∩B| / |A∪B| in [0,1]. It is exact
// where the union has at most 1,024 shingles; else the standard error is at most 0.016. A
// nil set is empty, and similar to nothing.
func (s *Set) Similarity(t *Set) float64 {
	if s == nil || t == nil {
		return 0
	}
	union, both := 0, 0
	for i, j := 0, 0; union < sketchSize && (i < len(s.low) || j < len(t.low)); union++ {
		switch {
		case j == len(t.low) || i < len(s.low) && s.low[i] < t.low[j]:
			i++
		case i == len(s.low) || t.low[j] < s.low[i]:
			j++
		default:
			i, j, both = i+1, j+1, both+1
		}
	}
	return float64(both) / float64(union)
}

// rough estimates the Jaccard index with a standard error of at most 0.045, much faster.
func (s *Set) rough(t *Set) float64 {
	equal := 0
	for i, h := range s.least {
		if h == t.least[i] {
			equal++
		}
	}
	return float64(equal) / permutations
}

// builder collects a set.
type builder struct {
	seen  map[uint64]struct{} // shingles of late: it saves work and changes nothing
	low   []uint64            // at least the smallest hashes
	top   uint64              // above the largest that can still be among the smallest
	least [permutations]uint32
	by    *[permutations][2]uint64
}

const (
	maxSeen = 1 << 17
	maxLow  = 16 * sketchSize
)

func newBuilder() *builder {
	b := &builder{seen: map[uint64]struct{}{}, top: math.MaxUint64, by: new([permutations][2]uint64)}
	draw := rand.New(rand.NewPCG(7, permutations))
	for i := range b.by {
		b.least[i], b.by[i] = math.MaxUint32, [2]uint64{draw.Uint64() | 1, draw.Uint64()}
	}
	return b
}

// add adds a shingle.
func (b *builder) add(shingle uint64) {
	if _, known := b.seen[shingle]; known {
		return
	}
	if len(b.seen) >= maxSeen {
		clear(b.seen)
	}
	b.seen[shingle] = struct{}{}
	h := mix(shingle)
	for i, by := range b.by { // multiply-shift: Dietzfelbinger and others, 1997
		b.least[i] = min(b.least[i], uint32((h*by[0]+by[1])>>32))
	}
	if h >= b.top {
		return
	}
	if b.low = append(b.low, h); len(b.low) >= maxLow {
		b.trim()
	}
}

// trim leaves the smallest hashes.
func (b *builder) trim() {
	slices.Sort(b.low)
	b.low = slices.Compact(b.low)
	if len(b.low) > sketchSize {
		b.low = b.low[:sketchSize]
		b.top = b.low[sketchSize-1]
	}
}

// set returns what was collected, nil where that is nothing.
func (b *builder) set() *Set {
	if len(b.low) == 0 {
		return nil
	}
	b.trim()
	s := &Set{low: slices.Clone(b.low), least: b.least}
	sum := sha256.New()
	buf := make([]byte, 0, 8*sketchSize+4*permutations)
	for _, h := range s.low {
		buf = binary.LittleEndian.AppendUint64(buf, h)
	}
	for _, h := range s.least {
		buf = binary.LittleEndian.AppendUint32(buf, h)
	}
	sum.Write(buf)
	sum.Sum(s.sum[:0])
	return s
}

// mix is the finaliser of SplitMix64, a bijection (Steele, Lea, Flood: Fast splittable
// pseudorandom number generators, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
