package reproduce

import (
	"fmt"
	"math"
)

// printedK is the F1 of the figure, read off the plot, by centrality for 200, 300, 400
// and 500 APIs.
var printedK = map[string][4]float64{
	"closeness": {96.7, 97.8, 98.7, 99.0},
	"degree":    {97.2, 97.8, 98.5, 99.0},
	"harmonic":  {95.9, 97.4, 98.0, 98.9},
	"katz":      {89.2, 91.6, 92.8, 95.3},
}

func figureK() Table {
	return Table{
		Name: "K", Title: "F1 by the number K of APIs",
		Origin: "MalGuard, the figure of K's sensitivity, read off the plot",
		Notes: []string{
			"Its end points are those of RF without filter in Table 9, so the figure is RF, unfiltered. The published harmonic list has 166 names, so that 200 to 500 of them cannot have been.",
			"Measured: this module's packages and call graph, RF.",
		},
		Tasks: tasksK,
	}
}

func tasksK(s *Source) (list []Task) {
	for _, measure := range centralities() {
		for i, k := range []int{200, 300, 400, 500} {
			for _, protocol := range ownProtocols() {
				t := Task{
					Row: measure, Column: fmt.Sprint(k), Note: "other packages and graph",
					Printed: []Printed{{F1, printedK[measure][i]}, {Precision, math.NaN()}, {Recall, math.NaN()}},
				}
				list = append(list, s.onPackages(t, learners()[0], ranked(measure, k, false), protocol, under(noAttack)))
			}
		}
	}
	return list
}
