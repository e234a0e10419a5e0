package malguard

import (
	"cmp"
	"context"
	"math"
	"slices"
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
