package verdict

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/malguard/malguard"
)

//go:embed page.tmpl
var pageText string

//go:embed page.css
var pageStyle string

// page is what page.tmpl shows.
type page struct {
	Style    template.CSS
	Verdicts []section
}

// section is a verdict on a page.
type section struct {
	Path, Package, SHA256, Label, Class, File string
	Score, Threshold                          float64
	Scored                                    bool
	Accepted, Error                           string
	Picture                                   *picture
	Reasons                                   []row
	Gaps, Warnings                            []string
}

// row is a reason on a page.
type row struct {
	API, Purpose, Technique, Accepted string
	Weight                            float64
	Bar                               int // of 100 for the strongest
	Sites                             []place
}

// place is a site on a page.
type place struct{ Where, Code string }

// HTML writes one page of all verdicts: label and score, a picture of the calls that
// lead to the reasons, the weights as bars, and the places with their lines, where a
// scan gave them ([malguard.ScanOptions.Code]).
//
// The page is one file of fixed layout that needs no network. It has no script, and a
// policy that lets none run and loads nothing; it links only within itself. Names are
// escaped, and what is not printable in them is written as an escape.
func HTML(w io.Writer, verdicts Verdicts) error {
	p := page{Style: template.CSS(pageStyle)}
	for v, err := range verdicts {
		if err != nil {
			return err
		}
		p.Verdicts = append(p.Verdicts, sectionOf(v))
	}
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return fmt.Errorf("verdict: html: %w", err)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("verdict: html: %w", err)
	}
	return nil
}

func sectionOf(v *malguard.Verdict) section {
	s := section{
		Path: plain(v.Path), Package: strings.TrimSpace(plain(v.Name) + " " + plain(v.Version)), SHA256: plain(v.SHA256),
		Label: labelOf(v), Class: classOf(v), File: plain(v.File), Score: v.Score, Threshold: v.Threshold,
		Scored: v.Status != malguard.Failed, Accepted: plain(v.Reviewed), Error: plain(v.Error), Picture: draw(v.Reasons),
	}
	for _, r := range v.Reasons {
		s.Reasons = append(s.Reasons, rowOf(r, v.Reasons[0].Weight))
	}
	for _, gap := range v.Incomplete {
		s.Gaps = append(s.Gaps, plain(gap.String()))
	}
	for _, warning := range v.Warnings {
		s.Warnings = append(s.Warnings, plain(warning))
	}
	return s
}

// classOf returns the class of the page's style that a verdict has.
func classOf(v *malguard.Verdict) string {
	switch {
	case v.Status != malguard.Failed && Finding(v):
		return "bad"
	case v.Status == malguard.Scored && !flagged(v):
		return "good"
	}
	return "unknown"
}

// rowOf returns a reason; strongest is the weight of the longest bar.
func rowOf(r malguard.Reason, strongest float64) row {
	out := row{
		API: plain(r.API), Purpose: plain(r.Purpose), Technique: plain(r.Technique), Accepted: plain(r.Reviewed), Weight: r.Weight,
	}
	if strongest > 0 {
		out.Bar = int(100 * min(max(r.Weight/strongest, 0), 1))
	}
	for _, s := range r.Sites {
		at := fmt.Sprintf("%s:%d in %s, at %s", plain(s.File), s.Line, plain(s.Function), s.Phase)
		if s.Layer > 0 {
			at += fmt.Sprintf(", layer %d", s.Layer)
		}
		out.Sites = append(out.Sites, place{at, plain(codeOf(s))})
	}
	return out
}

// codeOf returns the line of a site, or the arguments where the line is not known.
func codeOf(s malguard.Site) string {
	if s.Code != "" {
		return s.Code
	}
	return strings.Join(s.Arguments, ", ")
}
