package study_test

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/eval/detectortest"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/study"
	"github.com/malguard/malguard/study/attack"
)

func day(year, n int) time.Time {
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 30*n)
}

// sample makes a labelled sample of files; without files it cannot be opened.
func sample(id, group string, label datasets.Label, files map[string]string) datasets.Sample {
	open := func(context.Context) (*datasets.Package, error) {
		if files == nil {
			return nil, fs.ErrNotExist
		}
		return detectortest.Package(files), nil
	}
	return datasets.Sample{ID: id, Group: group, Label: label, Role: "train", Tag: "tag of " + id, Time: day(2024, 1), Open: open, OpenAll: open}
}

// module is the source of a small module with n functions.
func module(n int) string {
	var b strings.Builder
	b.WriteString("import json\n\n\n")
	for i := range n {
		fmt.Fprintf(&b, "def f%d(x):\n    return json.dumps([x, %d])\n\n\n", i, i)
	}
	return b.String()
}

// samples are of two families and three origins, of which two share a file, one
// sample that cannot be opened, one with nothing but tests, and one of unknown label.
func samples() *datasets.Dataset {
	shared := module(4)
	large := map[string]string{
		"pkg/setup.py": detectortest.Benign() + "x = 1\n", "pkg/README.md": "text", "pkg/large/__init__.py": module(1), "pkg/tests/test_a.py": module(2),
	}
	for i := range 20 {
		large[fmt.Sprintf("pkg/large/m%d.py", i)] = module(i + 5)
	}
	return &datasets.Dataset{Samples: []datasets.Sample{
		sample("z-unknown", "u", datasets.Unknown, map[string]string{"setup.py": ""}),
		sample("m3", "family-a", datasets.Malicious, map[string]string{"d-1/setup.py": detectortest.Malicious() + "x = 3\n"}),
		sample("m1", "family-a", datasets.Malicious, map[string]string{"d-1/setup.py": detectortest.Malicious(), "d-1/PKG-INFO": "Name: d\n", "d-1/tests/t.py": "f()\n"}),
		sample("m2", "family-a", datasets.Malicious, map[string]string{"d-1/setup.py": detectortest.Malicious() + "x = 2\n"}),
		sample("m4", "family-b", datasets.Malicious, map[string]string{"e-1/e/__init__.py": "x = 1\n"}),
		sample("gone", "family-c", datasets.Malicious, nil),
		sample("tests-only", "origin-t", datasets.Benign, map[string]string{"tests/test_a.py": "f()\n"}),
		sample("b-large", "origin-l", datasets.Benign, large),
		sample("b-one", "origin-1", datasets.Benign, map[string]string{"one/setup.py": detectortest.Benign(), "one/shared.py": shared}),
		sample("b-two", "origin-2", datasets.Benign, map[string]string{"two/setup.py": "import os\n" + detectortest.Benign(), "two/shared.py": shared}),
	}}
}

func itemsOf(t *testing.T, opt study.ItemOptions) (map[string]item, []string) {
	t.Helper()
	items, failures, err := study.Items(t.Context(), samples(), opt)
	require.NoError(t, err)
	require.True(t, slices.IsSortedFunc(items, func(a, b item) int { return cmp.Compare(a.ID, b.ID) }))
	byID := map[string]item{}
	for _, i := range items {
		require.NotContains(t, byID, i.ID)
		byID[i.ID] = i
	}
	var texts []string
	for _, f := range failures {
		texts = append(texts, f.Error())
	}
	return byID, texts
}

func names(t *testing.T, i item) []string {
	t.Helper()
	p, err := i.Load(t.Context())
	require.NoError(t, err)
	var list []string
	require.NoError(t, fs.WalkDir(p.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			list = append(list, name)
		}
		return err
	}))
	return list
}

// TestItemsWhole: packages as they are, by ID, with all that the manifest says of
// them; each that cannot be judged is one error, and the unknown is nothing.
func TestItemsWhole(t *testing.T) {
	items, failures := itemsOf(t, study.ItemOptions{})
	require.Len(t, items, 7)
	require.Len(t, failures, 2)
	require.Contains(t, failures[0], "gone")
	require.Contains(t, failures[1], "tests-only: no Python file that an installation would run")
	m1 := items["m1"]
	require.Equal(t, "family-a", m1.Group)
	require.Equal(t, "tag of m1", m1.Tag)
	require.Equal(t, "train", m1.Role)
	require.Equal(t, day(2024, 1), m1.Time)
	require.Equal(t, 1, m1.Shape.Files, "tests are not measured")
	require.Equal(t, []string{"d-1/PKG-INFO", "d-1/setup.py", "d-1/tests/t.py"}, names(t, m1), "but judged")
	require.Contains(t, m1.Strata, study.Acting)
	require.Contains(t, items["m4"].Strata, study.Inert)
	for _, i := range items {
		require.Empty(t, i.Kin)
		require.False(t, i.Whole)
	}
}

// TestItemsPerFamily: of a family the first by ID, whatever their order.
func TestItemsPerFamily(t *testing.T) {
	items, _ := itemsOf(t, study.ItemOptions{PerFamily: 2})
	require.Contains(t, items, "m1")
	require.Contains(t, items, "m2")
	require.NotContains(t, items, "m3")
	require.Contains(t, items, "b-one", "origins are not families")
}

// TestItemsSlices: benign packages come in slices, one of each content, malicious
// ones as code alone; origins that share a file are kin, and nobody else.
func TestItemsSlices(t *testing.T) {
	items, failures := itemsOf(t, study.ItemOptions{Slices: true, Seed: 1})
	require.Len(t, failures, 2)
	require.Equal(t, []string{"d-1/setup.py"}, names(t, items["m1"]))
	pieces, shared := map[string]int{}, 0
	for id, i := range items {
		if i.Label == datasets.Malicious {
			require.Empty(t, i.Kin)
			continue
		}
		sampleID, part, cut := strings.Cut(id, "#")
		require.True(t, cut, id)
		pieces[sampleID]++
		require.False(t, i.Whole)
		require.Positive(t, i.Shape.Files)
		require.Len(t, names(t, i), i.Shape.Files)
		require.NotEmpty(t, i.Strata)
		require.Equal(t, "tag of "+sampleID, i.Tag)
		if sampleID == "b-large" {
			require.Empty(t, i.Kin)
			require.Equal(t, "origin-l", i.Group)
		} else {
			require.Contains(t, []string{i.Kin, i.Group}, "origin-1", "the first of the two names the kin")
		}
		if part == "module:one/shared.py" || part == "module:two/shared.py" {
			shared++
		}
	}
	require.Equal(t, 15, pieces["b-large"], "no more than that of an origin")
	require.Equal(t, 1, shared, "of equal slices one is left")
	for _, i := range items {
		if i.Group == "origin-2" {
			require.Equal(t, "origin-1", i.Kin)
		}
	}
}

// TestItemsWholeBesideSlices: the whole packages stand beside their slices, are kin
// of what these are kin of, and hold all the code.
func TestItemsWholeBesideSlices(t *testing.T) {
	cut, _ := itemsOf(t, study.ItemOptions{Slices: true, Seed: 1})
	items, failures := itemsOf(t, study.ItemOptions{Slices: true, Whole: true, Seed: 1})
	require.Len(t, failures, 2)
	require.Len(t, items, len(cut)+3)
	for id, i := range items {
		if strings.Contains(id, "#") || i.Label == datasets.Malicious {
			require.Equal(t, cut[id].Case, i.Case)
			continue
		}
		require.True(t, i.Whole)
		if id == "b-two" {
			require.Equal(t, "origin-1", i.Kin)
		}
	}
	require.Len(t, names(t, items["b-large"]), 22, "no tests, no text")
	require.Equal(t, 22, items["b-large"].Shape.Files)
}

// TestItemsWorkers: how many are read at a time changes nothing.
func TestItemsWorkers(t *testing.T) {
	cases := func(workers int) []eval.Case {
		items, _, err := study.Items(t.Context(), samples(), study.ItemOptions{Slices: true, Whole: true, Workers: workers})
		require.NoError(t, err)
		var list []eval.Case
		for _, i := range items {
			list = append(list, i.Case)
		}
		return list
	}
	require.Equal(t, cases(1), cases(4))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := study.Items(ctx, samples(), study.ItemOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

// TestStrata names the class of each size and make, and tells what acts from what
// does not.
func TestStrata(t *testing.T) {
	for calls, want := range map[int]string{0: "calls: 0-4", 4: "calls: 0-4", 5: "calls: 5-9", 10: "calls: 10-29", 30: "calls: 30-199", 199: "calls: 30-199", 200: "calls: 200 and more"} {
		require.Equal(t, []string{want, "setup.py: none"}, study.Strata(datasets.Shape{Calls: calls, Files: 1}, nil))
	}
	require.Contains(t, study.Strata(datasets.Shape{Files: 1, Setup: true}, nil), "setup.py: alone")
	require.Contains(t, study.Strata(datasets.Shape{Files: 2, Setup: true}, nil), "setup.py: with others")
	for source, want := range map[string][]string{
		"":                                      {study.Inert},
		"x = open('README').read()\nprint(x)\n": {study.Inert},
		"import os\nprint(os.getenv('HOME'))\n": {study.Inert},
		"import os\nos.system('true')\n":        {study.Acting},
		"import requests\nrequests.get('http://192.0.2.1')\n":    {study.Acting},
		"exec(__import__('base64').b64decode('cHJpbnQoMSk='))\n": {study.Acting, study.Hidden},
		"def (:\n":                               {study.Unread},
		"def (:\nimport os\nos.system('true')\n": {study.Acting},
	} {
		p := &datasets.Package{FS: fstest.MapFS{"a.py": {Data: []byte(source)}}}
		d := &datasets.Dataset{Samples: []datasets.Sample{{
			ID: "a", Label: datasets.Malicious, Open: func(context.Context) (*datasets.Package, error) { return p, nil },
		}}}
		items, failures, err := study.Items(t.Context(), d, study.ItemOptions{Slices: true})
		require.NoError(t, err)
		require.Empty(t, failures)
		require.Equal(t, want, items[0].Strata[2:], source)
	}
	require.Len(t, study.Strata(datasets.Shape{}, (&graph.Builder{}).Graph()), 3)
}

// TestUnder: attacked are malicious packages where they are judged, and nothing else.
func TestUnder(t *testing.T) {
	a, err := attack.Named("base64")
	require.NoError(t, err)
	items := detectortest.Corpus(4)
	under := study.Under(items, a, 1)
	require.Len(t, under, len(items))
	for i, item := range under {
		require.Equal(t, items[i].Case, item.Case)
		clean, err := item.Load(t.Context())
		require.NoError(t, err)
		same, err := items[i].Load(t.Context())
		require.NoError(t, err)
		require.Same(t, same, clean)
		if item.Label == datasets.Benign {
			require.Nil(t, item.Judged)
			continue
		}
		judged, err := item.Judged(t.Context())
		require.NoError(t, err)
		source, err := fs.ReadFile(judged.FS, "demo-1.0/setup.py")
		require.NoError(t, err)
		require.Contains(t, string(source), "b64decode")
		require.NotContains(t, string(source), "class Install")
		again, err := study.Under(items, a, 1)[i].Judged(t.Context())
		require.NoError(t, err)
		require.Equal(t, judged.SHA256, again.SHA256)
	}
	require.Nil(t, items[0].Judged, "the list that was given stays")
	unreadable := study.Under([]item{{Case: eval.Case{ID: "x", Label: datasets.Malicious}, Load: func(context.Context) (*datasets.Package, error) {
		return nil, fs.ErrNotExist
	}}}, a, 1)
	_, err = unreadable[0].Judged(t.Context())
	require.ErrorIs(t, err, fs.ErrNotExist)
}
