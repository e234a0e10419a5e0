package classify

import (
	"context"
	"math"
	"slices"
)

// sortedTable is what trees grow from. Rows that are the same are one, and each
// column lists its entries other than zero in ascending order, so that nothing
// is sorted while trees grow, splits are exact, and zeros cost nothing.
type sortedTable struct {
	kinds   distinctRows
	columns [][]entry // of rows by kind
	entries int       // in all columns
	longest int       // in one
}

// entry is an entry other than zero: its row in the lower half and above it its
// value, in bits that are in the order of values. Values are rounded to 32 bits:
// what differs by less is most often one number that was added up in two orders.
type entry uint64

func newEntry(row int32, value float32) entry { return entry(ordered(value))<<32 | entry(row) }

func (e entry) row() uint32 { return uint32(e) }

func (e entry) value() float32 { return unordered(uint32(e >> 32)) }

func (e entry) positive() bool { return e>>63 == 1 }

// equals reports whether both have the same value.
func (e entry) equals(f entry) bool { return e>>32 == f>>32 }

func newSortedTable(ctx context.Context, workers int, t *Table) (*sortedTable, error) {
	s := &sortedTable{kinds: newDistinct(t.X), columns: make([][]entry, t.X.Width())}
	cols := t.X.Select(s.kinds.first).transpose()
	err := parallel(ctx, workers, len(s.columns), func() func(int) {
		return func(j int) { s.columns[j] = sortedColumn(cols.Row(j)) }
	})
	for _, c := range s.columns {
		s.entries += len(c)
		s.longest = max(s.longest, len(c))
	}
	return s, err
}

func sortedColumn(index []int32, values []float64) []entry {
	list := make([]entry, 0, len(index))
	for k, i := range index {
		if v := single(values[k]); v != 0 {
			list = append(list, newEntry(i, v))
		}
	}
	slices.Sort(list)
	return list
}

// count says how much each kind of rows counts if all rows of t do: weights are
// scaled by 2^shift to whole numbers that add up to about 2⁵², and what comes to
// less than half counts for nothing. Without weights the shift is 0.
func (s *sortedTable) count(t *Table) (rows []tally, shift int) {
	if t.Weight != nil {
		var total float64
		for _, w := range t.Weight {
			total += w
		}
		_, exp := math.Frexp(total)
		shift = 52 - exp
	}
	rows = make([]tally, len(s.kinds.first))
	for i, y := range t.Y {
		w := math.RoundToEven(math.Ldexp(t.weight(i), shift))
		r := &rows[s.kinds.of[i]]
		r.n += int(min(w, 1))
		r.w0 += w - w*y
		r.w1 += w * y
	}
	return rows, shift
}
