package refine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features/refine"
)

// erratic is a model that, drawn from a seed, answers well, cuts its answer,
// leaves names out, makes names up, contradicts itself or does not answer.
func erratic(seed uint64) step {
	random := rand.New(rand.NewPCG(seed, 0))
	return func(w http.ResponseWriter, req request) {
		text := answer(req.APIs...)
		switch random.IntN(9) {
		case 0:
			text = text[:random.IntN(len(text))]
		case 1:
			text = answer(req.APIs[1:]...)
		case 2:
			text = answer(append([]string{"rm -rf", strings.ToUpper(req.APIs[0])}, req.APIs...)...)
		case 3:
			text = "Well:\n" + answer(append([]string{req.APIs[0]}, req.APIs...)...)
		case 4:
			text = strings.Replace(text, "}]}", `},{"api":"`+req.APIs[0]+`","keep":false,"purposes":[],"why":""}]}`, 1)
		case 5:
			text = strings.Replace(text, `"execution"`, `"execution","fun"`, 2)
		case 6:
			fail(503, "busy")(w, req)
			return
		}
		completion(w, text, "stop")
	}
}

func many(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("%s.f%d", []string{"os", "str", "人"}[i%3], i))
	}
	return list
}

// live refines a list by an erratic model and returns the recording too.
func live(t *testing.T, seed uint64, list []string, opt refine.Options) (*refine.Refinement, string) {
	var recording bytes.Buffer
	opt.Record, opt.Date = &recording, "2026-01-02"
	s := serve(t, erratic(seed))
	c, _ := s.client(t, opt)
	got, err := c.Refine(t.Context(), list)
	require.NoError(t, err)
	return got, recording.String()
}

// TestReplayIsTheRun: a replay gives what the run gave, faults of the exchanges
// included, and whatever the order, the part or the batches of the list.
func TestReplayIsTheRun(t *testing.T) {
	list := many(40)
	seen := map[refine.FaultKind]int{}
	for seed := range uint64(20) {
		got, text := live(t, seed, list, refine.Options{Batch: 7, Attempts: 20})
		recording, err := refine.ReadRecording(strings.NewReader(text))
		require.NoError(t, err)
		replay, err := refine.NewReplay(recording, refine.Key{})
		require.NoError(t, err)
		for _, f := range got.Faults {
			seen[f.Kind]++
		}

		again, err := replay.Refine(t.Context(), list)
		require.NoError(t, err)
		require.Zero(t, again.Calls+again.Retries+again.TokensIn+again.TokensOut)
		free := *got
		free.Calls, free.Retries, free.TokensIn, free.TokensOut, free.Cost = 0, 0, 0, 0, 0
		require.Equal(t, &free, again)

		mixed := append([]string{}, list...)
		random := rand.New(rand.NewPCG(seed, 1))
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		again, err = replay.Refine(t.Context(), mixed)
		require.NoError(t, err)
		require.ElementsMatch(t, got.Kept, again.Kept)
		require.ElementsMatch(t, got.Dropped, again.Dropped)
		require.ElementsMatch(t, got.Unanswered, again.Unanswered)

		part, err := replay.Refine(t.Context(), mixed[:5])
		require.NoError(t, err)
		require.Equal(t, 5, len(part.Kept)+len(part.Dropped)+len(part.Unanswered))
		require.Subset(t, names(got.Kept), names(part.Kept))
		require.Subset(t, names(got.Dropped), names(part.Dropped))
		for _, f := range part.Faults {
			if f.API != "" && f.Kind != refine.Invented {
				require.Contains(t, mixed[:5], f.API)
			}
		}
	}
	for _, kind := range []refine.FaultKind{
		refine.Invented, refine.Silent, refine.Duplicate, refine.Contradictory, refine.UnknownPurpose, refine.Prose, refine.Truncated,
	} {
		require.NotZero(t, seen[kind], "the model has shown no fault of kind %s", kind)
	}
}

// recordingOf returns exchanges as a recording holds them.
func recordingOf(t *testing.T, model string, batches ...[]string) []refine.Exchange {
	var recording bytes.Buffer
	s := serve(t, judge)
	c, _ := s.client(t, refine.Options{Model: model, Record: &recording})
	for _, b := range batches {
		_, err := c.Refine(t.Context(), b)
		require.NoError(t, err)
	}
	list, err := refine.ReadRecording(&recording)
	require.NoError(t, err)
	return list
}

func TestNotRecorded(t *testing.T) {
	replay, err := refine.NewReplay(recordingOf(t, "tiny", []string{"exec", "str.join"}), refine.Key{})
	require.NoError(t, err)
	require.Equal(t, []string{"exec", "str.join"}, replay.APIs())
	_, err = replay.Refine(t.Context(), []string{"exec", "eval", "a\nb"})
	require.ErrorIs(t, err, refine.ErrNotRecorded)
	require.EqualError(t, err, `refine: no recorded answer of tiny for ["eval" "a\nb"]`)
	_, err = replay.Refine(t.Context(), strings.Fields("a b c d e f g exec"))
	require.EqualError(t, err, `refine: no recorded answer of tiny for ["a" "b" "c" "d" "e"] and 2 others`)

	long := strings.Repeat("x", 300)
	got, err := replay.Refine(t.Context(), []string{long, "exec"})
	require.NoError(t, err, "what is never sent is never recorded")
	require.Equal(t, []string{long}, got.Unanswered)
	require.Equal(t, 1, got.Count(refine.Unsent))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = replay.Refine(ctx, []string{"exec"})
	require.ErrorIs(t, err, context.Canceled)
}

func TestKeys(t *testing.T) {
	both := append(recordingOf(t, "tiny", []string{"exec"}), recordingOf(t, "large", []string{"eval"})...)
	_, err := refine.NewReplay(both, refine.Key{})
	require.EqualError(t, err, `refine: the recording leaves a choice: model "large" with prompt "malguard-1", model "tiny" with prompt "malguard-1"`)
	replay, err := refine.NewReplay(both, refine.Key{Model: "large"})
	require.NoError(t, err)
	require.Equal(t, []string{"eval"}, replay.APIs(), "answers of one model are none of another")
	_, err = refine.NewReplay(both, refine.Key{Model: "tiny", Prompt: "other"})
	require.ErrorContains(t, err, "no exchange with that model and prompt")
	_, err = refine.NewReplay(nil, refine.Key{})
	require.ErrorContains(t, err, "no exchange with that model and prompt")
}

// TestLastAnswerCounts: recordings are appended to.
func TestLastAnswerCounts(t *testing.T) {
	list := append(recordingOf(t, "tiny", []string{"exec"}), recordingOf(t, "tiny", []string{"exec"})...)
	list[1].Answer = `{"answers":[{"api":"exec","keep":false}]}`
	list = append(list, list[0])
	list[2].Answer = "cannot say"
	replay, err := refine.NewReplay(list, refine.Key{})
	require.NoError(t, err)
	got, err := replay.Refine(t.Context(), []string{"exec"})
	require.NoError(t, err)
	require.Equal(t, []string{"exec"}, names(got.Dropped))
	require.Equal(t, 1, got.Count(refine.Malformed))
}

func TestRecordingIsRaw(t *testing.T) {
	_, text := live(t, 3, []string{"<b>.exec"}, refine.Options{})
	var e map[string]any
	require.NoError(t, json.Unmarshal([]byte(strings.Split(text, "\n")[0]), &e))
	require.Equal(t, "tiny", e["model"])
	require.Equal(t, refine.PromptVersion, e["prompt"])
	require.Equal(t, "2026-01-02", e["date"])
	require.Equal(t, []any{"<b>.exec"}, e["batch"])
	require.Regexp(t, `^[0-9a-f]{64}$`, e["request"])
	require.Equal(t, float64(100), e["tokens_in"])
	require.Contains(t, text, "<b>.exec")
}

func TestReadRecordingRefuses(t *testing.T) {
	_, good := live(t, 2, []string{"exec"}, refine.Options{})
	good = strings.SplitAfter(good, "\n")[0]
	list, err := refine.ReadRecording(strings.NewReader("\n" + good + "\n\n" + strings.TrimSpace(good)))
	require.NoError(t, err)
	require.Len(t, list, 2)
	list, err = refine.ReadRecording(strings.NewReader(""))
	require.NoError(t, err)
	require.Empty(t, list)
	for want, text := range map[string]string{
		"line 2: unexpected EOF":                        good + `{"request":`,
		"line 1: json: unknown field":                   `{"requests":1}`,
		"line 1: an exchange without model":             `{}`,
		"line 1: the hash is not that of model":         strings.Replace(good, `"exec"`, `"eval"`, 1),
		"line 1: a negative number":                     strings.Replace(good, `"tokens_in":100`, `"tokens_in":-1`, 1),
		"line 1: more than one JSON value":              strings.TrimSpace(good) + " {}",
		"line 1: json: cannot unmarshal array":          `[]`,
		"line 1: invalid character":                     "\x00\xff",
		"line 2: bufio.Scanner: token too long":         good + strings.Repeat(" ", 33<<20),
		"line 1: json: cannot unmarshal string into Go": `{"tokens_in":"many"}`,
	} {
		_, err := refine.ReadRecording(strings.NewReader(text))
		require.ErrorContains(t, err, "refine: recording: "+want)
	}
}

// FuzzReadRecording: what is read can be replayed, twice alike, for all that it
// asks; and only hashes that fit are read.
func FuzzReadRecording(f *testing.F) {
	f.Add([]byte(`{"request":"` + hashOf(`["m","p",["exec"]]`) + `","model":"m","prompt":"p","batch":["exec"],"answer":"{\"answers\":[]}","tokens_in":1,"tokens_out":1}`))
	f.Add([]byte(`{"request":"` + hashOf(`["m","p",["exec","a"]]`) + `","model":"m","prompt":"p","batch":["exec","a"],"answer":"{\"answers\":[{\"api\":\"exec\",\"keep\":true}]}"}`))
	f.Add([]byte("{}\n\n[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := refine.ReadRecording(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, list)
			return
		}
		for _, e := range list {
			replay, err := refine.NewReplay(list, refine.Key{Model: e.Model, Prompt: e.Prompt})
			require.NoError(t, err)
			got, err := replay.Refine(t.Context(), replay.APIs())
			require.NoError(t, err)
			require.Len(t, replay.APIs(), len(got.Kept)+len(got.Dropped)+len(got.Unanswered))
			again, err := replay.Refine(t.Context(), replay.APIs())
			require.NoError(t, err)
			require.Equal(t, got, again)
		}
	})
}
