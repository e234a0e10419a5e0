package reproduce

import (
	"slices"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// table5Row is one period of Table 5: P, R and F1 by column.
type table5Row struct {
	name        string
	first, last int // years
	printed     map[string][3]float64
}

// printed5 is Table 5.
func printed5() []table5Row {
	return []table5Row{
		{"2021&2022", 2021, 2022, map[string][3]float64{
			"xgboost": {88.2, 80.3, 84.1}, "rf": {97.1, 82.0, 88.9}, "svm": {88.6, 80.3, 84.2}, "mlp": {95.3, 80.6, 87.3}, "ea4mp": {94.7, 90.7, 92.7},
		}},
		{"2023", 2023, 2023, map[string][3]float64{
			"xgboost": {86.4, 59.0, 70.1}, "rf": {90.1, 59.3, 71.5}, "svm": {83.3, 49.2, 61.9}, "mlp": {87.3, 62.1, 72.6}, "ea4mp": {81.6, 84.3, 82.9},
		}},
		{"2024", 2024, 2024, map[string][3]float64{
			"xgboost": {81.5, 53.4, 64.5}, "rf": {72.6, 52.1, 60.7}, "svm": {75.4, 51.0, 60.8}, "mlp": {79.6, 57.1, 66.5}, "ea4mp": {72.7, 70.5, 71.6},
		}},
	}
}

func table5() Table {
	return Table{
		Name: "5", Title: "Trained on old samples, tested on newer ones",
		Origin: "MalGuard, Table 5",
		Notes: []string{
			"Compare the fall from year to year, not the figures: which years the paper trains on is not known. Measured are models of packages before 2021 on families of the named years that are not among those; half of the benign origins are learnt from, half are judged in every year.",
			"The models see the presence of APIs of this module's vocabulary, the paper's its unpublished 132. EA4MP is a surrogate.",
			"Few malicious packages are older than 2021, and benign packages have no time.",
		},
		Tasks: tasks5,
	}
}

func tasks5(s *Source) (list []Task) {
	const protocol = "temporal"
	for _, r := range printed5() {
		place := func(column string) Task {
			p := r.printed[column]
			return Task{Row: r.name, Column: column, Printed: prf(p[0], p[1], p[2]), Note: "other training years, APIs and packages"}
		}
		for _, l := range learners() {
			list = append(list, s.onPackages(place(l.name), l, listed(), protocol, s.years(r)))
		}
		list = append(list, s.byDetector(place("ea4mp"), surrogates["ea4mp"], protocol, s.years(r)))
	}
	return list
}

// years picks the records of the malicious packages of some years, and all benign
// ones.
func (s *Source) years(r table5Row) pick {
	return func(by map[string][]eval.Record) []eval.Record {
		when := map[string]int{}
		for _, item := range s.Packages.items {
			when[item.ID] = item.Time.Year()
		}
		return slices.DeleteFunc(slices.Clone(by[noAttack]), func(record eval.Record) bool {
			year := when[record.ID]
			return record.Label == datasets.Malicious && (year < r.first || year > r.last)
		})
	}
}
