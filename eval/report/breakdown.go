package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/malguard/malguard/eval"
)

// Breakdown is what is known of one detector in one protocol besides its summary.
type Breakdown struct {
	Protocol, Detector string
	Strata             []eval.Stratum
	Alarms             []eval.Alarm
	// Lead compares the first detector of the protocol with this one; nil where it is
	// that one itself, or nobody compared them.
	Lead *eval.Comparison
}

// BreakDown breaks down the records of one detector in one protocol. Lead are those
// of the detector that it is compared with, on the same cases; nil compares it with
// none.
func BreakDown(records, lead []eval.Record, opt eval.SummaryOptions) (Breakdown, error) {
	strata, err := eval.Strata(records, opt)
	if err != nil {
		return Breakdown{}, err
	}
	alarms, err := eval.Alarms(records)
	if err != nil {
		return Breakdown{}, err
	}
	b := Breakdown{Protocol: records[0].Protocol, Detector: records[0].Detector, Strata: strata, Alarms: alarms}
	if lead != nil {
		c, err := eval.Compare(lead, records, opt)
		if err != nil {
			return b, err
		}
		b.Lead = &c
	}
	return b, nil
}

// of returns the breakdown of a summary, and an empty one where there is none.
func (r Report) of(s eval.Summary) Breakdown {
	i := slices.IndexFunc(r.Breakdowns, func(b Breakdown) bool { return b.Protocol == s.Protocol && b.Detector == s.Detector })
	if i < 0 {
		return Breakdown{}
	}
	return r.Breakdowns[i]
}

// stratum is a title of a stratum for tables.
func stratum(s eval.Stratum) string { return fmt.Sprintf("%s %s, %v", s.By, s.Name, s.Label) }

// figures returns those of all strata, under their titles.
func (b Breakdown) figures() []eval.Figure {
	var list []eval.Figure
	for _, s := range b.Strata {
		cases := float64(s.Cases)
		list = append(list, eval.Figure{Name: stratum(s) + ": cases", Estimate: eval.Estimate{Value: cases, Low: cases, High: cases}},
			eval.Figure{Name: stratum(s) + ": flagged", Estimate: s.Flagged})
		for _, f := range s.Figures {
			f.Name = stratum(s) + ": " + f.Name
			list = append(list, f)
		}
	}
	return list
}

// lines returns what is flagged of a stratum by the verdicts and at two rates.
func lines(s eval.Stratum) []string {
	row := []string{dash, dash, dash}
	for _, f := range s.Figures {
		switch f.Name {
		case "family recall", "FPR":
			row[0] = number(f)
		case "family recall at FPR 5 %", "FPR where all have 5 %":
			row[1] = number(f)
		case "family recall at FPR 1 %", "FPR where all have 1 %":
			row[2] = number(f)
		}
	}
	return row
}

// notes says in a line why figures of the table of summaries are not to be had, each
// reason once; "" where all are.
func (r Report) notes() string {
	var list []string
	for _, s := range r.Summaries {
		for _, c := range columns() {
			f := s.Figure(c)
			if note := f.Name + ": " + f.Note; f.Note != "" && f.Note != "not measured" && !slices.Contains(list, note) {
				list = append(list, note)
			}
		}
	}
	if len(list) == 0 {
		return ""
	}
	return dash + " " + strings.Join(list, "; ")
}

// differences are the figures of a comparison in the tables for people.
func differences() []string {
	return []string{"AUC", "family recall", "FPR", "family recall at FPR 5 %", "family recall at FPR 1 %"}
}

// pairs returns by how much the first detector of each protocol is above each other,
// and how many cases only one of the two judges rightly.
func (r Report) pairs(name func(string) string) [][]string {
	grid := [][]string{append(append([]string{"protocol", "first", "minus"}, differences()...), "only first right", "only the other", "P (McNemar)")}
	for _, b := range r.Breakdowns {
		if b.Lead == nil {
			continue
		}
		row := []string{name(b.Protocol), name(b.Lead.A), name(b.Lead.B)}
		for _, d := range differences() {
			row = append(row, b.difference(d))
		}
		grid = append(grid, append(row, fmt.Sprint(b.Lead.OnlyA), fmt.Sprint(b.Lead.OnlyB), fmt.Sprintf("%.2g", b.Lead.P)))
	}
	return grid
}

func (b Breakdown) difference(name string) string {
	for _, f := range b.Lead.Figures {
		if f.Name == name {
			return number(f)
		}
	}
	return dash
}

// mostOrigins is how many origins of false positives the tables for people name.
const mostOrigins = 3

// origins names those that make most false positives.
func (b Breakdown) origins(name func(string) string) string {
	var list []string
	for _, a := range b.Alarms[:min(len(b.Alarms), mostOrigins)] {
		list = append(list, fmt.Sprintf("%s %.0f %%", name(a.Origin), 100*a.Share))
	}
	return strings.Join(list, ", ")
}

// attacks returns the family recall of each detector under each attack, beside that
// without: of the protocols "grouped", "grouped+rename" and so on.
func (r Report) attacks(name func(string) string) [][]string {
	head := []string{"protocol", "detector", "no attack"}
	at, rows := map[string]int{}, map[[2]string][]string{}
	var order [][2]string
	for _, s := range r.Summaries {
		protocol, attack, attacked := strings.Cut(s.Protocol, "+")
		key := [2]string{protocol, s.Detector}
		if !attacked {
			order = append(order, key)
			rows[key] = []string{name(protocol), name(s.Detector), number(s.Figure("family recall"))}
			continue
		}
		if _, ok := at[attack]; !ok {
			at[attack] = len(head)
			head = append(head, name(attack))
		}
		row := rows[key]
		if row == nil {
			continue // under attack alone
		}
		for len(row) <= at[attack] {
			row = append(row, dash)
		}
		row[at[attack]] = number(s.Figure("family recall"))
		rows[key] = row
	}
	grid := [][]string{head}
	for _, key := range order {
		if row := rows[key]; len(row) > 3 {
			for len(row) < len(head) {
				row = append(row, dash)
			}
			grid = append(grid, row)
		}
	}
	return grid
}

// grids returns the tables for people that stand below that of the summaries: family
// recall under attack; the first detector of each protocol against the others; where
// false positives come from, by detector; and what is flagged of each stratum, of the
// first detector of each protocol. Names that somebody chose are written as name says.
func (r Report) grids(name func(string) string) [][][]string {
	origins := [][]string{{"protocol", "detector", "origins of false positives", "the most"}}
	strata := [][]string{{"protocol", "detector", "stratum", "cases (groups)", "flagged", "at FPR 5 %", "at FPR 1 %"}}
	first := map[string]bool{}
	for _, b := range r.Breakdowns {
		if len(b.Alarms) > 0 {
			origins = append(origins, []string{name(b.Protocol), name(b.Detector), fmt.Sprint(len(b.Alarms)), b.origins(name)})
		}
		if first[b.Protocol] {
			continue
		}
		first[b.Protocol] = true
		for _, s := range b.Strata {
			row := []string{name(b.Protocol), name(b.Detector), name(stratum(s)), fmt.Sprintf("%d (%d)", s.Cases, s.Groups)}
			strata = append(strata, append(row, lines(s)...))
		}
	}
	return slices.DeleteFunc([][][]string{r.attacks(name), r.pairs(name), origins, strata}, func(g [][]string) bool { return len(g) == 1 })
}
