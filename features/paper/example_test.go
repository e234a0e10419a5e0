package paper_test

import (
	"context"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/malguard/malguard/features/paper"
)

// The rows of two packages, and the list of a corpus of both.
func Example() {
	ctx := context.Background()
	set, err := paper.ReadSet(strings.NewReader(`{"apis": [
		{"api_name": "os.getenv", "malicious_purposes": ["Read secrets."], "api_id": 1},
		{"api_name": "setup", "malicious_purposes": ["Run while being installed."], "api_id": 2}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	harmonic := paper.Measures()[2]
	var totals paper.Totals
	for _, fsys := range []fstest.MapFS{
		{"demo-1.0/setup.py": {Data: []byte("from setuptools import setup\nsetup()\n")}},
		{"demo-2.0/setup.py": {Data: []byte("import os\nos.getenv('A')\nprint(os.getenv('B'))\nsetup()\n")}},
	} {
		pkg, err := paper.Process(ctx, fsys, paper.Options{}, harmonic)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(paper.Exact(set.Columns(), pkg.Values[0]))
		totals.Add(pkg.Values[0])
	}
	for _, e := range totals.Mean(2).TopK(2) {
		fmt.Println(e.API, e.Value)
	}
	// Output:
	// [0 1]
	// [3 1]
	// os.getenv 1.5
	// setup 1
}
