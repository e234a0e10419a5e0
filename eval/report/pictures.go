package report

import (
	"fmt"
	"io"
	"regexp"

	"github.com/malguard/malguard/internal/charts"
)

// Picture is a chart for a paper.
type Picture struct {
	Name  string // of a file, without its extension: letters, digits and dashes
	Write func(w io.Writer, format string) error
}

// PictureFormats returns what Write of a [Picture] knows, which are extensions. The
// slice is the caller's.
func PictureFormats() []string { return []string{charts.SVG, charts.PNG} }

// Pictures returns for each protocol the bars of precision and recall and, where the
// report has records, the precision-recall and the ROC curves.
func Pictures(r Report) ([]Picture, error) {
	var list []Picture
	for _, p := range protocols(r) {
		name := unfit.ReplaceAllString(p.name, "-")
		list = append(list, Picture{name + "-precision-recall", p.precisionRecall().Write})
		pr, roc, err := p.ranking()
		if err != nil {
			return nil, fmt.Errorf("report: %s: %w", p.name, err)
		}
		if len(pr.Lines) > 0 {
			list = append(list, Picture{name + "-pr-curve", pr.Write}, Picture{name + "-roc-curve", roc.Write})
		}
	}
	return list, nil
}

// unfit is what no name of a file holds.
var unfit = regexp.MustCompile(`[^A-Za-z0-9-]+`)
