package guarddog

import (
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// wordList are words to look for, as they stand but for ?, which is any one byte.
type wordList struct {
	words []string
	fold  bool // of either case; words are in lower case
}

// in returns where the words stand in a text, word by word.
func (l *wordList) in(text string) []span {
	if l.fold {
		text = foldASCII(text)
	}
	var found []span
	for _, word := range l.words {
		head, tail, _ := strings.Cut(word, "?")
		for at := 0; ; {
			i := strings.Index(text[at:], head)
			if i < 0 {
				break
			}
			from := at + i
			to := from + len(word)
			at = from + len(head)
			if len(head) < len(word) && (to > len(text) || text[to-len(tail):to] != tail) {
				continue
			}
			found = append(found, span{pysrc.Pos(from), pysrc.Pos(to)})
		}
	}
	return found
}

// foldASCII lowers the letters of ASCII and keeps the place of everything.
func foldASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
