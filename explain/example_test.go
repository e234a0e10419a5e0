package explain_test

import (
	"context"
	"fmt"

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
