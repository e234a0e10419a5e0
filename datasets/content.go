package datasets

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"slices"
	"strings"

	"github.com/malguard/malguard/internal/pysrc"
)

// content is what of a source file matters for comparing it with others.
type content struct {
	hash [sha256.Size]byte // of the normalised source
	code bool              // whether there is more than comments and strings
}

// contents reads files once each.
type contents struct {
	fsys fs.FS
	seen map[string]content
}

// of returns the content of a file.
func (c contents) of(name string) (content, error) {
	if known, ok := c.seen[name]; ok {
		return known, nil
	}
	src, err := readFile(c.fsys, name)
	if err != nil {
		return content{}, err
	}
	known := content{sha256.Sum256(normalise(src)), hasCode(src)}
	c.seen[name] = known
	return known, nil
}

// distinct sorts files, leaves of those with equal code the one nearest to the root,
// and returns a hash of what they say and whether any of them has code.
func (c contents) distinct(ctx context.Context, files []string) (kept []string, sum string, code bool, err error) {
	ordered := slices.SortedFunc(slices.Values(files), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), strings.Compare(a, b))
	})
	seen := map[content]bool{}
	var hashes []string
	for _, name := range ordered {
		if err := ctx.Err(); err != nil {
			return nil, "", false, err
		}
		is, err := c.of(name)
		if err != nil {
			return nil, "", false, err
		}
		if is.code && seen[is] {
			continue
		}
		seen[is] = true
		code = code || is.code
		kept, hashes = append(kept, name), append(hashes, string(is.hash[:]))
	}
	slices.Sort(kept)
	slices.Sort(hashes)
	all := sha256.Sum256([]byte(strings.Join(hashes, "")))
	return kept, hex.EncodeToString(all[:]), code, nil
}

// normalise returns a source without what differs between copies of one file: how
// lines end, blanks at their ends, empty lines and lines of comment.
func normalise(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	src = bytes.ReplaceAll(src, []byte("\r"), []byte("\n"))
	out := make([]byte, 0, len(src))
	for line := range bytes.Lines(src) {
		line = bytes.TrimRight(line, " \t\f\n")
		if text := bytes.TrimLeft(line, " \t\f"); len(text) > 0 && text[0] != '#' {
			out = append(append(out, line...), '\n')
		}
	}
	return out
}

// hasCode says whether a source does or defines anything: comments and strings
// alone do not. What cannot be parsed counts as code.
func hasCode(src []byte) bool {
	f := pysrc.Parse(src)
	if len(f.Errors) > 0 || len(f.Fragments) > 0 {
		return true
	}
	for _, stmt := range f.Body {
		e, ok := stmt.(*pysrc.ExprStmt)
		if !ok {
			return true
		}
		if _, text := e.X.(*pysrc.Str); !text {
			return true
		}
	}
	return false
}
