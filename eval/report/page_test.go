package report_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/report"
)

func html(t testing.TB, r report.Report) []byte {
	t.Helper()
	f, err := report.Named("html")
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, f.Write(&out, r))
	return out.Bytes()
}

// embedded is what a golden file leaves out: the scripts, the hashes of them, the
// style and the files to download.
var embedded = regexp.MustCompile(`(?s)<script>.*?</script>|<style>.*?</style>|sha256-[^ "]*|base64,[^"]*`)

func TestPage(t *testing.T) {
	got := html(t, made(t, 12, "grouped"))
	require.Equal(t, got, html(t, made(t, 12, "grouped")), "the same bytes each time")
	got = embedded.ReplaceAll(got, nil)
	const golden = "testdata/page.html"
	if *update {
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
	require.NotContains(t, string(got), "NaN")
}

// TestHostile: whatever the names are, the page has the elements of its own, and the
// two scripts of charts.
func TestHostile(t *testing.T) {
	page := string(html(t, made(t, 30, "grouped", hostile()[0])))
	require.Equal(t, 2, strings.Count(page, "<script>"))
	_, body, _ := strings.Cut(page, "<body>")
	body = regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(body, "")
	for _, tag := range regexp.MustCompile(`<[^ />]*`).FindAllString(body, -1) {
		require.Contains(t, []string{
			"<", "<header", "<h1", "<dl", "<dt", "<dd", "<p", "<a", "<nav", "<b", "<noscript", "<section", "<h2", "<h3", "<div", "<table", "<caption",
			"<thead", "<tbody", "<tr", "<th", "<td", "<small",
		}, tag)
	}
	for _, attribute := range regexp.MustCompile(` (on[a-z]+|src|srcdoc)=["']?`).FindAllString(body, -1) {
		require.NotRegexp(t, `["']$`, attribute, "text of somebody's, whose quotes are escaped")
	}
	require.NotContains(t, page, "\u202e")
	require.NotContains(t, page, strings.Repeat("long", 100))
}

// TestDownloads: what can be downloaded is what the formats write, and every record.
func TestDownloads(t *testing.T) {
	r := made(t, 12, "grouped")
	files := map[string][]byte{}
	for _, m := range regexp.MustCompile(`download="([^"]*)" href="data:[a-z/]*;base64,([^"]*)"`).FindAllSubmatch(html(t, r), -1) {
		data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(m[2]), "&#43;", "+"))
		require.NoError(t, err)
		files[string(m[1])] = data
	}
	require.Len(t, files, 4)
	for _, name := range []string{"csv", "json", "md"} {
		f, err := report.Named(name)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, f.Write(&out, r))
		require.Equal(t, out.Bytes(), files["summary."+name])
	}
	z, err := gzip.NewReader(bytes.NewReader(files["records.jsonl.gz"]))
	require.NoError(t, err)
	d := json.NewDecoder(z)
	for _, want := range r.Records {
		var got eval.Record
		require.NoError(t, d.Decode(&got))
		require.Equal(t, want.Key.Detector, got.Key.Detector)
		require.Equal(t, want.Score, got.Score)
		require.Len(t, got.Evidence, len(want.Evidence))
	}
	require.False(t, d.More())
}

// TestTooLarge: records that would make a page that no browser opens are left out,
// and the page says so.
func TestTooLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("compresses 23 MB")
	}
	r := made(t, 12, "grouped")
	noise := make([]byte, 17<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	r.Records[0].Evidence = []eval.Evidence{{Rule: "noise", Note: base64.StdEncoding.EncodeToString(noise)}}
	page := html(t, r)
	require.Less(t, len(page), 2<<20)
	require.Contains(t, string(page), "records.jsonl.gz (too large to be in the page)")
}

// TestWithoutRecords: the summaries alone are a page too, without curves.
func TestWithoutRecords(t *testing.T) {
	r := made(t, 12, "grouped")
	r.Records = nil
	page := string(html(t, r))
	require.Contains(t, page, "Confusion matrices")
	require.NotContains(t, page, "Calibration")
	require.NotContains(t, page, "records.jsonl")
	pictures, err := report.Pictures(r)
	require.NoError(t, err)
	require.Len(t, pictures, 1)
	require.NotEmpty(t, html(t, report.Report{Title: "nothing"}))
}

func TestPictures(t *testing.T) {
	pictures, err := report.Pictures(made(t, 12, "grouped", "../"+hostile()[1]))
	require.NoError(t, err)
	var names []string
	for _, p := range pictures {
		names = append(names, p.Name)
		var out bytes.Buffer
		require.NoError(t, p.Write(&out, "svg"))
		require.Contains(t, out.String(), "<svg")
	}
	require.Equal(t, []string{"svg", "png"}, report.PictureFormats())
	require.Equal(t, []string{
		"grouped-precision-recall", "grouped-pr-curve", "grouped-roc-curve",
		"-img-src-x-onerror-window-harm-2--precision-recall", "-img-src-x-onerror-window-harm-2--pr-curve", "-img-src-x-onerror-window-harm-2--roc-curve",
	}, names)
}

// TestPaper: F1 of the published figures is that of their precision and recall, to
// the digits that are printed.
func TestPaper(t *testing.T) {
	for _, p := range report.Paper() {
		require.InDelta(t, 2*p.Precision*p.Recall/(p.Precision+p.Recall), p.F1, .0011, p.Detector)
	}
}

// BenchmarkPage writes a page of 8,000 records of four detectors.
func BenchmarkPage(b *testing.B) {
	r := made(b, 1000, "grouped")
	f, err := report.Named("html")
	require.NoError(b, err)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		require.NoError(b, f.Write(&out, r))
	}
	b.ReportMetric(float64(len(r.Records)*b.N)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(out.Len()), "B/page")
}
