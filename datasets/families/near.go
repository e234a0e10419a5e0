package families

import (
	"encoding/binary"
	"maps"
	"slices"
)

// maxCompared bounds with how many of the sets in one bucket a set is compared, so that a
// collection in which everything shares a little costs no square of its size.
const maxCompared = 1000

// doubt is how far the rough estimate of a similarity may be below the truth: four standard
// errors and more.
const doubt = 0.2

// buckets sorts sets, given in an order of their own, into buckets, so that of each pair of
// at least the similarity threshold both are together in some bucket, with a bucket for each
// run of rows least hashes: a pair of similarity J misses all with the probability
// (1-J^rows)^(128/rows), 0.0002 at 0.7 with four rows and 0.002 at 0.3 with two. It calls
// bucket with ascending lists of two and more.
func buckets(sets []*Set, threshold float64, bucket func([]int)) {
	rows := 4
	if threshold < 0.7 {
		rows = 2
	}
	key := make([]byte, 0, 4*rows)
	for band := 0; band+rows <= permutations; band += rows {
		in := map[string][]int{}
		for i, s := range sets {
			key = key[:0]
			for _, h := range s.least[band : band+rows] {
				key = binary.LittleEndian.AppendUint32(key, h)
			}
			in[string(key)] = append(in[string(key)], i)
		}
		for _, k := range slices.Sorted(maps.Keys(in)) {
			if len(in[k]) > 1 {
				bucket(in[k])
			}
		}
	}
}

// forest is a partition of numbers into sets (Tarjan, 1975), each named by its least.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) find(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(i, j int) {
	i, j = f.find(i), f.find(j)
	f[max(i, j)] = min(i, j)
}

// link joins the sets of a similarity of at least threshold.
func link(sets []*Set, threshold float64) forest {
	f := newForest(len(sets))
	buckets(sets, threshold, func(list []int) {
		for n, i := range list {
			for _, j := range list[max(0, n-maxCompared):n] {
				if f.find(i) != f.find(j) && similarity(sets[i], sets[j], threshold) >= threshold {
					f.join(i, j)
				}
			}
		}
	})
	return f
}

// similarity is [Set.Similarity], or 0 where it is clearly below threshold.
func similarity(s, t *Set, threshold float64) float64 {
	if s.rough(t) < threshold-doubt {
		return 0
	}
	return s.Similarity(t)
}

// neighbour is the most similar of other sets.
type neighbour struct {
	set        int
	similarity float64
}

// nearest returns for each set that asks its nearest one among those that answer, of a
// similarity of at least threshold. Of several it is the first.
func nearest(sets []*Set, asks, answers []bool, threshold float64) map[int]neighbour {
	best := map[int]neighbour{}
	buckets(sets, threshold, func(list []int) {
		var answering []int
		for _, i := range list {
			if answers[i] && len(answering) < maxCompared {
				answering = append(answering, i)
			}
		}
		for _, i := range list {
			if !asks[i] {
				continue
			}
			for _, j := range answering {
				old, known := best[i]
				s := similarity(sets[i], sets[j], max(threshold, old.similarity))
				if s >= threshold && (!known || s > old.similarity || s == old.similarity && j < old.set) {
					best[i] = neighbour{j, s}
				}
			}
		}
	})
	for i := range sets { // the same set, which no bucket need hold twice
		if asks[i] && answers[i] {
			best[i] = neighbour{i, 1}
		}
	}
	return best
}
