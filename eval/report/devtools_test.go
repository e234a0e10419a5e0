package report_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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
