package families

import (
	"cmp"
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
)

// Member is a sample that has been read.
type Member struct {
	datasets.Sample // its Time is that of the package's making where the sample has none
	Sketch
	SHA256     string // of the archive, see [datasets.Package]
	Incomplete bool   // something of it was not read
	Err        error  // why nothing was, or nil
}

// Read opens the packages of a collection, workers at a time (0 = GOMAXPROCS, which never
// changes a result), and returns a member for each sample, in their order. A package that
// cannot be read is one with an error. The only error is that of ctx.
func Read(ctx context.Context, d *datasets.Dataset, workers int) ([]Member, error) {
	members := make([]Member, len(d.Samples))
	var g errgroup.Group
	g.SetLimit(cmp.Or(workers, runtime.GOMAXPROCS(0)))
	for i, s := range d.Samples {
		g.Go(func() error {
			members[i] = read(ctx, s)
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("families: %w", err)
	}
	return members, nil
}

func read(ctx context.Context, s datasets.Sample) Member {
	m := Member{Sample: s}
	p, err := s.Open(ctx)
	if err == nil {
		m.SHA256, m.Incomplete = p.SHA256, len(p.Incomplete) > 0
		if m.Time.IsZero() {
			m.Time = p.Built
		}
		m.Sketch, err = Of(ctx, p)
	}
	m.Err = err
	return m
}
