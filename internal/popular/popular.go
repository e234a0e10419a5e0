// Package popular knows the names of packages that many people install, and tells
// which of them a name resembles. Somebody who wants to be taken for another takes
// a name like theirs.
//
// The names are the 15,000 most downloaded projects of PyPI as counted by
// https://hugovk.github.io/top-pypi-packages/ and fetched on 2026-06-16, in the
// order in which GuardDog 3.2.0 ships them (resources/top_pypi_packages.json); of
// their order, only who is among the first 5,000 is kept. make.py wrote them.
package popular

import (
	"bytes"
	_ "embed"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ulikunitz/xz/lzma"
)

//go:embed names.lzma
var packed []byte

// MaxName is how many characters of a name are compared. The longest name of the
// lists has 55.
const MaxName = 200

// List is a sorted list of names in normal form. It is immutable.
type List struct {
	names    []string
	runes    [][]rune   // of each name
	letters  []uint64   // of each name, see letters
	confused [][][]rune // of each name, see confused
}

// Top returns the 5,000 most popular names; it is shared.
func Top() *List { return lists().top }

// All returns all 15,000 names; it is shared.
func All() *List { return lists().all }

type both struct{ top, all *List }

var lists = sync.OnceValue(func() both {
	r, err := lzma.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err) // the embedded file is checked by a test
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	first, others, _ := strings.Cut(string(text), "\n\n")
	top := decode(first)
	all := append(decode(others), top...)
	slices.Sort(all)
	return both{newList(top), newList(all)}
})

// decode undoes the front coding that make.py describes.
func decode(text string) []string {
	var names []string
	before := ""
	for line := range strings.SplitSeq(text, "\n") {
		before = before[:line[0]-'!'] + line[1:]
		names = append(names, before)
	}
	return names
}

func newList(names []string) *List {
	n := len(names)
	l := &List{names: names, runes: make([][]rune, n), letters: make([]uint64, n), confused: make([][][]rune, n)}
	for i, name := range names {
		l.runes[i] = []rune(name)
		l.letters[i], l.confused[i] = letters(l.runes[i]), confused(name)
	}
	return l
}

// Names returns a copy of the list.
func (l *List) Names() []string { return slices.Clone(l.names) }

// Has reports whether the list has the name, in whatever form it is written.
func (l *List) Has(name string) bool {
	_, ok := slices.BinarySearch(l.names, normal(name))
	return ok
}

// Nearest returns the first name of the list that is most similar to the normal form
// of the given one, and how similar it is: 1 less the share of its characters, or of
// the other's if those are more, that have to be changed, in [0,1]; "" and 0 where none
// has a character in common with it. Of a name, [MaxName] characters count.
func (l *List) Nearest(name string) (nearest string, similarity float64) {
	a := []rune(normal(name))
	a = a[:min(len(a), MaxName)]
	var d distances
	for i, b := range l.runes {
		// as many insertions are needed as the lengths differ by
		if likeness(max(len(a), len(b))-min(len(a), len(b)), a, b) <= similarity {
			continue
		}
		if s := likeness(d.between(a, b), a, b); s > similarity {
			nearest, similarity = l.names[i], s
		}
	}
	return nearest, similarity
}

var separators = regexp.MustCompile(`[-_.]+`)

// normal returns the form in which the index compares names (PEP 503).
func normal(name string) string {
	return separators.ReplaceAllString(strings.ToLower(strings.TrimSpace(name)), "-")
}
