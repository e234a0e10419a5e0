package pycodec

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// charmaps.txt holds CPython's encodings of one byte a character. It is written
// by testdata/oracle.py --charmaps.
//
//go:embed charmaps.txt
var charmapLines string

// charmap is one such encoding. undefined stands where a byte means nothing.
type charmap struct {
	runes [256]rune
	bytes map[rune]byte
}

const undefined = -1

// codecs holds what is known of codecs by name.
type codecs struct {
	names map[string]string // the module of each name
	chars map[string]*charmap
}

// codecTables reads the tables once, when a codec is first asked for.
var codecTables = sync.OnceValue(func() *codecs {
	t := &codecs{names: make(map[string]string), chars: make(map[string]*charmap)}
	for line := range strings.Lines(aliases) {
		t.name(strings.Fields(line))
	}
	for line := range strings.Lines(charmapLines) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names, digits, _ := strings.Cut(strings.TrimSpace(line), ":")
		all := strings.Fields(names)
		t.name(all)
		t.chars[all[0]] = newCharmap(digits)
	}
	return t
})

func (t *codecs) name(all []string) {
	for _, name := range all {
		t.names[name] = all[0]
	}
}

// newCharmap reads 256 code points of four hexadecimal digits, "----" where
// there is none.
func newCharmap(digits string) *charmap {
	m := &charmap{bytes: make(map[rune]byte, 256)}
	for i := range m.runes {
		m.runes[i] = undefined
		n, err := strconv.ParseUint(digits[4*i:4*i+4], 16, 16)
		if err != nil {
			continue
		}
		m.runes[i] = rune(n)
		m.bytes[rune(n)] = byte(i)
	}
	return m
}

func (m *charmap) decode(data []byte, h decodeHandler) (string, error) {
	var b strings.Builder
	for i, c := range data {
		if r := m.runes[c]; r != undefined {
			b.WriteRune(r)
			continue
		}
		s, err := h.bad(data[i : i+1])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// encode asks the handler for what to put for a character that is not in the
// table, which must itself be in it.
func (m *charmap) encode(s string, h encodeHandler) ([]byte, error) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if c, ok := m.bytes[r]; ok {
			out = append(out, c)
			continue
		}
		with, err := h.bad(r)
		if err != nil {
			return nil, err
		}
		for _, r := range with {
			c, ok := m.bytes[r]
			if !ok {
				return nil, errCorrupt
			}
			out = append(out, c)
		}
	}
	return out, nil
}
