package eval_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Items of these tests are their own IDs.
func items() []eval.Item[string] {
	var list []eval.Item[string]
	for _, c := range cases() {
		list = append(list, eval.Item[string]{Case: c, Load: func(context.Context) (string, error) {
			if c.ID == "m13" {
				return "", errors.New("unreadable")
			}
			return c.ID, nil
		}})
	}
	return list
}

// byName knows malicious IDs by their letter.
type byName struct{ asked *atomic.Int64 }

func (byName) Name() string { return "by-name" }

func (d byName) Detect(_ context.Context, id string) (eval.Detection, error) {
	d.asked.Add(1)
	switch {
	case id == "m07":
		return eval.Detection{Score: 2}, nil
	case id == "m08":
		return eval.Detection{}, eval.ErrNoVerdict
	case strings.HasPrefix(id, "m"):
		return eval.Detection{Score: .9, Status: eval.Scored}, nil
	}
	return eval.Detection{Score: .1, Status: eval.Scored}, nil
}

// memory is a learner that remembers IDs, and knows nothing else.
type memory map[string]bool

func (memory) Name() string { return "memory" }

func (memory) Fit(_ context.Context, train []eval.Item[string], _ uint64) (eval.Detector[string], error) {
	m := memory{}
	for _, item := range train {
		m[item.Group] = m[item.Group] || item.Label == datasets.Malicious
		m[item.ID] = item.Label == datasets.Malicious
	}
	return m, nil
}

func (m memory) Detect(_ context.Context, id string) (eval.Detection, error) {
	if m[id] {
		return eval.Detection{Score: 1, Status: eval.Scored}, nil
	}
	return eval.Detection{Status: eval.Scored}, nil
}

// broken cannot learn.
type broken struct{ memory }

func (broken) Fit(context.Context, []eval.Item[string], uint64) (eval.Detector[string], error) {
	return nil, errors.New("no convergence")
}

func contestants(asked *atomic.Int64) []eval.Contestant[string] {
	return []eval.Contestant[string]{
		{Name: "by-name", Kind: "rule", Threshold: .5, Detector: byName{asked}},
		{Name: "memory", Kind: "learned", Threshold: .5, Trainer: memory{}},
		{Name: "broken", Kind: "learned", Threshold: .5, Trainer: broken{}},
	}
}

func run(t *testing.T, opt eval.RunOptions, protocol string, asked *atomic.Int64) []eval.Record {
	t.Helper()
	p, err := eval.ProtocolNamed(protocol, eval.ProtocolOptions{Seeds: 2})
	require.NoError(t, err)
	var records []eval.Record
	require.NoError(t, eval.Run(t.Context(), items(), p, contestants(asked), opt, func(r eval.Record) error {
		require.GreaterOrEqual(t, r.Seconds, 0.)
		r.Seconds = 0
		records = append(records, r)
		return nil
	}))
	return records
}

// TestRun: every case of every test has a record of every contestant, failures are
// records, rules are asked once whatever the number of seeds, and the records do
// not depend on the number of workers.
func TestRun(t *testing.T) {
	var asked atomic.Int64
	var steps []int
	records := run(t, eval.RunOptions{Workers: 1, Progress: func(done, total int) {
		require.Equal(t, 600, total)
		steps = append(steps, done)
	}}, "grouped", &asked)
	require.Len(t, records, 2*100*3)
	require.EqualValues(t, 99, asked.Load(), "one cannot be opened")
	require.True(t, slices.IsSorted(steps))
	require.Equal(t, 600, steps[len(steps)-1])
	keys := map[eval.Key]eval.Record{}
	for _, r := range records {
		keys[r.Key] = r
		switch {
		case r.Detector == "broken":
			require.Equal(t, "training: no convergence", r.Err)
		case r.ID == "m13":
			require.Equal(t, "unreadable", r.Err)
		case r.Detector == "by-name" && r.ID == "m07":
			require.Equal(t, "score 2 is not in [0,1]", r.Err)
		case r.Detector == "by-name" && r.ID == "m08":
			require.ErrorContains(t, errors.New(r.Err), "no verdict")
		default:
			require.Empty(t, r.Err)
			require.Equal(t, r.Detector == "by-name" && r.Label == datasets.Malicious, r.Flagged(), r.ID)
		}
		if r.Err != "" {
			require.Equal(t, eval.Detection{}, r.Detection)
			require.False(t, r.Flagged())
		}
	}
	require.Len(t, keys, len(records))
	for _, workers := range []int{0, 4} {
		require.Equal(t, records, run(t, eval.RunOptions{Workers: workers}, "grouped", new(atomic.Int64)))
	}
}

// TestRunCatchesALeak: a learner that remembers is perfect where copies may be on
// both sides of a split by mistake, and knows nothing where they are not.
func TestRunCatchesALeak(t *testing.T) {
	leak := eval.Protocol{Name: "leak", Deal: func(cases []eval.Case, _ uint64) ([]eval.Split, error) {
		all := make([]int, 100)
		for i := range all {
			all[i] = i
		}
		return []eval.Split{{Name: "all", Train: all, Test: all}}, nil
	}}
	err := eval.Run(t.Context(), items(), leak, contestants(new(atomic.Int64)), eval.RunOptions{}, func(eval.Record) error { return nil })
	require.ErrorIs(t, err, eval.ErrLeak)
}

// TestRunResumes: what is there is not made again, and what is made is the same.
func TestRunResumes(t *testing.T) {
	whole := run(t, eval.RunOptions{}, "grouped", new(atomic.Int64))
	have := map[eval.Key]bool{}
	for _, r := range whole[:217] {
		have[r.Key] = true
	}
	var asked atomic.Int64
	rest := run(t, eval.RunOptions{Have: func(k eval.Key) bool { return have[k] }}, "grouped", &asked)
	require.Equal(t, whole[217:], rest)
	none := run(t, eval.RunOptions{Have: func(eval.Key) bool { return true }}, "grouped", &asked)
	require.Empty(t, none)
}

func TestRunStops(t *testing.T) {
	p, err := eval.ProtocolNamed("grouped", eval.ProtocolOptions{})
	require.NoError(t, err)
	stop := errors.New("disk full")
	err = eval.Run(t.Context(), items(), p, contestants(new(atomic.Int64)), eval.RunOptions{}, func(eval.Record) error { return stop })
	require.ErrorIs(t, err, stop)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = eval.Run(ctx, items(), p, contestants(new(atomic.Int64)), eval.RunOptions{}, func(eval.Record) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
}

// disguised are the items of these tests with malicious ones judged under another
// name.
func disguised() []eval.Item[string] {
	list := items()
	for i, item := range list {
		if item.Label == datasets.Malicious {
			list[i].Judged = func(context.Context) (string, error) { return "x" + item.ID, nil }
		}
	}
	return list
}

// TestJudged: what is judged may differ from what is learnt from, and what is known
// of the rest is not asked again.
func TestJudged(t *testing.T) {
	p, err := eval.ProtocolNamed("grouped", eval.ProtocolOptions{Seeds: 1})
	require.NoError(t, err)
	var asked atomic.Int64
	all := func(opt eval.RunOptions, list []eval.Item[string]) map[eval.Key]eval.Record {
		records := map[eval.Key]eval.Record{}
		require.NoError(t, eval.Run(t.Context(), list, p, contestants(&asked), opt, func(r eval.Record) error {
			r.Seconds = 0
			records[r.Key] = r
			return nil
		}))
		return records
	}
	plain := all(eval.RunOptions{}, items())
	require.EqualValues(t, 99, asked.Swap(0))
	fresh := all(eval.RunOptions{}, disguised())
	require.EqualValues(t, 100, asked.Swap(0), "each can be opened now")
	reused := all(eval.RunOptions{Known: func(k eval.Key) (eval.Record, bool) { r, ok := plain[k]; return r, ok }}, disguised())
	require.EqualValues(t, 60, asked.Load(), "the malicious ones alone")
	require.Equal(t, fresh, reused)
	for k, r := range fresh {
		if r.Label == datasets.Benign || r.Detector == "broken" {
			require.Equal(t, plain[k], r)
		} else {
			require.False(t, r.Flagged(), "the name was all it knew")
		}
	}
}

// counter is a trainer that counts.
type counter struct {
	memory
	fits *atomic.Int64
}

func (c counter) Fit(ctx context.Context, train []eval.Item[string], seed uint64) (eval.Detector[string], error) {
	if c.fits.Add(1) == 3 {
		return nil, errors.New("the third fails")
	}
	return c.memory.Fit(ctx, train, seed)
}

// TestReuse: the same items and seed are learnt from once; an error is not kept.
func TestReuse(t *testing.T) {
	var fits atomic.Int64
	trainer := eval.Reuse[string](counter{memory{}, &fits})
	require.Equal(t, "memory", trainer.Name())
	first, err := trainer.Fit(t.Context(), items(), 1)
	require.NoError(t, err)
	again, err := trainer.Fit(t.Context(), items(), 1)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.EqualValues(t, 1, fits.Load())
	_, err = trainer.Fit(t.Context(), items(), 2)
	require.NoError(t, err)
	_, err = trainer.Fit(t.Context(), items()[:50], 1)
	require.ErrorContains(t, err, "third")
	_, err = trainer.Fit(t.Context(), items()[:50], 1)
	require.NoError(t, err)
	relabelled := items()
	relabelled[0].Label = datasets.Benign
	_, err = trainer.Fit(t.Context(), relabelled, 1)
	require.NoError(t, err)
	require.EqualValues(t, 5, fits.Load())
}
