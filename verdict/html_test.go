package verdict_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/verdict"
)

func pageOf(t *testing.T, list ...*malguard.Verdict) string {
	t.Helper()
	var out strings.Builder
	require.NoError(t, verdict.HTML(&out, verdict.All(list...)))
	return out.String()
}

// elements returns the elements of a page in their order.
func elements(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var list []xml.StartElement
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			list = append(list, start.Copy())
		}
	}
}

// Whatever a package calls itself, a page has no element that runs, loads or leads
// away, and the same elements as that of a tame one.
func TestHTMLIsHarmless(t *testing.T) {
	var all []*malguard.Verdict
	for _, name := range []string{"hostile", "hostile-inside", "failed", "malicious", "incomplete"} {
		all = append(all, verdicts()[name])
	}
	page := pageOf(t, all...)
	require.Contains(t, page, `content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"`)
	allowed := regexp.MustCompile(`^(html|head|meta|title|style|body|h[123]|table|thead|tbody|tr|th|td|section|dl|dt|dd|ul|li|p|a|br|div|span|code|pre|bdi|svg|defs|marker|path|rect|text|g)$`)
	for _, e := range elements(t, page) {
		require.Regexp(t, allowed, e.Name.Local)
		for _, a := range e.Attr {
			require.False(t, strings.HasPrefix(strings.ToLower(a.Name.Local), "on"), a)
			require.NotContains(t, []string{"src", "style", "srcset", "action"}, a.Name.Local)
			if a.Name.Local == "href" {
				require.Regexp(t, `^#v\d+$`, a.Value)
			}
		}
	}
	tame := *verdicts()["hostile"]
	names := func(page string) (list []string) {
		for _, e := range elements(t, page) {
			list = append(list, e.Name.Local)
		}
		return list
	}
	before := names(pageOf(t, &tame))
	tame.Path, tame.Name, tame.Version, tame.File = "a", "a", "a", "a"
	tame.Reasons = []malguard.Reason{{API: "a", Weight: 1, Purpose: "a", Technique: "a", Path: []string{"a", "a", "a"},
		Sites: []malguard.Site{{File: "a", Function: "a", Arguments: []string{"a"}}}}}
	tame.Incomplete[0].File, tame.Incomplete[0].Detail, tame.Warnings = "a", "a", []string{"a"}
	require.Equal(t, names(pageOf(t, &tame)), before)
}

// crowded are reasons with more callers than a picture has places.
func crowded() *malguard.Verdict {
	v := *verdicts()["malicious"]
	v.Reasons = nil
	for i := range 10 {
		r := malguard.Reason{API: fmt.Sprint("api", i), Weight: float64(10 - i), Path: []string{"setup"}}
		for k := range 18 {
			r.Path = append(r.Path, fmt.Sprintf("f%d.%d", i%4, k))
		}
		r.Path = append(r.Path, r.API)
		r.Sites = []malguard.Site{{File: "a.py", Line: 1, Function: r.Path[18]}, {File: "a.py", Line: 2, Function: fmt.Sprint("g", i)}}
		v.Reasons = append(v.Reasons, r)
	}
	return &v
}

// A picture has at most 60 nodes, none on another and none outside, and every edge
// goes from a node to a node.
func TestHTMLPicture(t *testing.T) {
	for name, v := range map[string]*malguard.Verdict{"crowded": crowded(), "small": verdicts()["malicious"]} {
		t.Run(name, func(t *testing.T) {
			page := pageOf(t, v)
			require.Equal(t, page, pageOf(t, v), "the same bytes")
			number := func(e xml.StartElement, attr string) int {
				for _, a := range e.Attr {
					if a.Name.Local == attr {
						n, err := strconv.Atoi(a.Value)
						require.NoError(t, err)
						return n
					}
				}
				return -1
			}
			var width, height, edges int
			at := map[[2]int]bool{}
			for _, e := range elements(t, page) {
				switch {
				case e.Name.Local == "svg" && width == 0:
					width, height = number(e, "width"), number(e, "height")
				case e.Name.Local == "rect" && number(e, "rx") > 0:
					x, y := number(e, "x"), number(e, "y")
					require.False(t, at[[2]int{x, y}], "two nodes in a place")
					at[[2]int{x, y}] = true
					require.LessOrEqual(t, x+number(e, "width"), width)
					require.LessOrEqual(t, y+number(e, "height"), height)
				case e.Name.Local == "path":
					edges++
				}
			}
			require.NotEmpty(t, at)
			require.LessOrEqual(t, len(at), 60)
			require.GreaterOrEqual(t, edges, len(at)/2)
			require.Equal(t, name == "crowded", strings.Contains(page, "reasons are not drawn, or not with all their callers"))
			if name == "crowded" {
				require.Contains(t, page, "<title>api0</title>", "the strongest stays")
			}
		})
	}
	require.NotContains(t, pageOf(t, verdicts()["benign"]), "<svg")
}

// Lines that a scan gave are shown as text.
func TestHTMLShowsCode(t *testing.T) {
	v := verdicts()["malicious"]
	v.Reasons[0].Sites[0].Code = `os.system("<b>")`
	require.Contains(t, pageOf(t, v), "<pre>os.system(&#34;&lt;b&gt;&#34;)</pre>")
}
