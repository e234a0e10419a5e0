package families

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// setOf returns the set of numbers in a half-open range.
func setOf(from, to uint64) *Set {
	b := newBuilder()
	for x := from; x < to; x++ {
		b.add(x)
	}
	return b.set()
}

func TestSimilarityIsJaccard(t *testing.T) {
	tests := []struct {
		name           string
		a, b           *Set
		want, standard float64 // standard error; 0 is exact
	}{
		{"equal", setOf(0, 50), setOf(0, 50), 1, 0},
		{"one of one", setOf(7, 8), setOf(7, 8), 1, 0},
		{"apart", setOf(0, 50), setOf(50, 90), 0, 0},
		{"half", setOf(0, 60), setOf(30, 90), 1. / 3, 0},
		{"within", setOf(0, 10), setOf(0, 1000), 0.01, 0},
		{"as large as is exact", setOf(0, 924), setOf(100, 1024), 824. / 1024, 0},
		{"small and large", setOf(0, 900), setOf(0, 90_000), 0.01, 0.0031},
		{"large", setOf(0, 90_000), setOf(10_000, 100_000), 0.8, 0.0125},
		{"large and equal", setOf(0, 140_000), setOf(0, 140_000), 1, 0},
		{"nothing", nil, setOf(0, 3), 0, 0},
		{"nothing twice", nil, nil, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.InDelta(t, test.want, test.a.Similarity(test.b), 4*test.standard)
			require.Equal(t, test.a.Similarity(test.b), test.b.Similarity(test.a))
			if test.a != nil && test.b != nil {
				require.InDelta(t, test.want, test.a.rough(test.b), doubt)
			}
		})
	}
}

// The order of what is added, and how often it is, change nothing, also where it is more
// than is kept of it.
func TestSetHasNoOrder(t *testing.T) {
	want := setOf(0, 140_000)
	list := make([]uint64, 0, 280_000)
	for x := range uint64(140_000) {
		list = append(list, x, x)
	}
	draw := rand.New(rand.NewPCG(1, 1))
	draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	b := newBuilder()
	for _, x := range list {
		b.add(x)
	}
	require.Equal(t, want, b.set())
	require.Len(t, want.low, sketchSize)
	require.LessOrEqual(t, cap(b.low), 4*maxLow, "memory is bounded")
}

// chained are sets of 100 numbers in runs: neighbours of a run have a Jaccard index of 90/110,
// others of a run less, those of different runs none.
func chained(runs, length int) []*Set {
	var sets []*Set
	for r := range uint64(runs) {
		for i := range uint64(length) {
			sets = append(sets, setOf(r*1e6+10*i, r*1e6+10*i+100))
		}
	}
	return sets
}

// What is linked is what all pairs would say.
func TestLinkFindsAllPairs(t *testing.T) {
	sets := chained(40, 15)
	draw := rand.New(rand.NewPCG(2, 2))
	draw.Shuffle(len(sets), func(i, j int) { sets[i], sets[j] = sets[j], sets[i] })
	for _, threshold := range []float64{0.8, 0.9} {
		want := newForest(len(sets))
		for i := range sets {
			for j := range i {
				if sets[i].Similarity(sets[j]) >= threshold {
					want.join(i, j)
				}
			}
		}
		got := link(sets, threshold)
		for i := range sets {
			require.Equal(t, want.find(i), got.find(i))
		}
	}
}

func TestNearestFindsTheNearest(t *testing.T) {
	sets := chained(40, 15)
	asks, answers := make([]bool, len(sets)), make([]bool, len(sets))
	for i := range sets {
		asks[i], answers[i] = i%3 == 0, i%5 == 0
	}
	got := nearest(sets, asks, answers, 0.5)
	for i := range sets {
		want, found := neighbour{similarity: math.Inf(-1)}, false
		for j := range sets {
			if s := sets[i].Similarity(sets[j]); asks[i] && answers[j] && s >= 0.5 && s > want.similarity {
				want, found = neighbour{j, s}, true
			}
		}
		n, ok := got[i]
		require.Equal(t, found, ok, i)
		if ok {
			require.Equal(t, want, n, i)
		}
	}
}

// A bucket in which everything stands links nothing that is not similar.
func TestCrowdedBucket(t *testing.T) {
	sets := make([]*Set, maxCompared+100)
	for i := range sets {
		s := &Set{low: []uint64{uint64(i)}}
		for j := range s.least {
			s.least[j] = uint32(i*permutations + j)
		}
		copy(s.least[:4], []uint32{1, 2, 3, 4})
		sets[i] = s
	}
	require.Equal(t, newForest(len(sets)), link(sets, 0.8))
}
