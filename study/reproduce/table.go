package reproduce

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/eval"
)

// Table is a table or figure of the paper.
type Table struct {
	Name   string // "3", "K", "robust"
	Title  string
	Origin string // where the printed figures are to be seen
	// Notes say what to know before comparing, the paper's own errors among it.
	Notes []string
	// Tasks returns the places of the table, in order, with what can be measured on
	// the source.
	Tasks func(*Source) []Task
}

// Tables returns all tables in the order of the paper. The slice is the caller's.
func Tables() []Table {
	return []Table{table3(), table5(), table8(), table9(), table10(), figureK(), figureRobust()}
}

// Named returns the tables of the given name; "all" are all.
func Named(name string) ([]Table, error) {
	all := Tables()
	if name == "all" {
		return all, nil
	}
	i := slices.IndexFunc(all, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("reproduce: no table %q", name)
	}
	return all[i : i+1], nil
}

// Source is what tables are measured on. What is nil is not at hand, and cells that
// need it say so.
type Source struct {
	Vectors  *Vectors
	Packages *Packages
	// Resamples is how many times groups are drawn for an interval; 0 means 1,000, a
	// negative number that there are no intervals.
	Resamples int
	// Workers is how many tasks run at a time; 0 = GOMAXPROCS. It never changes a
	// result.
	Workers int
	// Progress is told, from one goroutine at a time, how many of how many tasks of a
	// table are done; nil tells nobody.
	Progress func(table string, done, total int)
}

// Measure measures a table. What fails is a cell that says so; errors are those of
// ctx.
func (t Table) Measure(ctx context.Context, src *Source) ([]Cell, error) {
	tasks := t.Tasks(src)
	cells := make([][]Cell, len(tasks))
	var told sync.Mutex
	done := 0
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(max(src.Workers, 0), runtime.GOMAXPROCS(0)))
	for i, task := range tasks {
		g.Go(func() error {
			cells[i] = t.measure(inner, task)
			told.Lock()
			defer told.Unlock()
			if done++; src.Progress != nil {
				src.Progress(t.Name, done, len(tasks))
			}
			return inner.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("reproduce: table %s: %w", t.Name, err)
	}
	return slices.Concat(cells...), nil
}

// measure runs one task.
func (t Table) measure(ctx context.Context, task Task) []Cell {
	if task.Measure == nil {
		return task.Cells(t.Name, nil, task.Reason)
	}
	s, err := task.Measure(ctx)
	if err != nil {
		return task.Cells(t.Name, nil, fmt.Sprintf("failed: %v", err))
	}
	return task.Cells(t.Name, &s, "")
}

// summary measures records as all tables do.
func (s *Source) summary(records []eval.Record, err error) (eval.Summary, error) {
	if err != nil {
		return eval.Summary{}, err
	}
	return eval.Summarise(records, eval.SummaryOptions{Resamples: s.Resamples, Seed: seed})
}

// seed is that of everything random here; the paper's is the same where it has one.
const seed = 42
