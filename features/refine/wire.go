package refine

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// wire is the transport below go-openai, for one run. It bounds what is read,
// stays with the host that the user named, and keeps what go-openai forgets.
type wire struct {
	client http.Client
	limit  int64
	// greedy asks for temperature 0. go-openai leaves out a zero, and the way around
	// that it documents, the smallest float, is not zero to servers: some of them
	// divide by it, others raise it (vllm-project/vllm, pull request 2937).
	greedy bool

	sent   bool
	status int // of the last response, 0 if there was none
	header http.Header
}

// stay keeps the names and the key from going where a server points.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Do sends one request.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	w.sent, w.status, w.header = true, 0, nil
	if w.greedy {
		if err := setTemperature(req); err != nil {
			return nil, err
		}
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return nil, err
	}
	w.status, w.header = resp.StatusCode, resp.Header
	resp.Body = http.MaxBytesReader(nil, resp.Body, w.limit)
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, fmt.Errorf("the server points to %q", short(resp.Header.Get("Location")))
	}
	return resp, nil
}

// setTemperature puts "temperature":0 before the other members of the body.
func setTemperature(req *http.Request) error {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	if body, ok := bytes.CutPrefix(body, []byte("{")); ok {
		body = append([]byte(`{"temperature":0,`), body...)
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, err = req.GetBody()
		return err
	}
	return fmt.Errorf("the request is no JSON object")
}
