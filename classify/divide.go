package classify

// divide splits the node, puts the segments of its children in the place of its
// own, and returns the children.
func (g *grower) divide(p pending, s split) (left, right pending) {
	segments := g.segments[p.from:p.to]
	by := segments[s.segment]
	away, zerosRight := g.entries[by.from+s.at:by.to], uint8(0)
	if s.value < 0 {
		away, zerosRight = g.entries[by.from:by.from+s.at], 1
	}
	left = pending{parent: -1, depth: p.depth + 1, all: p.all.less(s.right), kinds: p.kinds - len(away)}
	right = pending{depth: p.depth + 1, all: s.right, kinds: len(away)}
	if zerosRight == 1 {
		left.kinds, right.kinds = right.kinds, left.kinds
	}
	for _, e := range away {
		g.away[e.row()] = 1
	}
	g.left, g.right = g.left[:0], g.right[:0]
	openLeft, openRight := g.open(left), g.open(right)
	for i, c := range segments {
		l, r := c, c
		switch {
		case i == s.segment:
			l.to, r.from = c.from+s.at, c.from+s.at
		case openLeft && openRight:
			mid := g.partition(c, zerosRight)
			l.to, r.from = mid, mid
		case openLeft:
			l.to = g.filter(c, zerosRight)
		case openRight:
			r.to = g.filter(c, 1-zerosRight)
		}
		if openLeft && g.differs(l, left.kinds) {
			g.left = append(g.left, l)
		}
		if openRight && g.differs(r, right.kinds) {
			g.right = append(g.right, r)
		}
	}
	for _, e := range away {
		g.away[e.row()] = 0
	}
	g.segments = append(append(g.segments[:p.from], g.right...), g.left...)
	right.from, right.to = p.from, p.from+len(g.right)
	left.from, left.to = right.to, len(g.segments)
	return left, right
}

// partition moves the entries of the left side to the front, both sides in
// order, and returns where the right side begins.
func (g *grower) partition(s segment, zerosRight uint8) int {
	entries := g.entries[s.from:s.to]
	away, spare := g.away, g.spare[:len(entries)]
	left, right := 0, 0
	for _, e := range entries {
		entries[left], spare[right] = e, e // one is kept: a number decides, not a branch
		side := int(away[e.row()] ^ zerosRight)
		left += 1 - side
		right += side
	}
	copy(entries[left:], spare[:right])
	return s.from + left
}

// filter moves the entries of rows with the given mark to the front, in order,
// and returns where they end.
func (g *grower) filter(s segment, mark uint8) int {
	entries := g.entries[s.from:s.to]
	away, n := g.away, 0
	for _, e := range entries {
		entries[n] = e
		n += int(1 - (away[e.row()] ^ mark))
	}
	return s.from + n
}
