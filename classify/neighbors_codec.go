package classify

import "encoding/binary"

const kindNeighbors = "neighbors"

// Kind implements [Saver].
func (m *NeighborsModel) Kind() string { return kindNeighbors }

// AppendBinary implements [Saver]: K, 1 if votes count by distance or 0, the
// number of columns and that of rows as varints; then for each row the number of
// its entries, how far the column of each is from the next after that before it,
// as varints, with the entry in 8 bytes, and the weights of the benign and the
// malicious rows like it. The rows that were learnt from can be read in it.
func (m *NeighborsModel) AppendBinary(b []byte) ([]byte, error) {
	var flag uint64
	if m.c.ByDistance {
		flag = 1
	}
	for _, v := range []uint64{uint64(m.c.K), flag, uint64(m.Width()), uint64(m.rows.Rows())} {
		b = binary.AppendUvarint(b, v)
	}
	for i, w := range m.weight {
		index, values := m.rows.Row(i)
		b = binary.AppendUvarint(b, uint64(len(index)))
		next := int32(0)
		for k, j := range index {
			b = appendFloat(binary.AppendUvarint(b, uint64(j-next)), values[k])
			next = j + 1
		}
		b = appendFloat(appendFloat(b, w[0]), w[1])
	}
	return b, nil
}

func decodeNeighbors(data []byte) (Model, error) {
	p := payload{rest: data}
	c := Neighbors{K: p.uint(maxK), ByDistance: p.uint(1) == 1}
	width := p.uint(MaxWidth)
	n := p.uint(uint64(len(data) / 17)) // a row takes 17 bytes or more
	if p.err != nil || c.K == 0 || n == 0 {
		return nil, errPayload
	}
	b := NewMatrix(width)
	weight := make([][2]float64, n)
	var total float64
	for i := range weight {
		index, values := p.row(width)
		weight[i] = [2]float64{p.float(), p.float()}
		if p.err != nil {
			return nil, p.err
		}
		if min(weight[i][0], weight[i][1]) < 0 || weight[i][0]+weight[i][1] == 0 {
			return nil, errPayload
		}
		total += weight[i][0] + weight[i][1]
		if err := b.Append(index, values); err != nil {
			return nil, err
		}
	}
	if len(p.rest) > 0 || total > MaxWeight {
		return nil, errPayload
	}
	return newNeighborsModel(c, b.Matrix(), weight), nil
}

// row reads the entries of a row.
func (p *payload) row(width int) (index []int32, values []float64) {
	next := 0
	for range p.uint(uint64(min(width, len(p.rest)/9))) { // an entry takes 9 bytes or more
		j := next + p.uint(MaxWidth)
		v := p.float()
		if p.err == nil && (j >= width || v == 0) {
			p.err = errPayload
		}
		if p.err != nil {
			return nil, nil
		}
		index, values = append(index, int32(j)), append(values, v)
		next = j + 1
	}
	return index, values
}
