// Command scan is the smallest program that judges packages with the library.
//
//	go run ./examples/scan PATH...
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/malguard/malguard"
)

func main() {
	model, err := malguard.Default()
	if err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(1)
	}
	for _, path := range os.Args[1:] {
		v := model.Scan(context.Background(), path, malguard.ScanOptions{})
		fmt.Printf("%s: %s (%s), score %.3f of %.3f\n", path, v.Label, v.Status, v.Score, v.Threshold)
		for _, r := range v.Reasons {
			fmt.Printf("  %s at %s:%d\n", r.API, r.Sites[0].File, r.Sites[0].Line)
		}
	}
}
