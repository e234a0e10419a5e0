package ossgadget

import (
	"bytes"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/defang"
	"github.com/malguard/malguard/internal/patterns"
)

// compiled returns p in the terms of the scanner.
func (p *pattern) compiled() patterns.Pattern {
	expr := p.expr
	switch p.kind {
	case text, part:
		expr = regexp.QuoteMeta(expr)
	case words:
		expr = `\b(?:` + expr + `)\b`
	}
	return patterns.Pattern{Expr: expr, Fold: !p.exact}
}

// scan is what was found in the files of one package so far.
type scan struct {
	*ruleset
	found     [][]eval.Evidence // by rule
	exhausted bool
}

// file looks for all rules that are for the file and may find more.
func (s *scan) file(fsys fs.FS, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if !datasets.IsPython(name) && binary(data) {
		return nil
	}
	src := &source{name: name, language: languageOf(name), data: data, remark: -1}
	x := s.patterns.Scan(data)
	for i := range s.rules {
		if r := &s.rules[i]; len(r.patterns) > 0 && s.wants(i, src) {
			s.patternsOf(i, src, x)
		}
	}
	s.blanks(src)
	s.exhausted = s.exhausted || x.Exhausted()
	return nil
}

// wants reports whether rule i is for the file and may be found in more of them.
func (s *scan) wants(i int, src *source) bool {
	r := &s.rules[i]
	return len(s.found[i]) < maxFiles &&
		(r.languages == nil || src.language.name != "" && slices.Contains(r.languages, src.language.name)) &&
		(r.path == nil || r.path.MatchString(src.name))
}

// patternsOf finds a place in the file where a pattern of rule i matches.
func (s *scan) patternsOf(i int, src *source, x *patterns.Scan) {
	r := &s.rules[i]
	for j, p := range r.patterns {
		id := s.first[i] + j
		if !x.Possible(id) {
			continue
		}
		m, ok := x.Any(id, func(m patterns.Match) bool {
			return p.kind.holds(src.data, m) && src.scope(m.Start)&p.scope != 0 && (r.near == nil || src.around(m.Start, r.near))
		})
		if ok {
			s.add(i, src, m.Start, m.End)
			return
		}
	}
}

// holds reports whether a match is one of its kind, by what is next to it.
func (k kind) holds(data []byte, m patterns.Match) bool {
	switch k {
	case text, words:
		return bounded(data, m.Start, m.End)
	case quoted:
		rest := bytes.TrimLeft(data[m.End:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
		return len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'')
	}
	return true
}

// blanks finds the names of programs between white space.
func (s *scan) blanks(src *source) {
	open := map[int]bool{}
	for i := range s.rules {
		if s.rules[i].blanks != nil && s.wants(i, src) {
			open[i] = true
		}
	}
	between(src.data, func(from, to int) bool {
		if to-from > 32 {
			return true // longer than any
		}
		for _, i := range s.programs[strings.ToLower(string(src.data[from:to]))] {
			if open[i] && src.scope(from-1)&inCode != 0 {
				s.add(i, src, from, to)
				delete(open, i)
			}
		}
		return len(open) > 0
	})
}

func (s *scan) add(i int, src *source, from, to int) {
	r := &s.rules[i]
	note := defang.Note(string(r.severity) + ": " + r.what + ": " + string(src.data[from:min(to, from+defang.MaxNote)]))
	line := bytes.Count(src.data[:from], []byte{'\n'}) + 1
	s.found[i] = append(s.found[i], eval.Evidence{Rule: r.id, File: src.name, Line: line, Note: note})
}
