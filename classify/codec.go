package classify

import (
	"encoding/binary"
	"math"
)

// kindLinear says which function makes a score of the margin.
const kindLinear = "logistic"

// Kind implements [Saver].
func (m *Linear) Kind() string { return kindLinear }

// AppendBinary implements [Saver]: the intercept and the weights, 8 bytes each.
func (m *Linear) AppendBinary(b []byte) ([]byte, error) {
	b = appendFloat(b, m.intercept)
	for _, w := range m.coef {
		b = appendFloat(b, w)
	}
	return b, nil
}

func decodeLinear(data []byte) (Model, error) {
	if len(data) < 8 || len(data)%8 != 0 || len(data)/8-1 > MaxWidth {
		return nil, errPayload
	}
	p := payload{rest: data}
	m := &Linear{intercept: p.float(), coef: make([]float64, len(data)/8-1)}
	for j := range m.coef {
		m.coef[j] = p.float()
	}
	return m, p.err
}

// float reads a finite number.
func (p *payload) float() float64 {
	if p.err == nil && len(p.rest) < 8 {
		p.err = errPayload
	}
	if p.err != nil {
		return 0
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(p.rest))
	p.rest = p.rest[8:]
	if !finite(v) {
		p.err = errPayload
	}
	return v
}

func appendFloat(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}
