package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/datasets"
)

// Stratum is what a summary says of a part of the cases.
type Stratum struct {
	Name                                 string
	Malicious, Families, Benign, Origins int // of the stratum
	// Figures are, with intervals from draws of whole families and origins, "family
	// recall" and "FPR" of the verdicts, and for each rate "family recall at FPR 5 %"
	// and "FPR where all have 5 %": by the threshold that flags this share of all
	// benign cases, not of the stratum's. So they show where a detector finds and
	// where it errs.
	Figures []Figure
}

// Alarm is an origin of which some cases are flagged by mistake.
type Alarm struct {
	Origin string
	Cases  float64 // one that is judged several times counts each a part
	Share  float64 // of all false positives
}

// alarms lists the origins of fp false positives.
func (p *pool) alarms(fp float64) []Alarm {
	at := map[string]int{}
	var list []Alarm
	for i, r := range p.records {
		if r.Label != datasets.Benign || !r.Flagged() {
			continue
		}
		k, ok := at[r.Group]
		if !ok {
			k = len(list)
			at[r.Group] = k
			list = append(list, Alarm{Origin: r.Group})
		}
		list[k].Cases += p.part[i]
	}
	for k := range list {
		list[k].Share = list[k].Cases / fp
	}
	slices.SortFunc(list, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Origin, b.Origin))
	})
	return list
}

// members is a part of a pool: the records of one stratum with what each counts where families
// count once.
type members struct {
	Stratum
	index  []int
	family []float64
}

// strata measures each stratum of a pool with so many benign cases.
func (p *pool) strata(opt SummaryOptions, benign int) []Stratum {
	parts := p.members()
	if len(parts) == 0 {
		return nil
	}
	measure := func(times []float64) []float64 {
		lines := append([]float64{math.NaN()}, p.lines(opt.Rates, times)...)
		var values []float64
		for _, m := range parts {
			for _, line := range lines {
				recall, fpr := p.within(m, line, times)
				values = append(values, recall, fpr)
			}
		}
		return values
	}
	value := measure(once(len(p.groups)))
	draws := p.draw(Options{Resamples: opt.Resamples, Seed: opt.Seed}, measure)
	list := make([]Stratum, len(parts))
	at := 0
	for k, m := range parts {
		list[k] = m.Stratum
		for line := range 1 + len(opt.Rates) {
			names, least := []string{"family recall", "FPR"}, 0
			if line > 0 {
				percent := 100 * opt.Rates[line-1]
				names = []string{fmt.Sprintf("family recall at FPR %g %%", percent), fmt.Sprintf("FPR where all have %g %%", percent)}
				least = fewest(opt.Rates[line-1])
			}
			for _, name := range names {
				f := Figure{Name: name, Estimate: interval(value[at], draws, at)}
				switch {
				case p.mute():
					f = undefined(f.Name, "no verdicts")
				case least > benign:
					f = undefined(f.Name, fmt.Sprintf("needs %d benign cases", least))
				case math.IsNaN(f.Value):
					f = undefined(f.Name, "no such cases")
				}
				list[k].Figures = append(list[k].Figures, f)
				at++
			}
		}
	}
	return list
}

// members sorts the records out by stratum.
func (p *pool) members() []*members {
	byName := map[string]*members{}
	for i, r := range p.records {
		for _, name := range r.Strata {
			m := byName[name]
			if m == nil {
				m = &members{Stratum: Stratum{Name: name}}
				byName[name] = m
			}
			m.index = append(m.index, i)
		}
	}
	var list []*members
	for _, m := range byName {
		p.weigh(m)
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *members) int { return byNumber(a.Name, b.Name) })
	return list
}

// weigh counts the cases and groups of a stratum, and says what each record counts
// of its family there.
func (p *pool) weigh(m *members) {
	size, seen := map[int]float64{}, map[string]bool{}
	for _, i := range m.index {
		malicious := p.records[i].Label == datasets.Malicious
		if size[p.of[i]] == 0 {
			if malicious {
				m.Families++
			} else {
				m.Origins++
			}
		}
		size[p.of[i]] += p.part[i]
		if id := p.records[i].ID; !seen[id] {
			seen[id] = true
			if malicious {
				m.Malicious++
			} else {
				m.Benign++
			}
		}
	}
	for _, i := range m.index {
		m.family = append(m.family, p.part[i]/size[p.of[i]])
	}
}

// byNumber compares names by what stands before their first number, and then by
// that number: "calls 5-9" comes before "calls 10-29".
func byNumber(a, b string) int {
	cut := func(s string) (string, int) {
		i := strings.IndexAny(s, "0123456789")
		if i < 0 {
			return s, 0
		}
		digits := s[i:]
		if end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
			digits = digits[:end]
		}
		n, _ := strconv.Atoi(digits)
		return s[:i], n
	}
	ta, na := cut(a)
	tb, nb := cut(b)
	return cmp.Or(cmp.Compare(ta, tb), cmp.Compare(na, nb), cmp.Compare(a, b))
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

// within returns the family recall and the share of benign cases flagged in a
// stratum where scores from line on are flagged, NaN standing for the verdicts.
func (p *pool) within(m *members, line float64, times []float64) (recall, fpr float64) {
	var found, families, alarms, benign float64
	for k, i := range m.index {
		r := &p.records[i]
		flagged := r.Err == "" && r.Score >= line
		if math.IsNaN(line) {
			flagged = r.Flagged()
		}
		malicious := r.Label == datasets.Malicious
		switch w := times[p.of[i]]; {
		case malicious:
			families += w * m.family[k]
			if flagged {
				found += w * m.family[k]
			}
		default:
			benign += w * p.part[i]
			if flagged {
				alarms += w * p.part[i]
			}
		}
	}
	return found / families, alarms / benign
}
