package classify

import (
	"context"
	"slices"
)

// boostData is a table as boosting sees it: rows that are the same are one, and
// entries are numbers of bins.
type boostData struct {
	rows    int
	weight  [][2]float64 // of each row, by class
	of      []int32      // the row that each row of the table became; -1 for none, where the weight is 0
	columns []boostColumn
}

// boostBlock is a range of columns by rows: row i has the slots
// entries[at[i]:at[i+1]].
type boostBlock struct {
	from, to int // columns
	size     int // slots
	at       []int32
	entries  []int32
}

// newBoostData cuts the columns into bins and the table into blocks.
func newBoostData(ctx context.Context, t *Table, bins, workers int) (*boostData, error) {
	x, d := mergeRows(t)
	weight := make([]float64, d.rows)
	var total float64
	for i, w := range d.weight {
		weight[i] = w[0] + w[1]
		total += weight[i]
	}
	cols := x.transpose()
	d.columns = make([]boostColumn, x.Width())
	err := parallel(ctx, workers, len(d.columns), func() func(int) {
		c := columnCutter{weight: weight, total: total, bins: bins}
		return func(j int) {
			d.columns[j] = c.cut(cols.Row(j))
			d.columns[j].spread(d.rows)
		}
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// mergeRows returns the distinct rows of positive weight.
func mergeRows(t *Table) (Matrix, *boostData) {
	d := &boostData{of: make([]int32, len(t.Y))}
	var use []int
	for i := range t.Y {
		if t.weight(i) > 0 {
			use = append(use, i)
		}
		d.of[i] = -1
	}
	x := t.X
	if len(use) < len(t.Y) {
		x = x.Select(use)
	}
	same := newDistinct(x)
	d.rows = len(same.first)
	d.weight = make([][2]float64, d.rows)
	for k, i := range use {
		d.of[i] = same.of[k]
		d.weight[same.of[k]][int(t.Y[i])] += t.weight(i)
	}
	return x.Select(same.first), d
}

// blocks cuts the columns into n blocks of about equal work, some for each entry
// and more for each bin. There are fewer if the columns are few, but one at least.
func (d *boostData) blocks(n int) []boostBlock {
	work := func(c *boostColumn) int { return len(c.rows) + 4*len(c.upper) }
	var all, seen int
	for j := range d.columns {
		all += work(&d.columns[j])
	}
	var list []boostBlock
	from := 0
	for j := range d.columns {
		seen += work(&d.columns[j])
		if seen*n >= all*(len(list)+1) {
			list = append(list, d.newBlock(from, j+1))
			from = j + 1
		}
	}
	if len(list) == 0 {
		list = append(list, d.newBlock(0, 0))
	}
	return list
}

func (d *boostData) newBlock(from, to int) boostBlock {
	b := boostBlock{from: from, to: to, at: make([]int32, d.rows+1)}
	for j := from; j < to; j++ {
		c := &d.columns[j]
		c.slot = int32(b.size)
		b.size += c.size()
		for _, i := range c.rows {
			b.at[i+1]++
		}
	}
	for i := range d.rows {
		b.at[i+1] += b.at[i]
	}
	b.entries = make([]int32, b.at[d.rows])
	next := slices.Clone(b.at)
	for j := from; j < to; j++ {
		c := &d.columns[j]
		for k, i := range c.rows {
			b.entries[next[i]] = c.slot + int32(c.bins[k])
			next[i]++
		}
	}
	return b
}
