package classify

// boostHist is the histogram of a node over a block of columns: the bins that
// hold rows of the node, column by column, but for the bins of 0.
type boostHist struct {
	spans []boostSpan
	bins  []boostBin
}

// boostBin is a bin with the sum of its rows.
type boostBin struct {
	boostSum
	bin int32
}

// boostSpan is a column that may still split a node.
type boostSpan struct {
	column   int32
	from, to int32    // its bins are bins[from:to], ascending
	zero     int32    // the bin of 0: it holds what the others and missing lack
	others   boostSum // the sum of the other bins
	missing  boostSum
}

// list returns all bins of the column that hold rows of a node with the sum all,
// in buf if need be.
func (s *boostSpan) list(buf, bins []boostBin, all boostSum) []boostBin {
	zero := boostBin{all.minus(s.others).minus(s.missing), s.zero}
	if zero.h == 0 {
		return bins
	}
	n := 0
	for n < len(bins) && bins[n].bin < zero.bin {
		buf[n] = bins[n]
		n++
	}
	buf[n] = zero
	copy(buf[n+1:], bins[n:])
	return buf[:len(bins)+1]
}

func (h *boostHist) of(s *boostSpan) []boostBin { return h.bins[s.from:s.to] }

// boostSlots adds up the rows of a node, a slot a bin. Between nodes it is zero.
type boostSlots []boostSum

func (slots boostSlots) fill(b *boostBlock, rows []int32, grad []boostSum) {
	for _, i := range rows {
		s := grad[i]
		for _, e := range b.entries[b.at[i]:b.at[i+1]] {
			slots[e].add(s)
		}
	}
}

func (slots boostSlots) wipe(b *boostBlock, rows []int32) {
	if 2*len(rows) > b.size {
		clear(slots[:b.size])
		return
	}
	for _, i := range rows {
		for _, e := range b.entries[b.at[i]:b.at[i+1]] {
			slots[e] = boostSum{}
		}
	}
}

// root makes h the histogram of all rows, whose sum is all.
func (h *boostHist) root(slots boostSlots, columns []boostColumn, drawn []bool, block *boostBlock, all, least boostSum) {
	a := boostHist{h.spans[:0], h.bins[:0]} // on the stack: that of the next block is near h and written meanwhile
	for j := block.from; j < block.to; j++ {
		if drawn != nil && !drawn[j] {
			continue
		}
		c := &columns[j]
		s := boostSpan{column: int32(j), from: int32(len(a.bins)), zero: int32(c.zero)}
		for k, v := range slots[c.slot:][:len(c.upper)] {
			if v.h > 0 {
				a.bins = append(a.bins, boostBin{v, int32(k)})
				s.others.add(v)
			}
		}
		if c.missing {
			s.missing = slots[int(c.slot)+len(c.upper)]
		}
		a.keep(s, all, least)
	}
	*h = a
}

// halve makes small the histogram of one half of the rows of a node, which are
// in the slots, and h, which was that of the node, that of the other half. The
// buffer has room for the bins of h.
func (h *boostHist) halve(small *boostHist, slots boostSlots, columns []boostColumn, buf []boostBin, few, many, least boostSum) {
	a, b := boostHist{small.spans[:0], buf[:0]}, boostHist{h.spans[:0], h.bins[:0]}
	for _, s := range h.spans {
		c := &columns[s.column]
		old, from := h.of(&s), slots[c.slot:][:len(c.upper)]
		sa := boostSpan{column: s.column, from: int32(len(a.bins)), zero: s.zero}
		sb := boostSpan{column: s.column, from: int32(len(b.bins)), zero: s.zero}
		var na, nb int32
		sa.others, na, nb = halveBins(old, a.bins[sa.from:][:len(old)], b.bins[sb.from:][:len(old)], from)
		a.bins, b.bins = a.bins[:sa.from+na], b.bins[:sb.from+nb]
		sb.others = s.others.minus(sa.others)
		if c.missing {
			sa.missing = slots[int(c.slot)+len(c.upper)]
			sb.missing = s.missing.minus(sa.missing)
		}
		a.keep(sa, few, least)
		b.keep(sb, many, least)
	}
	*small, *h = boostHist{a.spans, append(small.bins[:0], a.bins...)}, b
}

// keep adds a span to the histogram of a node with the sum all if some split at
// it leaves enough on both sides. One side lacks the bin of 0, which holds most
// of most nodes: where the rest is too little, it is so further down too.
func (h *boostHist) keep(s boostSpan, all, least boostSum) {
	s.to = int32(len(h.bins))
	rest := s.others
	rest.add(s.missing)
	zeros := all.h > rest.h
	if rest.h < least.h || rest.n < least.n || !zeros && s.missing.h == 0 && s.to-s.from == 1 {
		h.bins = h.bins[:s.from]
		return
	}
	h.spans = append(h.spans, s)
}

// halveBins divides bins among two nodes, of which one has the sums in the slots,
// and returns the sum of those and how many bins each node has. Which bins are
// empty is hard to foretell, so none is skipped. The other may overwrite bins.
func halveBins(bins, a, b []boostBin, slots []boostSum) (sum boostSum, na, nb int32) {
	for _, p := range bins {
		v := slots[p.bin]
		w := p.minus(v)
		a[na], b[nb] = boostBin{v, p.bin}, boostBin{w, p.bin}
		if v.h > 0 {
			na++
		}
		if w.h > 0 {
			nb++
		}
		sum.add(v)
	}
	return sum, na, nb
}
