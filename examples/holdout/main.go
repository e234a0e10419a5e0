// Command holdout measures a model on the packages that its manifest keeps out
// of training: those with the role test.
//
//	go run ./examples/holdout [-model FILE] MANIFEST
//
// It prints how many malicious packages are found and how many benign ones are
// flagged, these also without their tests, documentation and examples, with 95 %
// Wilson intervals, what was incompletely read, and the CPU time of a package.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

func main() {
	name := flag.String("model", "", "model file; the embedded one by default")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), *name, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "holdout:", err)
		os.Exit(1)
	}
}

// counts are the verdicts on the packages of one label.
type counts struct{ n, flagged, incomplete, failed int }

func run(ctx context.Context, name, manifest string) error {
	model, err := malguard.Default()
	if name != "" {
		model, err = malguard.Open(name)
	}
	if err != nil {
		return err
	}
	d, err := datasets.Load(manifest, datasets.Limits{})
	if err != nil {
		return err
	}
	if info := model.Info(); info.Manifest != d.Hash {
		fmt.Printf("warning: the model was trained on manifest %.12s, this is %.12s\n", info.Manifest, d.Hash)
	}
	start := cpuSeconds()
	var malicious, benign, installed counts
	for _, s := range d.Samples {
		switch {
		case s.Role != "test":
		case s.Label == datasets.Malicious:
			malicious.add(judge(ctx, model, s, nil))
		case s.Label == datasets.Benign:
			benign.add(judge(ctx, model, s, nil))
		}
	}
	spent := cpuSeconds() - start
	for _, s := range d.Samples {
		if s.Role == "test" && s.Label == datasets.Benign {
			installed.add(judge(ctx, model, s, datasets.Installed))
		}
	}
	malicious.show("malicious, found")
	benign.show("benign, flagged")
	installed.show("  without tests etc.")
	fmt.Printf("CPU seconds a package  %.4f\n", spent/float64(max(1, malicious.n+benign.n)))
	return nil
}

// show prints one line.
func (c *counts) show(what string) {
	fmt.Printf("%-22s %3d of %3d = %v   incomplete %d, failed %d\n",
		what, c.flagged, c.n, eval.Wilson(c.flagged, c.n), c.incomplete, c.failed)
}

func judge(ctx context.Context, model *malguard.Model, s datasets.Sample, score func(string) bool) *malguard.Verdict {
	p, err := s.Open(ctx)
	if err != nil {
		return nil
	}
	v, err := model.Judge(ctx, p, malguard.ScanOptions{Score: score})
	if err != nil {
		return nil
	}
	return v
}

func (c *counts) add(v *malguard.Verdict) {
	c.n++
	if v == nil {
		c.failed++
		return
	}
	if v.Label == datasets.Malicious.String() {
		c.flagged++
	}
	if v.Status != malguard.Scored {
		c.incomplete++
	}
}
