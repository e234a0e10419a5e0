package guarddog

import (
	"cmp"
	"slices"
	"sort"

	"github.com/malguard/malguard/internal/pysrc"
)

// cover answers which nodes lie within one of many spans.
type cover struct {
	spans []span
	until []pysrc.Pos // the largest end of spans[:i+1]
}

func coverOf(spans []span) *cover {
	c := &cover{spans: slices.Clone(spans)}
	slices.SortFunc(c.spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	c.until = make([]pysrc.Pos, len(c.spans))
	for i, s := range c.spans {
		c.until[i] = s.to
		if i > 0 {
			c.until[i] = max(s.to, c.until[i-1])
		}
	}
	return c
}

// has says whether a lies within one of the spans: one that begins before a and
// reaches as far, which is the case if any that begins before does.
func (c *cover) has(a span) bool {
	i := sort.Search(len(c.spans), func(i int) bool { return c.spans[i].from > a.from })
	return i > 0 && c.until[i-1] >= a.to
}

// around returns the first span that a lies in, which is the largest where spans
// are ends of blocks, and false for none.
func (c *cover) around(a span) (span, bool) {
	i := sort.Search(len(c.until), func(i int) bool { return c.until[i] >= a.to })
	if i < len(c.spans) && c.spans[i].from <= a.from {
		return c.spans[i], true
	}
	return span{}, false
}

func (c *cover) empty() bool { return len(c.spans) == 0 }

// anyIn says whether one of the spans lies within a.
func (c *cover) anyIn(a span) bool { return c.firstIn(a) > 0 }

// firstIn returns the end of the first of the spans that lie within a, or 0. No
// cover has none.
func (c *cover) firstIn(a span) pysrc.Pos {
	if c == nil {
		return 0
	}
	i := sort.Search(len(c.spans), func(i int) bool { return c.spans[i].from >= a.from })
	for ; i < len(c.spans) && c.spans[i].from < a.to; i++ {
		if c.spans[i].to <= a.to {
			return c.spans[i].to
		}
	}
	return 0
}
