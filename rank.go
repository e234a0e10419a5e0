package malguard

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
)

// Rank reads the samples of d as [Train] does and orders the APIs that they call
// by the ranking of the options: the first of them are what Train would take for
// its vocabulary from all samples. It returns also what could not be read, one
// error a sample.
func Rank(ctx context.Context, d *datasets.Dataset, opt TrainOptions) ([]features.Ranked, []error, error) {
	t, err := newTraining(opt)
	if err != nil {
		return nil, nil, err
	}
	skipped, err := t.read(ctx, opt.samples(d))
	if err != nil {
		return nil, skipped, err
	}
	size, families, _ := groupsOf(t.packages)
	ranked, err := t.ranking.Rank(examplesOf(t.packages, size, families))
	if err != nil {
		return nil, skipped, fmt.Errorf("malguard: %w", err)
	}
	return ranked, skipped, nil
}
