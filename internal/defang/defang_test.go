package defang_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/defang"
)

func TestNote(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		" a\n\tb\r\n":                   "a b",
		"https://example.com HTTP:// x": "hxxps://example.com HxxP:// x",
		"hTtp":                          "hxxp",
		"\x1b[2J\u202ea\u200bb\x00":     "?[2J?a?b?",
		"a\xffb":                        "a?b",
		"é世":                            "é世",
		strings.Repeat("é", 80):         strings.Repeat("é", 80),
		strings.Repeat("é", 81):         strings.Repeat("é", 79) + "…",
		strings.Repeat("x", 1<<20):      strings.Repeat("x", 79) + "…",
	} {
		require.Equal(t, want, defang.Note(text), "%.80q", text)
	}
}

func FuzzNote(f *testing.F) {
	f.Add("https://example.com/\n\xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		note := defang.Note(text)
		require.True(t, utf8.ValidString(note))
		require.LessOrEqual(t, utf8.RuneCountInString(note), defang.MaxNote)
		require.NotContains(t, strings.ToLower(note), "http")
		require.False(t, strings.ContainsFunc(note, func(r rune) bool { return !unicode.IsPrint(r) }))
		require.Equal(t, note, defang.Note(note))
	})
}
