package report

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"github.com/malguard/malguard/internal/charts"
)

//go:embed page.tmpl
var pageText string

//go:embed page.css
var pageStyle string

// pageData is what the template is filled with.
type pageData struct {
	Title     string
	Policy    string
	Style     template.CSS
	Facts     []Fact
	Downloads []download
	Sections  []section
	Scripts   template.HTML
}

// section is a protocol.
type section struct {
	ID, Name, Size string
	Parts          []part
}

// download is a file inside the page; without a URL it is not inside, and Note says
// why.
type download struct {
	Name, Note string
	URL        template.URL
}

// page writes everything as one HTML file that opens offline.
func page(w io.Writer, r Report) error {
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	data := pageData{
		Title: shown(r.Title), Policy: charts.Policy(), Style: template.CSS(pageStyle), Scripts: charts.Scripts(),
	}
	for _, f := range r.Facts {
		data.Facts = append(data.Facts, Fact{f.Name, charts.Text(f.Text, 2000)})
	}
	for _, p := range protocols(r) {
		s := section{ID: p.id, Name: shown(p.name), Size: p.size()}
		for _, of := range parts() {
			q, err := of(&p)
			if err != nil {
				return fmt.Errorf("report: %s: %w", p.name, err)
			}
			if q.Title != "" {
				q.ID = p.id + "-part-" + q.ID
				s.Parts = append(s.Parts, q)
			}
		}
		data.Sections = append(data.Sections, s)
	}
	if data.Downloads, err = downloads(r); err != nil {
		return err
	}
	if err := t.Execute(w, data); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// mostBytes bounds the records inside a page, compressed.
const mostBytes = 16 << 20

// downloads are the figures and the records as files.
func downloads(r Report) ([]download, error) {
	var list []download
	add := func(name, kind, note string, content []byte) {
		list = append(list, download{Name: name, Note: note, URL: template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(content))})
	}
	for _, f := range []struct {
		Format
		kind, note string
	}{
		{Format{"csv", table}, "text/csv", "every figure"},
		{Format{"json", document}, "application/json", "every figure"},
		{Format{"md", markdown}, "text/markdown", "the main table"},
	} {
		var out bytes.Buffer
		if err := f.Write(&out, r); err != nil {
			return nil, err
		}
		add("summary."+f.Name, f.kind, f.note, out.Bytes())
	}
	if len(r.Records) == 0 {
		return list, nil
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	enc := json.NewEncoder(z)
	for _, record := range r.Records {
		if err := enc.Encode(record); err != nil {
			return nil, fmt.Errorf("report: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if out.Len() > mostBytes {
		return append(list, download{Name: "records.jsonl.gz", Note: "too large to be in the page"}), nil
	}
	add("records.jsonl.gz", "application/gzip", count(len(r.Records), "verdict")+" with their evidence", out.Bytes())
	return list, nil
}
