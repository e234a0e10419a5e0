package explain

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/malguard/malguard/classify"
)

// sampler draws rows about x. Column j of chunk c draws from the PCG stream
// (seed, c·2³² + j), so that more chunks leave the first ones as they are.
type sampler struct {
	*Background
	x      []float64
	own    []int // the bin of each entry of x
	seed   uint64
	around bool
	chunks uint64
}

// samples are rows, and the design of the linear model for them: an entry says
// whether a feature of the row is in the bin of that of x. Of the two ways to
// write this, the one that is 0 for what rows do not store keeps the design as
// sparse as they are; where flip is set it is whether the feature is not in the
// bin. With [Continuous] it is the value in standard deviations from the mean.
type samples struct {
	rows, design classify.Matrix
	square       []float64 // of the distance to x
	y, w         []float64 // scores and weights
}

func newSampler(b *Background, x []float64, seed uint64, around bool) *sampler {
	s := &sampler{Background: b, x: x, seed: seed, around: around, own: make([]int, len(x))}
	for j, v := range x {
		s.own[j] = b.columns[j].bin(v)
	}
	return s
}

// flip reports whether the design says of column j that it is not in the bin of x.
func (s *sampler) flip(j int) bool { return !s.continuous && s.columns[j].rest == s.own[j] }

// draw returns n more samples, without scores. Those of the first chunk begin
// with x itself.
func (s *sampler) draw(ctx context.Context, n int) (*samples, error) {
	d := &drawn{rows: newRows(len(s.x)), design: newRows(len(s.x)), square: make([]float64, 0, n)}
	var err error
	if s.chunks == 0 {
		err = s.itself(d)
		n--
	}
	if err == nil && s.continuous {
		err = s.normals(ctx, d, n)
	} else if err == nil {
		err = s.binned(ctx, d, n)
	}
	s.chunks++
	if err != nil {
		return nil, err
	}
	return &samples{rows: d.rows.Matrix(), design: d.design.Matrix(), square: d.square}, nil
}

// drawn is samples in the making.
type drawn struct {
	rows, design *rows
	square       []float64
}

func (d *drawn) end(square float64) error {
	d.square = append(d.square, square)
	if err := d.rows.end(); err != nil {
		return err
	}
	return d.design.end()
}

// itself adds x.
func (s *sampler) itself(d *drawn) error {
	for j, v := range s.x {
		c := &s.columns[j]
		d.rows.put(int32(j), v)
		if s.continuous {
			d.design.put(int32(j), (v-c.mean)/c.scale)
		} else if !s.flip(j) {
			d.design.put(int32(j), 1)
		}
	}
	return d.end(0)
}

func (s *sampler) stream(j int) *rand.PCG { return rand.NewPCG(s.seed, s.chunks<<32|uint64(j)) }

// uniform returns a number in [0,1).
func uniform(r *rand.PCG) float64 { return float64(r.Uint64()>>11) * 0x1p-53 }

// normals adds n rows of normal entries.
func (s *sampler) normals(ctx context.Context, d *drawn, n int) error {
	streams := make([]*rand.Rand, len(s.x))
	for j := range streams {
		streams[j] = rand.New(s.stream(j))
	}
	for range n {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		var square float64
		for j, c := range s.columns {
			center := c.mean
			if s.around {
				center = s.x[j]
			}
			v := center + c.scale*streams[j].NormFloat64()
			d.rows.put(int32(j), v)
			d.design.put(int32(j), (v-c.mean)/c.scale)
			square += (v - s.x[j]) * (v - s.x[j]) / (c.scale * c.scale)
		}
		if err := d.end(square); err != nil {
			return err
		}
	}
	return nil
}

// cell is an entry that is drawn for a row.
type cell struct {
	row, column int32
	same        bool // it is in the bin of x
	value       float64
}

// binned adds n rows whose entries are in bins drawn by their share.
func (s *sampler) binned(ctx context.Context, d *drawn, n int) error {
	var cells []cell // column by column
	differ := 0.0    // of a row whose columns are all in their rest
	for j := range s.columns {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		if !s.flip(j) {
			differ++
		}
		cells = s.column(cells, j, n)
	}
	cells, ends := byRow(cells, n)
	from := 0
	for _, to := range ends {
		square := differ
		for _, c := range cells[from:to] {
			d.rows.put(c.column, c.value)
			flip := s.flip(int(c.column))
			if flip != c.same {
				d.design.put(c.column, 1)
			}
			if flip && !c.same {
				square++
			} else if !flip && c.same {
				square--
			}
		}
		if err := d.end(square); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// byRow sorts cells by row, in which columns keep their order, and returns where
// each of n rows ends.
func byRow(cells []cell, n int) (sorted []cell, ends []int) {
	ends = make([]int, n+1)
	for _, c := range cells {
		ends[c.row+1]++
	}
	for i := range n {
		ends[i+1] += ends[i]
	}
	sorted = make([]cell, len(cells))
	for _, c := range cells {
		sorted[ends[c.row]] = c
		ends[c.row]++ // from where the row begins to where it ends
	}
	return sorted, ends[:n]
}

// column appends what column j holds in those of n rows where it is not in its
// rest: it goes from one to the next by a step of geometric distribution.
func (s *sampler) column(cells []cell, j, n int) []cell {
	c := &s.columns[j]
	most := 1.0 // share of the bins that are drawn
	if c.rest >= 0 {
		most -= c.bins[c.rest].share
	}
	if !(most > 0) {
		return cells
	}
	r := s.stream(j)
	skip := math.Log1p(-most) // -Inf where none is skipped
	for i := 0; ; i++ {
		if !math.IsInf(skip, -1) {
			step := math.Log1p(-uniform(r)) / skip
			if step >= float64(n-i) {
				return cells
			}
			i += int(step)
		}
		if i >= n {
			return cells
		}
		k := c.pick(uniform(r) * most)
		cells = append(cells, cell{int32(i), int32(j), k == s.own[j], c.bins[k].draw(uniform(r))})
	}
}

// pick returns the bin, other than the rest, at u in the sum of their shares.
func (c *column) pick(u float64) int {
	last := 0
	for k := range c.bins {
		if k == c.rest || c.bins[k].share == 0 {
			continue
		}
		last = k
		if u -= c.bins[k].share; u < 0 {
			break
		}
	}
	return last
}
