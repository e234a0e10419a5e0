package golearn_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/evaluation"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/golearn"
)

// packages is a file of packages: whether they call exec, how often they log, and
// what they are.
const packages = `exec,log,kind
1,0,malware
0,4,library
1,5,malware
0,1,library
1,2,malware
0,3,library
1,4,malware
0,0,library
`

// A program that uses golearn trains our forest and measures it with golearn's
// evaluation.
func ExampleAsClassifier() {
	all, err := base.ParseCSVToInstancesFromReader(strings.NewReader(packages), true)
	if err != nil {
		fmt.Println(err)
		return
	}
	train := base.NewInstancesViewFromVisible(all, []int{0, 1, 2, 3, 4, 5}, all.AllAttributes())
	test := base.NewInstancesViewFromVisible(all, []int{6, 7}, all.AllAttributes())

	var c base.Classifier = golearn.AsClassifier(classify.Forest{Seed: 1}, "malware")
	if err := c.Fit(train); err != nil {
		fmt.Println(err)
		return
	}
	predicted, err := c.Predict(test)
	if err != nil {
		fmt.Println(err)
		return
	}
	confusion, err := evaluation.GetConfusionMatrix(test, predicted)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("accuracy:", evaluation.GetAccuracy(confusion))
	fmt.Println("recall of malware:", evaluation.GetRecall("malware", confusion))
	// Output:
	// accuracy: 1
	// recall of malware: 1
}

// A program that uses malguard trains golearn's decision tree on its own table.
func ExampleID3() {
	x, err := classify.FromRows(2, [][]float64{{1, 0}, {0, 4}, {1, 1}, {0, 2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	table := &classify.Table{X: x, Y: []float64{1, 0, 1, 0}, Columns: []string{"exec", "log"}}
	model, err := golearn.ID3{}.Train(context.Background(), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	scores := make([]float64, x.Rows())
	if err := model.Scores(scores, x); err != nil {
		fmt.Println(err)
		return
	}
	root := model.(*classify.Trees).Ensemble().Trees[0][0]
	fmt.Println("splits on", table.Columns[root.Column], "at", root.Value)
	fmt.Println("scores:", scores)
	// Output:
	// splits on exec at 0.5
	// scores: [1 0 1 0]
}

// A table of ours becomes instances of golearn, and comes back.
func ExampleToInstances() {
	x, err := classify.FromRows(2, [][]float64{{1, 0}, {0, 4}})
	if err != nil {
		fmt.Println(err)
		return
	}
	inst, err := golearn.ToInstances(&classify.Table{X: x, Y: []float64{1, 0}, Columns: []string{"exec", "log"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(inst.RowString(0))
	table, err := golearn.FromGrid(inst, golearn.Malicious)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Columns, table.Y, table.X.At(1, 1))
	// Output:
	// malicious 1.00 0.00
	// [exec log] [1 0] 4
}
