package eval_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
)

// attentive is a learner that reads how many incompletenesses a package has and scores
// by whether there are more than the malicious lessons had on average.
type attentive struct{ lessons *[]eval.Lesson }

func (attentive) Name() string { return "attentive" }

func (attentive) Read(ctx context.Context, p *datasets.Package) (datasets.Reading, error) {
	return datasets.Reading{Row: []float64{float64(len(p.Incomplete))}, Words: []string{p.Name}}, ctx.Err()
}

func (c attentive) Learn(_ context.Context, lessons []eval.Lesson, seed uint64) (eval.Scorer, error) {
	*c.lessons = lessons
	if seed == 13 {
		return nil, errors.New("bad luck")
	}
	return func(r datasets.Reading) (float64, error) {
		if len(r.Row) != 1 {
			return 0, errors.New("not one number")
		}
		return r.Row[0] / 10, nil
	}, nil
}

func lessonItems() []eval.Item[*datasets.Package] {
	item := func(id, group string, label datasets.Label, err error, incomplete ...string) eval.Item[*datasets.Package] {
		p := detectortest.Package(nil, incomplete...)
		return eval.Item[*datasets.Package]{
			Case: eval.Case{ID: id, Group: group, Label: label},
			Load: func(context.Context) (*datasets.Package, error) { return p, err },
		}
	}
	return []eval.Item[*datasets.Package]{
		item("a", "g", datasets.Malicious, nil, "truncated"), item("b", "g", datasets.Malicious, nil), item("c", "g", datasets.Benign, nil),
		item("d", "h", datasets.Benign, errors.New("no archive")), item("e", "h", datasets.Benign, nil), item("f", "g", datasets.Unknown, nil),
	}
}

// TestLessons: each group of a class weighs 1, what has no label or cannot be opened
// teaches nothing, and the order is that of the items.
func TestLessons(t *testing.T) {
	var got []eval.Lesson
	for _, workers := range []int{0, 1, 4} {
		d, err := eval.TrainerOf(attentive{&got}, workers).Fit(t.Context(), lessonItems(), 1)
		require.NoError(t, err)
		reading := func(n float64) datasets.Reading { return datasets.Reading{Row: []float64{n}, Words: []string{"demo"}} }
		require.Equal(t, []eval.Lesson{
			{Reading: reading(1), Group: "g", Malicious: true, Weight: 0.5}, {Reading: reading(0), Group: "g", Malicious: true, Weight: 0.5},
			{Reading: reading(0), Group: "g", Weight: 1}, {Reading: reading(0), Group: "h", Weight: 0.5},
		}, got)
		v, err := d.Detect(t.Context(), detectortest.Package(nil, "truncated", "encrypted"))
		require.NoError(t, err)
		require.Equal(t, eval.Detection{Score: 0.2, Status: eval.Incomplete}, v)
	}
}

// TestSource: where readings come from a source, nothing of it is no lesson and no
// verdict, and a foreign reading is an error.
func TestSource(t *testing.T) {
	var got []eval.Lesson
	known := map[string]datasets.Reading{"one": {Row: []float64{3}}, "odd": {}}
	trainer := eval.TrainerFrom(attentive{&got}, 0, func(_ context.Context, id string) (datasets.Reading, eval.Status, error) {
		r, ok := known[id]
		if !ok {
			return r, "", eval.ErrNoVerdict
		}
		return r, eval.Scored, nil
	})
	require.Equal(t, "attentive", trainer.Name())
	item := func(id string) eval.Item[string] {
		return eval.Item[string]{
			Case: eval.Case{ID: id, Group: id, Label: datasets.Benign}, Load: func(context.Context) (string, error) { return id, nil },
		}
	}
	d, err := trainer.Fit(t.Context(), []eval.Item[string]{item("one"), item("two")}, 1)
	require.NoError(t, err)
	require.Equal(t, "attentive", d.Name())
	require.Len(t, got, 1)
	v, err := d.Detect(t.Context(), "one")
	require.NoError(t, err)
	require.Equal(t, eval.Detection{Score: 0.3, Status: eval.Scored}, v)
	_, err = d.Detect(t.Context(), "two")
	require.ErrorIs(t, err, eval.ErrNoVerdict)
	_, err = d.Detect(t.Context(), "odd")
	require.ErrorContains(t, err, "attentive: not one number")
	_, err = trainer.Fit(t.Context(), nil, 13)
	require.ErrorContains(t, err, "attentive: bad luck")
}
