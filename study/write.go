package study

import (
	"fmt"
	"io"

	"github.com/malguard/malguard/eval"
)

// WriteMarkdown writes a table for each heading: the results of its variants,
// which must stand in the order of the headings.
func WriteMarkdown(w io.Writer, headings []Heading, results []Result) error {
	if len(results) == 0 {
		return nil
	}
	r := results[0]
	fmt.Fprintf(w, "All: %d malicious packages of %d families, %d benign slices of %d origins. Matched: %d pairs of equal size; strict: %d. "+
		"Recall is of families at the rate of benign slices that is given; brackets are 95 %% intervals.\n",
		r.All.Malicious, r.All.Families, r.All.Benign, r.All.Origins, r.Matched.Malicious, r.Strict.Malicious)
	next := 0
	for _, h := range headings {
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
	}
	_, err := fmt.Fprintln(w)
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
