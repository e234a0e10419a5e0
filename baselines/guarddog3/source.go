package guarddog3

import (
	"bytes"
	"path"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/malguard/malguard/internal/patterns"
)

// source is a file under search.
type source struct {
	name string
	data []byte
	scan *patterns.Scan

	line     span              // between newlines
	number   int               // of line, from 1; 0 before the first
	snippets map[string]string // by what matches in line

	row     span // between line ends of any kind
	remark  bool // row is a comment
	started bool // row is one of the file
	docs    *quotes
}

// span is data[start:end].
type span struct{ start, end int }

func (s span) holds(offset int) bool { return s.start <= offset && offset <= s.end }

// seek makes line the one of offset.
func (s *source) seek(offset int) {
	if s.number > 0 && s.line.holds(offset) {
		return
	}
	from, number := 0, 1
	if s.number > 0 && offset > s.line.end {
		from, number = s.line.start, s.number
	}
	s.number = number + bytes.Count(s.data[from:offset], []byte{'\n'})
	s.line = span{bytes.LastIndexByte(s.data[:offset], '\n') + 1, len(s.data)}
	if i := bytes.IndexByte(s.data[offset:], '\n'); i >= 0 {
		s.line.end = offset + i
	}
	s.snippets = map[string]string{}
}

// window is how far back the tool looks for the marks of a comment.
const window = 4096

// comment reports whether the tool takes what begins at offset for part of a
// comment: in a line that begins as one, or with an odd number of triple quotes, or
// an open /*, in the window before it. Files of other languages have none.
func (s *source) comment(offset int) bool {
	from := max(0, offset-window)
	switch strings.ToLower(path.Ext(s.name)) {
	case ".py", ".pyx", ".pyi":
		if s.docs == nil {
			s.docs = newQuotes(s.data)
		}
		return s.remarked(offset, "#") || s.docs.odd(from, offset)
	case ".rb":
		return s.remarked(offset, "#")
	case ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".go", ".rs":
		before := s.data[from:offset]
		return s.remarked(offset, "//") || bytes.LastIndex(before, []byte("/*")) > bytes.LastIndex(before, []byte("*/"))
	}
	return false
}

// remarked reports whether the row of offset begins with mark.
func (s *source) remarked(offset int, mark string) bool {
	if s.started && s.row.holds(offset) {
		return s.remark
	}
	s.started = true
	s.row = span{bytes.LastIndexAny(s.data[:offset], "\r\n") + 1, len(s.data)}
	if i := bytes.IndexAny(s.data[offset:], "\r\n"); i >= 0 {
		s.row.end = offset + i
	}
	row := bytes.TrimLeftFunc(s.data[s.row.start:s.row.end], func(r rune) bool {
		return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f // as Python's str.strip
	})
	s.remark = bytes.HasPrefix(row, []byte(mark))
	return s.remark
}

// quotes are the runs of three and more quotation marks of a file, for both kinds.
type quotes [2][]run

// run is data[start:end]; before is how many triple quotes the runs before it make.
type run struct{ start, end, before int }

func newQuotes(data []byte) *quotes {
	var q quotes
	for kind, mark := range []byte{'"', '\''} {
		triples := 0
		for at := 0; ; {
			i := bytes.Index(data[at:], bytes.Repeat([]byte{mark}, 3))
			if i < 0 {
				break
			}
			start := at + i
			for at = start; at < len(data) && data[at] == mark; {
				at++
			}
			q[kind] = append(q[kind], run{start, at, triples})
			triples += (at - start) / 3
		}
	}
	return &q
}

// odd reports whether data[from:to] holds an odd number of triple quotes of either
// kind.
func (q *quotes) odd(from, to int) bool {
	for _, runs := range q {
		first := sort.Search(len(runs), func(i int) bool { return runs[i].end > from })
		after := sort.Search(len(runs), func(i int) bool { return runs[i].start >= to })
		n := 0
		for i := first; i < after; i++ {
			if i == first+1 && after > first+2 {
				n += runs[after-1].before - runs[i].before
				i = after - 1
			}
			n += (min(runs[i].end, to) - max(runs[i].start, from)) / 3 // of the first and the last, a part may be outside
		}
		if n%2 == 1 {
			return true
		}
	}
	return false
}

// snippet returns what tells matches apart: the lines from one before to two
// after, or, where those are more than 250 characters, the part around the first
// place in them with the same text.
func (s *source) snippet(m patterns.Match) string {
	s.seek(m.Start)
	match := string(s.data[m.Start:min(m.End, m.Start+512)])
	if known, ok := s.snippets[match]; ok {
		return known
	}
	lines := bytes.Trim(s.data[s.before():s.after()], "\n")
	s.snippets[match] = cut(string(lines), match)
	return s.snippets[match]
}

// cut returns what of lines is shown with a match.
func cut(lines, match string) string {
	const long = 250
	if len(lines) <= long || len(lines) <= utf8.UTFMax*long && len([]rune(lines)) <= long {
		return lines
	}
	left, right, found := strings.Cut(lines, match)
	if !found {
		return lines[:long-13] + lines[len(lines)-10:]
	}
	pad := max(long-len([]rune(match)), 0) / 2
	before := []rune(left[max(0, len(left)-utf8.UTFMax*pad):])
	after := []rune(right[:min(len(right), utf8.UTFMax*pad)])
	return string(before[max(0, len(before)-pad):]) + match + string(after[:min(len(after), pad)])
}

// before is where the line before the current one begins.
func (s *source) before() int {
	if s.line.start == 0 {
		return 0
	}
	return bytes.LastIndexByte(s.data[:s.line.start-1], '\n') + 1
}

// after is where the second line after the current one ends.
func (s *source) after() int {
	end := s.line.end
	for range 2 {
		if end == len(s.data) {
			break
		}
		if i := bytes.IndexByte(s.data[end+1:], '\n'); i >= 0 {
			end += 1 + i
		} else {
			end = len(s.data)
		}
	}
	return end
}
