package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/families"
)

// relatedCmd is what commands have in common that compare the packages of a collection.
type relatedCmd struct {
	Paths     []string `arg:"" optional:"" name:"path" help:"Archives and directories, each one package."`
	Data      string   `placeholder:"MANIFEST" help:"Packages of a manifest."`
	Jaccard   float64  `default:"0.8" help:"Similarity that makes two packages a family, in (0,1]."`
	Lookalike float64  `default:"0.5" help:"Similarity from which a benign package is named as the nearest, in (0,1]."`
	Password  []string `placeholder:"WORD" help:"Password of encrypted archives, beside \"infected\"; may be repeated." sep:"none"`
	Output    string   `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// read opens the packages and relates them.
func (c *relatedCmd) read(e *env) ([]families.Member, []families.Relation, error) {
	if (c.Data == "") == (len(c.Paths) == 0) {
		return nil, nil, usageError{errors.New("name packages, or a manifest with --data")}
	}
	if !(c.Jaccard > 0 && c.Jaccard <= 1 && c.Lookalike > 0 && c.Lookalike <= 1) {
		return nil, nil, usageError{errors.New("--jaccard and --lookalike are above 0 and at most 1")}
	}
	if err := exist(c.Paths...); err != nil {
		return nil, nil, err
	}
	d := datasets.Paths(c.Paths, datasets.Limits{}, c.Password...)
	if c.Data != "" {
		var err error
		if d, err = datasets.Load(c.Data, datasets.Limits{}, c.Password...); err != nil {
			return nil, nil, err
		}
	}
	members, err := families.Read(e.ctx, d, 0)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range members {
		switch {
		case m.Err != nil:
			e.warn("not read", m.Err)
		case m.Incomplete:
			e.warn("not read in full", m.ID)
		}
	}
	e.nothing = len(members) == 0
	return members, families.Relate(members, families.Options{Jaccard: c.Jaccard, Lookalike: c.Lookalike}), nil
}

type familiesCmd struct{ relatedCmd }

// Run prints a manifest whose groups are the families, with further columns.
func (c *familiesCmd) Run(e *env) error {
	members, relations, err := c.read(e)
	if err != nil {
		return err
	}
	return e.output(c.Output, func(w io.Writer) error {
		out := bufio.NewWriter(w)
		fmt.Fprintln(out, "path\tlabel\tgroup\ttime\trole\ttag\tsize\texact_duplicate_of\tnearest_benign\tsimilarity")
		for i, m := range members {
			if err := c.write(out, m, relations[i]); err != nil {
				return err
			}
		}
		return out.Flush()
	})
}

// write writes the line of one package.
func (c *familiesCmd) write(out io.Writer, m families.Member, r families.Relation) error {
	fields := []string{m.ID, m.Label.String(), r.Family, "", m.Role, m.Tag, strconv.Itoa(r.Size), r.CopyOf, r.Nearest, ""}
	for _, i := range []int{0, 7, 8} {
		var err error
		if fields[i], err = c.path(fields[i]); err != nil {
			return err
		}
	}
	if !m.Time.IsZero() {
		fields[3] = m.Time.Format(time.DateOnly)
	}
	if r.Nearest != "" {
		fields[9] = strconv.FormatFloat(r.Similarity, 'f', 4, 64)
	}
	line := strings.Join(fields, "\t")
	if strings.Count(line, "\t") != len(fields)-1 || strings.ContainsAny(line, "\r\n") {
		return usageError{fmt.Errorf("%q holds a tab or newline", m.ID)}
	}
	_, err := fmt.Fprintln(out, line)
	return err
}

// path returns the path of a package as a manifest at the output names it.
func (c *familiesCmd) path(id string) (string, error) {
	if id == "" || filepath.IsAbs(id) || c.Output == "" || c.Output == "-" {
		return id, nil
	}
	if c.Data != "" {
		id = filepath.Join(filepath.Dir(c.Data), id)
	}
	return relative(c.Output, id)
}

type reportCmd struct {
	relatedCmd
	Format string `default:"text" enum:"text,json" help:"Output format: ${enum}."`
}

// Run prints what there is to know of a collection.
func (c *reportCmd) Run(e *env) error {
	members, relations, err := c.read(e)
	if err != nil {
		return err
	}
	r := families.Summarise(members, relations)
	return e.output(c.Output, func(w io.Writer) error {
		if c.Format == "json" {
			enc := json.NewEncoder(w)
			enc.SetIndent("", "  ")
			return enc.Encode(r)
		}
		out := bufio.NewWriter(w)
		reportText(out, r)
		return out.Flush()
	})
}

// maxListed is how many of a list the text shows; JSON has all.
const maxListed = 20

func reportText(w io.Writer, r families.Report) {
	fmt.Fprintf(w, "packages %d, not read %d, incomplete %d, without code %d\n\n", r.Packages, r.Unread, r.Incomplete, r.NoCode)
	for _, l := range r.Levels {
		fmt.Fprintf(w, "same %-10s %d of %d distinct, %d alone, largest %s\n", l.Name, l.Distinct, l.Packages, l.Singletons, numbers(l.Largest))
	}
	clashText(w, "structures under both labels", r.Conflicts)
	clashText(w, "families under both labels", r.Mixed)
	fmt.Fprintf(w, "\nmalicious packages like a benign one: %d\n", len(r.Lookalikes))
	for _, l := range shown(w, r.Lookalikes) {
		fmt.Fprintf(w, "  %.2f %q like %q\n", l.Similarity, l.ID, l.Nearest)
	}
	fmt.Fprintf(w, "\nyear  malicious benign unknown\n")
	for _, y := range r.Years {
		year := strconv.Itoa(y.Year)
		if y.Year == 0 {
			year = "?"
		}
		fmt.Fprintf(w, "%-5s %9d %6d %7d\n", year, y.Malicious, y.Benign, y.Unknown)
	}
	if a := r.Agreement; a != nil {
		fmt.Fprintf(w, "\n%d packages in %d groups of the manifest, here %d families: adjusted Rand index %.4f, of five a group %.4f\n",
			a.Packages, a.Groups, a.Families, a.AdjustedRand, a.Capped)
		partsText(w, "groups in several families", a.Splits)
		partsText(w, "families of several groups", a.Merges)
	}
}

func clashText(w io.Writer, what string, list []families.Clash) {
	fmt.Fprintf(w, "\n%s: %d\n", what, len(list))
	for _, c := range shown(w, list) {
		fmt.Fprintf(w, "  %d malicious such as %q, %d benign such as %q\n", len(c.Malicious), c.Malicious[0], len(c.Benign), c.Benign[0])
	}
}

func partsText(w io.Writer, what string, list []families.Parts) {
	fmt.Fprintf(w, "\n%s: %d\n", what, len(list))
	for _, p := range shown(w, list) {
		fmt.Fprintf(w, "  %q:", p.Name)
		for _, part := range p.Parts {
			fmt.Fprintf(w, " %d (%q)", part.Size, part.ID)
		}
		fmt.Fprintln(w)
	}
}

// shown returns the first of a list, and says if that is not all.
func shown[T any](w io.Writer, list []T) []T {
	if len(list) > maxListed {
		fmt.Fprintf(w, "  (the first %d)\n", maxListed)
		return list[:maxListed]
	}
	return list
}

func numbers(list []int) string {
	return strings.Trim(fmt.Sprint(list), "[]")
}
