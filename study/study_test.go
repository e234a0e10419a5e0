package study_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/study"
)

// inert reads the inert packages of the root's tests: 13 families that act like
// malware, 15 origins that do not.
func inert(t testing.TB, opt study.Options) *study.Corpus {
	t.Helper()
	archive, err := txtar.ParseFile("../testdata/corpus.txtar")
	require.NoError(t, err)
	dir := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(dir, f.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, f.Data, 0o644))
	}
	d, err := datasets.Load(filepath.Join(dir, "manifest.tsv"), datasets.Limits{})
	require.NoError(t, err)
	c, skipped, err := study.Read(t.Context(), d, opt)
	require.NoError(t, err)
	require.Empty(t, skipped)
	return c
}

var quick = study.Options{Seed: 1, Resamples: 20}

func TestRead(t *testing.T) {
	c := inert(t, quick)
	require.Len(t, c.Malicious, 13)
	require.Len(t, c.Whole, 15)
	require.Greater(t, len(c.Benign), len(c.Whole)-1)
	seen := map[string]bool{}
	for class, list := range [][]study.Unit{c.Malicious, c.Benign, c.Whole} {
		for _, u := range list {
			require.Equal(t, class == 0, u.Malicious)
			require.False(t, seen[fmt.Sprint(class, u.ID)], u.ID)
			seen[fmt.Sprint(class, u.ID)] = true
			require.Len(t, u.Profiles[features.ScopePackage], 1)
			require.Len(t, u.Profiles[features.ScopeFile], u.Files)
			require.Len(t, u.Profiles[features.ScopeEntry], u.Files)
			for _, p := range u.Profiles[features.ScopePackage] {
				require.Equal(t, study.Signals(), p.Signals)
			}
			require.Len(t, u.Paper, len(paper.Rules()))
			require.Len(t, u.Paper[0], len(paper.Measures()))
			if class == 1 {
				require.Contains(t, u.ID, u.Group[len("ben-"):], "a slice names its origin")
			}
		}
	}
	one := quick
	one.Workers = 1
	require.Equal(t, c, inert(t, one), "workers change nothing")
}

// What a corpus says is found: every malicious unit calls "bad", and half of the
// benign ones and half of the malicious ones call "noise". Each family has an API
// of its own, which tells nothing of other families.
func made() *study.Corpus {
	c := &study.Corpus{}
	unit := func(id, group string, malicious bool, apis ...string) study.Unit {
		p := features.Profile{Signals: study.Signals()}
		var list paper.List
		for _, api := range apis {
			u := features.Use{API: api, Values: make([]float64, len(p.Signals))}
			for i := range u.Values {
				u.Values[i] = 1
			}
			p.Uses = append(p.Uses, u)
			list = append(list, paper.Entry{API: api, Value: 2})
		}
		u := study.Unit{
			Unit: datasets.Unit{ID: id, Group: group, Shape: datasets.Shape{Calls: 4, Lines: 9, Files: 1}}, Malicious: malicious,
			Profiles: map[features.Scope][]features.Profile{},
		}
		for _, s := range []features.Scope{features.ScopeFile, features.ScopeEntry, features.ScopePackage} {
			u.Profiles[s] = []features.Profile{p}
		}
		for range paper.Rules() {
			u.Paper = append(u.Paper, []paper.List{list, list, list, list})
		}
		return u
	}
	for i := range 60 {
		family, origin := fmt.Sprint("m", i%30), fmt.Sprint("b", i%20)
		mine, theirs := []string{"bad", "its own " + family}, []string{"good"}
		if i%2 == 0 {
			mine, theirs = append(mine, "noise"), append(theirs, "noise")
		}
		c.Malicious = append(c.Malicious, unit(fmt.Sprint("mal", i), family, true, mine...))
		c.Benign = append(c.Benign, unit(fmt.Sprint("ben", i), origin, false, theirs...))
	}
	for i := range 20 {
		c.Whole = append(c.Whole, unit(fmt.Sprint("whole", i), fmt.Sprint("b", i), false, "good"))
	}
	return c
}

// learners are a linear one and one of trees.
func learners() []classify.Method {
	return slices.DeleteFunc(classify.Trainers(), func(m classify.Method) bool { return m.Name != "logistic" && m.Name != "forest" })
}

func compare(t testing.TB, c *study.Corpus, opt study.Options, variants ...study.Variant) []study.Result {
	t.Helper()
	results, err := c.Compare(t.Context(), variants, learners(), opt)
	require.NoError(t, err)
	require.Len(t, results, len(variants)*len(learners()))
	return results
}

func TestCompare(t *testing.T) {
	noise := study.Variant{Name: "noise", Vocabulary: []string{"noise"}}
	own := study.Variant{Name: "own", Vocabulary: nil, Ranking: "paper", APIs: 500}
	results := compare(t, made(), quick, noise, study.Variant{Name: "all"}, own,
		study.Variant{Name: "paper", Paper: &study.PaperMode{Measure: "katz", Rule: paper.Mean}})
	for i, r := range results {
		require.Equal(t, learners()[i%2].Name, r.Learner)
		require.Equal(t, 60, r.Matched.Malicious, "all have one size")
		require.Equal(t, []int{60, 30, 60, 20}, []int{r.All.Malicious, r.All.Families, r.All.Benign, r.All.Origins})
		if r.Variant == "noise" {
			require.Less(t, r.All.AUC.Value, 0.7)
			require.Zero(t, r.Gain.AUC.Value, "the reference gains nothing over itself")
			require.Equal(t, 1.0, r.Columns)
			continue
		}
		require.Equal(t, 1.0, r.All.AUC.Value, "%s with %s", r.Variant, r.Learner)
		require.Equal(t, 1.0, r.Strict.Recall[1].Value)
		require.Greater(t, r.Gain.AUC.Value, 0.3)
		require.Positive(t, r.Gain.AUC.Low)
		require.Zero(t, r.Whole.Value)
	}
}

// A fold never sees the families it is scored on: what each family alone calls
// is worth nothing.
func TestFoldsLeaveFamiliesOut(t *testing.T) {
	c := made()
	var own []string
	for i := range 30 {
		own = append(own, fmt.Sprint("its own m", i))
	}
	for _, r := range compare(t, c, quick, study.Variant{Name: "own", Vocabulary: own}) {
		require.InDelta(t, 0.5, r.All.AUC.Value, 1e-9, r.Learner)
	}
}

// What families of the fold call is not in the vocabulary: of 30 families, each
// with an API of its own, 24 are trained on, and "bad", "noise" and "good".
func TestVocabularyIsChosenInTheFold(t *testing.T) {
	for _, v := range []study.Variant{{Name: "ours", Ranking: "paper"}, {Name: "paper", Paper: &study.PaperMode{Measure: "degree"}}} {
		want := 24.0 + 3
		if v.Paper != nil {
			want-- // no benign API
		}
		for _, r := range compare(t, made(), quick, v) {
			require.InDelta(t, want, r.Columns, 1e-9, "%s with %s", v.Name, r.Learner)
		}
	}
}

// Where a package has several parts the one that acts teaches, and a whole benign
// package is flagged for its worst part.
func TestPartsAreJudgedAlone(t *testing.T) {
	c := made()
	harmless := c.Benign[0].Profiles[features.ScopeFile][0]
	for i := range c.Malicious {
		u := &c.Malicious[i]
		u.Profiles[features.ScopeFile] = append([]features.Profile{harmless, harmless}, u.Profiles[features.ScopeFile]...)
	}
	bad := c.Malicious[0].Profiles[features.ScopePackage][0]
	for i := range 5 {
		u := &c.Whole[i]
		u.Profiles[features.ScopeFile] = append([]features.Profile{bad}, u.Profiles[features.ScopeFile]...)
	}
	for _, r := range compare(t, c, quick, study.Variant{Name: "presence"}) {
		require.Equal(t, 1.0, r.All.AUC.Value, r.Learner)
		require.Equal(t, 0.25, r.Whole.Value, r.Learner)
	}
}

// Origins that share a file are in one fold: what only they call is then never
// known in training.
func TestKinIsInOneFold(t *testing.T) {
	c := made()
	for i := range c.Benign {
		c.Benign[i].Kin = "one kin"
	}
	for i := range c.Whole {
		c.Whole[i].Kin = "one kin"
	}
	_, err := c.Compare(t.Context(), []study.Variant{{Name: "presence"}}, learners()[:1], quick)
	require.ErrorIs(t, err, classify.ErrOneClass, "without their fold there is nothing benign to learn from")
}

// Every variant of the documentation runs, all have names of their own, and the
// same table comes out again with one worker.
func TestHeadings(t *testing.T) {
	headings := study.Headings(study.Lists{Curated: []string{"os.system", "<builtin>.exec"}, Refined: map[string][]string{"katz": {"exec", "os.system"}}})
	var variants []study.Variant
	names := map[string]bool{}
	for _, h := range headings {
		require.NotEmpty(t, h.Variants, h.Question)
		for _, v := range h.Variants {
			require.False(t, names[v.Name], "%q twice", v.Name)
			names[v.Name] = true
			variants = append(variants, v)
		}
	}
	if testing.Short() {
		variants = variants[:12]
	}
	c := inert(t, quick)
	write := func(workers int) string {
		opt := quick
		opt.Workers = workers
		results, err := c.Compare(t.Context(), variants, learners()[:1], opt)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, study.WriteMarkdown(&out, headings, results))
		return out.String()
	}
	table := write(1)
	require.Equal(t, table, write(4))
	for _, v := range variants {
		require.Equal(t, 1, strings.Count(table, "| "+v.Name+" | logistic |"), v.Name)
	}
	if !testing.Short() {
		require.Contains(t, table, "  x-axis \"K\" [50, 100, 200, 300, 400, 500, 1000]\n")
		require.Equal(t, 2, strings.Count(table, "\n  line ["), "a curve by contrast and one by the paper's ranking")
	}
	require.True(t, strings.HasPrefix(table, "All: 13 malicious packages of 13 families, "), table)
}

func TestCompareErrors(t *testing.T) {
	c := made()
	for name, test := range map[string]struct {
		variant study.Variant
		want    string
	}{
		"ranking": {study.Variant{Name: "x", Ranking: "luck"}, `study: x, logistic: features: unknown ranking "luck"`},
		"measure": {study.Variant{Name: "x", Paper: &study.PaperMode{Measure: "size"}}, `no rule joined or no measure "size"`},
		"signal":  {study.Variant{Name: "x", Signals: []features.Signal{{Measure: "katz", View: features.ViewRun}}}, "lacks a signal: katz@run"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Compare(t.Context(), []study.Variant{test.variant}, learners()[:1], quick)
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := (&study.Corpus{}).Compare(t.Context(), []study.Variant{{Name: "x"}}, learners(), quick)
	require.ErrorIs(t, err, classify.ErrOneClass)
	_, err = c.Compare(t.Context(), nil, nil, study.Options{Folds: 1})
	require.ErrorContains(t, err, "1 folds")
	require.ErrorContains(t, study.WriteMarkdown(&bytes.Buffer{}, nil, []study.Result{{Variant: "x"}}), "0 results of 1")
}

func TestResultsAreJSON(t *testing.T) {
	results := compare(t, made(), quick, study.Variant{Name: "presence"})
	data, err := json.Marshal(results)
	require.NoError(t, err)
	var back []study.Result
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, results, back)
}
