package golearn

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/naive"

	"github.com/malguard/malguard/classify"
)

// Bernoulli is golearn's naive Bayes, naive.NewBernoulliNBClassifier, of which columns
// a row has an entry above Threshold in:
//
//	log(n_c / n) + Σ present log p_cj + Σ absent log(1 - p_cj),  p_cj = (n_cj + 1) / (n_c + 1)
//
// for n_c rows of class c, n_cj of them with column j. This is not Laplace's smoothing,
// whose denominator is n_c + 2; where p_cj is 1, golearn takes 1/(n_c + 1) for 1 - p_cj.
//
// Of what [naive.BernoulliNBClassifier] learns, Predict gives the label alone, and
// either one where both classes are as likely. The model here is a copy of what it
// learned and gives the probability of malicious, above 0.5 where golearn says so.
type Bernoulli struct {
	// Threshold is what an entry has to be above to be present; negative is an error.
	Threshold float64
}

// BernoulliModel is a trained naive Bayes.
type BernoulliModel struct {
	threshold float64
	absent    float64   // log-odds of malicious for a row without any column
	present   []float64 // what each column adds to them
}

// Train implements [classify.Trainer].
func (c Bernoulli) Train(ctx context.Context, t *classify.Table) (classify.Model, error) {
	if !(c.Threshold >= 0) || math.IsInf(c.Threshold, 0) {
		return nil, fmt.Errorf("golearn: settings out of range: %+v", c)
	}
	rows, err := prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	nb := naive.NewBernoulliNBClassifier()
	err = guard(func() error { return nb.Fit(binaryLayout(rows.X.Width()).instances(c.present(rows.X), rows.Y)) })
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("golearn: bernoulli: %w", err)
	}
	return newBernoulliModel(c.Threshold, nb, rows.Y)
}

// binaryLayout returns a categorical class, binary columns and one more. Every row
// has that one, which says nothing (p_cj is 1): golearn panics at no column and at a
// class whose rows have none.
func binaryLayout(width int) layout {
	l := newLayout(nil)
	for _, name := range numbered(width + 1) {
		l.columns = append(l.columns, base.NewBinaryAttribute(name))
	}
	l.pack = func(float64) []byte { return []byte{1} }
	return l
}

// present returns the rows of binaryLayout.
func (c Bernoulli) present(x classify.Matrix) classify.Matrix {
	b := classify.NewMatrix(x.Width() + 1)
	for i := range x.Rows() {
		var columns []int32
		index, values := x.Row(i)
		for k, j := range index {
			if values[k] > c.Threshold {
				columns = append(columns, j)
			}
		}
		columns = append(columns, int32(x.Width()))
		must(b.Append(columns, slices.Repeat([]float64{1}, len(columns))))
	}
	return b.Matrix()
}

// newBernoulliModel copies what nb learned from rows of the given labels.
func newBernoulliModel(threshold float64, nb *naive.BernoulliNBClassifier, y []float64) (*BernoulliModel, error) {
	var n [2]float64
	for _, label := range y {
		n[int(label)]++
	}
	benign, err := conditional(nb, Benign)
	if err != nil {
		return nil, err
	}
	malicious, err := conditional(nb, Malicious)
	if err != nil {
		return nil, err
	}
	m := &BernoulliModel{threshold: threshold, absent: math.Log(n[1]) - math.Log(n[0])}
	for j := range len(benign) - 1 {
		absent := logAbsent(malicious[j], n[1]) - logAbsent(benign[j], n[0])
		m.absent += absent
		m.present = append(m.present, math.Log(malicious[j])-math.Log(benign[j])-absent)
	}
	return m, nil
}

func logAbsent(p, n float64) float64 {
	if p == 1 {
		return math.Log(1 / (n + 1))
	}
	return math.Log(1 - p)
}

// conditional reads p_cj of a class from a field that golearn does not export.
func conditional(nb *naive.BernoulliNBClassifier, class string) ([]float64, error) {
	all := reflect.ValueOf(nb).Elem().FieldByName("condProb")
	if !all.IsValid() || all.Type() != reflect.TypeFor[map[string][]float64]() {
		return nil, errors.New("golearn: bernoulli: another version of golearn")
	}
	of := all.MapIndex(reflect.ValueOf(class))
	if !of.IsValid() {
		return nil, fmt.Errorf("golearn: bernoulli: nothing learned of %s rows", class)
	}
	p := make([]float64, of.Len())
	for j := range p {
		p[j] = of.Index(j).Float()
	}
	return p, nil
}

// Width implements [classify.Model].
func (m *BernoulliModel) Width() int { return len(m.present) }

// Scores implements [classify.Model].
func (m *BernoulliModel) Scores(dst []float64, x classify.Matrix) error {
	if err := checkScores(dst, x, m.Width()); err != nil {
		return err
	}
	for i := range dst {
		odds := m.absent
		index, values := x.Row(i)
		for k, j := range index {
			if values[k] > m.threshold {
				odds += m.present[j]
			}
		}
		dst[i] = 1 / (1 + math.Exp(-odds))
	}
	return nil
}

const kindBernoulli = "golearn-bernoulli"

// maxOdds bounds the numbers of a saved model, so that no sum of them overflows.
const maxOdds = 1e9

// Kind implements [classify.Saver].
func (m *BernoulliModel) Kind() string { return kindBernoulli }

// AppendBinary implements [classify.Saver]: the threshold and the log-odds of no
// column and of each, 8 bytes a number.
func (m *BernoulliModel) AppendBinary(b []byte) ([]byte, error) {
	for _, v := range append([]float64{m.threshold, m.absent}, m.present...) {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b, nil
}

func decodeBernoulli(data []byte) (classify.Model, error) {
	if len(data) < 16 || len(data)%8 != 0 || len(data)/8-2 > classify.MaxWidth {
		return nil, errors.New("malformed payload")
	}
	v := make([]float64, len(data)/8)
	for k := range v {
		v[k] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*k:]))
		if k > 0 && !(math.Abs(v[k]) <= maxOdds) {
			return nil, fmt.Errorf("number %d is %g", k, v[k])
		}
	}
	if !(v[0] >= 0) || math.IsInf(v[0], 0) {
		return nil, fmt.Errorf("threshold %g", v[0])
	}
	return &BernoulliModel{threshold: v[0], absent: v[1], present: v[2:]}, nil
}
