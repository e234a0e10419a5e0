package explain

import "math"

// moments are the weighted sums that a linear model with intercept is fitted by:
// of the columns of a design, of their products and of scores.
type moments struct {
	width    int
	w, y, yy float64
	column   []float64 // Σ w·u
	score    []float64 // Σ w·u·y
	product  []float64 // Σ w·u·u', width by width; the part on and right of the diagonal
	constant bool      // all scores are the same
	first    float64   // score
	rows     int
	flip     []bool
	own      []float64 // features of the first row, the one that is explained
}

func newMoments(flip []bool) *moments {
	p := len(flip)
	return &moments{
		width: p, column: make([]float64, p), score: make([]float64, p), product: make([]float64, p*p),
		constant: true, flip: flip,
	}
}

// add takes more samples.
func (m *moments) add(s *samples) {
	for i, w := range s.w {
		y := s.y[i]
		if m.rows == 0 {
			m.begin(s)
		}
		m.rows++
		m.constant = m.constant && y == m.first
		y -= m.first // what is common to all would cost digits
		m.w += w
		m.y += w * y
		m.yy += w * y * y
		index, values := s.design.Row(i)
		for k, j := range index {
			wu := w * values[k]
			m.column[j] += wu
			m.score[j] += wu * y
			line := m.product[int(j)*m.width:][:m.width]
			for l := k; l < len(index); l++ {
				line[index[l]] += wu * values[l]
			}
		}
	}
}

// begin takes from the first samples what is of the row itself.
func (m *moments) begin(s *samples) {
	m.first, m.own = s.y[0], make([]float64, m.width)
	index, values := s.design.Row(0)
	for k, j := range index {
		m.own[j] = values[k]
	}
	for j, flip := range m.flip {
		if flip {
			m.own[j] = 1 - m.own[j]
		}
	}
}

// gram is what is left of moments when means are subtracted, for the columns of
// the design that vary. The signs are those of the features: of a flipped column
// they change.
type gram struct {
	columns []int
	g       [][]float64 // products, whole
	c       []float64   // with scores
	yy      float64
	mean    []float64 // of the features
	own     []float64 // features of the row that is explained
	meanY   float64
	w       float64
}

func (m *moments) gram() *gram {
	g := &gram{yy: m.yy - m.y*m.y/m.w, meanY: m.first + m.y/m.w, w: m.w}
	for j := range m.width {
		square := m.product[j*m.width+j]
		if square-m.column[j]*m.column[j]/m.w > 1e-12*square {
			g.columns = append(g.columns, j)
		}
	}
	g.g = make([][]float64, len(g.columns))
	cells := make([]float64, len(g.columns)*len(g.columns))
	for a := range g.g {
		g.g[a], cells = cells[:len(g.columns)], cells[len(g.columns):]
	}
	for a, j := range g.columns {
		sign, mean := m.sign(j), m.column[j]/m.w
		g.c = append(g.c, sign*(m.score[j]-mean*m.y))
		if m.flip[j] {
			mean = 1 - mean
		}
		g.mean, g.own = append(g.mean, mean), append(g.own, m.own[j])
		for b := a; b < len(g.columns); b++ {
			k := g.columns[b]
			g.g[a][b] = sign * m.sign(k) * (m.product[j*m.width+k] - m.column[j]*m.column[k]/m.w)
			g.g[b][a] = g.g[a][b]
		}
	}
	return g
}

func (m *moments) sign(j int) float64 {
	if m.flip[j] {
		return -1
	}
	return 1
}

// linear is a fitted linear model of some columns of a gram.
type linear struct {
	of        []int // which
	coef      []float64
	intercept float64
	fidelity  float64 // weighted R²
}

// ridge fits the columns of, by least squares with the penalty alpha·|coef|².
func (g *gram) ridge(of []int, alpha float64) *linear {
	a := make([][]float64, len(of))
	l := &linear{of: of, coef: make([]float64, len(of)), intercept: g.meanY}
	for i, j := range of {
		a[i] = make([]float64, i+1)
		for k := range a[i] {
			a[i][k] = g.g[j][of[k]]
		}
		a[i][i] += alpha
		l.coef[i] = g.c[j]
	}
	cholesky(a)
	solve(a, l.coef)
	rest := g.yy
	for i, j := range of {
		l.intercept -= l.coef[i] * g.mean[j]
		rest -= 2 * l.coef[i] * g.c[j]
		for k, h := range of {
			rest += l.coef[i] * l.coef[k] * g.g[j][h]
		}
	}
	l.fidelity = 1 - rest/g.yy
	return l
}

// cholesky replaces the lower triangle a of a positive definite matrix by its
// root. A column that others determine has a pivot of +Inf and then no part in
// solve.
func cholesky(a [][]float64) {
	for i, row := range a {
		full := row[i]
		for k := range i {
			above := a[k]
			row[k] = (row[k] - dot(row[:k], above[:k])) / above[k]
		}
		rest := full - dot(row[:i], row[:i])
		if rest <= 1e-12*full {
			row[i] = math.Inf(1)
			continue
		}
		row[i] = math.Sqrt(rest)
	}
}

// solve replaces b by the solution x of a·aᵀ·x = b.
func solve(a [][]float64, b []float64) {
	for i, row := range a {
		b[i] = (b[i] - dot(row[:i], b[:i])) / row[i]
	}
	for i := len(a) - 1; i >= 0; i-- {
		b[i] /= a[i][i]
		for k := range i {
			b[k] -= a[i][k] * b[i]
		}
	}
}

// dot is the inner product, summed in four lanes: the order is fixed.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return s0 + s1 + s2 + s3
}
