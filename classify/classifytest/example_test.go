package classifytest_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/classifytest"
)

// Tables whose labels are known to depend on the first column try a learner.
func ExampleSeparable() {
	table := classifytest.Separable(200, 10, 1)
	model, err := classify.Logistic{}.Train(context.Background(), table)
	if err != nil {
		fmt.Println(err)
		return
	}
	coef := model.(*classify.Linear).Coef()
	largest := 0
	for j, c := range coef {
		if c > coef[largest] {
			largest = j
		}
	}
	fmt.Println("column", largest, "decides")
	// Output: column 0 decides
}
