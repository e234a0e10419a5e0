package reproduce

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/eval"
)

// printed10 is what Table 10 counts of 100 malicious packages, by centrality: those
// that each learner detects, in the order of columns10.
var printed10 = map[string][6]float64{
	"closeness": {96, 95, 94, 98, 95, 93},
	"degree":    {97, 96, 91, 97, 96, 90},
	"katz":      {95, 93, 88, 96, 93, 86},
	"harmonic":  {95, 93, 82, 95, 92, 79},
}

// columns10 are the learners, and at least three or all four of them.
func columns10() []string { return []string{"xgboost", "rf", "svm", "mlp", "r>=3", "r=4"} }

func table10() Table {
	return Table{
		Name: "10", Title: "Packages detected, of 100, for which explanations were made",
		Origin: "MalGuard, Table 10",
		Notes: []string{
			"Which 100 packages is unpublished. Measured is the recall of all malicious ones: of the authors' test rows for harmonic, of this module's packages for the others.",
			"r counts the models that agree. The scores that people gave to explanations cannot be measured here.",
		},
		Tasks: tasks10,
	}
}

func tasks10(s *Source) (list []Task) {
	for _, measure := range []string{"closeness", "degree", "katz", "harmonic"} {
		for k, column := range columns10() {
			t := Task{
				Row: measure, Column: column, Detector: column, Note: "other packages",
				Printed: []Printed{{Detected, printed10[measure][k]}},
			}
			if measure == "harmonic" {
				list = append(list, s.votesOnVectors(t))
				continue
			}
			for _, protocol := range ownProtocols() {
				list = append(list, s.votesOnPackages(t, ranked(measure, most, true), protocol))
			}
		}
	}
	return list
}

func (s *Source) votesOnVectors(t Task) Task {
	t.Protocol, t.Data = "paper", vectorsName
	if s.Vectors == nil {
		t.Reason = needsVectors
		return t
	}
	return s.votes(t, func(ctx context.Context, l learner) (map[string][]eval.Record, error) {
		return s.Vectors.judge(ctx, l, t.Protocol, false)
	})
}

func (s *Source) votesOnPackages(t Task, r representation, protocol string) Task {
	t.Protocol = protocol
	if s.Packages == nil {
		t.Reason = needsPackages
		return t
	}
	t.Data = s.Packages.name
	return s.votes(t, func(ctx context.Context, l learner) (map[string][]eval.Record, error) {
		return s.Packages.judge(ctx, l, r, protocol)
	})
}

// votes completes a task: what a learner detects, or so many of them.
func (s *Source) votes(t Task, judge func(context.Context, learner) (map[string][]eval.Record, error)) Task {
	needed := map[string]int{"r>=3": 3, "r=4": 4}[t.Column]
	t.Measure = func(ctx context.Context) (eval.Summary, error) {
		var lists [][]eval.Record
		for _, l := range learners() {
			if needed == 0 && l.name != t.Column {
				continue
			}
			by, err := judge(ctx, l)
			if err != nil {
				return eval.Summary{}, err
			}
			lists = append(lists, by[noAttack])
		}
		return s.summary(agree(lists, max(needed, 1)))
	}
	return t
}

// agree returns records of the same cases that are flagged where so many flag them.
func agree(lists [][]eval.Record, needed int) ([]eval.Record, error) {
	var joint []eval.Record
	for i, r := range lists[0] {
		votes := 0
		for _, list := range lists {
			if list[i].ID != r.ID {
				return nil, fmt.Errorf("reproduce: records of different cases: %q, %q", list[i].ID, r.ID)
			}
			if list[i].Flagged() {
				votes++
			}
		}
		r.Detector, r.Score, r.Threshold = "joint", float64(votes)/float64(len(lists)), float64(needed)/float64(len(lists))
		joint = append(joint, r)
	}
	return joint, nil
}
