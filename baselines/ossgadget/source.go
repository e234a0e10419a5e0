package ossgadget

import (
	"bytes"
	"path"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// language is what ApplicationInspector takes a file for, as far as that matters.
type language struct {
	name string // "" of others
	// Marks of comments. Where there is no block, as for Python, comments count as
	// code.
	line, open, close string
	comment           bool // the file is nothing but a comment
}

func languageOf(name string) language {
	slashes := func(name string) language { return language{name: name, line: "//", open: "/*", close: "*/"} }
	name = strings.ToLower(path.Base(name))
	if name == "package.json" {
		return language{name: name}
	}
	switch path.Ext(name) {
	case ".py", ".py3", ".pyw":
		return language{name: "python"}
	case ".ps1", ".psm1", ".psd1":
		return language{name: "powershell"}
	case ".js":
		return slashes("javascript")
	case ".c", ".h", ".cpp", ".hpp", ".cxx", ".cs", ".coffee", ".fs", ".go", ".groovy", ".jade", ".rs", ".swift", ".java", ".ts", ".php":
		return slashes("")
	case ".rb":
		return language{line: "#", open: "=begin", close: "=end"}
	case ".txt":
		return language{comment: true}
	}
	return language{}
}

// binary reports whether the tool leaves data alone: it has a NUL, or three control
// characters in ten, counting the bytes 0x80 to 0x9f among them.
func binary(data []byte) bool {
	controls := 0
	for _, c := range data {
		switch {
		case c == 0:
			return true
		case '\t' <= c && c <= '\r' || c == 0x85:
		case c < ' ' || 0x7f <= c && c < 0xa0:
			controls++
		}
	}
	return controls > len(data)*3/10
}

// source is a file under search.
type source struct {
	name string
	language
	data []byte

	opens, closes []int // where blocks of comments begin and end; nil before they are needed
	row           [2]int
	remark        int // where a comment begins in the row; -1 before the first row
}

// scope returns whether offset is in code or in a comment; both count where the
// language has no blocks of comments.
func (s *source) scope(offset int) scope {
	switch {
	case s.comment:
		return inComments
	case s.open == "":
		return anywhere
	case s.inBlock(offset) || s.inRemark(offset):
		return inComments
	}
	return inCode
}

// inBlock reports whether the last block that begins before offset, or at it, ends
// after it.
func (s *source) inBlock(offset int) bool {
	if s.opens == nil {
		s.opens, s.closes = indices(s.data, s.open), indices(s.data, s.close)
	}
	i := sort.SearchInts(s.opens, offset+2-len(s.open))
	if i == 0 {
		return false
	}
	open := s.opens[i-1]
	j := sort.SearchInts(s.closes, open)
	return j == len(s.closes) || s.closes[j] >= offset
}

// inRemark reports whether a comment that ends with the line begins before offset:
// a mark with an even number of quotation marks of each kind before it.
func (s *source) inRemark(offset int) bool {
	if s.remark < 0 || offset < s.row[0] || s.row[1] < offset {
		s.row = [2]int{bytes.LastIndexByte(s.data[:offset], '\n') + 1, len(s.data)}
		if i := bytes.IndexByte(s.data[offset:], '\n'); i >= 0 {
			s.row[1] = offset + i
		}
		s.remark = s.row[0] + remarkIn(s.data[s.row[0]:s.row[1]], s.line)
	}
	return offset >= s.remark+len(s.line)-1
}

// remarkIn returns where the comment of a line begins, beyond its newline if there
// is none.
func remarkIn(row []byte, mark string) int {
	single, double := 0, 0
	for i, c := range row {
		switch c {
		case '"':
			double++
		case '\'':
			single++
		case mark[0]:
			if single%2 == 0 && double%2 == 0 && bytes.HasPrefix(row[i:], []byte(mark)) {
				return i
			}
		}
	}
	return len(row) + 1
}

// indices returns where text is in data.
func indices(data []byte, text string) []int {
	list := []int{}
	for at := 0; ; at++ {
		i := bytes.Index(data[at:], []byte(text))
		if i < 0 {
			return list
		}
		at += i
		list = append(list, at)
	}
}

// bounded reports whether no letter or digit is next to data[from:to].
func bounded(data []byte, from, to int) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	before, _ := utf8.DecodeLastRune(data[:from])
	after, _ := utf8.DecodeRune(data[to:])
	return (from == 0 || !letter(before)) && (to == len(data) || !letter(after))
}

// between calls found with each piece of data that has white space on both sides,
// until found says false.
func between(data []byte, found func(from, to int) bool) {
	from := -1 // where a piece after white space began
	for i := 0; i < len(data); {
		r, n := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(data[i:])
		}
		if unicode.IsSpace(r) {
			if from >= 0 && from < i && !found(from, i) {
				return
			}
			from = i + n
		}
		i += n
	}
}

// around reports whether all texts, as words in any case, are in code within 30
// lines of offset.
func (s *source) around(offset int, texts []string) bool {
	from, to := offset, offset
	for range 31 {
		from = bytes.LastIndexByte(s.data[:from], '\n')
		if from < 0 {
			from = 0
			break
		}
	}
	for range 31 {
		i := bytes.IndexByte(s.data[to:], '\n')
		if i < 0 {
			to = len(s.data)
			break
		}
		to += i + 1
	}
	region := bytes.ToLower(s.data[from:to])
	return !slices.ContainsFunc(texts, func(text string) bool {
		return !slices.ContainsFunc(indices(region, text), func(i int) bool { return bounded(region, i, i+len(text)) })
	})
}
