package study

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/malguard/malguard/eval"
)

// WriteMarkdown writes a table for each heading: the results of its variants, as
// [Corpus.Compare] returns them. Results that do not stand in the order of the
// headings are an error, and then nothing is written.
func WriteMarkdown(out io.Writer, headings []Heading, results []Result) error {
	if len(results) == 0 {
		return nil
	}
	w := &bytes.Buffer{}
	r := results[0]
	fmt.Fprintf(w, "All: %d malicious packages of %d families, %d benign slices of %d origins. Matched: %d pairs of equal size; strict: %d. "+
		"Recall is of families at the rate of benign slices that is given; brackets are 95 %% intervals.\n",
		r.All.Malicious, r.All.Families, r.All.Benign, r.All.Origins, r.Matched.Malicious, r.Strict.Malicious)
	next := 0
	for _, h := range headings {
		first := next
		if len(h.Variants) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n### %s\n\n", h.Question)
		fmt.Fprintln(w, "| row | learner | columns | AUC | recall at 5 % | at 1 % | matched: AUC | at 1 % | strict: AUC | whole benign flagged | gain in AUC | gain at 1 % |")
		fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|---|")
		for _, v := range h.Variants {
			for next < len(results) && results[next].Variant == v.Name {
				line(w, results[next])
				next++
			}
		}
		if h.Figure {
			figure(w, h, results[first:next])
		}
	}
	fmt.Fprintln(w)
	if next != len(results) {
		return fmt.Errorf("study: %d results of %d stand in the order of the headings", next, len(results))
	}
	_, err := w.WriteTo(out)
	return err
}

func line(w io.Writer, r Result) {
	fmt.Fprintf(w, "| %s | %s | %.0f | %v | %.3f | %v | %v | %.3f | %.3f | %.3f | %s | %s |\n",
		r.Variant, r.Learner, r.Columns, r.All.AUC, r.All.Recall[0].Value, r.All.Recall[1],
		r.Matched.AUC, r.Matched.Recall[1].Value, r.Strict.AUC.Value, r.Whole.Value, signed(r.Gain.AUC), signed(r.Gain.Recall[1]))
}

// signed writes a difference; one whose interval holds 0 is nothing seen.
func signed(e eval.Estimate) string {
	return fmt.Sprintf("%+.3f [%+.3f, %+.3f]", e.Value, e.Low, e.High)
}

// figure writes the sensitivity to the number of APIs as a Mermaid chart: a line
// for each ranking and learner.
func figure(w io.Writer, h Heading, results []Result) {
	type curve struct{ ranking, learner string }
	of := map[string]Variant{}
	for _, v := range h.Variants {
		of[v.Name] = v
	}
	var curves []curve
	var sizes []int
	points := map[curve][]string{}
	least, most := 1.0, 0.0
	for _, r := range results {
		v := of[r.Variant]
		c := curve{v.Ranking, r.Learner}
		if points[c] == nil {
			curves = append(curves, c)
		}
		if !slices.Contains(sizes, v.APIs) {
			sizes = append(sizes, v.APIs)
		}
		points[c] = append(points[c], fmt.Sprintf("%.4f", r.All.AUC.Value))
		least, most = min(least, r.All.AUC.Value), max(most, r.All.AUC.Value)
	}
	fmt.Fprintf(w, "\n```mermaid\nxychart-beta\n  title \"AUC by number of APIs\"\n  x-axis \"K\" %s\n", strings.ReplaceAll(fmt.Sprint(sizes), " ", ", "))
	fmt.Fprintf(w, "  y-axis \"AUC\" %.3f --> %.3f\n", least-0.001, most+0.001)
	var names []string
	for _, c := range curves {
		fmt.Fprintf(w, "  line [%s]\n", strings.Join(points[c], ", "))
		names = append(names, fmt.Sprintf("%s, %s", c.ranking, c.learner))
	}
	fmt.Fprintf(w, "```\n\nLines in order: %s.\n", strings.Join(names, "; "))
}
