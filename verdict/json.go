package verdict

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/malguard/malguard"
)

//go:embed schema.json
var schema string

// Schema returns the JSON Schema (draft 2020-12) of what [JSON] writes.
func Schema() string { return schema }

// JSON writes the verdict as one line of JSON; keys are those of
// [malguard.Verdict], see [Schema], and lists are lists even where they are nil. Names come
// from the package under study: what is not printable in them is written as \u
// escapes.
func JSON(w io.Writer, v *malguard.Verdict) error {
	whole := *v
	whole.Reasons, whole.Incomplete, whole.Warnings = orEmpty(v.Reasons), orEmpty(v.Incomplete), orEmpty(v.Warnings)
	return document(w, whole, "")
}

// orEmpty returns s, or an empty slice for nil, which JSON would write as null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// document writes value as JSON that ends a line. What is not printable is written as
// \u escapes.
func document(w io.Writer, value any, indent string) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // names such as <builtin>.exec stay as they are
	enc.SetIndent("", indent)
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("verdict: %w", err)
	}
	var out strings.Builder
	for _, r := range text.String() {
		if unicode.IsPrint(r) || r == '\n' { // a line that ends is no part of a string
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) { // only strings hold such characters
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("verdict: %w", err)
	}
	return nil
}
