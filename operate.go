package malguard

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"github.com/malguard/malguard/datasets"
)

// threshold sets the model's threshold from the scores that models of other
// folds give.
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
	var groups []string
	var labels []datasets.Label
	for _, p := range t.packages {
		label := datasets.Benign
		if p.malicious {
			label = datasets.Malicious
		}
		groups, labels = append(groups, p.group), append(labels, label)
	}
	return datasets.Folds(groups, labels, t.opt.Folds, t.opt.Seed)
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
	for _, g := range slices.Sorted(maps.Keys(all)) {
		m.info.Recall += found[g] / all[g] / float64(len(all))
	}
}
