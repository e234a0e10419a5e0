package datasets_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"

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

func ExampleStandardLibrary() {
	library := fstest.MapFS{
		"abc.py":           {Data: []byte("import os\n")},
		"json/__init__.py": {Data: []byte("import re\n")},
		"test/test_abc.py": {Data: []byte("import abc\n")},
	}
	rows, err := datasets.StandardLibrary(library, "lib")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rows {
		fmt.Println(r.Path, r.Label, r.Group)
	}
	// Output:
	// lib/abc.py benign std-abc
	// lib/json benign std-json
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
