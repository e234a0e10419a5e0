package classify

import (
	"context"
	"math"
)

// kernel is a copy of the trees of an ensemble in the form in which they score
// fastest: no leaves among the splits, children by number, and no question about
// missing entries.
//
// A row is laid out with a slot a column. Where rows may have missing entries a
// column has two: a missing entry is -Inf in the first, so that it goes left,
// and +Inf in the second, so that it goes right, and each split looks into the
// one that it means.
type kernel struct {
	splits []kernelSplit
	leaves []float64
	roots  []int32 // a tree each
	slots  int
	single bool // entries are rounded to 32 bits
	paired bool // two slots a column
	// absent is what the two slots of a column hold where a row stores nothing.
	absent [2]float64
}

// kernelSplit sends entries up to and with value to the first child. A child
// below 0 is the leaf of that number's complement.
type kernelSplit struct {
	value float64
	slot  int32
	child [2]int32
}

func newKernel(e Ensemble) *kernel {
	k := &kernel{slots: e.Width, single: e.Single, paired: e.Missing}
	if k.paired {
		k.slots *= 2
	}
	if e.ZeroMissing {
		k.absent = missing()
	}
	for _, t := range e.Trees {
		k.add(t)
	}
	return k
}

// add appends the tree t. Splits and leaves keep their order, so the number of
// each is how many came before it.
func (k *kernel) add(t []Node) {
	number := make([]int32, len(t))
	splits, leaves := int32(len(k.splits)), int32(len(k.leaves))
	for i, n := range t {
		if n.Column < 0 {
			number[i] = ^leaves
			leaves++
		} else {
			number[i] = splits
			splits++
		}
	}
	k.roots = append(k.roots, number[0])
	for i, n := range t {
		if n.Column < 0 {
			k.leaves = append(k.leaves, n.Value)
			continue
		}
		s := kernelSplit{n.Value, n.Column, [2]int32{number[i+1], number[n.Right]}}
		if k.paired {
			s.slot *= 2
			if !n.MissingLeft {
				s.slot++
			}
		}
		k.splits = append(k.splits, s)
	}
}

// Sizes of the work on a batch. They change no score.
const (
	blockRows   = 64      // rows laid out at a time, so that a tree that is in the cache meets many
	blockSlots  = 1 << 16 // their slots, unless one row has more
	sharedWalks = 1 << 14 // rows times trees from which goroutines share a batch
	fewWalkers  = 4       // rows that walk on one after another
	dedupeTrees = 8       // trees from which looking for rows that are the same pays
)

// sums writes base plus the leaves that each row reaches, added in the order of
// trees, to dst.
func (k *kernel) sums(dst []float64, base float64, x Matrix) {
	if len(k.roots) < dedupeTrees || len(dst) < 2 {
		k.batch(dst, base, x, func(i int) int { return i })
		return
	}
	kinds := newDistinct(x)
	sum := make([]float64, len(kinds.first))
	k.batch(sum, base, x, func(i int) int { return kinds.first[i] })
	for i, kind := range kinds.of {
		dst[i] = sum[kind]
	}
}

// batch is sums of the rows that row numbers.
func (k *kernel) batch(dst []float64, base float64, x Matrix, row func(i int) int) {
	size := max(min(blockRows, blockSlots/max(k.slots, 1), len(dst)), 1)
	workers := 1
	if len(dst)*len(k.roots) >= sharedWalks {
		workers = 0
	}
	blocks := (len(dst) + size - 1) / size
	// without a context there is nothing to fail
	_ = parallel(context.Background(), workers, blocks, func() func(int) {
		slots, live := make([]float64, size*k.slots), make([]walker, size)
		if k.paired {
			for i := range slots {
				slots[i] = k.absent[i%2]
			}
		}
		return func(b int) {
			from := b * size
			part := dst[from:min(from+size, len(dst))]
			for i := range part {
				index, values := x.Row(row(from + i))
				k.fill(slots[i*k.slots:(i+1)*k.slots], index, values)
				part[i] = base
			}
			for _, root := range k.roots {
				k.walk(part, slots, live, root)
			}
			for i := range part {
				index, _ := x.Row(row(from + i))
				k.wipe(slots[i*k.slots:(i+1)*k.slots], index)
			}
		}
	})
}

// walker is a row on its way down a tree: the split that it has reached and
// where its slots begin.
type walker struct{ at, slots int32 }

// walk adds the leaf that each row reaches to dst. All rows take a step, then all
// that are not yet at a leaf take the next, so that the processor need not wait
// for one comparison before it loads what the next row compares.
func (k *kernel) walk(dst, slots []float64, live []walker, root int32) {
	if root < 0 {
		for r := range dst {
			dst[r] += k.leaves[^root]
		}
		return
	}
	live = live[:len(dst)]
	for r := range live {
		live[r] = walker{root, int32(r * k.slots)}
	}
	for len(live) > fewWalkers {
		left := 0
		for _, w := range live {
			s := &k.splits[w.at]
			right := 0
			if slots[w.slots+s.slot] > s.value {
				right = 1 // a number, not a branch, which would be hard to foretell
			}
			next := s.child[right&1]
			if next < 0 {
				dst[w.slots/int32(k.slots)] += k.leaves[^next]
				continue
			}
			live[left] = walker{next, w.slots}
			left++
		}
		live = live[:left]
	}
	for _, w := range live {
		dst[w.slots/int32(k.slots)] += k.leaves[^k.finish(w.at, slots[w.slots:int(w.slots)+k.slots])]
	}
}

// finish walks on alone.
func (k *kernel) finish(at int32, row []float64) int32 {
	for at >= 0 {
		s := &k.splits[at]
		if row[s.slot] <= s.value {
			at = s.child[0]
		} else {
			at = s.child[1]
		}
	}
	return at
}

// missing is what the two slots of a missing entry hold.
func missing() [2]float64 { return [2]float64{math.Inf(-1), math.Inf(1)} }

// fill lays a row out in slots that nothing is laid out in.
func (k *kernel) fill(slots []float64, index []int32, values []float64) {
	for i, j := range index {
		v := values[i]
		if k.single {
			v = float64(float32(v))
		}
		switch {
		case !k.paired:
			slots[j] = v
		case v != v:
			m := missing()
			slots[2*j], slots[2*j+1] = m[0], m[1]
		default:
			slots[2*j], slots[2*j+1] = v, v
		}
	}
}

// wipe undoes fill.
func (k *kernel) wipe(slots []float64, index []int32) {
	for _, j := range index {
		if k.paired {
			slots[2*j], slots[2*j+1] = k.absent[0], k.absent[1]
		} else {
			slots[j] = 0
		}
	}
}
