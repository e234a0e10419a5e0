package classify_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// A forest and a logistic regression are stacked, and the result is calibrated.
// Rows of a group, here every four, stay in one fold in both.
func ExampleCalibrated() {
	table := classifytest.Separable(200, 10, 1)
	table.Groups = make([]int, len(table.Y))
	for i := range table.Groups {
		table.Groups[i] = i / 4
	}
	stack := classify.Stacking{
		Trainers: []classify.Trainer{classify.Logistic{}, classify.Forest{Trees: 10}},
		LogOdds:  true,
	}
	model, err := classify.Calibrated{Base: stack}.Train(context.Background(), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	scores := make([]float64, len(table.Y))
	if err := model.Scores(scores, table.X); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("benign %.1f, malicious %.1f\n", scores[0], scores[1])
	// Output: benign 0.0, malicious 1.0
}
