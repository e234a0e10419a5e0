package eval

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"

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
}

// division parts cases. Part gives the name of a case's part and its place among
// the parts; a case whose part is "" is in none.
type division struct {
	by   string
	part func(Record) (name string, place int)
}

func divisions() []division {
	return []division{
		{"tag", func(r Record) (string, int) { return r.Tag, 0 }},
		{"lines", func(r Record) (string, int) { return sizeClass(r.Lines) }},
		{"year", func(r Record) (string, int) {
			if r.Time.IsZero() {
				return "", 0
			}
			return strconv.Itoa(r.Time.Year()), r.Time.Year()
		}},
	}
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

// Strata parts the cases of one detector in one protocol by tag, by lines and by
// year, as far as these are known, and says which share of each part is flagged. The
// malicious parts come first.
func Strata(records []Record, opt SummaryOptions) ([]Stratum, error) {
	opt = opt.filled()
	p, err := newPool(records)
	if err != nil {
		return nil, err
	}
	var list []Stratum
	for _, d := range divisions() {
		type part struct {
			label datasets.Label
			place int
			name  string
		}
		members := map[part][]int{}
		for i, r := range p.records {
			if name, place := d.part(r); name != "" {
				k := part{r.Label, place, name}
				members[k] = append(members[k], i)
			}
		}
		var parts []part
		for k := range members {
			parts = append(parts, k)
		}
		slices.SortFunc(parts, func(a, b part) int {
			return cmp.Or(cmp.Compare(b.label, a.label), cmp.Compare(a.place, b.place), cmp.Compare(a.name, b.name))
		})
		for _, k := range parts {
			s := p.stratum(members[k], opt)
			s.By, s.Name, s.Label = d.by, k.name, k.label
			list = append(list, s)
		}
	}
	return list, nil
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
