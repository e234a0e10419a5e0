package sequence

import (
	"strings"
	"unicode/utf8"
)

// decode returns the text that the published code sees: Python's
// open(path, "r", encoding="utf-8", errors="ignore").read(). Bytes that are no
// UTF-8 are left out, "\r\n" and "\r" become "\n", and a byte order mark stays,
// where CPython will not have it. A comment that declares another encoding
// changes nothing.
func decode(src []byte) string {
	text := string(src)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n")
}
