package classify

import (
	"encoding/binary"
	"slices"
)

// Kinds of nested models.
const (
	kindCalibrated = "calibrated"
	kindVoting     = "voting"
	kindStacking   = "stacking"
)

// Kind implements [Saver].
func (m *CalibratedModel) Kind() string { return kindCalibrated }

func (m *CalibratedModel) parts() []Model { return m.models }

// AppendBinary implements [Saver]: the models, then for each the method of its
// map, and A and B of Platt or the number of knots and X and Y of each.
func (m *CalibratedModel) AppendBinary(b []byte) ([]byte, error) {
	b, err := appendModels(b, m)
	for _, s := range m.maps {
		b = binary.AppendUvarint(b, uint64(s.method))
		if s.method != CalibrationIsotonic {
			b = appendFloat(appendFloat(b, s.platt.A), s.platt.B)
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(s.isotonic.X)))
		for k, x := range s.isotonic.X {
			b = appendFloat(appendFloat(b, x), s.isotonic.Y[k])
		}
	}
	return b, err
}

func decodeCalibrated(p *nestedPayload) (Model, error) {
	m := &CalibratedModel{models: p.models()}
	for range m.models {
		s := scoreMap{method: Calibration(p.uint(uint64(CalibrationIsotonic)))}
		if s.method != CalibrationIsotonic {
			s.platt = Platt{p.float(), p.float()}
		} else {
			s.isotonic = p.isotonic()
		}
		m.maps = append(m.maps, s)
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	if !sameWidth(m.models) {
		return nil, errPayload
	}
	return m, nil
}

func (p *payload) isotonic() *Isotonic {
	m := &Isotonic{}
	n := p.uint(uint64(len(p.rest) / 16))
	for range n {
		m.X, m.Y = append(m.X, p.float()), append(m.Y, p.float())
	}
	if p.err == nil {
		p.err = m.check()
	}
	return m
}

// Kind implements [Saver].
func (m *VotingModel) Kind() string { return kindVoting }

func (m *VotingModel) parts() []Model { return m.models }

// AppendBinary implements [Saver]: the models, 1 if labels are counted, and the
// weight of each.
func (m *VotingModel) AppendBinary(b []byte) ([]byte, error) {
	b, err := appendModels(b, m)
	b = append(b, bit(m.hard))
	for _, w := range m.weight {
		b = appendFloat(b, w)
	}
	return b, err
}

func decodeVoting(p *nestedPayload) (Model, error) {
	models := p.models()
	hard := p.uint(1) == 1
	weight := make([]float64, len(models))
	for k := range weight {
		weight[k] = p.float()
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	m, err := newVotingModel(models, weight, hard)
	if err != nil || !sameWidth(models) {
		return nil, errPayload
	}
	return m, nil
}

// Kind implements [Saver].
func (m *StackingModel) Kind() string { return kindStacking }

func (m *StackingModel) parts() []Model { return append(slices.Clip(m.models), m.final) }

// AppendBinary implements [Saver]: the models, the final one last, then 1 if it
// sees log-odds, and 1 if it sees columns.
func (m *StackingModel) AppendBinary(b []byte) ([]byte, error) {
	b, err := appendModels(b, m)
	return append(b, bit(m.logOdds), bit(m.passthrough)), err
}

func decodeStacking(p *nestedPayload) (Model, error) {
	models := p.models()
	m := &StackingModel{logOdds: p.uint(1) == 1, passthrough: p.uint(1) == 1}
	if err := p.end(); err != nil {
		return nil, err
	}
	last := len(models) - 1
	if last == 0 || !sameWidth(models[:last]) {
		return nil, errPayload
	}
	m.models, m.final = models[:last], models[last]
	want := last
	if m.passthrough {
		want += m.Width()
	}
	if m.final.Width() != want {
		return nil, errPayload
	}
	return m, nil
}

func bit(v bool) byte {
	if v {
		return 1
	}
	return 0
}
