package guarddog

import (
	"path"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// literalsOf returns the string literals of a file of another language in which
// links are looked for, by its name: JSON, JavaScript, TypeScript and Go. ok is
// false for other files.
func literalsOf(name, text string) (literals []span, ok bool) {
	l := literalLexer{text: text}
	switch path.Ext(name) {
	case ".json", ".ipynb":
		l.quotes = `"`
	case ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx":
		l.quotes, l.keys, l.imports = "\"'`", true, []string{"import", "from"}
	case ".go":
		l.quotes, l.imports = "\"`'", []string{"import"}
	default:
		return nil, false
	}
	return l.run(), true
}

// literalLexer finds literals by quotes and comments alone.
type literalLexer struct {
	text    string
	quotes  string
	keys    bool     // keys of objects do not count
	imports []string // words behind which a literal does not count
	word    string   // the last one, if nothing but blanks came since
	mark    byte     // the last character that is no blank
}

func (l *literalLexer) run() []span {
	var found []span
	for i := 0; i < len(l.text); {
		c := l.text[i]
		switch {
		case strings.HasPrefix(l.text[i:], "//"):
			i = l.skip(i, "\n")
		case strings.HasPrefix(l.text[i:], "/*"):
			i = l.skip(i+2, "*/")
		case strings.IndexByte(l.quotes, c) >= 0:
			end := l.literal(i, c)
			if end < 0 {
				i++
				continue
			}
			if l.counts(end) {
				found = append(found, span{pysrc.Pos(i), pysrc.Pos(end)})
			}
			l.word, l.mark, i = "", c, end
		case isLetter(c):
			j := i
			for j < len(l.text) && (isLetter(l.text[j]) || l.text[j] >= '0' && l.text[j] <= '9') {
				j++
			}
			l.word, l.mark, i = l.text[i:j], 'a', j
		default:
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				l.word, l.mark = "", c
			}
			i++
		}
	}
	return found
}

// skip returns the place behind the next end.
func (l *literalLexer) skip(i int, end string) int {
	n := strings.Index(l.text[i:], end)
	if n < 0 {
		return len(l.text)
	}
	return i + n + len(end)
}

// literal returns where the literal that begins at i ends, or -1 where it does not
// before the end of the line, of which only ` may have several.
func (l *literalLexer) literal(i int, quote byte) int {
	for j := i + 1; j < len(l.text); j++ {
		switch c := l.text[j]; {
		case c == quote:
			return j + 1
		case c == '\\':
			j++
		case c == '\n' && quote != '`':
			return -1
		}
	}
	return -1
}

// counts says whether a literal that ends at end is one that is looked at.
func (l *literalLexer) counts(end int) bool {
	for _, word := range l.imports {
		if l.word == word {
			return false
		}
	}
	if !l.keys || l.mark != '{' && l.mark != ',' {
		return true
	}
	return !strings.HasPrefix(strings.TrimLeft(l.text[end:min(end+maxBlanks, len(l.text))], " \t\r\n"), ":")
}

// maxBlanks bounds how far behind a key its colon is looked for.
const maxBlanks = 100
