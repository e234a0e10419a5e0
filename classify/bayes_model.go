package classify

import "math"

// GaussianNBModel is a trained [GaussianNB].
type GaussianNBModel struct {
	prior   float64 // log-odds of the classes
	columns []normals
	base    neumaier // log-odds of a row of zeros
}

// normals are the distributions of a column in both classes.
type normals struct {
	mean, variance [2]float64
	atZero         float64 // what an entry of 0 adds to the log-odds but for the logarithm
}

// usable is false for a column that does not vary at all.
func (n *normals) usable() bool { return n.variance[0] > 0 && n.variance[1] > 0 }

// quadratic returns what the entry x adds to the log-odds but for the logarithm.
func (n *normals) quadratic(x float64) float64 {
	a, b := x-n.mean[0], x-n.mean[1]
	return 0.5 * (a*a/n.variance[0] - b*b/n.variance[1])
}

// prepare computes what follows from the other fields.
func (m *GaussianNBModel) prepare() error {
	m.base = neumaier{}
	m.base.add(m.prior)
	for j := range m.columns {
		n := &m.columns[j]
		if !finite(n.mean[0]+n.mean[1]) || !finite(n.variance[0]+n.variance[1]) {
			return errLarge
		}
		if !n.usable() {
			continue
		}
		n.atZero = n.quadratic(0)
		m.base.add(0.5 * (math.Log(n.variance[0]) - math.Log(n.variance[1])))
		m.base.add(n.atZero)
	}
	if !finite(m.base.sum) || !finite(m.base.rest) {
		return errLarge
	}
	return nil
}

// Width implements [Model].
func (m *GaussianNBModel) Width() int { return len(m.columns) }

// Scores implements [Model]. Independence makes the scores extreme: most are 0
// or 1 to the last bit.
func (m *GaussianNBModel) Scores(dst []float64, x Matrix) error {
	if err := checkScores(dst, x, len(m.columns)); err != nil {
		return err
	}
	for i := range dst {
		dst[i] = sigmoid(m.odds(x.Row(i)))
	}
	return nil
}

// odds returns the log-odds of a row: those of a row of zeros, corrected for the
// entries that are not. Where the means are large beside the deviations both are
// huge and nearly cancel, so the sum keeps its rounding errors apart. Entries so
// large that both classes give them the probability 0 say nothing.
func (m *GaussianNBModel) odds(index []int32, values []float64) float64 {
	s := m.base
	for k, j := range index {
		n := &m.columns[j]
		if !n.usable() {
			continue
		}
		s.add(n.quadratic(values[k]))
		s.add(-n.atZero)
	}
	z := s.value()
	if math.IsNaN(z) {
		return 0
	}
	return z
}

// neumaier is a sum that keeps what rounding took from it (Neumaier 1974,
// https://doi.org/10.1002/zamm.19740540106).
type neumaier struct{ sum, rest float64 }

func (s *neumaier) add(v float64) {
	t := s.sum + v
	if math.Abs(s.sum) >= math.Abs(v) {
		s.rest += (s.sum - t) + v
	} else {
		s.rest += (v - t) + s.sum
	}
	s.sum = t
}

func (s *neumaier) value() float64 {
	if math.IsInf(s.sum, 0) {
		return s.sum
	}
	return s.sum + s.rest
}

const kindGaussianNB = "gaussian-nb"

// Kind implements [Saver].
func (m *GaussianNBModel) Kind() string { return kindGaussianNB }

// AppendBinary implements [Saver]: the log-odds of the classes, then for each
// column the means and the variances in benign and malicious rows, 8 bytes each.
func (m *GaussianNBModel) AppendBinary(b []byte) ([]byte, error) {
	b = appendFloat(b, m.prior)
	for _, n := range m.columns {
		for _, v := range []float64{n.mean[0], n.mean[1], n.variance[0], n.variance[1]} {
			b = appendFloat(b, v)
		}
	}
	return b, nil
}

func decodeGaussianNB(data []byte) (Model, error) {
	if len(data)%32 != 8 || len(data)/32 > MaxWidth {
		return nil, errPayload
	}
	p := payload{rest: data}
	m := &GaussianNBModel{prior: p.float(), columns: make([]normals, len(data)/32)}
	for j := range m.columns {
		n := &m.columns[j]
		n.mean = [2]float64{p.float(), p.float()}
		n.variance = [2]float64{p.float(), p.float()}
		if min(n.variance[0], n.variance[1]) < 0 {
			return nil, errPayload
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	if err := m.prepare(); err != nil {
		return nil, err
	}
	return m, nil
}
