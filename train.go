package malguard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

// TrainOptions says how to train. The zero value is the default.
type TrainOptions struct {
	Classifier string // name of a [classify.Method]; "" means "logistic"
	APIs       int    // size of the vocabulary; 0 means 500
	// Scope is what a row describes; the zero value is a file.
	Scope features.Scope
	// Ranking names the [features.Ranking] that chooses the vocabulary; "" means
	// "contrast".
	Ranking string
	// Signals are what is measured of each API; nil means
	// [features.DefaultSignals].
	Signals    []features.Signal
	Folds      int     // grouped folds for the threshold, at least 2; 0 means 5
	BenignRate float64 // share of benign packages that may be flagged, out of fold; 0 means 0.02, less than 0 none
	Seed       uint64
	Workers    int // packages read, and trees grown, at a time; 0 = GOMAXPROCS; never changes the result
}

// filled returns the options with the defaults in place.
func (o TrainOptions) filled() TrainOptions {
	o.Classifier = cmp.Or(o.Classifier, "logistic")
	o.APIs = cmp.Or(o.APIs, 500)
	o.Ranking = cmp.Or(o.Ranking, "contrast")
	o.Folds = cmp.Or(o.Folds, 5)
	if o.Signals == nil {
		o.Signals = features.DefaultSignals()
	}
	o.BenignRate = cmp.Or(o.BenignRate, 0.02)
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	return o
}

// check returns what is wrong with filled options.
func (o TrainOptions) check() error {
	switch {
	case o.APIs < 0:
		return fmt.Errorf("vocabulary of %d APIs", o.APIs)
	case o.Folds < 2:
		return fmt.Errorf("%d folds, at least 2", o.Folds)
	case !(o.BenignRate < 1):
		return fmt.Errorf("benign rate of %v, want less than 1", o.BenignRate)
	case o.Workers < 0:
		return fmt.Errorf("%d workers", o.Workers)
	}
	for _, s := range o.Signals {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}

// ErrTooFew means that a training set has not enough groups of a class: without
// those of any one fold, each class needs two.
var ErrTooFew = errors.New("too few groups to train on")

// Train learns a model from the samples of d with a label and the role train
// or none. Samples that cannot be opened, or of which no file is left, are
// returned as errors, one each; the model is trained on the rest.
//
// A row is what Scope says, a file by default. The rows of benign packages are
// benign; of a malicious package one is taken as malicious, the one that a first
// model, trained on whole malicious packages, scores highest. Families and origins
// count equally, however many packages or files they have. Tests, documentation
// and examples of either class teach nothing. The threshold is the lowest at which
// grouped cross-validation flags no more than BenignRate of the benign packages,
// and 1 where there is none; [ModelInfo] has the share that it does flag.
//
// The same samples and options give the same model.
func Train(ctx context.Context, d *datasets.Dataset, opt TrainOptions) (*Model, []error, error) {
	m, skipped, err := TrainGraphs(ctx, opt.samples(d), opt)
	if err != nil {
		return nil, skipped, err
	}
	m.info.Manifest = d.Hash
	return m, skipped, nil
}

// GraphSample is a labelled package to learn from of which the call graph is known.
type GraphSample struct {
	ID, Group string
	Malicious bool
	// Graph returns the call graph. It is called once, in some goroutine.
	Graph func(context.Context) (*graph.Graph, error)
}

// TrainGraphs is [Train] for packages that have been read before.
func TrainGraphs(ctx context.Context, samples []GraphSample, opt TrainOptions) (*Model, []error, error) {
	t, err := newTraining(opt)
	if err != nil {
		return nil, nil, err
	}
	skipped, err := t.read(ctx, samples)
	if err != nil {
		return nil, skipped, err
	}
	m, err := t.fit(ctx, t.packages)
	if err != nil {
		return nil, skipped, err
	}
	if err := t.threshold(ctx, m); err != nil {
		return nil, skipped, err
	}
	return m, skipped, nil
}

// samples returns the samples of d that may be learnt from.
func (o TrainOptions) samples(d *datasets.Dataset) []GraphSample {
	var list []GraphSample
	for _, s := range d.Samples {
		if s.Label == datasets.Unknown || s.Role != "train" && s.Role != "" {
			continue
		}
		list = append(list, GraphSample{s.ID, s.Group, s.Label == datasets.Malicious, func(ctx context.Context) (*graph.Graph, error) {
			return o.build(ctx, s)
		}})
	}
	return list
}

// build returns the call graph of a sample, in which all of its files are, as in a
// scan.
func (o TrainOptions) build(ctx context.Context, s datasets.Sample) (*graph.Graph, error) {
	p, err := s.Open(ctx)
	if err != nil {
		return nil, err
	}
	if o.Scope != features.ScopeFile { // whose rows hold what stands in several files
		if p, err = datasets.Trim(ctx, p); err != nil {
			return nil, err
		}
	}
	return callgraph.Build(ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
}

// training is the state of one call of Train.
type training struct {
	opt      TrainOptions
	method   classify.Method
	ranking  features.Ranking
	packages []trainPackage
}

// newTraining checks the options and looks up what they name.
func newTraining(opt TrainOptions) (*training, error) {
	t := &training{opt: opt.filled()}
	err := t.opt.check()
	if err == nil {
		t.method, err = classify.Named(t.opt.Classifier)
	}
	if err == nil {
		t.ranking, err = features.RankingNamed(t.opt.Ranking)
	}
	if err != nil {
		return nil, fmt.Errorf("malguard: train: %w", err)
	}
	return t, nil
}

// trainPackage is one sample with the profiles of what an installation would run:
// of its files, or by the scope of its entries or of all of it.
type trainPackage struct {
	group     string
	malicious bool
	files     []features.Profile
}

// read profiles the samples, in parallel, in their order.
func (t *training) read(ctx context.Context, samples []GraphSample) ([]error, error) {
	packages, failures := make([]trainPackage, len(samples)), make([]error, len(samples))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(t.opt.Workers)
	for i, s := range samples {
		g.Go(func() error {
			p, err := t.readPackage(ctx, s)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				failures[i] = fmt.Errorf("malguard: %s: %w", s.ID, err)
			}
			packages[i] = p
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("malguard: train: %w", err)
	}
	for _, p := range packages {
		if len(p.files) > 0 {
			t.packages = append(t.packages, p)
		}
	}
	return slices.DeleteFunc(failures, func(err error) bool { return err == nil }), nil
}

// readPackage profiles the files of a sample.
func (t *training) readPackage(ctx context.Context, s GraphSample) (trainPackage, error) {
	pkg := trainPackage{group: s.Group, malicious: s.Malicious}
	g, err := s.Graph(ctx)
	if err != nil {
		return pkg, err
	}
	profiles, err := features.Profiles(ctx, g, t.featureOptions())
	if err != nil {
		return pkg, err
	}
	for _, profile := range profiles {
		if !datasets.Installed(profile.File) {
			continue
		}
		for i := range profile.Uses {
			profile.Uses[i].Sites = nil // not needed, and most of the memory
		}
		pkg.files = append(pkg.files, profile)
	}
	if len(pkg.files) == 0 {
		return pkg, errors.New("no Python file that an installation would run")
	}
	return pkg, nil
}

// featureOptions asks for what the columns of the model may need.
func (t *training) featureOptions() features.Options {
	signals := slices.Clone(t.opt.Signals)
	for _, s := range slices.Concat(features.DefaultSignals(), t.ranking.Signals) {
		if !slices.Contains(signals, s) {
			signals = append(signals, s)
		}
	}
	return features.Options{Scope: t.opt.Scope, Signals: signals}
}
