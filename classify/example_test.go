package classify_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
)

// Four packages, described by whether they call exec and how often they log.
func Example() {
	x, err := classify.FromRows(2, [][]float64{{1, 0}, {1, 5}, {0, 4}, {0, 1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	table := &classify.Table{X: x, Y: []float64{1, 1, 0, 0}, Columns: []string{"exec", "log"}}
	model, err := classify.Forest{Seed: 1}.Train(context.Background(), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	if err := classify.Save(&file, model); err != nil {
		fmt.Println(err)
		return
	}
	loaded, err := classify.Load(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	scores := make([]float64, x.Rows())
	if err := loaded.Scores(scores, x); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("exec:", scores[0] > 0.5, scores[1] > 0.5, "no exec:", scores[2] > 0.5, scores[3] > 0.5)
	// Output: exec: true true no exec: false false
}
