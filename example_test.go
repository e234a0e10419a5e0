package malguard_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard"
)

func Example() {
	model, err := malguard.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	v := model.Scan(context.Background(), "examples/packages/beacon-1.0", malguard.ScanOptions{})
	fmt.Println(v.Name, v.Version, "is", v.Label, "because of", v.File)
	// Output: beacon 1.0 is malicious because of setup.py
}
