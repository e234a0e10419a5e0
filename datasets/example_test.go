package datasets_test

import (
	"context"
	"fmt"
	"os"

	"github.com/malguard/malguard/datasets"
)

func ExampleOpen() {
	p, err := datasets.Open(context.Background(), "testdata/hello-1.0", datasets.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Name, p.Version, len(p.Incomplete))
	// Output: hello 1.0 0
}

func ExampleWriteManifest() {
	rows := []datasets.Row{
		{Path: "hello-1.0.tar.gz", Label: datasets.Benign, Group: "hello", Role: "train"},
	}
	if err := datasets.WriteManifest(os.Stdout, rows); err != nil {
		fmt.Println(err)
	}
	// Output:
	// path	label	group	time	role	tag
	// hello-1.0.tar.gz	benign	hello		train
}
