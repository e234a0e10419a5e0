package explain_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
	"github.com/malguard/malguard/explain"
)

// A detector that adds up what it dislikes.
func ExampleOcclusion() {
	names := []string{"os.system", "base64.b64decode", "logging.info"}
	detector := explain.ScorerFunc(func(dst []float64, rows [][]float64) error {
		for i, row := range rows {
			dst[i] = 0.5*min(row[0], 1) + 0.25*min(row[1], 1) - 0.125*min(row[2], 1)
		}
		return nil
	})
	e, err := explain.Occlusion{}.Explain(context.Background(), detector, []float64{1, 3, 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("score", e.Score)
	for _, w := range e.Weights {
		fmt.Printf("%+.3f %s = %g\n", w.Weight, names[w.Column], w.Value)
	}
	// Output:
	// score 0.625
	// +0.500 os.system = 1
	// +0.250 base64.b64decode = 3
	// -0.125 logging.info = 2
}

// Shapley values of a forest: what each feature adds to the expected score.
func ExampleTreeSHAP() {
	table := classifytest.Separable(400, 5, 1) // column 0 decides
	forest, err := classify.Forest{Trees: 20, Seed: 1}.Train(context.Background(), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := explain.TreeSHAP{}.Explain(context.Background(), forest, []float64{0.9, 0, 0, 0.5, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	sum := e.Base
	for _, w := range e.Weights {
		sum += w.Weight
	}
	fmt.Printf("score %.3f = base and weights %.3f\n", e.Score, sum)
	fmt.Printf("column %d of %d first: %+.2f\n", e.Weights[0].Column, len(e.Weights), e.Weights[0].Weight)
	// Output:
	// score 1.000 = base and weights 1.000
	// column 0 of 5 first: +0.49
}

// LIME needs rows that are normal for the model, and says which bins count.
func ExampleLIME() {
	table := classifytest.Separable(400, 5, 1) // column 0 decides, below 0.5 or above
	model, err := classify.Logistic{}.Train(context.Background(), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	background, err := explain.NewBackground(table.X, table.Y, explain.Entropy)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := explain.LIME{Background: background, Features: 1, Seed: 1}.Explain(context.Background(), model, []float64{0.9, 0, 0, 0.5, 0})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := e.Weights[0]
	low, high := background.Bin(w.Column, w.Value)
	fmt.Printf("%.2f < column %d <= %g: %+.2f\n", low, w.Column, high, w.Weight)
	fmt.Printf("fidelity %.2f, stability %.2f\n", e.Fidelity, e.Stability)
	// Output:
	// 0.50 < column 0 <= +Inf: +0.79
	// fidelity 0.95, stability 1.00
}
