package refine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/refine"
)

// asked is the list of the tests below.
var asked = []string{"exec", "os.system", "str.join"}

// cutBody breaks the connection in the middle of the body.
func cutBody(w http.ResponseWriter, req request) {
	var whole recorder
	completion(&whole, answer(req.APIs...), "stop")
	w.Header().Set("Content-Length", strconv.Itoa(whole.body.Len()))
	w.Write(whole.body.Bytes()[:whole.body.Len()/2])
}

// page is what a proxy or another kind of server says.
func page(w http.ResponseWriter, _ request) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, "<html>Welcome</html>")
}

// plain is a good answer under a wrong content type.
func plain(w http.ResponseWriter, req request) {
	var inner recorder
	completion(&inner, answer(req.APIs...), "stop")
	w.Header().Set("Content-Type", "text/plain")
	w.Write(inner.body.Bytes())
}

type recorder struct{ body bytes.Buffer }

func (*recorder) Header() http.Header           { return http.Header{} }
func (*recorder) WriteHeader(int)               {}
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

func raw(body string) step {
	return func(w http.ResponseWriter, _ request) { fmt.Fprint(w, body) }
}

// TestRecovers: each of these is followed by a good answer, and the refinement is
// the one that a faultless server gives.
func TestRecovers(t *testing.T) {
	good := answer(asked...)
	tests := map[string]struct {
		first step
		calls int
		kinds []refine.FaultKind
	}{
		"408":               {fail(408, "timeout"), 2, nil},
		"429":               {fail(429, "slow down", "Retry-After", "7"), 2, nil},
		"500":               {fail(500, "oops"), 2, nil},
		"503 no JSON":       {func(w http.ResponseWriter, _ request) { w.WriteHeader(503) }, 2, nil},
		"cut body":          {cutBody, 2, nil},
		"wrong type":        {page, 2, nil},
		"text/plain":        {plain, 1, nil},
		"empty body":        {raw(""), 2, nil},
		"JSON of no answer": {raw(`[]`), 2, nil},
		"no choices":        {raw(`{"choices":[]}`), 2, []refine.FaultKind{refine.Malformed}},
		"null choices":      {raw(`{"choices":null}`), 2, []refine.FaultKind{refine.Malformed}},
		"no content":        {raw(`{"choices":[{"message":{"role":"assistant","content":null}}]}`), 2, []refine.FaultKind{refine.Malformed}},
		"refusal":           {raw(`{"choices":[{"message":{"refusal":"I cannot."}}]}`), 2, []refine.FaultKind{refine.Malformed}},
		"prose alone":       {say("I think that exec is bad."), 2, []refine.FaultKind{refine.Malformed}},
		"other schema":      {say(`{"apis":["exec"]}`), 2, []refine.FaultKind{refine.Malformed}},
		"truncated":         {say(good[:len(good)/2]), 2, []refine.FaultKind{refine.Truncated}},
		"prose around":      {say("Here you are:\n" + good + "\nAnything else?"), 1, []refine.FaultKind{refine.Prose}},
		"fence":             {say("```json\n" + good + "\n```"), 1, []refine.FaultKind{refine.Prose}},
		"other order":       {say(answer("str.join", "exec", "os.system")), 1, nil},
		"negative tokens":   {raw(`{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":-5,"completion_tokens":-5}}`), 2, []refine.FaultKind{refine.Malformed}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.first, judge)
			c, waits := s.client(t, refine.Options{})
			got, err := c.Refine(t.Context(), asked)
			require.NoError(t, err)
			require.Equal(t, []string{"exec", "os.system"}, names(got.Kept))
			require.Equal(t, []string{"str.join"}, names(got.Dropped))
			require.Empty(t, got.Unanswered)
			require.Equal(t, test.calls, got.Calls)
			require.Equal(t, test.calls-1, got.Retries)
			require.Len(t, *waits, got.Retries)
			require.GreaterOrEqual(t, got.TokensIn, 100)
			var kinds []refine.FaultKind
			for _, f := range got.Faults {
				kinds = append(kinds, f.Kind)
			}
			require.Equal(t, test.kinds, kinds)
		})
	}
}

// TestGivesUp: what another attempt does not mend is an error that says so.
func TestGivesUp(t *testing.T) {
	tests := map[string]struct {
		step  step
		calls int
		want  string
	}{
		"unauthorised":   {fail(401, "no key"), 1, `refine: status 401: "no key"`},
		"no such model":  {fail(404, "model not found"), 1, `refine: status 404: "model not found"`},
		"server down":    {fail(503, "loading"), 5, `refine: batch of 3 from "exec": 5 attempts: no answer: status 503: "loading"`},
		"quota":          {fail(429, "quota"), 5, `5 attempts: no answer: status 429: "quota"`},
		"other server":   {page, 5, "5 attempts: no answer: invalid character '<'"},
		"cut body":       {cutBody, 5, "5 attempts: no answer: unexpected EOF"},
		"refuses all":    {fail(400, "bad"), 3, `refine: refused: status 400: "bad"`},
		"comes back":     {fail(429, "x", "Retry-After", "601"), 1, "the server wants to be asked again in 10m1s, not within 10m0s: no answer: status 429"},
		"never":          {fail(503, "x", "Retry-After", "99999999999999"), 1, "not within 10m0s"},
		"hostile status": {fail(418, strings.Repeat("a", 1000)+"\x1b[2J"), 1, `status 418: "` + strings.Repeat("a", 256) + `"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.step)
			c, _ := s.client(t, refine.Options{})
			got, err := c.Refine(t.Context(), asked)
			require.ErrorContains(t, err, test.want)
			require.Nil(t, got)
			require.Len(t, s.requests(), test.calls)
		})
	}
}

func TestUnsupportedModel(t *testing.T) {
	s := serve(t, judge)
	c, waits := s.client(t, refine.Options{Model: "text-davinci-003"}) // go-openai knows that it cannot chat
	_, err := c.Refine(t.Context(), asked)
	require.ErrorContains(t, err, "this model is not supported with this method")
	require.Empty(t, s.requests())
	require.Empty(t, *waits)
}

func TestNobodyListens(t *testing.T) {
	s := serve(t, judge)
	s.Close()
	c, waits := s.client(t, refine.Options{Attempts: 2})
	_, err := c.Refine(t.Context(), asked)
	require.ErrorContains(t, err, "2 attempts: no answer")
	require.Len(t, *waits, 1)
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"90":                            90 * time.Second,
		"Sun, 01 Mar 2026 12:05:00 GMT": 5 * time.Minute,
	} {
		s := serve(t, fail(429, "slow down", "Retry-After", header), judge)
		c, waits := s.client(t, refine.Options{})
		c.SetNow(func() time.Time { return now })
		_, err := c.Refine(t.Context(), asked)
		require.NoError(t, err)
		require.Equal(t, []time.Duration{want}, *waits, header)
	}
	for _, header := range []string{"0", "-5", "soon", "Sun, 01 Mar 2026 11:00:00 GMT"} {
		s := serve(t, fail(429, "slow down", "Retry-After", header), judge)
		c, waits := s.client(t, refine.Options{})
		c.SetNow(func() time.Time { return now })
		_, err := c.Refine(t.Context(), asked)
		require.NoError(t, err)
		require.Len(t, *waits, 1)
		require.True(t, (*waits)[0] >= time.Second/2 && (*waits)[0] <= time.Second, "%s: our own delay", header)
	}
}

// TestHang: a server that never answers costs the time-out of a request, not that
// of the run.
func TestHang(t *testing.T) {
	hanging, release := make(chan struct{}), make(chan struct{})
	s := serve(t, func(http.ResponseWriter, request) {
		close(hanging)
		<-release
	}, judge)
	t.Cleanup(func() { close(release) })
	c, waits := s.client(t, refine.Options{Timeout: 30 * time.Second})
	first := true
	c.SetTimeout(func(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
		require.Equal(t, 30*time.Second, d)
		ctx, cancel := context.WithCancel(ctx)
		if first { // whose time is over as soon as the server hangs
			first = false
			go func() {
				<-hanging
				cancel()
			}()
		}
		return ctx, cancel
	})
	got, err := c.Refine(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, 2, got.Calls)
	require.Len(t, *waits, 1)
}

// TestCancelledWait: the end of the context ends a wait at once.
func TestCancelledWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		require.ErrorIs(t, refine.Sleep(ctx, time.Hour), context.DeadlineExceeded)
		require.Equal(t, 3*time.Second, time.Since(start), "of the bubble's clock")
		require.NoError(t, refine.Sleep(t.Context(), time.Hour))
	})
	s := serve(t, fail(429, "slow down", "Retry-After", "500"))
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := s.client(t, refine.Options{})
	c.SetSleep(func(ctx context.Context, d time.Duration) error {
		require.Equal(t, 500*time.Second, d)
		cancel()
		return refine.Sleep(ctx, d) // the real one: it would outlive the test
	})
	_, err := c.Refine(ctx, asked)
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, s.requests(), 1)
}

// TestHuge: no more of an answer is read than the bound, plain or compressed.
func TestHuge(t *testing.T) {
	var sent atomic.Int64
	endless := func(w http.ResponseWriter, _ request) {
		chunk := []byte(strings.Repeat(" ", 1<<16))
		for range 1 << 14 { // 1 GiB, if anybody reads it
			n, err := w.Write(chunk)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
	s := serve(t, endless, judge)
	c, _ := s.client(t, refine.Options{MaxAnswer: 1 << 20})
	got, err := c.Refine(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, 2, got.Calls)
	s.Close() // waits for the handler
	require.Less(t, sent.Load(), int64(64<<20), "socket buffers aside, a megabyte is taken")
}

// TestTruncated: an answer that is cut twice is asked for in halves, and later
// batches are no larger.
func TestTruncated(t *testing.T) {
	atMost := func(n int) step {
		return func(w http.ResponseWriter, req request) {
			text, finish := answer(req.APIs...), "stop"
			if len(req.APIs) > n {
				text, finish = text[:len(text)*n/len(req.APIs)], "length"
			}
			completion(w, text, finish)
		}
	}
	list := strings.Fields("a b c d e f g h i j")
	s := serve(t, atMost(2))
	c, _ := s.client(t, refine.Options{Batch: 8})
	got, err := c.Refine(t.Context(), list)
	require.NoError(t, err)
	require.Equal(t, list, names(got.Kept))
	require.Equal(t, 6, got.Count(refine.Truncated), "8 and both 4, twice each")
	require.Equal(t, [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"g", "h"}, {"i", "j"}}, only(s.batches(), 2))
	require.Equal(t, 11, got.Calls)

	s = serve(t, atMost(0))
	c, _ = s.client(t, refine.Options{Batch: 2})
	got, err = c.Refine(t.Context(), []string{"a", "b"})
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, got.Unanswered)
	require.Equal(t, 10, got.Calls, "the pair and each alone twice, then each alone twice again")
}

// only returns the batches of one size.
func only(batches [][]string, size int) (list [][]string) {
	for _, b := range batches {
		if len(b) == size {
			list = append(list, b)
		}
	}
	return list
}

func TestCallsAreBounded(t *testing.T) {
	s := serve(t, say(`{"answers":[`))
	c, _ := s.client(t, refine.Options{MaxCalls: 7})
	_, err := c.Refine(t.Context(), strings.Fields("a b c d e f g h"))
	require.ErrorContains(t, err, "no more than 7 calls may be made")
	require.Len(t, s.requests(), 7)
}

// TestNeverReadable: names are not dropped because nobody could read the answer.
func TestNeverReadable(t *testing.T) {
	s := serve(t, say("no"))
	c, _ := s.client(t, refine.Options{Attempts: 3})
	got, err := c.Refine(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, asked, got.Unanswered)
	require.Equal(t, 6, got.Calls)
	require.Equal(t, 4, got.Retries)
	require.Equal(t, 6, got.Count(refine.Malformed))
	require.Equal(t, `batch of 3 from "exec": the answer does not follow the schema: no JSON object`, got.Faults[0].Note)
	var seeds []int
	for _, r := range s.requests() {
		seeds = append(seeds, *r.Seed)
	}
	require.Equal(t, []int{0, 1, 2, 0, 1, 2}, seeds, "a repetition may come out better")
}

// TestSilent: what an answer leaves out or contradicts is asked once more, on its
// own.
func TestSilent(t *testing.T) {
	contradictory := `{"answers":[{"api":"exec","keep":true,"purposes":[],"why":""},{"api":"exec","keep":false,"purposes":[],"why":""},` +
		`{"api":"str.join","keep":false,"purposes":[],"why":""}]}`
	s := serve(t, say(contradictory), judge)
	c, _ := s.client(t, refine.Options{})
	got, err := c.Refine(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, [][]string{asked, {"exec", "os.system"}}, s.batches())
	require.Equal(t, []string{"exec", "os.system"}, names(got.Kept))
	require.Equal(t, []refine.Fault{{Kind: refine.Contradictory, API: "exec"}, {Kind: refine.Silent, API: "os.system"}}, got.Faults)
	require.Zero(t, got.Retries, "a second question is no repetition")

	s = serve(t, say(answer("exec")))
	c, _ = s.client(t, refine.Options{})
	got, err = c.Refine(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, []string{"os.system", "str.join"}, got.Unanswered)
	require.Equal(t, 2, got.Calls)
	require.Equal(t, []string{"exec"}, got.Named(refine.Invented), "in the second answer it was not asked")
}

// TestDialects: what a server refuses is left out from then on, and reported.
func TestDialects(t *testing.T) {
	picky := func(refuses func(request) string) step {
		return func(w http.ResponseWriter, req request) {
			if message := refuses(req); message != "" {
				fail(400, message)(w, req)
				return
			}
			judge(w, req)
		}
	}
	tests := map[string]struct {
		refuses func(request) string
		calls   int
		notes   []string
		format  string
	}{
		"schema": {func(r request) string {
			if r.Format != nil && r.Format.Type == "json_schema" {
				return "'response_format.type' must be 'text' or 'json_object'"
			}
			return ""
		}, 3, []string{"without schema"}, "json_object"},
		"formats": {func(r request) string {
			if r.Format != nil {
				return "unknown field"
			}
			return ""
		}, 4, []string{"without schema", "without response format"}, ""},
		"temperature": {func(r request) string {
			if r.Temperature != nil {
				return "Unsupported value: 'temperature' does not support 0 with this model."
			}
			return ""
		}, 3, []string{"without temperature"}, "json_schema"},
		"all": {func(r request) string {
			switch {
			case r.Seed != nil:
				return "Seed is not supported"
			case r.Temperature != nil:
				return "no temperature"
			case r.Format != nil:
				return "no"
			}
			return ""
		}, 6, []string{"without seed", "without temperature", "without schema", "without response format"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(t, picky(test.refuses))
			c, waits := s.client(t, refine.Options{Batch: 2})
			got, err := c.Refine(t.Context(), asked)
			require.NoError(t, err)
			require.Equal(t, []string{"exec", "os.system"}, names(got.Kept))
			require.Equal(t, test.calls, got.Calls, "two batches, and a call for each refusal")
			require.Len(t, got.Faults, len(test.notes))
			for i, note := range test.notes {
				require.Equal(t, refine.Refused, got.Faults[i].Kind)
				require.True(t, strings.HasPrefix(got.Faults[i].Note, note+": "), got.Faults[i].Note)
			}
			require.Empty(t, *waits)
			last := s.requests()[test.calls-1]
			if test.format == "" {
				require.Nil(t, last.Format)
			} else {
				require.Equal(t, test.format, last.Format.Type)
			}
		})
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRecordingFails(t *testing.T) {
	s := serve(t, judge)
	c, _ := s.client(t, refine.Options{Record: full{}})
	_, err := c.Refine(t.Context(), asked)
	require.EqualError(t, err, "refine: recording: disk full")
	require.Len(t, s.requests(), 1, "no money for answers that are lost")
}
