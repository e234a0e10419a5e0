package features_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph/callgraph"
)

func Example() {
	ctx := context.Background()
	fsys := fstest.MapFS{"demo-1.0/setup.py": {Data: []byte("import os\n\ndef f():\n    os.system('true')\n\nf()\n")}}
	g, err := callgraph.Build(ctx, fsys, callgraph.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	signals := append(features.DefaultSignals(), features.Signal{Measure: "harmonic"})
	profiles, err := features.Profiles(ctx, g, features.Options{Signals: signals})
	if err != nil {
		fmt.Println(err)
		return
	}
	schema, err := features.SchemaFor([]string{"os.system"}, signals, features.DefaultSignals())
	if err != nil {
		fmt.Println(err)
		return
	}
	row, err := schema.Vector(profiles[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	for k, i := range row.Index {
		fmt.Printf("%s = %.2f\n", schema.Columns[i], row.Values[k])
	}
	// Output:
	// os.system:presence = 1.00
	// os.system:presence@install = 1.00
	// os.system:harmonic = 0.60
	// [process]:presence = 1.00
	// [process]:presence@install = 1.00
}

func ExampleTaxonomy_Of() {
	p, ok := features.Categories().Of("subprocess.Popen.communicate")
	fmt.Println(p.Name, ok)
	// Output: process true
}
