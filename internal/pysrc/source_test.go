package pysrc

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDecode holds what decode makes of whole sources: the text, the encoding
// and what is wrong.
func TestDecode(t *testing.T) {
	for _, c := range []struct{ name, src, text, encoding, problem string }{
		{"empty", "", "", "utf-8", ""},
		{"UTF-8", "x = 'é'", "x = 'é'", "utf-8", ""},
		{"byte order mark", "\xef\xbb\xbfx", "x", "utf-8", ""},
		{"mark and cookie", "\xef\xbb\xbf# coding: utf8\nx", "# coding: utf8\nx", "utf-8", ""},
		{"mark against cookie", "\xef\xbb\xbf# coding: latin-1\n\xc3\xa9", "# coding: latin-1\né", "utf-8", "behind a UTF-8 byte order mark"},
		{"all newlines", "a\r\nb\rc\n\rd", "a\nb\nc\n\nd", "utf-8", ""},
		{"bytes that are no UTF-8", "é\xe9", "éé", "utf-8", "not valid UTF-8"},
		{"Latin-1", "#coding=latin_1\n\xe9\x80", "#coding=latin_1\né\u0080", "iso-8859-1", ""},
		{"UTF-8 by its long name", "# coding: UTF_8-sig\né", "# coding: UTF_8-sig\né", "utf-8", ""},
		{"ASCII", "# coding: ascii\nx", "# coding: ascii\nx", "ascii", ""},
		{"ASCII that is none", "# coding: us-ascii\n\xe9", "# coding: us-ascii\né", "ascii", "not ASCII"},
		{"Cyrillic", "# coding: koi8-r\n\xc1", "# coding: koi8-r\nа", "koi8-r", ""},
		{"undefined byte", "# coding: cp1252\n\x81", "# coding: cp1252\n\u0081", "cp1252", "not valid cp1252"},
		{"control characters of ISO 8859", "# coding: iso8859-5\n\x85\xd0", "# coding: iso8859-5\n\u0085а", "iso8859-5", ""},
		{"Japanese", "# coding: Shift_JIS\n\x82\xa0\\", "# coding: Shift_JIS\nあ\\", "shift-jis", ""},
		{"broken Japanese", "# coding: euc-jp\n\xff", "# coding: euc-jp\n\ufffd", "euc-jp", "not valid euc-jp"},
		{"UTF-7", "# coding: utf-7\n+AGUAdgBhAGw-(+-) +2D3eAA", "# coding: utf-7\neval(+) 😀", "utf-7", ""},
		{"UTF-7 cut short", "# coding: utf-7\na+", "# coding: utf-7\na+", "utf-7", ""},
		{"UTF-7 of half a character", "# coding: utf-7\n+2D0-", "# coding: utf-7\n\ufffd", "utf-7", "not valid UTF-7"},
		{"UTF-7 with other bytes", "# coding: utf-7\n\xe9", "# coding: utf-7\né", "utf-7", ""},
		{"unicode_escape ends a comment", "# coding: unicode_escape\n# \\u000aexec(x) \\x23 \\101\\", "# coding: unicode_escape\n# \nexec(x) # A\\", "unicode-escape", ""},
		{"unicode_escape with names", "# coding: unicode_escape\n\\N{LATIN SMALL LETTER E}", "# coding: unicode_escape\ne", "unicode-escape", ""},
		{"raw_unicode_escape", "# coding: raw_unicode_escape\n\\u000aa \\\\u000a \\x41 \\U00000062 \\u12", "# coding: raw_unicode_escape\n\na \\\\u000a \\x41 b \\u12", "raw-unicode-escape", ""},
		{"rot13", "# coding: rot13\nrkrp\xff", "# pbqvat: ebg13\nexecÿ", "rot13", "not a text encoding"},
		{"unknown", "# coding: none-such\né\xe9", "# coding: none-such\néé", "none-such", "unknown encoding"},
		{"UTF-16, little end first", "\xff\xfea\x00=\xd8\x00\xde", "a😀", "utf-16-le", "does not read"},
		{"UTF-16, big end first, odd", "\xfe\xff\x00a\x00", "a", "utf-16-be", "does not read"},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00\xff\xff\xff\xff", "a\ufffd", "utf-32-le", "does not read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, encoding, problem := decode([]byte(c.src))
			require.Equal(t, c.text, text)
			require.Equal(t, c.encoding, encoding)
			require.Contains(t, problem, c.problem)
			require.Equal(t, c.problem == "", problem == "", problem)
		})
	}
}

// TestCookie holds where a declaration counts (PEP 263, and what CPython's
// tokenizer makes of it).
func TestCookie(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"first line", "# -*- coding: cp1252 -*-\n", "cp1252"},
		{"an editor's form", "# vim: set fileencoding=cp1252 :", "cp1252"},
		{"second line", "#!/usr/bin/python\n# coding: cp1252", "cp1252"},
		{"second line behind a blank one", " \t\f\n\f # coding: cp1252", "cp1252"},
		{"second line behind code", "import os\n# coding: cp1252", ""},
		{"second line behind a string", "'''\n# coding: cp1252", ""},
		{"second line behind a joined one", "\\\n# coding: cp1252", ""},
		{"third line", "\n\n# coding: cp1252", ""},
		{"behind code on its line", "x # coding: cp1252", ""},
		{"old Mac newlines", "#!x\r# coding: cp1252\r", "cp1252"},
		{"Windows newlines", "#!x\r\n# coding: cp1252\r\n", "cp1252"},
		{"third line under Windows", "#\r\n#\r\n# coding: cp1252", ""},
		{"blank before the colon", "# coding : cp1252", ""},
		{"blanks before the value", "# coding: \t cp1252", "cp1252"},
		{"word that only ends so", "# encoding:cp1252", "cp1252"},
		{"no name", "# coding:\n# coding: cp1252", "cp1252"},
		{"second try on a line", "# coding is coding: cp1252", "cp1252"},
		{"first of two", "# coding: cp1252 coding: cp1251", "cp1252"},
		{"case and underscores", "# CODING: x coding: ISO_8859_15", "iso-8859-15"},
		{"end of the source", "# coding", ""},
		{"end behind the colon", "# coding:", ""},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, cookie([]byte(c.src))) })
	}
}

func TestCodecName(t *testing.T) {
	for name, want := range map[string]string{
		"UTF-8": "utf-8", "utf_8_sig": "utf-8", "U8": "utf-8", "cp65001": "utf-8", "utf8-x": "utf8-x",
		"Latin_1-unix": "iso-8859-1", "iso-8859-1-dos": "iso-8859-1", "L1": "iso-8859-1", "8859": "iso-8859-1",
		"iso-8859-15": "iso-8859-15", "US-ASCII": "ascii", "646": "ascii", "KOI8_R": "koi8-r",
	} {
		require.Equal(t, want, codecName(name), name)
	}
}

func TestParseTextOfBytes(t *testing.T) {
	f := ParseText("a('\xff')\r\nb()")
	require.Equal(t, "a('ÿ')\nb()", f.Source)
	require.Equal(t, []string{"a:1", "b:2"}, found(f))
	require.Equal(t, "utf-8", f.Encoding)
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		text string
		size int
		want string
		cut  bool
	}{
		{"", 0, "", false},
		{"abc", 3, "abc", false},
		{"abc", 2, "ab", true},
		{"aé", 2, "a", true},
		{"é", 1, "", true},
		{"aéb", 3, "aé", true},
	} {
		got, cut := limit(c.text, c.size, false)
		require.Equal(t, c.want, got)
		require.Equal(t, c.cut, cut)
	}
	require.Contains(t, parseText("a()", true).Errors[0].Msg, "too large")
}

// TestPositions holds how File turns offsets into lines and columns.
func TestPositions(t *testing.T) {
	f := Parse([]byte("é = 1\r\n\r\x0c\n  f(\u2028)"))
	require.Equal(t, 4, f.Lines())
	for _, c := range []struct {
		at           string
		line, column int
	}{{"é", 1, 0}, {"=", 1, 3}, {"\x0c", 3, 0}, {"f", 4, 2}, {")", 4, 7}} {
		at := Pos(strings.Index(f.Source, c.at))
		require.Equal(t, c.line, f.Line(at), c.at)
		require.Equal(t, c.column, f.Column(at), c.at)
	}
	require.Equal(t, 1, f.Line(Pos(strings.IndexByte(f.Source, '\n'))), "a newline is part of its line")
	require.Equal(t, 4, f.Line(Pos(len(f.Source))))
	require.Equal(t, "é = 1", f.Text(f.Body[0]))

	empty := Parse(nil)
	require.Equal(t, []int{1, 1, 0}, []int{empty.Lines(), empty.Line(0), empty.Column(0)})
}
