// Package defang makes text of a package fit to be shown: what detectors say of a
// place may hold what an attacker wrote.
package defang

import (
	"regexp"
	"strings"
	"unicode"
)

// MaxNote is how many characters a note has at most.
const MaxNote = 80

// maxRead is how many bytes of a text are looked at.
const maxRead = 4 * MaxNote * 4

var scheme = regexp.MustCompile(`(?i)http`)

// Note returns text as one line of at most [MaxNote] characters: white space is a
// blank, what cannot be printed is a question mark, links cannot be followed (http is
// hxxp), and of longer text the end is "…".
func Note(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text[:min(len(text), maxRead)], "?")), " ")
	text = scheme.ReplaceAllStringFunc(text, func(s string) string { return s[:1] + "xx" + s[3:] })
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, text)
	if r := []rune(text); len(r) > MaxNote {
		text = string(r[:MaxNote-1]) + "…"
	}
	return text
}
