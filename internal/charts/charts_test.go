package charts_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"html/template"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/charts"
)

var update = flag.Bool("update", false, "write the golden files")

// chart is what both kinds of charts have in common.
type chart interface {
	Element() (template.HTML, error)
	Write(w io.Writer, format string) error
}

var nan = math.NaN()

const hostile = "</script><script>alert(1)</script>__f__<!--\u202e\x00\n" + `"'&{{.}}`

func value(v ...float64) charts.Value {
	if len(v) == 1 {
		return charts.Value{Value: v[0], Low: nan, High: nan}
	}
	return charts.Value{Value: v[0], Low: v[1], High: v[2]}
}

// all is a chart of each kind, with everything that may be undefined.
func all() map[string]chart {
	squares := charts.Line{Name: "squares", Step: true, Points: true}
	for i := range 12 {
		x := float64(i) / 11
		squares.X, squares.Y = append(squares.X, x), append(squares.Y, value(1-x*x, .9-.9*x*x, 1-.9*x*x))
	}
	squares.Y[5] = value(nan)
	lines := []charts.Line{squares, {Name: hostile, X: []float64{0, .5, 1}, Y: []charts.Value{value(0), value(.3), value(1)}}, {
		Name: "chance", Guide: true, X: []float64{0, 1}, Y: []charts.Value{value(0), value(1)},
	}}
	return map[string]chart{
		"bars": charts.Bars{
			ID: "bars", Axis: "share", Share: true, Marks: "published", Rows: []string{"one", hostile, "three"},
			Groups: []charts.Group{
				{Name: "precision", Values: []charts.Value{value(.9, .8, .95), value(nan, nan, nan), value(.5)}, Marks: []float64{.99, nan, .4}},
				{Name: "recall", Values: []charts.Value{value(.7, .6, .8), value(1, 1, 1), value(0)}},
			},
		},
		"cost": charts.Bars{
			ID: "cost", Axis: "ms", Log: true, Rows: []string{"fast", "slow", "none"},
			Groups: []charts.Group{{Name: "median", Values: []charts.Value{value(.02), value(300), value(0)}}},
		},
		"nothing": charts.Bars{ID: "nothing", Axis: "ms", Log: true, Rows: []string{"none"}, Groups: []charts.Group{{Name: "median", Values: []charts.Value{value(nan)}}}},
		"curves":  charts.Curves{ID: "curves", X: "recall", Y: "precision", Lines: lines},
		"log":     charts.Curves{ID: "log", X: "FPR", Y: "recall", Lines: lines, LogX: true, Left: .001},
		"empty":   charts.Curves{ID: "empty", X: "x", Y: "y"},
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name, want string
		letters    int
	}{
		{"malguard", "malguard", 8},
		{"malguard", "malgua…", 7},
		{"", "", 5},
		{"two\nlines\t", `two\u000alines\u0009`, 40},
		{"\u202etxt.exe", `\u202etxt.exe`, 40},
		{"\x1b[31mred\x00", `\u001b[31mred\u0000`, 40},
		{"\xff", `\xff`, 40},
		{"אבג 包", "אבג 包", 40},
		{"<b>&\"'`", "<b>&\"'`", 40},
		{"a\u202e\u202e", `a\u202e…`, 10},
	} {
		require.Equal(t, c.want, charts.Text(c.name, c.letters), "%q", c.name)
	}
	require.Equal(t, 40, utf8.RuneCountInString(charts.Label(strings.Repeat("x", 1<<20))))
}

func FuzzText(f *testing.F) {
	f.Add("a\u202e\xff\n</script>", 5)
	f.Fuzz(func(t *testing.T, s string, letters int) {
		letters = 1 + int(uint8(letters))
		text := charts.Text(s, letters)
		require.True(t, utf8.ValidString(text))
		require.LessOrEqual(t, utf8.RuneCountInString(text), letters)
		require.False(t, strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }))
	})
}

var script = regexp.MustCompile(`(?s)<script type="application/json" id="([a-z]+)-data">(.*?)</script>`)

// TestElement: what a page gets is one element and one block of JSON, whatever the
// names are, the same bytes each time.
func TestElement(t *testing.T) {
	for name, c := range all() {
		html, err := c.Element()
		require.NoError(t, err, name)
		again, err := all()[name].Element()
		require.NoError(t, err)
		require.Equal(t, html, again, name)
		require.Equal(t, 1, strings.Count(string(html), "<script"), name)
		require.Equal(t, 1, strings.Count(string(html), "</script"), name)
		require.NotContains(t, string(html), "<!--")
		parts := script.FindStringSubmatch(string(html))
		require.NotNil(t, parts, name)
		require.Equal(t, name, parts[1])
		var option struct {
			Series []struct{ Name, Type, RenderItem string }
			Legend struct{ Data []struct{ Name string } }
		}
		require.NoError(t, json.Unmarshal([]byte(parts[2]), &option), name)
		require.NotContains(t, parts[2], "NaN")
		for _, s := range option.Series {
			require.Equal(t, s.Type == "custom", s.RenderItem != "", name)
			require.Contains(t, []string{"", "interval", "mark", "whisker"}, s.RenderItem, "an item of draw.js")
		}
	}
	bars := all()["bars"].(charts.Bars)
	bars.ID = `x" onload="alert(1)`
	html, err := bars.Element()
	require.NoError(t, err)
	require.NotContains(t, string(html), `" onload="`)
}

// TestEnds: bars begin where their axis does, which has no end at 0 if it is
// logarithmic.
func TestEnds(t *testing.T) {
	bars := func(share, log bool, values ...float64) charts.Bars {
		b := charts.Bars{ID: "x", Share: share, Log: log, Groups: []charts.Group{{}}}
		for _, v := range values {
			b.Rows, b.Groups[0].Values = append(b.Rows, "r"), append(b.Groups[0].Values, value(v))
		}
		return b
	}
	for _, c := range []struct {
		bars     charts.Bars
		min, max any
	}{
		{bars(true, false, .2), 0., 1.},
		{bars(false, false, 3, 70), 0., nil},
		{bars(false, true, .02, 300), .01, 1000.},
		{bars(false, true, .01, 100), .001, 1000.},
		{bars(false, true, 0, nan), .1, 1.},
		{bars(false, true), .1, 1.},
	} {
		html, err := c.bars.Element()
		require.NoError(t, err)
		var option struct{ XAxis []struct{ Min, Max any } }
		require.NoError(t, json.Unmarshal([]byte(script.FindStringSubmatch(string(html))[2]), &option))
		require.Equal(t, c.min, option.XAxis[0].Min)
		require.Equal(t, c.max, option.XAxis[0].Max)
		require.NoError(t, c.bars.Write(io.Discard, charts.SVG))
	}
}

// TestThin: a curve of many points is drawn by few, and none is far from it.
func TestThin(t *testing.T) {
	l := charts.Line{Name: "many"}
	const n = 100000
	for i := range n {
		x := float64(i) / (n - 1)
		l.X, l.Y = append(l.X, x), append(l.Y, value(math.Sqrt(x)))
	}
	for _, c := range []charts.Curves{{ID: "x", Lines: []charts.Line{l}}, {ID: "x", Lines: []charts.Line{l}, LogX: true, Left: .0001}} {
		html, err := c.Element()
		require.NoError(t, err)
		var option struct {
			Series []struct{ Data []struct{ Value [2]float64 } }
		}
		require.NoError(t, json.Unmarshal([]byte(script.FindStringSubmatch(string(html))[2]), &option))
		points := option.Series[0].Data
		require.Less(t, len(points), 3000)
		require.Equal(t, [2]float64{1, 1}, points[len(points)-1].Value)
		require.Equal(t, [2]float64{c.Left, 0}, points[0].Value)
		last := points[0].Value
		for _, p := range points[1:] {
			require.Less(t, p.Value[1]-last[1], .005, "no jump where the curve has none")
			last = p.Value
		}
	}
}

// TestSVG: pictures are the golden ones, well formed, and show names as text.
func TestSVG(t *testing.T) {
	for name, c := range all() {
		var out bytes.Buffer
		require.NoError(t, c.Write(&out, charts.SVG), name)
		golden := filepath.Join("testdata", name+".svg")
		if *update {
			require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), out.String(), name)
		for d := xml.NewDecoder(&out); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, name)
			if e, ok := token.(xml.StartElement); ok {
				require.NotEqual(t, "script", e.Name.Local)
			}
		}
	}
}

func TestPNG(t *testing.T) {
	for _, name := range []string{"bars", "curves"} {
		c := all()[name]
		var out, again bytes.Buffer
		require.NoError(t, c.Write(&out, charts.PNG), name)
		require.NoError(t, c.Write(&again, charts.PNG), name)
		require.Equal(t, out.Bytes(), again.Bytes(), name)
		img, err := png.Decode(&out)
		require.NoError(t, err, name)
		require.Equal(t, 1300, img.Bounds().Dx(), "6.5 inches of 200 pixels")
		dark := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if r, g, b, _ := img.At(x, y).RGBA(); r+g+b < 3*0xc000 {
					dark++
				}
			}
		}
		require.Greater(t, dark, 1000, name)
		require.ErrorContains(t, c.Write(io.Discard, "bmp"), `"bmp"`)
	}
}

// TestPolicy: the policy lets the scripts of the page run, and no other.
func TestPolicy(t *testing.T) {
	scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(string(charts.Scripts()), -1)
	require.Len(t, scripts, 2)
	for _, s := range scripts {
		sum := sha256.Sum256([]byte(s[1]))
		require.Contains(t, charts.Policy(), "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	_, allowed, _ := strings.Cut(charts.Policy(), "script-src ")
	require.NotContains(t, allowed, "unsafe")
	require.True(t, strings.HasPrefix(charts.Policy(), "default-src 'none'; "))
}

// TestOrigin: the library is the file that ORIGIN names.
func TestOrigin(t *testing.T) {
	library, err := os.ReadFile("assets/echarts.min.js")
	require.NoError(t, err)
	origin, err := os.ReadFile("assets/ORIGIN")
	require.NoError(t, err)
	sum := sha256.Sum256(library)
	require.Contains(t, string(origin), hex.EncodeToString(sum[:]))
}
