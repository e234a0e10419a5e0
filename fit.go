package malguard

import (
	"context"
	"fmt"
	"path"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/features"
)

// fit trains a model without a threshold on some of the packages: once on whole
// malicious packages, and again on the row of each that this model finds worst.
func (t *training) fit(ctx context.Context, packages []trainPackage) (*Model, error) {
	size, families, origins := groupsOf(packages)
	if families < 2 || origins < 2 {
		return nil, fmt.Errorf("malguard: train: %w: %d malicious, %d benign", ErrTooFew, families, origins)
	}
	examples := examplesOf(packages, size, families)
	schema, err := t.vocabulary(examples)
	if err != nil {
		return nil, err
	}
	m := &Model{schema: schema, info: ModelInfo{
		Format: ModelFormat, Mode: mode, Scope: t.opt.Scope, Ranking: t.opt.Ranking, Classifier: t.opt.Classifier, Seed: t.opt.Seed,
		Families: families, Origins: origins,
		SchemaHash: schema.Hash, Taxonomy: features.Categories().Hash(), Columns: schema.Columns,
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

// groupsOf counts the packages of each group, and the groups of each class.
func groupsOf(packages []trainPackage) (size map[key]int, families, origins int) {
	size = map[key]int{}
	for _, p := range packages {
		size[key{p.group, p.malicious}]++
	}
	for k := range size {
		if k.malicious {
			families++
		} else {
			origins++
		}
	}
	return size, families, origins
}

// vocabulary returns the schema of the APIs that tell the classes apart best.
func (t *training) vocabulary(examples []features.Example) (*features.Schema, error) {
	apis, err := t.ranking.Top(examples, t.opt.APIs)
	if err != nil {
		return nil, fmt.Errorf("malguard: train: %w", err)
	}
	schema, err := features.SchemaFor(apis, t.opt.Signals, features.DefaultSignals())
	if err != nil {
		return nil, fmt.Errorf("malguard: train: %w", err)
	}
	return schema, nil
}

// maxFiles is how many files of one benign origin count in full.
const maxFiles = 30

// key tells the packages of a group apart by class: a copied library may share
// its group with what it imitates.
type key struct {
	group     string
	malicious bool
}

// examplesOf returns one example for each malicious package and for each row of a
// benign one, a file unless the scope says otherwise. A family or origin counts once however many packages it has,
// a benign origin as many times as it has files, up to 30.
//
// Most malicious packages act in setup.py and all have one, so the few benign
// setup.py files weigh as much together as all malicious families: else being
// one would be half a verdict.
func examplesOf(packages []trainPackage, size map[key]int, families int) []features.Example {
	scripts := 0.0 // what the benign ones weigh at first
	for _, p := range packages {
		for _, f := range p.files {
			if !p.malicious && setupScript(f.File) {
				scripts += 1 / float64(size[key{p.group, false}])
			}
		}
	}
	var examples []features.Example
	for _, p := range packages {
		share := 1 / float64(size[key{p.group, p.malicious}])
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
