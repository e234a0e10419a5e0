package malguard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/graph/callgraph"
)

// TrainOptions says how to train. The zero value is the default.
type TrainOptions struct {
	Classifier string  // name of a [classify.Method]; "" means "logistic"
	APIs       int     // size of the vocabulary; 0 means 500
	Folds      int     // grouped folds for the threshold, at least 2; 0 means 5
	BenignRate float64 // share of benign packages that may be flagged, out of fold; 0 means 0.02, less than 0 none
	Seed       uint64
	Workers    int // packages read, and trees grown, at a time; 0 = GOMAXPROCS; never changes the result
}

// filled returns the options with the defaults in place.
func (o TrainOptions) filled() TrainOptions {
	o.Classifier = cmp.Or(o.Classifier, "logistic")
	o.APIs = cmp.Or(o.APIs, 500)
	o.Folds = cmp.Or(o.Folds, 5)
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
	return nil
}

// ErrTooFew means that a training set has not enough groups of a class: without
// those of any one fold, each class needs two.
var ErrTooFew = errors.New("too few groups to train on")

// Train learns a model from the samples of d with a label and the role train
// or none. Samples that cannot be opened, or of which no file is left, are
// returned as errors, one each; the model is trained on the rest.
//
// A row is a file. The files of benign packages are benign; of a malicious
// package one file is taken as malicious, the one that a first model, trained
// on whole malicious packages, scores highest. Families and origins count
// equally, however many packages or files they have. Tests, documentation and
// examples of either class are left out. The threshold is the lowest at which
// grouped cross-validation flags no more than BenignRate of the benign packages,
// and 1 where there is none; [ModelInfo] has the share that it does flag.
//
// The same samples and options give the same model.
func Train(ctx context.Context, d *datasets.Dataset, opt TrainOptions) (*Model, []error, error) {
	opt = opt.filled()
	if err := opt.check(); err != nil {
		return nil, nil, fmt.Errorf("malguard: train: %w", err)
	}
	method, err := classify.Named(opt.Classifier)
	if err != nil {
		return nil, nil, fmt.Errorf("malguard: train: %w", err)
	}
	t := &training{opt: opt, method: method}
	skipped, err := t.read(ctx, d)
	if err != nil {
		return nil, skipped, err
	}
	m, err := t.fit(ctx, t.packages)
	if err != nil {
		return nil, skipped, err
	}
	m.info.Manifest = d.Hash
	if err := t.threshold(ctx, m); err != nil {
		return nil, skipped, err
	}
	return m, skipped, nil
}

// training is the state of one call of Train.
type training struct {
	opt      TrainOptions
	method   classify.Method
	packages []trainPackage
}

// trainPackage is one sample with the profiles of its files.
type trainPackage struct {
	group     string
	malicious bool
	files     []features.Profile
}

// read opens the samples and profiles their files, in parallel, in the order of
// the data set.
func (t *training) read(ctx context.Context, d *datasets.Dataset) ([]error, error) {
	var samples []datasets.Sample
	for _, s := range d.Samples {
		if s.Label != datasets.Unknown && (s.Role == "train" || s.Role == "") {
			samples = append(samples, s)
		}
	}
	packages, failures := make([]trainPackage, len(samples)), make([]error, len(samples))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(t.opt.Workers)
	for i, s := range samples {
		g.Go(func() error {
			files, err := profilesOf(ctx, s)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err == nil && len(files) == 0 {
				err = errors.New("no Python file that an installation would run")
			}
			if err != nil {
				failures[i] = fmt.Errorf("malguard: %s: %w", s.ID, err)
			}
			packages[i] = trainPackage{s.Group, s.Label == datasets.Malicious, files}
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

// profilesOf returns the profiles of a sample's files.
func profilesOf(ctx context.Context, s datasets.Sample) ([]features.Profile, error) {
	p, err := s.Open(ctx)
	if err != nil {
		return nil, err
	}
	g, err := callgraph.Build(ctx, p.FS, callgraph.Options{Files: installed})
	if err != nil {
		return nil, err
	}
	profiles, err := features.Profiles(ctx, g)
	if err != nil {
		return nil, err
	}
	for _, profile := range profiles {
		for i := range profile.Uses {
			profile.Uses[i].Sites = nil // not needed, and most of the memory
		}
	}
	return profiles, nil
}

// installed says whether a file is code that an installation would run, rather
// than tests, documentation, examples or benchmarks.
func installed(name string) bool {
	if !datasets.IsPython(name) {
		return false
	}
	parts := strings.Split(strings.ToLower(name), "/")
	for _, dir := range parts[:len(parts)-1] {
		switch strings.Trim(dir, "_-.") {
		case "test", "tests", "testing", "unittest", "unittests", "doc", "docs", "documentation", "example", "examples",
			"sample", "samples", "demo", "demos", "benchmark", "benchmarks", "bench":
			return false
		}
	}
	base := parts[len(parts)-1]
	return !strings.HasPrefix(base, "test_") && !strings.HasSuffix(base, "_test.py") && base != "conftest.py"
}

// fit trains a model without a threshold on some of the packages: once on whole
// malicious packages, and again on the file of each that this model finds worst.
func (t *training) fit(ctx context.Context, packages []trainPackage) (*Model, error) {
	size := map[string]int{}
	counts := map[bool]map[string]bool{true: {}, false: {}}
	for _, p := range packages {
		size[p.group]++
		counts[p.malicious][p.group] = true
	}
	if len(counts[true]) < 2 || len(counts[false]) < 2 {
		return nil, fmt.Errorf("malguard: train: %w: %d malicious, %d benign", ErrTooFew, len(counts[true]), len(counts[false]))
	}
	examples := examplesOf(packages, size, len(counts[true]))
	schema, err := vocabulary(examples, t.opt.APIs)
	if err != nil {
		return nil, err
	}
	m := &Model{schema: schema, info: ModelInfo{
		Format: ModelFormat, Mode: mode, Classifier: t.opt.Classifier, Seed: t.opt.Seed,
		Families: len(counts[true]), Origins: len(counts[false]),
		SchemaHash: schema.Hash, Taxonomy: features.Purposes().Hash(), Columns: schema.Columns,
	}}
	if m.classifier, err = t.learn(ctx, schema, examples); err != nil {
		return nil, err
	}
	if err := m.witnesses(packages, examples); err != nil {
		return nil, err
	}
	if m.classifier, err = t.learn(ctx, schema, examples); err != nil {
		return nil, err
	}
	return m, nil
}

// vocabulary returns the schema of the n APIs that tell the classes apart best.
func vocabulary(examples []features.Example, n int) (*features.Schema, error) {
	ranked := features.Rank(examples)
	var apis []string
	for _, r := range ranked[:min(n, len(ranked))] {
		apis = append(apis, r.API)
	}
	schema, err := features.SchemaFor(apis)
	if err != nil {
		return nil, fmt.Errorf("malguard: train: %w", err)
	}
	return schema, nil
}

// maxFiles is how many files of one benign origin count in full.
const maxFiles = 30

// examplesOf returns one example for each malicious package and for each file
// of a benign one. A family or origin counts once however many packages it has,
// a benign origin as many times as it has files, up to 30.
//
// Most malicious packages act in setup.py and all have one, so the few benign
// setup.py files weigh as much together as all malicious families: else being
// one would be half a verdict.
func examplesOf(packages []trainPackage, size map[string]int, families int) []features.Example {
	scripts := 0.0
	for _, p := range packages {
		for _, f := range p.files {
			if !p.malicious && setupScript(f.File) {
				scripts++
			}
		}
	}
	var examples []features.Example
	for _, p := range packages {
		share := 1 / float64(size[p.group])
		if p.malicious {
			examples = append(examples, features.Example{
				Profile: features.Merge(p.files), Malicious: true, Weight: share, Group: p.group,
			})
			continue
		}
		for _, f := range p.files {
			weight := share * min(1, maxFiles/float64(len(p.files)))
			if setupScript(f.File) {
				weight = share * max(1, float64(families)/scripts)
			}
			examples = append(examples, features.Example{Profile: f, Weight: weight, Group: p.group})
		}
	}
	return examples
}

func setupScript(name string) bool { return path.Base(name) == "setup.py" }

// witnesses replaces the merged profile of each malicious package by that of
// the file which the model scores highest, and counts the packages.
func (m *Model) witnesses(packages []trainPackage, examples []features.Example) error {
	next := 0
	for _, p := range packages {
		if !p.malicious {
			m.info.Benign++
			next += len(p.files)
			continue
		}
		m.info.Malicious++
		scores, err := m.score(p.files)
		if err != nil {
			return err
		}
		best, _ := highest(scores)
		examples[next].Profile = p.files[best]
		next++
	}
	return nil
}

// learn trains a classifier on examples.
func (t *training) learn(ctx context.Context, schema *features.Schema, examples []features.Example) (classify.Model, error) {
	table := &classify.Table{}
	profiles := make([]features.Profile, len(examples))
	for i, e := range examples {
		profiles[i] = e.Profile
		y := 0.0
		if e.Malicious {
			y = 1
		}
		table.Y, table.Weight = append(table.Y, y), append(table.Weight, e.Weight)
	}
	var err error
	if table.X, err = matrix(schema, profiles); err != nil {
		return nil, err
	}
	model, err := t.method.New(classify.Options{Seed: t.opt.Seed, Workers: t.opt.Workers}).Train(ctx, table)
	if err != nil {
		return nil, fmt.Errorf("malguard: train: %w", err)
	}
	return model, nil
}

// threshold sets the model's threshold from scores that models of other folds
// give.
func (t *training) threshold(ctx context.Context, m *Model) error {
	scores := make([]float64, len(t.packages))
	fold := t.folds()
	for k := range t.opt.Folds {
		if !slices.Contains(fold, k) {
			continue
		}
		var rest []trainPackage
		for i, p := range t.packages {
			if fold[i] != k {
				rest = append(rest, p)
			}
		}
		other, err := t.fit(ctx, rest)
		if err != nil {
			return err
		}
		for i, p := range t.packages {
			if fold[i] != k {
				continue
			}
			files, err := other.score(p.files)
			if err != nil {
				return err
			}
			scores[i] = slices.Max(files)
		}
	}
	t.operate(m, scores)
	return nil
}

// folds assigns each package the fold of its group.
func (t *training) folds() []int {
	var groups [2][]string
	for _, p := range t.packages {
		class := 0
		if p.malicious {
			class = 1
		}
		groups[class] = append(groups[class], p.group)
	}
	of := map[string]int{}
	for _, list := range groups {
		slices.Sort(list)
		list = slices.Compact(list)
		draw := newStream(t.opt.Seed, "folds")
		draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for i, g := range list {
			of[g] = i % t.opt.Folds
		}
	}
	fold := make([]int, len(t.packages))
	for i, p := range t.packages {
		fold[i] = of[p.group]
	}
	return fold
}

// operate sets the lowest threshold at which no more than BenignRate of the
// benign packages are flagged, but at most 1, and records what it gives.
func (t *training) operate(m *Model, scores []float64) {
	var benign []float64
	for i, p := range t.packages {
		if !p.malicious {
			benign = append(benign, scores[i])
		}
	}
	slices.SortFunc(benign, func(a, b float64) int { return cmp.Compare(b, a) })
	allowed := int(max(t.opt.BenignRate, 0) * float64(len(benign))) // less than all of them
	m.info.Threshold = min(math.Nextafter(benign[allowed], 2), 1)
	flagged := slices.IndexFunc(benign, func(s float64) bool { return s < m.info.Threshold })
	if flagged < 0 {
		flagged = len(benign)
	}
	m.info.BenignRate = float64(flagged) / float64(len(benign))
	found, all := map[string]float64{}, map[string]float64{}
	for i, p := range t.packages {
		if p.malicious {
			all[p.group]++
			if scores[i] >= m.info.Threshold {
				found[p.group]++
			}
		}
	}
	for _, g := range sortedKeys(all) {
		m.info.Recall += found[g] / all[g] / float64(len(all))
	}
}
