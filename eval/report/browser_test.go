package report_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBrowser: the page opens from a file without a network; nothing complains; every
// chart is drawn; hostile names stay text; and it prints.
func TestBrowser(t *testing.T) {
	b := startBrowser(t)
	file := filepath.Join(t.TempDir(), "report.html")
	page := html(t, made(t, 150, "grouped", hostile()[1]))
	require.NoError(t, os.WriteFile(file, page, 0o600))
	b.open(file)
	var drawn string
	b.eval("document.documentElement.dataset.charts", &drawn)
	require.Equal(t, "drawn", drawn)

	var charts []place
	b.eval(`[...document.querySelectorAll('.chart')].map(e => {
		const r = e.getBoundingClientRect()
		return {ID: e.id, X: r.x + scrollX, Y: r.y + scrollY, Width: r.width, Height: r.height}
	})`, &charts)
	require.Len(t, charts, 2*8)
	for _, c := range charts {
		shot := b.picture(c.rectangle)
		keep(t, c.ID+".png", shot)
		pixels, colours := ink(t, shot)
		require.Greater(t, pixels, int(c.Width*c.Height/100), "%s is blank", c.ID)
		require.Greater(t, colours, 10, "%s has axes at most", c.ID)
	}

	// What is hostile made no element of its own, and ran nowhere.
	var found struct {
		Harm            any
		Scripts, Images int
		Width, Height   float64
	}
	b.eval(`({Harm: window.harm ?? null, Scripts: document.querySelectorAll('script:not([type])').length, Images: document.querySelectorAll('img, [onload], [onerror], section svg:not(.chart svg)').length,
		Width: document.documentElement.scrollWidth, Height: document.documentElement.scrollHeight})`, &found)
	require.Nil(t, found.Harm)
	require.Equal(t, 2, found.Scripts)
	require.Zero(t, found.Images)
	require.LessOrEqual(t, found.Width, 1040., "the page is no wider than its window")

	// Tooltips show names too, as text inside the chart.
	k := slices.IndexFunc(charts, func(c place) bool { return c.ID == "p1-rules" })
	require.Positive(t, b.hover(charts[k]), "a tooltip is shown")
	b.eval("({Harm: window.harm ?? null, Images: document.querySelectorAll('img').length})", &found)
	require.Nil(t, found.Harm)
	require.Zero(t, found.Images)

	b.keepPage("page", found.Height)
	var pdf struct{ Data string }
	b.call("Page.printToPDF", map[string]any{"printBackground": true, "preferCSSPageSize": true}, &pdf)
	keep(t, "page.pdf", decode(t, pdf.Data))
	require.True(t, bytes.HasPrefix(decode(t, pdf.Data), []byte("%PDF")))
	require.Empty(t, b.complaints)
}

// keepPage leaves pictures of the whole page, where somebody wants to look at them.
func (b *browser) keepPage(name string, height float64) {
	if os.Getenv("MALGUARD_SHOTS") == "" {
		return
	}
	for k := 0; 1500*float64(k) < height; k++ {
		keep(b.t, fmt.Sprintf("%s-%02d.png", name, k), b.picture(rectangle{0, 1500 * float64(k), 1040, 1500}))
	}
}

// hover moves the mouse down a chart, and says at how many places a tooltip is shown.
func (b *browser) hover(c place) (shown int) {
	b.eval(fmt.Sprintf("scrollTo(0, %f)", c.Y), nil)
	var before, now int
	count := fmt.Sprintf("document.getElementById(%q).querySelectorAll('text').length", c.ID)
	b.eval(count, &before)
	for y := 40.; y < c.Height-40; y += 6 {
		b.call("Input.dispatchMouseEvent", map[string]any{"type": "mouseMoved", "x": c.X + 330, "y": y}, nil)
		b.eval("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(0))))", nil)
		if b.eval(count, &now); now > before {
			keep(b.t, "tooltip.png", b.picture(c.rectangle))
			shown++
		}
	}
	return shown
}

// TestPolicy: a script that got into the page would not run.
func TestPolicy(t *testing.T) {
	b := startBrowser(t)
	file := filepath.Join(t.TempDir(), "report.html")
	page := html(t, made(t, 12, "grouped"))
	page = bytes.Replace(page, []byte("</header>"), []byte("<script>window.harm=1</script><img src=x onerror=window.harm=2></header>"), 1)
	require.NoError(t, os.WriteFile(file, page, 0o600))
	b.open(file)
	var harm any
	b.eval("window.harm ?? null", &harm)
	require.Nil(t, harm)
	require.NotEmpty(t, b.complaints)
}
