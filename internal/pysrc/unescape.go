package pysrc

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"
)

// An unescaper decodes the backslash sequences of string literals. Its zero
// value is ready for use.
type unescaper struct {
	names    map[string]rune // of \N{NAME}, as far as they were looked up; -1 for none
	complete bool            // names holds all of them
}

// unescape decodes the sequences of a literal that is not raw. What Python
// leaves as it stands stays, and so does \N{NAME} of a name that is not known
// here: an alias of a control character, a Hangul syllable. In bytes, \x and
// octal sequences are bytes, and \u and \N mean nothing.
func (u *unescaper) unescape(s string, bytes bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i+u.one(&b, s[i:], bytes):]
	}
}

var plainEscapes = [256]byte{
	'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// one decodes the sequence at the head of s and returns its length.
func (u *unescaper) one(b *strings.Builder, s string, bytes bool) int {
	c := s[1]
	if plain := plainEscapes[c]; plain != 0 {
		b.WriteByte(plain)
		return 2
	}
	switch {
	case c == '\n':
		return 2
	case c >= '0' && c <= '7':
		n := 2
		for n < 4 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
			n++
		}
		return codePoint(b, s, 1, n, 8, bytes)
	case c == 'x':
		return codePoint(b, s, 2, 4, 16, bytes)
	case c == 'u' && !bytes:
		return codePoint(b, s, 2, 6, 16, false)
	case c == 'U' && !bytes:
		return codePoint(b, s, 2, 10, 16, false)
	case c == 'N' && !bytes && len(s) > 2 && s[2] == '{':
		return u.named(b, s)
	}
	b.WriteByte('\\')
	return 1
}

// codePoint writes the character whose number stands in s[from:to]. A sequence
// that is cut short stays as it stands.
func codePoint(b *strings.Builder, s string, from, to, base int, bytes bool) int {
	if to > len(s) {
		b.WriteByte('\\')
		return 1
	}
	v, err := strconv.ParseUint(s[from:to], base, 32)
	if err != nil {
		b.WriteByte('\\')
		return 1
	}
	switch {
	case bytes:
		b.WriteByte(byte(v))
	case v > utf8.MaxRune:
		b.WriteRune(utf8.RuneError)
	default:
		b.WriteRune(rune(v)) // a surrogate becomes U+FFFD
	}
	return to
}

// longestName is what \N{…} may hold; the longest name has 88 letters.
const longestName = 100

// named decodes \N{NAME}.
func (u *unescaper) named(b *strings.Builder, s string) int {
	end := strings.IndexByte(s[:min(len(s), longestName)], '}')
	if end > 0 {
		if r, ok := u.lookup(strings.ToUpper(s[3:end])); ok {
			b.WriteRune(r)
			return end + 1
		}
	}
	b.WriteByte('\\')
	return 1
}

func (u *unescaper) lookup(name string) (rune, bool) {
	if hex, ok := strings.CutPrefix(name, "CJK UNIFIED IDEOGRAPH-"); ok {
		v, err := strconv.ParseUint(hex, 16, 21)
		return rune(v), err == nil && v <= utf8.MaxRune
	}
	r, ok := u.names[name]
	if !ok && !u.complete {
		r, ok = u.search(name), true
	}
	return r, ok && r >= 0
}

// named characters stand in these blocks, the common ones in the first.
var namedBlocks = [][2]rune{{0, 0x3000}, {0x3000, 0x3400}, {0xa000, 0xac00}, {0xf900, 0x20000}, {0xe0000, 0xe0200}}

// search goes through all characters: that is quicker than to keep a table of
// the names for the few files that need some. From the ninth name on a source
// gets a table of its own, so that many take no longer.
func (u *unescaper) search(name string) rune {
	if u.names == nil {
		u.names = map[string]rune{}
	}
	u.complete = len(u.names) >= 8
	found := rune(-1)
	for _, block := range namedBlocks {
		for r := block[0]; r < block[1] && (u.complete || found < 0); r++ {
			n := runenames.Name(r)
			if n == name && n != "" && n[0] != '<' {
				found = r
			}
			if u.complete && n != "" && n[0] != '<' {
				u.names[n] = r
			}
		}
	}
	u.names[name] = found
	return found
}
