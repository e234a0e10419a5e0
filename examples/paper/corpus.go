package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features/paper"
)

const harmonic = 2 // of paper.Measures

// corpus is a registry in work.
type corpus struct {
	columns []string
	rows    map[string]int  // published rows by their digits
	graded  map[string]bool // those with values other than 0 and 1, of which graphs decide
	left    map[string]int  // published rows without a package that stands for them

	packages, theirs int
	found            map[paper.Rule]map[string]bool  // published rows that a package has
	totals           map[paper.Rule]*[4]paper.Totals // by measure, of the packages that are theirs
}

func newCorpus(columns []string, vectors *paper.Vectors) *corpus {
	c := &corpus{
		columns: columns,
		rows:    map[string]int{}, graded: map[string]bool{}, left: map[string]int{},
		found: map[paper.Rule]map[string]bool{}, totals: map[paper.Rule]*[4]paper.Totals{},
	}
	for _, row := range vectors.Rows {
		k := digits(row)
		c.rows[k]++
		c.left[k]++
		if slices.ContainsFunc(row, func(x float64) bool { return x != 0 && x != 1 }) {
			c.graded[k] = true
		}
	}
	for _, rule := range paper.Rules() {
		c.found[rule], c.totals[rule] = map[string]bool{}, new([4]paper.Totals)
	}
	return c
}

// digits writes a row to nine digits: sums differ in the last of seventeen.
func digits(row []float64) string {
	var b strings.Builder
	for i, x := range row {
		if x != 0 {
			fmt.Fprintf(&b, "%d:%.9g ", i, x)
		}
	}
	return b.String()
}

// add adds one archive. It is one of theirs if its row by the rule Joined is one
// that no package before it has stood for.
func (c *corpus) add(ctx context.Context, path string) error {
	pkg, err := datasets.Open(ctx, path, datasets.Limits{})
	if err != nil {
		return err
	}
	theirs := false
	for _, rule := range paper.Rules() {
		p, err := paper.Process(ctx, pkg.FS, paper.Options{Rule: rule}, paper.Measures()...)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if p.Files == 0 {
			break // and no row
		}
		k := digits(paper.Exact(c.columns, p.Values[harmonic]))
		if c.rows[k] > 0 {
			c.found[rule][k] = true
		}
		if rule == paper.Joined && c.left[k] > 0 {
			theirs = true
			c.left[k]--
			c.theirs++
		}
		for i := range p.Values {
			if theirs {
				c.totals[rule][i].Add(p.Values[i])
			}
		}
	}
	c.packages++
	return nil
}

// printVectors says how many of the published vectors are found.
func (c *corpus) printVectors(w io.Writer) {
	total := 0
	for _, n := range c.rows {
		total += n
	}
	fmt.Fprintln(w, "rule    vectors     not only 0 and 1  rows")
	for _, rule := range paper.Rules() {
		graded, rows := 0, 0
		for k := range c.found[rule] {
			rows += c.rows[k]
			if c.graded[k] {
				graded++
			}
		}
		fmt.Fprintf(w, "%-6v  %3d of %3d  %3d of %3d        %4d of %4d\n",
			rule, len(c.found[rule]), len(c.rows), graded, len(c.graded), rows, total)
	}
}

// printList compares the list of a measure with the published one.
func (c *corpus) printList(w io.Writer, measure int, list paper.List) {
	for _, rule := range paper.Rules() {
		ours := c.totals[rule][measure].Mean(published)
		a := agree(list, ours)
		fmt.Fprintf(w, "%-9s %-6v  top 100: rank correlation %.3f, mean difference %.4f; of %d: %d equal, %d in common\n",
			paper.Measures()[measure].Name, rule, a.ranks, a.difference, len(list), a.equal, a.common)
	}
}
