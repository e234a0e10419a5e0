package main

import (
	"fmt"
	"io"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
)

type rankCmd struct {
	Data    string `required:"" placeholder:"MANIFEST" help:"Manifest of labelled packages."`
	Ranking string `default:"contrast" enum:"${rankings}" help:"How APIs are compared: ${enum}."`
	Scope   string `default:"package" enum:"file,entry,package" help:"Whose graph centralities are measured in: ${enum}."`
	Top     int    `default:"500" help:"How many APIs to print; 0 for all."`
	Output  string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// Run prints the first APIs as a table separated by tabs.
func (c *rankCmd) Run(e *env) error {
	opt := malguard.TrainOptions{Ranking: c.Ranking}
	if err := opt.Scope.UnmarshalText([]byte(c.Scope)); err != nil {
		return usageError{err}
	}
	d, err := datasets.Load(c.Data, datasets.Limits{})
	if err != nil {
		return usageError{err}
	}
	ranked, skipped, err := malguard.Rank(e.ctx, d, opt)
	for _, err := range skipped {
		e.warn("skipped", err)
	}
	if err != nil {
		return err
	}
	if c.Top > 0 {
		ranked = ranked[:min(c.Top, len(ranked))]
	}
	return e.output(c.Output, func(w io.Writer) error {
		fmt.Fprintln(w, "api\tscore\tmalicious\tbenign\tfamilies\torigins")
		for _, r := range ranked {
			if _, err := fmt.Fprintf(w, "%s\t%.6g\t%.4f\t%.4f\t%d\t%d\n", field(r.API), r.Score, r.Malicious, r.Benign, r.Families, r.Origins); err != nil {
				return err
			}
		}
		return nil
	})
}
