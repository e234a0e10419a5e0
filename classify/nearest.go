package classify

import (
	"cmp"
	"math"
	"slices"
)

// search finds the neighbours of one row after the other. Squared distances come
// from inner products, which only the columns that are not zero in both rows add
// to: |x-y|² = |x|² + |y|² - 2x·y. Rounding makes that inexact by up to a slack,
// so it only rules out most rows; the distances of those left are then summed up
// entry by entry.
type search struct {
	m     *NeighborsModel
	rough []float64 // of each training row: first the inner product, then the squared distance
	near  bounds
	left  []neighbor
}

// neighbor is a training row and its squared distance.
type neighbor struct {
	row    int32
	square float64
}

// tieTol is the relative difference of squared distances that tie.
const tieTol = 1e-12

func newSearch(m *NeighborsModel) *search {
	return &search{m: m, rough: make([]float64, m.rows.Rows())}
}

func (s *search) score(index []int32, values []float64) float64 {
	length := inner(values, values)
	clear(s.rough)
	for k, j := range index {
		if slot, ok := s.m.slot[j]; ok {
			v := values[k]
			for _, p := range s.m.lists[slot] {
				s.rough[p.row] += v * p.value
			}
		}
	}
	slack := 0x1p-51 * float64(len(index)+s.m.longest+4)
	limit := s.limit(length, slack)
	s.left = s.left[:0]
	for i, square := range s.rough {
		// where something overflows nothing is greater: such rows stay
		if !(square-slack*(length+s.m.norm[i]) > limit) {
			s.left = append(s.left, neighbor{int32(i), s.m.square(index, values, i)})
		}
	}
	slices.SortFunc(s.left, func(a, b neighbor) int {
		return cmp.Or(cmp.Compare(a.square, b.square), cmp.Compare(a.row, b.row))
	})
	return s.vote()
}

// limit turns rough into squared distances and returns what that of no neighbour,
// nor of a row that ties with the last one, is above.
func (s *search) limit(length, slack float64) float64 {
	k := float64(s.m.c.K)
	enough := k * (1 + 1e-9) // whatever rounding does to the total
	var total float64
	s.near = s.near[:0]
	for i, product := range s.rough {
		sum := length + s.m.norm[i]
		square := sum - 2*product
		s.rough[i] = square
		most := square + slack*sum
		if !finite(most) || total >= enough && most >= s.near[0].most {
			continue
		}
		weight := min(k, s.m.weight[i][0]+s.m.weight[i][1])
		s.near.push(bound{most, weight})
		for total += weight; total-s.near[0].weight >= enough; {
			total -= s.near.pop().weight
		}
	}
	if total < enough {
		return math.Inf(1)
	}
	return s.near[0].most * (1 + 2*tieTol)
}

// square returns the squared distance of a row from training row i.
func (m *NeighborsModel) square(index []int32, values []float64, i int) float64 {
	other, others := m.rows.Row(i)
	var sum float64
	for len(index) > 0 || len(other) > 0 {
		var d float64
		switch {
		case len(other) == 0 || len(index) > 0 && index[0] < other[0]:
			d, index, values = values[0], index[1:], values[1:]
		case len(index) == 0 || other[0] < index[0]:
			d, other, others = others[0], other[1:], others[1:]
		default:
			d = values[0] - others[0]
			index, values, other, others = index[1:], values[1:], other[1:], others[1:]
		}
		sum += d * d
	}
	return sum
}

// vote returns the malicious share of the votes of the nearest rows of s.left,
// which is sorted.
func (s *search) vote() float64 {
	k := float64(s.m.c.K)
	var sum float64
	last := 0
	for ; last < len(s.left)-1; last++ {
		w := s.m.weight[s.left[last].row]
		if sum += w[0] + w[1]; sum >= k {
			break
		}
	}
	// the rows from..to tie with the last and share what those before them leave
	edge := s.left[last].square
	from, to := last, last+1
	for from > 0 && s.left[from-1].square >= edge*(1-tieTol) {
		from--
	}
	for to < len(s.left) && s.left[to].square <= edge*(1+tieTol) {
		to++
	}
	before, tied := s.weigh(s.left[:from]), s.weigh(s.left[from:to])
	share := min(1, (k-before.weight)/tied.weight)
	benign, malicious := before.votes[0]+share*tied.votes[0], before.votes[1]+share*tied.votes[1]
	return malicious / (benign + malicious)
}

// ballots are the weight of some rows and the votes of each class.
type ballots struct {
	weight float64
	votes  [2]float64
}

func (s *search) weigh(rows []neighbor) ballots {
	var b ballots
	for _, n := range rows {
		w := s.m.weight[n.row]
		b.weight += w[0] + w[1]
		v := s.value(n.square)
		b.votes[0] += v * w[0]
		b.votes[1] += v * w[1]
	}
	return b
}

// value returns what a vote at a distance counts, relative to the others. Where
// even the nearest row is farther than any number, all count the same.
func (s *search) value(square float64) float64 {
	nearest := s.left[0].square
	switch {
	case !s.m.c.ByDistance || square == nearest:
		return 1
	case nearest == 0:
		return 0
	}
	return math.Sqrt(nearest) / math.Sqrt(square)
}

// bounds is a heap of bounds of squared distances with the largest on top, and of
// weights.
type bounds []bound

type bound struct{ most, weight float64 }

func (h *bounds) push(b bound) {
	*h = append(*h, b)
	for i := len(*h) - 1; i > 0 && (*h)[(i-1)/2].most < (*h)[i].most; i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

func (h *bounds) pop() bound {
	old := *h
	top, n := old[0], len(old)-1
	old[0] = old[n]
	*h = old[:n]
	for i := 0; 2*i+1 < n; {
		child := 2*i + 1
		if child+1 < n && old[child+1].most > old[child].most {
			child++
		}
		if old[child].most <= old[i].most {
			break
		}
		old[i], old[child] = old[child], old[i]
		i = child
	}
	return top
}
