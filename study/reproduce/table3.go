package reproduce

import (
	"fmt"
	"math"

	"github.com/malguard/malguard/features"
)

// table3Row is one line of Table 3. Seconds are those to read a package and to train.
type table3Row struct {
	name                   string
	precision, recall, f1  float64
	secondsPackage, trainS float64 // NaN where none are printed
}

const perPackage = 0.8457 // seconds, of all models on the 132 APIs

// printed3 is Table 3.
func printed3() []table3Row {
	return []table3Row{
		{"nb", 55.2, 98.4, 70.7, perPackage, 0.19},
		{"xgboost", 98.1, 98.4, 98.2, perPackage, 4.79},
		{"rf", 98.5, 98.0, 98.2, perPackage, 1.01},
		{"svm", 89.2, 94.7, 91.9, perPackage, 0.10},
		{"mlp", 98.1, 98.2, 98.1, perPackage, 22.85},
		{"ea4mp", 99.1, 95.4, 97.2, 6.28, 30741.67},
		{"cerebro", 98.6, 85.7, 91.7, 12.489, 2439},
		{"gpt-3.5-turbo", 99.0, 99.3, 99.1, math.NaN(), math.NaN()},
	}
}

func table3() Table {
	return Table{
		Name: "3", Title: "Preliminary study: models on 132 APIs picked by hand, and others",
		Origin: "MalGuard, Table 3",
		Notes: []string{
			"Not comparable: the list of 132 APIs is unpublished. Measured is the presence of the " +
				fmt.Sprint(len(features.Curated().Names())) + " APIs of this module's own vocabulary (`malguard vocabulary`), which was written with an eye on training families.",
			"EA4MP and Cerebro are surrogates: n-grams in place of BERT.",
			"Seconds are those of the paper's machine; `go test -bench Table3 -benchtime 1x` times ours.",
		},
		Tasks: tasks3,
	}
}

func tasks3(s *Source) (list []Task) {
	models := map[string]learner{"nb": bayes()}
	for _, l := range learners() {
		models[l.name] = l
	}
	for _, r := range printed3() {
		t := Task{Row: r.name, Printed: append(prf(r.precision, r.recall, r.f1), Printed{"s/package", r.secondsPackage}, Printed{"train s", r.trainS})}
		l, model := models[r.name]
		for _, protocol := range ownProtocols() {
			switch {
			case model:
				t.Note = "not comparable: another list of APIs, other packages"
				list = append(list, s.onPackages(t, l, listed(), protocol, under(noAttack)))
			case surrogates[r.name] != "":
				t.Note = "surrogate on other packages"
				list = append(list, s.byDetector(t, surrogates[r.name], protocol, under(noAttack)))
			}
		}
		if !model && surrogates[r.name] == "" {
			t.Detector, t.Reason = r.name, "its prompt is unpublished, and the model is a service elsewhere"
			list = append(list, t)
		}
	}
	return list
}

// surrogates name what stands for detectors whose models are not to be had.
var surrogates = map[string]string{"ea4mp": "ea4mp-surrogate", "cerebro": "cerebro-surrogate"}
