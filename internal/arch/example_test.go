package arch_test

import (
	"fmt"
	"testing/fstest"

	"github.com/malguard/malguard/internal/arch"
)

func ExampleCheck() {
	tree := fstest.MapFS{"graph/graph.go": {Data: []byte(`package graph

import "github.com/malguard/malguard/classify"
`)}}
	found, err := arch.Check(tree, "github.com/malguard/malguard", arch.Malguard())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range found {
		fmt.Println(v)
	}
	// Output: graph/graph.go:3: graph must not import classify
}
