package classify

import "slices"

// partition moves the rows that go left to the front, both sides in their old
// order, and returns their number.
func (s *boostScratch) partition(rows []int32, c *boostColumn, split boostSplit) int {
	right := func(bin uint16) uint8 {
		if int32(bin) > split.bin && !(split.missingLeft && int(bin) == len(c.upper)) {
			return 1
		}
		return 0
	}
	side := s.side[:len(rows)]
	zero := right(uint16(c.zero))
	switch {
	case c.all != nil:
		for k, i := range rows {
			side[k] = right(c.all[i])
		}
	case len(rows) < len(c.rows)/8:
		for k, i := range rows {
			side[k] = zero
			if at, ok := slices.BinarySearch(c.rows, i); ok {
				side[k] = right(c.bins[at])
			}
		}
	default:
		for k, i := range c.rows {
			s.other[i] = right(c.bins[k]) ^ zero
		}
		for k, i := range rows {
			side[k] = s.other[i] ^ zero
		}
		for _, i := range c.rows {
			s.other[i] = 0
		}
	}
	return s.move(rows, side)
}

// move sorts rows by their sides, 0 and 1.
func (s *boostScratch) move(rows []int32, side []uint8) int {
	n, m := 0, 0
	for k, i := range rows {
		rows[n], s.rows[m] = i, i
		m += int(side[k])
		n = k + 1 - m
	}
	copy(rows[n:], s.rows[:m])
	return n
}
