package verdict_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/verdict"
)

// day returns the last minute of a day.
func day(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s+" 23:59")
	if err != nil {
		panic(err)
	}
	return t
}

// reviews accept rules in the package of the verdict "malicious" until 2027-01-31.
func reviews(rules ...string) []verdict.Accepted {
	var list []verdict.Accepted
	for _, rule := range rules {
		list = append(list, verdict.Accepted{
			Package: "demo", SHA256: strings.Repeat("ab", 32), Rule: rule, Reason: "because of " + rule, Until: day("2027-01-31").Truncate(24 * time.Hour),
		})
	}
	return list
}

// One rule, in one package, as it was, until a day: whatever else is a finding.
func TestReview(t *testing.T) {
	change := func(f func(*verdict.Accepted)) []verdict.Accepted {
		list := reviews("os.system", "<builtin>.print")
		f(&list[0])
		return list
	}
	for name, test := range map[string]struct {
		reviews  []verdict.Accepted
		now      string
		reviewed string
		reasons  []string
		warning  string
	}{
		"none":         {nil, "2026-01-01", "", []string{"", ""}, ""},
		"one reason":   {reviews("os.system"), "2026-01-01", "", []string{"because of os.system", ""}, ""},
		"every reason": {reviews("os.system", "<builtin>.print"), "2026-01-01", "because of <builtin>.print", []string{"because of os.system", "because of <builtin>.print"}, ""},
		"as a whole":   {reviews("any"), "2026-01-01", "because of any", []string{"", ""}, ""},
		"last day":     {reviews("any"), "2027-01-31", "because of any", []string{"", ""}, ""},
		"day after":    {reviews("any"), "2027-02-01", "", []string{"", ""}, `review: "any" was accepted until 2027-01-31`},
		"other rule":   {reviews("os.popen"), "2026-01-01", "", []string{"", ""}, ""},
		"other content": {change(func(a *verdict.Accepted) { a.SHA256 = strings.Repeat("cd", 32) }), "2026-01-01", "",
			[]string{"", "because of <builtin>.print"}, `review: "os.system" was accepted for another content of the package`},
		"other package": {change(func(a *verdict.Accepted) { a.Package = "demo2" }), "2026-01-01", "", []string{"", "because of <builtin>.print"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := verdicts()["malicious"]
			got := verdict.Review(v, test.reviews, day(test.now))
			require.Equal(t, verdicts()["malicious"], v, "the verdict stays as it is")
			require.Equal(t, test.reviewed, got.Reviewed)
			require.Equal(t, test.reviewed == "", verdict.Finding(got))
			require.Equal(t, []any{v.Label, v.Score}, []any{got.Label, got.Score})
			for i, r := range got.Reasons {
				require.Equal(t, test.reasons[i], r.Reviewed)
			}
			want := v.Warnings
			if test.warning != "" {
				want = append(want, test.warning)
			}
			require.Equal(t, want, got.Warnings)
		})
	}
}

// What was not read cannot be accepted, and what is no finding need not be.
func TestReviewOfTheRest(t *testing.T) {
	for _, name := range []string{"benign", "incomplete", "failed"} {
		v := verdicts()[name]
		require.Equal(t, v, verdict.Review(v, reviews("any"), day("2026-01-01")))
	}
	got := verdict.Review(verdicts()["malicious-incomplete"], reviews("any"), day("2026-01-01"))
	require.Equal(t, malguard.Incomplete, got.Status)
	require.Len(t, got.Incomplete, 7)
	require.False(t, verdict.Finding(got))
}

// An accepted finding stays in sight of people and is told to nobody else.
func TestReviewedFormats(t *testing.T) {
	v := verdict.Review(verdicts()["malicious"], reviews("os.system", "<builtin>.print"), day("2026-01-01"))
	out := map[string]string{}
	for _, f := range verdict.Formats() {
		out[f.Name] = write(t, f, v)
	}
	require.Contains(t, out["text"], "MALICIOUS   score 0.988 of 0.750, accepted  demo-1.0.tar.gz\n  accepted: because of <builtin>.print\n")
	require.Contains(t, out["json"], `"reviewed":"because of os.system"`)
	requireValid(t, compile(t, verdict.Schema()), out["json"])
	require.Equal(t, 2, strings.Count(out["sarif"], `"status": "accepted"`))
	require.Empty(t, out["osv"])
	require.Empty(t, out["pypi-observation"])
	t.Run("schema", func(t *testing.T) { requireValid(t, official(t, "sarif-schema-2.1.0.json"), out["sarif"]) })
}

const reviewFile = `# reviewed by hand
suppressions:
  - package: demo
    sha256: ` + sum + `
    rule: os.system
    reason: starts the build tool
    until: 2027-01-31
`

const sum = "abababababababababababababababababababababababababababababababab"

func TestParseReviews(t *testing.T) {
	list, err := verdict.ParseReviews([]byte(reviewFile))
	require.NoError(t, err)
	require.Equal(t, []verdict.Accepted{{
		Package: "demo", SHA256: sum, Rule: "os.system", Reason: "starts the build tool", Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
	}}, list)
	for _, empty := range []string{"", "# nothing\n", "suppressions: []\n"} {
		list, err = verdict.ParseReviews([]byte(empty))
		require.NoError(t, err)
		require.Empty(t, list)
	}
}

// A mistake is an error with its line: a review that is not understood accepts nothing.
func TestParseReviewsErrors(t *testing.T) {
	for _, test := range [][3]string{
		{"rule: os.system", "path: setup.py", `line 5: unknown key "path"`},
		{"    rule: os.system\n", "", "line 3: rule is missing"},
		{"    reason: starts the build tool\n", "", "line 3: reason is missing"},
		{"    until: 2027-01-31\n", "", "line 3: until is missing"},
		{"sha256: " + sum, "sha256: abc", `line 4: sha256 "abc" is not 64 hexadecimal digits`},
		{"sha256: ab", "sha256: AB", "is not 64 hexadecimal digits"},
		{"2027-01-31", "2027-02-30", `line 7: until "2027-02-30" is no date`},
		{"2027-01-31", "never", `line 7: until "never" is no date`},
		{"reason: starts the build tool", "reason: ''", "line 6: reason is no text"},
		{"reason: starts the build tool", "reason: ~", "line 6: reason is no text"},
		{"reason: starts the build tool", "reason: [a]", "line 6: reason is no text"},
		{"rule: os.system", "rule: *x", "unknown anchor"},
		{"    rule: os.system", "    package: b\n    rule: os.system", "line 5: package stands twice"},
		{"suppressions:", "threshold: 1\nsuppressions:", `line 2: unknown key "threshold"`},
		{reviewFile, "suppressions: {}", "line 1: suppressions is no list"},
		{reviewFile, "suppressions:", "line 1: suppressions is no list"},
		{reviewFile, "[]", "line 1: want a mapping"},
		{reviewFile, "suppressions: [a]", "line 1: want a mapping with package, sha256"},
		{reviewFile, "{", "yaml: line 1"},
		{"# reviewed by hand", "suppressions: []\n---", "more than one document"},
		{"# reviewed by hand", "#" + strings.Repeat("x", 1<<20), "at most 1048576"},
	} {
		text := strings.Replace(reviewFile, test[0], test[1], 1)
		require.NotEqual(t, reviewFile, text)
		list, err := verdict.ParseReviews([]byte(text))
		require.ErrorContains(t, err, test[2])
		require.ErrorContains(t, err, "verdict: reviews: ")
		require.Nil(t, list)
	}
}

func FuzzParseReviews(f *testing.F) {
	f.Add(reviewFile)
	f.Add("suppressions: &a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := verdict.ParseReviews([]byte(text))
		if err != nil {
			require.Nil(t, list)
		}
		for _, a := range list {
			require.Len(t, a.SHA256, 64)
			require.NotEmpty(t, a.Package)
			require.NotEmpty(t, a.Rule)
			require.NotEmpty(t, a.Reason)
			require.False(t, a.Until.IsZero())
		}
	})
}

// A warning about a review does not reach into the verdict that was reviewed.
func TestReviewCopies(t *testing.T) {
	v := verdicts()["malicious"]
	v.Warnings = append(make([]string, 0, 8), "odd")
	v.Incomplete = []datasets.Reason{}
	late := day("2030-01-01")
	first := verdict.Review(v, reviews("any"), late)
	second := verdict.Review(v, reviews("os.system"), late)
	require.Contains(t, first.Warnings[1], `"any"`)
	require.Contains(t, second.Warnings[1], `"os.system"`)
}
