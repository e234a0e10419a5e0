// Command slices cuts the benign packages of a manifest into small pieces, and
// matches them with its malicious packages by size.
//
//	go run ./examples/slices [-seed N] MANIFEST
//
// Of rows with the role train it prints how many slices of each kind there are, the
// deciles and quartiles of lines and calls of both classes, and how many pairs of one
// size are found. Packages are read in memory, never run.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/malguard/malguard/datasets"
)

func main() {
	seed := flag.Uint64("seed", 1, "of the drawing")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout, flag.Arg(0), *seed); err != nil {
		fmt.Fprintln(os.Stderr, "slices:", err)
		os.Exit(1)
	}
}

// cutting is what one sample yields.
type cutting struct {
	err    error // why it cannot be opened
	whole  datasets.Unit
	slices []datasets.Slice
	units  []datasets.Unit // of the slices
}

func run(ctx context.Context, w io.Writer, manifest string, seed uint64) error {
	d, err := datasets.Load(manifest, datasets.Limits{})
	if err != nil {
		return err
	}
	samples := slices.DeleteFunc(d.Samples, func(s datasets.Sample) bool {
		return s.Role != "train" || s.Label == datasets.Unknown
	})
	cuttings := make([]cutting, len(samples))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range samples {
		g.Go(func() (err error) {
			cuttings[i], err = read(ctx, s, seed)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	report(w, samples, cuttings, seed)
	return nil
}

// read measures a sample without its tests, and if it is benign cuts it.
func read(ctx context.Context, s datasets.Sample, seed uint64) (c cutting, err error) {
	p, err := s.Open(ctx)
	if err != nil {
		return cutting{err: err}, ctx.Err()
	}
	if c.whole, err = unit(ctx, s.ID, s.Group, p); err != nil || s.Label == datasets.Malicious {
		return c, err
	}
	if c.slices, err = datasets.Slices(ctx, p, datasets.SliceOptions{Seed: seed}); err != nil {
		return c, err
	}
	for _, slice := range c.slices {
		u, err := unit(ctx, s.ID+"#"+slice.ID, s.Group, slice.Package)
		if err != nil {
			return c, err
		}
		c.units = append(c.units, u)
	}
	return c, nil
}

// unit trims and measures a package.
func unit(ctx context.Context, id, group string, p *datasets.Package) (datasets.Unit, error) {
	p, err := datasets.Trim(ctx, p)
	if err != nil {
		return datasets.Unit{}, err
	}
	shape, err := datasets.ShapeOf(ctx, p)
	return datasets.Unit{ID: id, Group: group, Shape: shape}, err
}

func report(w io.Writer, samples []datasets.Sample, cuttings []cutting, seed uint64) {
	var malicious, whole, benign, units []datasets.Unit
	var cut []datasets.Slice
	for i, c := range cuttings {
		switch {
		case c.err != nil:
			fmt.Fprintf(w, "unreadable: %s: %v\n", samples[i].ID, c.err)
		case c.whole.Files == 0:
			fmt.Fprintf(w, "nothing installed: %s\n", samples[i].ID)
		case samples[i].Label == datasets.Malicious:
			malicious = append(malicious, c.whole)
		default:
			whole = append(whole, c.whole)
			cut, units = append(cut, c.slices...), append(units, c.units...)
		}
	}
	kinds := map[datasets.SliceKind]int{}
	distinct := datasets.Distinct(cut)
	for _, i := range distinct {
		kinds[cut[i].Kind]++
		benign = append(benign, units[i])
	}
	fmt.Fprintf(w, "%-24s %5s %6s %9s  %-24s %s\n", "set", "n", "groups", "setup.py", "lines p10/25/50/75/90", "calls p10/25/50/75/90")
	show(w, "malicious", malicious)
	show(w, "benign, whole", whole)
	show(w, "benign slices", benign)
	show(w, "  with a setup.py", slices.DeleteFunc(slices.Clone(benign), func(u datasets.Unit) bool { return !u.Setup }))
	fmt.Fprintf(w, "\n%d slices, %d distinct:", len(cut), len(distinct))
	for _, kind := range datasets.SliceKinds() {
		fmt.Fprintf(w, " %s %d", kind, kinds[kind])
	}
	fmt.Fprintln(w)
	for _, strict := range []bool{false, true} {
		pairs := datasets.Match(malicious, benign, datasets.MatchOptions{Strict: strict, Seed: seed})
		families, origins := map[string]bool{}, map[string]bool{}
		for _, p := range pairs {
			families[malicious[p.Malicious].Group] = true
			origins[benign[p.Benign].Group] = true
		}
		fmt.Fprintf(w, "strict %-5v %d pairs of %d families and %d origins\n", strict, len(pairs), len(families), len(origins))
	}
}

// show prints one line of the table.
func show(w io.Writer, what string, units []datasets.Unit) {
	groups, setups := map[string]bool{}, 0
	var lines, calls []int
	for _, u := range units {
		groups[u.Group] = true
		if u.Setup {
			setups++
		}
		lines, calls = append(lines, u.Lines), append(calls, u.Calls)
	}
	fmt.Fprintf(w, "%-24s %5d %6d %9d  %-24s %s\n", what, len(units), len(groups), setups, quantiles(lines), quantiles(calls))
}

// quantiles returns the 10th, 25th, 50th, 75th and 90th percentile, each the least
// value that so many do not exceed.
func quantiles(values []int) string {
	if len(values) == 0 {
		return "-"
	}
	slices.Sort(values)
	text := ""
	for _, percent := range []int{10, 25, 50, 75, 90} {
		text += fmt.Sprintf("/%d", values[(percent*len(values)+99)/100-1])
	}
	return text[1:]
}
