package guarddog3

import (
	"io/fs"
)

// scan is what was found in the files of one package so far.
type scan struct {
	*ruleset
	found     [][]finding     // by rule
	seen      map[string]bool // rule and snippet of each finding
	exhausted bool
}

// file looks for all rules that are for the file and may find more.
func (s *scan) file(fsys fs.FS, name string) error {
	var open []int
	for i := range s.rules {
		if r := &s.rules[i]; len(s.found[i]) < r.limit && r.applies(name) {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return nil
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	src := &source{name: name, data: data, scan: s.patterns.Scan(data)}
	for _, i := range open {
		for p := range s.rules[i].parts {
			s.part(src, i, &s.rules[i].parts[p])
		}
	}
	s.exhausted = s.exhausted || src.scan.Exhausted()
	return nil
}

// part adds the findings of a part of rule i.
func (s *scan) part(src *source, i int, p *part) {
	possible := func(id, most int) int {
		if src.scan.Possible(id) {
			return most
		}
		return 0
	}
	matches := func(id, most int) int {
		n := 0
		for ; n < most; n++ {
			if _, ok := src.scan.At(id, n); !ok {
				break
			}
		}
		return n
	}
	// First as if each pattern matched that may: mostly that is already too little.
	if !p.holds(hits{p.ids, possible}) || !p.holds(hits{p.ids, matches}) {
		return
	}
	for _, id := range p.shown {
		s.collect(src, i, id)
	}
}

func (p *part) holds(h hits) bool {
	if p.when == nil {
		return h.any(p.sets[0].name)
	}
	return p.when(h)
}

// collect adds the matches of a pattern as findings of rule i, up to its limit:
// those outside comments whose snippet is new.
func (s *scan) collect(src *source, i, id int) {
	r := &s.rules[i]
	for n := 0; len(s.found[i]) < r.limit; n++ {
		m, ok := src.scan.At(id, n)
		if !ok {
			return
		}
		if src.comment(m.Start) {
			continue
		}
		key := r.id + "\x00" + src.snippet(m)
		if s.seen[key] {
			continue
		}
		s.seen[key] = true
		text := string(src.data[m.Start:min(m.End, m.Start+80)])
		s.found[i] = append(s.found[i], finding{rule: r, file: src.name, line: src.number, text: text})
	}
}
