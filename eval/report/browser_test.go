package report_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// browser is a headless Chromium, spoken to in its DevTools protocol through pipes
// (https://chromedevtools.github.io/devtools-protocol/).
type browser struct {
	t       *testing.T
	to      io.Writer
	from    *bufio.Reader
	session string
	last    int
	// complaints are what the page wrote to the console, threw, or asked the network
	// for.
	complaints []string
}

// startBrowser starts the Chromium that MALGUARD_CHROMIUM names, or one of the
// machine, and skips the test where there is none.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes its time")
	}
	name := os.Getenv("MALGUARD_CHROMIUM")
	for _, try := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(try); name == "" && err == nil {
			name = path
		}
	}
	if name == "" {
		t.Skip("no Chromium on this machine, and MALGUARD_CHROMIUM names none")
	}
	in, to, err := os.Pipe()
	require.NoError(t, err)
	from, out, err := os.Pipe()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, name, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
		"--user-data-dir="+t.TempDir(), "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking", "about:blank")
	cmd.ExtraFiles = []*os.File{in, out} // 3 and 4 of the browser
	require.NoError(t, cmd.Start())
	in.Close()
	out.Close()
	b := &browser{t: t, to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		b.session = ""
		b.call("Browser.close", nil, nil)
		to.Close()
		_ = cmd.Wait()
		cancel()
		from.Close()
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil, nil)
	}
	b.call("Network.emulateNetworkConditions", map[string]any{"offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}, nil)
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 1040, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	return b
}

// message is what the browser says.
type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
}

func (b *browser) read() message {
	text, err := b.from.ReadBytes(0)
	require.NoError(b.t, err)
	var m message
	require.NoError(b.t, json.Unmarshal(text[:len(text)-1], &m))
	switch m.Method {
	case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening":
		b.complaints = append(b.complaints, m.Method+string(m.Params))
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		require.NoError(b.t, json.Unmarshal(m.Params, &p))
		if !strings.HasPrefix(p.Request.URL, "file://") && !strings.HasPrefix(p.Request.URL, "data:") {
			b.complaints = append(b.complaints, "asked for "+p.Request.URL)
		}
	}
	return m
}

// call asks the browser to do something and waits for its answer.
func (b *browser) call(method string, params, result any) {
	b.last++
	request := map[string]any{"id": b.last, "method": method}
	if params != nil {
		request["params"] = params
	}
	if b.session != "" {
		request["sessionId"] = b.session
	}
	text, err := json.Marshal(request)
	require.NoError(b.t, err)
	_, err = b.to.Write(append(text, 0))
	require.NoError(b.t, err)
	for {
		m := b.read()
		if m.ID != b.last {
			continue
		}
		require.Nil(b.t, m.Error, method)
		if result != nil {
			require.NoError(b.t, json.Unmarshal(m.Result, result))
		}
		return
	}
}

// open loads a file and waits until it is loaded.
func (b *browser) open(name string) {
	b.call("Page.navigate", map[string]any{"url": "file://" + name}, nil)
	for b.read().Method != "Page.loadEventFired" {
	}
}

// eval returns what an expression is in the page.
func (b *browser) eval(expression string, value any) {
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r)
	require.Nil(b.t, r.ExceptionDetails, expression)
	if value != nil {
		require.NoError(b.t, json.Unmarshal(r.Result.Value, value))
	}
}

type rectangle struct{ X, Y, Width, Height float64 }

// place is where a chart is.
type place struct {
	ID string
	rectangle
}

// picture is what the page shows in a rectangle.
func (b *browser) picture(r rectangle) []byte {
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{
		"captureBeyondViewport": true,
		"clip":                  map[string]any{"x": r.X, "y": r.Y, "width": r.Width, "height": r.Height, "scale": 1},
	}, &shot)
	return decode(b.t, shot.Data)
}

func decode(t *testing.T, text string) []byte {
	data, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	return data
}

// keep leaves a file for people to look at, in the directory that MALGUARD_SHOTS
// names.
func keep(t *testing.T, name string, data []byte) {
	if dir := os.Getenv("MALGUARD_SHOTS"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
}

// ink counts the pixels that are not nearly white, and their colours.
func ink(t *testing.T, data []byte) (pixels, colours int) {
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	seen := map[color.Color]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			if int(c.R)+int(c.G)+int(c.B) < 3*215 {
				pixels++
				seen[c] = true
			}
		}
	}
	return pixels, len(seen)
}

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
