package eval

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/datasets"
)

// Stratum is a part of the cases of one class.
type Stratum struct {
	By, Name      string // "lines", "30 to 99"
	Label         datasets.Label
	Cases, Groups int
	// Flagged is the share of the cases that is flagged, with the 95 % interval of a
	// bootstrap that draws whole groups.
	Flagged Estimate
	// Figures are, of a malicious stratum, "family recall" and "family recall at FPR
	// 5 %" and so on, for each of the rates; of a benign one "FPR" and "FPR where all
	// have 5 %". The threshold of a rate is the one that flags this share of all
	// benign cases, not of the stratum's: so they show where a detector finds, and
	// where it errs, at one line for all.
	Figures []Figure
}

// division names a part of the cases that a case is in.
type division struct {
	by, name string
	place    int // of by among the divisions, and
	order    int // of the part among those of the division
}

// divisions returns the parts of a case, as far as they are known.
func divisions(r Record) []division {
	var list []division
	if r.Tag != "" {
		list = append(list, division{by: "tag", name: r.Tag})
	}
	if name, k := sizeClass(r.Lines); name != "" {
		list = append(list, division{"lines", name, 1, k})
	}
	if year := r.Time.Year(); !r.Time.IsZero() {
		list = append(list, division{"year", strconv.Itoa(year), 2, year})
	}
	for _, s := range r.Strata {
		by, name, _ := strings.Cut(s, ": ")
		digits := name[:len(name)-len(strings.TrimLeft(name, "0123456789"))]
		n, _ := strconv.Atoi(digits) // 0 where it begins with no number
		list = append(list, division{by, name, 3, n})
	}
	return list
}

// sizeClass names the range of a number of lines; 0 is not known.
func sizeClass(lines int) (string, int) {
	below := []int{1, 30, 100, 300, 1000}
	names := []string{"", "under 30", "30 to 99", "100 to 299", "300 to 999", "1000 and more"}
	k := 0
	for k < len(below) && lines >= below[k] {
		k++
	}
	return names[k], k
}

// members are the records of one stratum.
type members struct {
	division
	label datasets.Label
	index []int
	// of each record, for they are looked at in every draw:
	group   []int32
	weight  []float64 // among cases, or of its family in a malicious stratum
	score   []float64
	flagged []bool
}

// Strata parts the cases of one detector in one protocol by tag, by lines, by year
// and by the strata of their own, as far as these are known, and says which share of
// each part is flagged. The malicious parts come first.
func Strata(records []Record, opt SummaryOptions) ([]Stratum, error) {
	opt = opt.filled()
	p, err := newPool(records)
	if err != nil {
		return nil, err
	}
	parts := p.members()
	benign := p.summary().Benign
	measure := func(times []float64) []float64 {
		lines := p.lines(opt.Rates, times)
		values := make([]float64, 0, len(parts)*(1+len(lines)))
		for _, m := range parts {
			values = append(values, m.shares(lines, times)...)
		}
		return values
	}
	value := measure(once(len(p.groups)))
	draws := p.draw(Options{Resamples: opt.Resamples, Seed: opt.Seed}, measure)
	var list []Stratum
	for k, m := range parts {
		s := p.stratum(m.index, opt)
		s.By, s.Name, s.Label = m.by, m.name, m.label
		for line := range 1 + len(opt.Rates) {
			at := k*(1+len(opt.Rates)) + line
			f := Figure{Name: stratumFigure(m.label, line, opt.Rates), Estimate: interval(value[at], draws, at)}
			switch {
			case p.mute():
				f = undefined(f.Name, "no verdicts")
			case line > 0 && fewest(opt.Rates[line-1]) > benign:
				f = undefined(f.Name, fmt.Sprintf("needs %d benign cases", fewest(opt.Rates[line-1])))
			}
			s.Figures = append(s.Figures, f)
		}
		list = append(list, s)
	}
	return list, nil
}

// stratumFigure names what a stratum has at a line, the first of which is that of
// the verdicts.
func stratumFigure(label datasets.Label, line int, rates []float64) string {
	switch {
	case label == datasets.Malicious && line == 0:
		return "family recall"
	case label == datasets.Malicious:
		return fmt.Sprintf("family recall at FPR %g %%", 100*rates[line-1])
	case line == 0:
		return "FPR"
	}
	return fmt.Sprintf("FPR where all have %g %%", 100*rates[line-1])
}

// members sorts the records out by stratum.
func (p *pool) members() []*members {
	type name struct {
		division
		label datasets.Label
	}
	known := map[name]*members{}
	var list []*members
	for i, r := range p.records {
		for _, d := range divisions(r) {
			m := known[name{d, r.Label}]
			if m == nil {
				m = &members{division: d, label: r.Label}
				known[name{d, r.Label}] = m
				list = append(list, m)
			}
			m.index = append(m.index, i)
		}
	}
	for _, m := range list {
		p.fill(m)
	}
	slices.SortFunc(list, func(a, b *members) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.by, b.by), cmp.Compare(b.label, a.label),
			cmp.Compare(a.order, b.order), cmp.Compare(a.name, b.name))
	})
	return list
}

// lines returns for each rate the lowest score from which no more than this share
// of the benign cases is flagged, and +Inf where there is none.
func (p *pool) lines(rates, times []float64) []float64 {
	var total, above float64
	for i, r := range p.records {
		if r.Label == datasets.Benign {
			total += times[p.of[i]] * p.part[i]
		}
	}
	lines := slices.Repeat([]float64{math.Inf(1)}, len(rates))
	for i := 0; i < len(p.records); {
		score := rankScore(p.records[i])
		if score < 0 {
			break // failures cannot be flagged at any threshold
		}
		for ; i < len(p.records) && rankScore(p.records[i]) == score; i++ {
			if p.records[i].Label == datasets.Benign {
				above += times[p.of[i]] * p.part[i]
			}
		}
		for k, rate := range rates {
			if above <= rate*total*(1+1e-12) {
				lines[k] = score
			}
		}
	}
	return lines
}

// fill copies what draws need of the records of a stratum.
func (p *pool) fill(m *members) {
	size := map[int]float64{}
	for _, i := range m.index {
		size[p.of[i]] += p.part[i]
	}
	for _, i := range m.index {
		w := p.part[i]
		if m.label == datasets.Malicious {
			w /= size[p.of[i]]
		}
		m.group, m.weight = append(m.group, int32(p.of[i])), append(m.weight, w)
		m.score, m.flagged = append(m.score, rankScore(p.records[i])), append(m.flagged, p.records[i].Flagged())
	}
}

// shares returns which share of a stratum is flagged by the verdicts, and then from
// each of the lines on: of families if it is malicious, else of cases.
func (m *members) shares(lines, times []float64) []float64 {
	found := make([]float64, 1+len(lines))
	all := 0.0
	for k, g := range m.group {
		w := times[g] * m.weight[k]
		all += w
		if m.flagged[k] {
			found[0] += w
		}
		for l, line := range lines {
			if m.score[k] >= line { // that of a failure is below all lines
				found[1+l] += w
			}
		}
	}
	for k := range found {
		found[k] /= all
	}
	return found
}

// stratum counts the given records.
func (p *pool) stratum(members []int, opt SummaryOptions) Stratum {
	number, cases := map[int]int{}, map[string]bool{}
	var flagged, all []float64 // by group
	for _, i := range members {
		g, ok := number[p.of[i]]
		if !ok {
			g = len(all)
			number[p.of[i]] = g
			flagged, all = append(flagged, 0), append(all, 0)
		}
		all[g] += p.part[i]
		if p.records[i].Flagged() {
			flagged[g] += p.part[i]
		}
		cases[p.records[i].ID] = true
	}
	share := func(times []float64) float64 {
		var k, n float64
		for g, w := range times {
			k, n = k+w*flagged[g], n+w*all[g]
		}
		return k / n
	}
	source := rand.New(rand.NewPCG(opt.Seed, 0x9e3779b97f4a7c15))
	var draws [][]float64
	for range opt.Resamples {
		times := make([]float64, len(all))
		for range all {
			times[source.IntN(len(all))]++
		}
		draws = append(draws, []float64{share(times)})
	}
	return Stratum{Cases: len(cases), Groups: len(all), Flagged: interval(share(once(len(all))), draws, 0)}
}
