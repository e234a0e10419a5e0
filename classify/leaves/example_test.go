package leaves_test

import (
	"bytes"
	"fmt"
	"os"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/leaves"
)

// A model that LightGBM trained scores rows, and is saved and loaded like any
// other.
func ExampleRead() {
	file, err := os.Open("testdata/4.7.0/missing.txt")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	model, err := leaves.Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(model.Version(), model.NumTrees(), "trees of", model.Columns())

	var saved bytes.Buffer
	if err := classify.Save(&saved, model); err != nil {
		fmt.Println(err)
		return
	}
	loaded, err := classify.Load(&saved, leaves.Codec())
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := classify.FromRows(model.Width(), [][]float64{{0.6, 0, 5, 30, 90, 3}, {-0.2, 0.6, 0, 5, -90, -3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	scores := make([]float64, x.Rows())
	if err := loaded.Scores(scores, x); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", scores)
	// Output:
	// v4 5 trees of [os.system exec a-b kind size é]
	// [0.60 0.30]
}
