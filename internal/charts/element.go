package charts

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
)

//go:embed assets/echarts.min.js
var library string

//go:embed assets/draw.js
var drawing string

// Width of a chart on a page in pixels of CSS: what fits on A4 with margins of 10 mm.
const Width = 710

// Scripts returns what draws the elements of a page; it stands after all of them.
func Scripts() template.HTML {
	return template.HTML("<script>" + library + "</script>\n<script>" + drawing + "</script>\n")
}

// Policy is the content security policy of a page with charts: the two scripts
// run and nothing else does, and nothing is loaded from anywhere.
func Policy() string {
	hash := func(script string) string {
		sum := sha256.Sum256([]byte(script))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; img-src data:; script-src " + hash(library) + " " + hash(drawing)
}

// element returns the place of a chart and what it shows. Inside, JSON escapes what
// could end it.
func element(id, kind string, height int, option map[string]any) (template.HTML, error) {
	data, err := json.Marshal(option)
	if err != nil {
		return "", fmt.Errorf("charts: %s: %w", id, err)
	}
	id = template.HTMLEscapeString(id)
	return template.HTML(fmt.Sprintf("<div id=%q class=\"chart\" data-chart=%q style=\"width:%dpx;height:%dpx\"></div>\n"+
		"<script type=\"application/json\" id=\"%s-data\">%s</script>\n", id, kind, Width, height, id, data)), nil
}
