package datasets

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// Text is how the source of a package looks, of which obfuscation makes something
// else than people write: the largest of each over the Python files.
type Text struct {
	LongestLine   int     // bytes
	LongestString int     // bytes of a literal that is no docstring
	Entropy       float64 // of that literal, in bits for each byte
	Padding       int     // blanks between two parts of a line
	Blobs         int     // literals of 100 bytes and more that may be base64 or hexadecimal
	BlobBytes     int     // bytes of these
}

// minBlob is how long text has to be before its alphabet says something.
const minBlob = 100

// maxEntropy bounds how much of a literal is counted.
const maxEntropy = 1 << 20

// TextOf measures the Python files of a package, all of them: [Trim] it first. An
// error is one of the package's file system or of ctx.
func TextOf(ctx context.Context, p *Package) (Text, error) {
	var t Text
	err := fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		if d.IsDir() || !IsPython(name) {
			return nil
		}
		src, err := readFile(p.FS, name)
		if err != nil {
			return err
		}
		f := pysrc.Parse(src)
		t.lines(f.Source)
		t.strings(f)
		return nil
	})
	if err != nil {
		return Text{}, fmt.Errorf("datasets: text: %w", err)
	}
	return t, nil
}

func (t *Text) lines(source string) {
	for line := range strings.Lines(source) {
		line = strings.TrimRight(line, "\n")
		t.LongestLine = max(t.LongestLine, len(line))
		run := 0
		for _, c := range []byte(strings.TrimSpace(line)) {
			if c != ' ' && c != '\t' {
				run = 0
				continue
			}
			run++
			t.Padding = max(t.Padding, run)
		}
	}
}

func (t *Text) strings(f *pysrc.File) {
	longest := ""
	pysrc.Walk(f, func(n pysrc.Node) bool {
		switch n := n.(type) {
		case *pysrc.ExprStmt: // a docstring, or text that stands for a comment
			_, lone := n.X.(*pysrc.Str)
			return !lone
		case *pysrc.Str:
			if len(n.Value) > len(longest) {
				longest = n.Value
			}
			if len(n.Value) >= minBlob && blob(n.Value) {
				t.Blobs++
				t.BlobBytes += len(n.Value)
			}
		}
		return true
	})
	if len(longest) > t.LongestString {
		t.LongestString, t.Entropy = len(longest), entropy(longest[:min(len(longest), maxEntropy)])
	}
}

// blob reports whether s has the alphabet of base64 or of hexadecimal numbers
// alone, line ends aside, and no words: letters in one case and no digit.
func blob(s string) bool {
	var lower, upper, digit bool
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= '0' && c <= '9':
			digit = true
		case c == '+' || c == '/' || c == '-' || c == '_' || c == '=' || c == '\n':
		default:
			return false
		}
	}
	return digit && (lower || upper) || lower && upper
}

// entropy returns the Shannon entropy of s in bits for each byte.
func entropy(s string) float64 {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	bits := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}
