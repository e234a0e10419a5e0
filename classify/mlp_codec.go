package classify

import "encoding/binary"

const kindMLP = "mlp"

// Kind implements [Saver].
func (m *MLPModel) Kind() string { return kindMLP }

// AppendBinary implements [Saver]: activation, number of columns, number of
// hidden layers and their units as varints, then the parameters, 8 bytes each.
func (m *MLPModel) AppendBinary(b []byte) ([]byte, error) {
	hidden := m.net.layers[:len(m.net.layers)-1]
	b = binary.AppendUvarint(b, uint64(m.net.activation))
	b = binary.AppendUvarint(b, uint64(m.Width()))
	b = binary.AppendUvarint(b, uint64(len(hidden)))
	for _, l := range hidden {
		b = binary.AppendUvarint(b, uint64(l.out))
	}
	for _, w := range m.net.params {
		b = appendFloat(b, w)
	}
	return b, nil
}

func decodeMLP(data []byte) (Model, error) {
	p := payload{rest: data}
	activation := Activation(p.uint(uint64(ActivationLogistic)))
	width := p.uint(MaxWidth)
	hidden := make([]int, p.uint(maxHidden))
	for i := range hidden {
		hidden[i] = p.uint(maxParams)
	}
	count := countParams(width, hidden)
	if p.err != nil || count > maxParams || len(p.rest) != 8*count {
		return nil, errPayload
	}
	m := &MLPModel{newNetwork(width, hidden, activation)}
	for k := range m.net.params {
		m.net.params[k] = p.float()
	}
	return m, p.err
}
