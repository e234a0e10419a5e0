package refine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/refine"
)

// request is what the server sees of a request.
type request struct {
	Header http.Header `json:"-"`
	Path   string      `json:"-"`
	Body   string      `json:"-"`

	Model       string   `json:"model"`
	Temperature *float64 `json:"temperature"`
	Seed        *int     `json:"seed"`
	Messages    []struct{ Role, Content string }
	Format      *struct{ Type string } `json:"response_format"`

	APIs []string `json:"-"` // the batch
}

// step answers one request.
type step func(w http.ResponseWriter, req request)

// server is a model in this process. It answers by the given steps, one a request
// and the last one for all that follow.
type server struct {
	*httptest.Server
	steps []step

	mu   sync.Mutex
	seen []request
}

func serve(t *testing.T, steps ...step) *server {
	s := &server{steps: steps}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := read(r)
		if err != nil { // shows as a refusal
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, err)
			return
		}
		s.mu.Lock()
		do := s.steps[min(len(s.seen), len(s.steps)-1)]
		s.seen = append(s.seen, req)
		s.mu.Unlock()
		do(w, req)
	}))
	t.Cleanup(s.Close)
	return s
}

func read(r *http.Request) (req request, err error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return req, err
	}
	if err := json.Unmarshal(body, &req); err != nil {
		return req, err
	}
	req.Header, req.Path, req.Body = r.Header, r.Method+" "+r.URL.Path, string(body)
	if len(req.Messages) != 2 || req.Messages[0].Role != "system" || req.Messages[1].Role != "user" {
		return req, fmt.Errorf("messages %v", req.Messages)
	}
	var user struct{ Apis []string }
	err = json.Unmarshal([]byte(req.Messages[1].Content), &user)
	req.APIs = user.Apis
	return req, err
}

// requests returns what the server has seen.
func (s *server) requests() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request{}, s.seen...)
}

// batches returns the APIs of each request.
func (s *server) batches() (list [][]string) {
	for _, r := range s.requests() {
		list = append(list, r.APIs)
	}
	return list
}

// client returns a client of s that waits for nobody, and what it would have
// waited.
func (s *server) client(t *testing.T, opt refine.Options) (*refine.Client, *[]time.Duration) {
	if opt.BaseURL == "" {
		opt.BaseURL = s.URL + "/v1"
	}
	if opt.Model == "" {
		opt.Model = "tiny"
	}
	c, err := refine.New(opt)
	require.NoError(t, err)
	var waits []time.Duration
	c.SetSleep(func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	})
	return c, &waits
}

// say answers with a text and 100 and 10 tokens.
func say(text string) step {
	return func(w http.ResponseWriter, _ request) { completion(w, text, "stop") }
}

func completion(w http.ResponseWriter, text, finish string) {
	w.Header().Set("Content-Type", "application/json")
	message := map[string]any{"role": "assistant", "content": text}
	json.NewEncoder(w).Encode(map[string]any{
		"id": "1", "object": "chat.completion", "model": "tiny-0",
		"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": finish}},
		"usage":   map[string]any{"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
	})
}

// fail answers with a status and a message, as servers do.
func fail(status int, message string, headers ...string) step {
	return func(w http.ResponseWriter, _ request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": message, "type": "x", "code": status}})
	}
}

// judge keeps every asked API whose name does not begin with "str".
func judge(w http.ResponseWriter, req request) { completion(w, answer(req.APIs...), "stop") }

// answer is a good answer about the given APIs.
func answer(apis ...string) string {
	list := []any{}
	for _, api := range apis {
		keep, purposes := !strings.HasPrefix(api, "str"), []string{}
		if keep {
			purposes = []string{"execution", "download"}
		}
		list = append(list, map[string]any{"api": api, "keep": keep, "purposes": purposes, "why": "It is " + api + "."})
	}
	text, err := json.Marshal(map[string]any{"answers": list})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// names returns the APIs of answers.
func names(list []refine.Answer) []string {
	out := []string{}
	for _, a := range list {
		out = append(out, a.API)
	}
	return out
}
