package study_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/baselines/all"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/study"
)

// TestSubjectsAreReadOnce: of two protocols, five folds and all detectors, each that
// reads a package does so once; a package that cannot be opened is a failure of all.
func TestSubjectsAreReadOnce(t *testing.T) {
	d := collection(t)
	items, _, err := study.Items(t.Context(), d, study.ItemOptions{Slices: true, Seed: 1})
	require.NoError(t, err)
	var opened atomic.Int64
	for i := range items {
		load := items[i].Load
		items[i].Load = func(ctx context.Context) (*datasets.Package, error) {
			opened.Add(1)
			return load(ctx)
		}
	}
	broken := errors.New("a broken disk")
	items[0].Load = func(context.Context) (*datasets.Package, error) { return nil, broken }
	subjects := study.Subjects(items)
	list, _ := study.Contestants(malguard.TrainOptions{}, all.Options{})
	list = slices.DeleteFunc(list, func(c eval.Contestant[*study.Subject]) bool { return c.Kind == string(all.Replay) }) // nothing to repeat
	var failures int
	for _, name := range []string{"grouped", "paper"} {
		p, err := eval.ProtocolNamed(name, eval.ProtocolOptions{Folds: 5, Seeds: 1})
		require.NoError(t, err)
		for _, r := range run(t, p, subjects, list) {
			if r.ID == items[0].ID {
				require.Contains(t, r.Err, broken.Error())
				failures++
				continue
			}
			require.Empty(t, r.Err)
		}
	}
	require.GreaterOrEqual(t, failures, len(list))
	// Each detector asks for the files once, and whoever comes first looks whether there are any.
	require.LessOrEqual(t, opened.Load(), int64((len(items)-1)*(len(list)+1)))
}

// TestSubjectsTryAgain: an error of one reading is not kept.
func TestSubjectsTryAgain(t *testing.T) {
	good := &datasets.Package{FS: fstest.MapFS{"a.py": {Data: []byte("print(1)")}}}
	tries := 0
	s := study.Subjects([]eval.Item[*datasets.Package]{{Load: func(context.Context) (*datasets.Package, error) {
		if tries++; tries == 1 {
			return nil, context.DeadlineExceeded
		}
		return good, nil
	}}})[0]
	_, err := s.Load(t.Context())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = s.Load(t.Context())
	require.NoError(t, err)
	_, err = s.Load(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, tries)
}

// TestUnreadCodeIsIncomplete: where the code itself could not be read to its end, no
// detector that learns says that it saw all.
func TestUnreadCodeIsIncomplete(t *testing.T) {
	items, _, err := study.Items(t.Context(), collection(t), study.ItemOptions{Slices: true, Seed: 1})
	require.NoError(t, err)
	p := &datasets.Package{FS: fstest.MapFS{"a.py": {Data: []byte("# coding: nobodys\nimport os\nos.getenv('HOME')\n")}}}
	items = append(items, eval.Item[*datasets.Package]{
		Case: eval.Case{ID: "unread", Group: "unread", Label: datasets.Benign},
		Load: func(context.Context) (*datasets.Package, error) { return p, nil },
	})
	list, _ := study.Contestants(malguard.TrainOptions{}, all.Options{})
	list = slices.DeleteFunc(list, func(c eval.Contestant[*study.Subject]) bool { return c.Trainer == nil })
	protocol, err := eval.ProtocolNamed("grouped", eval.ProtocolOptions{Folds: 2, Seeds: 1})
	require.NoError(t, err)
	seen := 0
	for _, r := range run(t, protocol, study.Subjects(items), list) {
		if r.ID == "unread" {
			require.Equal(t, eval.Incomplete, r.Status, r.Detector)
			seen++
		}
	}
	require.Equal(t, len(list), seen)
}
