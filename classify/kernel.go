package classify

import (
	"context"
	"runtime"
)

// kernel is a copy of the trees of an ensemble in the form in which they score
// fastest: no leaves among the splits, children by number, and no question about
// missing entries.
//
// Rows are laid out in slots, column by column. Where they may have missing
// entries a column has two: a missing entry is -Inf in the first, so that it goes
// left, and +Inf in the second, so that it goes right, and each split looks into
// the one that it means.
type kernel struct {
	splits []kernelSplit
	leaves []float64
	roots  []int32 // a tree each
	slots  int     // of a row
	single bool    // entries are rounded to 32 bits
	paired bool    // two slots a column
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
	nodes, trees := 0, len(e.Trees)
	for _, t := range e.Trees {
		nodes += len(t)
	}
	k.roots = make([]int32, 0, trees)
	k.splits = make([]kernelSplit, 0, (nodes-trees)/2)
	k.leaves = make([]float64, 0, (nodes+trees)/2)
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
	blockRows   = 2048    // rows laid out at a time at most
	blockSlots  = 1 << 17 // and their slots, unless one row has more
	fewRows     = 4       // rows that walk on one by one
	sharedWalks = 1 << 14 // rows times trees from which goroutines share a batch
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
	if len(dst) == 0 {
		return
	}
	most := max(min(blockRows, blockSlots/max(k.slots, 1)), 1)
	blocks := (len(dst) + most - 1) / most
	workers := 1
	if len(dst)*len(k.roots) >= sharedWalks {
		workers = 0
		blocks = max(blocks, min(runtime.GOMAXPROCS(0), len(dst)))
	}
	size := (len(dst) + blocks - 1) / blocks
	// without a context there is nothing to fail
	_ = parallel(context.Background(), workers, blocks, func() func(int) {
		b := newBlock(k, size)
		return func(i int) {
			from, to := min(i*size, len(dst)), min((i+1)*size, len(dst))
			part := dst[from:to]
			for r := range part {
				part[r] = base
				b.fill(r, x, row(from+r))
			}
			for _, root := range k.roots {
				b.add(part, root)
			}
			for r := range part {
				b.wipe(r, x, row(from+r))
			}
		}
	})
}
