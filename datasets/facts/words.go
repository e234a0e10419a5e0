package facts

import (
	"maps"
	"slices"
	"strings"
)

// table numbers words. While a set is gathered it counts them; then they are sorted,
// so that neighbours begin alike.
type table struct {
	ids   map[string]int
	words []string
}

func (t *table) add(words ...string) {
	if t.ids == nil {
		t.ids = map[string]int{}
	}
	for _, w := range words {
		t.ids[w] = 0
	}
}

func (t *table) sort() {
	t.words = slices.Sorted(maps.Keys(t.ids))
	for i, w := range t.words {
		t.ids[w] = i
	}
}

// word writes the number of a word that was added.
func (t *table) word(b *buffer, w string) { b.uint(t.ids[w]) }

// write writes the table: of each word how much of the one before it begins with,
// and the rest.
func (t *table) write(b *buffer) {
	b.uint(len(t.words))
	last := ""
	for _, w := range t.words {
		shared := 0
		for shared < min(len(w), len(last)) && w[shared] == last[shared] {
			shared++
		}
		b.uint(shared)
		b.text(w[shared:])
		last = w
	}
}

// maxWord bounds a word in bytes, and maxWords a table: a word may take two bytes
// and stand for a long one.
const (
	maxWord  = 1 << 10
	maxWords = 256 << 20
)

func readWords(r *reader) []string {
	words := make([]string, 0, r.count(2))
	last, total := "", 0
	for range cap(words) {
		shared := r.uint(len(last))
		rest := r.bytes()
		if total += shared + len(rest); shared+len(rest) > maxWord || total > maxWords {
			r.fail("words are too long")
		}
		if r.err != nil {
			return nil
		}
		var w strings.Builder
		w.WriteString(last[:shared])
		w.Write(rest)
		if last = w.String(); len(words) > 0 && last <= words[len(words)-1] {
			r.fail("words are not sorted")
			return nil
		}
		words = append(words, last)
	}
	return words
}

// word reads a word of the table.
func (r *reader) word(words []string) string {
	n := r.uint(max(len(words)-1, 0))
	if n >= len(words) {
		r.fail("no words")
		return ""
	}
	return words[n]
}
