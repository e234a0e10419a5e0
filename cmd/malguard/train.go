package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
)

type trainCmd struct {
	Data       string   `required:"" placeholder:"MANIFEST" help:"Manifest of labelled packages."`
	Out        string   `required:"" short:"o" placeholder:"MODEL" help:"Where to write the model."`
	Classifier string   `default:"logistic" enum:"${classifiers}" help:"Learning algorithm: ${enum}."`
	APIs       int      `default:"500" name:"apis" help:"Size of the vocabulary."`
	Ranking    string   `default:"contrast" enum:"${rankings}" help:"What chooses the vocabulary: ${enum}."`
	Scope      string   `default:"file" enum:"file,entry,package" help:"What is judged by itself: ${enum}."`
	Signals    []string `placeholder:"SIGNAL,…" help:"What is measured of each API: MEASURE or MEASURE@VIEW (presence@install, harmonic, …)."`
	BenignRate float64  `default:"0.02" help:"Share of benign packages that may be flagged in cross-validation, from 0 to less than 1."`
	Seed       uint64   `help:"Source of all randomness."`
}

func (c *trainCmd) Run(e *env) error {
	opt, err := c.options()
	if err != nil {
		return err
	}
	d, err := datasets.Load(c.Data, datasets.Limits{})
	if err != nil {
		return usageError{err}
	}
	// The file is opened first: training takes long.
	return e.output(c.Out, func(w io.Writer) error {
		m, skipped, err := malguard.Train(e.ctx, d, opt)
		for _, err := range skipped {
			e.warn("skipped", err)
		}
		if err != nil {
			return err
		}
		summarise(e.stderr, m.Info())
		return m.Save(w)
	})
}

func (c *trainCmd) options() (malguard.TrainOptions, error) {
	opt := malguard.TrainOptions{Classifier: c.Classifier, APIs: c.APIs, Ranking: c.Ranking, BenignRate: c.BenignRate, Seed: c.Seed}
	if err := opt.Scope.UnmarshalText([]byte(c.Scope)); err != nil {
		return opt, usageError{err}
	}
	var err error
	if opt.Signals, err = parseSignals(c.Signals); err != nil {
		return opt, usageError{err}
	}
	if c.APIs < 1 {
		return opt, usageError{errors.New("--apis: want 1 or more")}
	}
	if !(c.BenignRate >= 0 && c.BenignRate < 1) {
		return opt, usageError{errors.New("--benign-rate: want 0 or more and less than 1")}
	}
	if c.BenignRate == 0 {
		opt.BenignRate = -1 // none, where 0 stands for the default
	}
	return opt, nil
}

func summarise(w io.Writer, info malguard.ModelInfo) {
	fmt.Fprintf(w, "trained on %d malicious packages of %d families and %d benign ones; ", info.Malicious, info.Families, info.Benign)
	fmt.Fprintf(w, "threshold %.4f: %.3f of families found, %.3f of benign packages flagged, out of fold\n",
		info.Threshold, info.Recall, info.BenignRate)
}
