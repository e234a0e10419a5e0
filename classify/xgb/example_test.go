package xgb_test

import (
	"bytes"
	"fmt"
	"os"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/xgb"
)

// A model that XGBClassifier trained and saved scores rows, and is saved again
// as a model of this module.
func ExampleRead() {
	file, err := os.Open("testdata/3.2.0/early.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	model, info, err := xgb.Read(file, xgb.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("XGBoost %s, %s: %d of %d trees up to the best round\n", info.Version, info.Objective, info.Used, info.Trees)

	x, err := classify.FromRows(model.Width(), [][]float64{{0.8, 0, 0.5, 0, 0, 90, 3}, {0, 0.8, 0, 0, 0, -90, -3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	scores := make([]float64, x.Rows())
	if err := model.Scores(scores, x); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", scores)
	var saved bytes.Buffer
	fmt.Println(classify.Save(&saved, model))
	// Output:
	// XGBoost 3.2.0, binary:logistic: 6 of 12 trees up to the best round
	// [0.97 0.03]
	// <nil>
}

// A boosted model of this module goes to XGBoost.
func ExampleWriteJSON() {
	model, err := classify.NewTrees(classify.Ensemble{
		Width: 2, Output: classify.OutputLogit, Single: true,
		Trees: [][]classify.Node{{
			{Column: 1, Right: 2, Value: 0.5, Cover: 3},
			{Column: -1, Value: -1, Cover: 1},
			{Column: -1, Value: 2, Cover: 2},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	if err := xgb.WriteJSON(&file, model, []string{"exec", "socket"}); err != nil {
		fmt.Println(err)
		return
	}
	_, info, err := xgb.Read(&file, xgb.Options{})
	fmt.Println(info.Objective, info.Columns, err)
	// Output: binary:logistic [exec socket] <nil>
}
