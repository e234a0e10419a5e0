package sklearn_test

import (
	"fmt"
	"os"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/sklearn"
)

// A forest that scikit-learn trained and export.py wrote scores rows.
func ExampleRead() {
	file, err := os.Open("testdata/1.9.1/forest.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	model, info, err := sklearn.Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := classify.FromRows(model.Width(), [][]float64{{0.6, -0.2, 0.5, 0, 90}, {-0.2, 0.6, 0, 0, -90}})
	if err != nil {
		fmt.Println(err)
		return
	}
	scores := make([]float64, x.Rows())
	if err := model.Scores(scores, x); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s of scikit-learn %s: %.2f\n", info.Estimator, info.Version, scores)
	// Output: RandomForestClassifier of scikit-learn 1.9.1: [0.99 0.09]
}
