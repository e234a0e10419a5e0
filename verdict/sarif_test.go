package verdict_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/verdict"
)

// sarif is what the tests read of a log.
type sarif struct {
	Runs []struct {
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
		Invocations []struct {
			ToolExecutionNotifications []struct{ Message struct{ Text string } }
		}
		Results []struct {
			RuleID              string
			RuleIndex           int
			Level               string
			Message             struct{ Text string }
			Locations           []sarifLocation
			RelatedLocations    []sarifLocation
			PartialFingerprints map[string]string
		}
	}
}

type sarifLocation struct {
	PhysicalLocation struct {
		ArtifactLocation struct{ URI string }
		Region           struct{ StartLine int }
	}
}

func logOf(t *testing.T, list ...*malguard.Verdict) (log sarif, text string) {
	t.Helper()
	var out strings.Builder
	require.NoError(t, verdict.SARIF(&out, verdict.All(list...)))
	require.NoError(t, json.Unmarshal([]byte(out.String()), &log))
	require.Len(t, log.Runs, 1)
	return log, out.String()
}

// scanned are the verdicts that are no failures.
func scanned() iter.Seq2[string, *malguard.Verdict] {
	return func(yield func(string, *malguard.Verdict) bool) {
		for name, v := range verdicts() {
			if v.Status != malguard.Failed && !yield(name, v) {
				return
			}
		}
	}
}

// Every log is what the schema of OASIS describes.
func TestSARIFOfficialSchema(t *testing.T) {
	schema := official(t, "sarif-schema-2.1.0.json")
	var all []*malguard.Verdict
	for name, v := range scanned() {
		t.Run(name, func(t *testing.T) {
			_, text := logOf(t, v)
			requireValid(t, schema, text)
		})
		all = append(all, v)
	}
	_, text := logOf(t, all...)
	requireValid(t, schema, text)
	_, text = logOf(t)
	requireValid(t, schema, text)
}

// What GitHub asks for beyond the schema: lines from 1, a fingerprint that no other
// result has, relative URIs within the package, rules that are there.
func TestSARIFLaws(t *testing.T) {
	var all []*malguard.Verdict
	for _, v := range scanned() {
		all = append(all, v, v)
	}
	log, _ := logOf(t, all...)
	run := log.Runs[0]
	prints := map[string]bool{}
	for _, r := range run.Results {
		require.Equal(t, run.Tool.Driver.Rules[r.RuleIndex].ID, r.RuleID)
		require.Contains(t, []string{"error", "warning"}, r.Level)
		require.Len(t, r.PartialFingerprints, 1)
		print := r.PartialFingerprints["malguard/v1"]
		require.Regexp(t, `^[0-9a-f]{32}:\d+$`, print)
		require.False(t, prints[print], "twice")
		prints[print] = true
		require.Len(t, r.Locations, 1)
		for _, at := range append(r.Locations, r.RelatedLocations...) {
			require.GreaterOrEqual(t, at.PhysicalLocation.Region.StartLine, 1)
			uri, err := url.Parse(at.PhysicalLocation.ArtifactLocation.URI)
			require.NoError(t, err)
			require.Empty(t, uri.Scheme)
			require.Empty(t, uri.Host)
		}
	}
	require.Len(t, prints, len(run.Results))
}

// Only findings and what was not read have results.
func TestSARIFResults(t *testing.T) {
	benign := *verdicts()["malicious"]
	benign.Label = "benign"
	bare := *verdicts()["malicious"]
	bare.Reasons = nil
	for name, test := range map[string]struct {
		verdict *malguard.Verdict
		rules   []string
	}{
		"clean":                         {verdicts()["benign"], nil},
		"explained below the threshold": {&benign, nil},
		"finding":                       {verdicts()["malicious"], []string{"os.system", "<builtin>.print"}},
		"finding without a reason":      {&bare, []string{"malguard/malicious"}},
		"not read":                      {verdicts()["incomplete"], []string{"malguard/incomplete", "malguard/incomplete"}},
	} {
		t.Run(name, func(t *testing.T) {
			log, text := logOf(t, test.verdict)
			var rules []string
			for _, r := range log.Runs[0].Results {
				rules = append(rules, r.RuleID)
			}
			require.Equal(t, test.rules, rules)
			require.Contains(t, text, `"results": [`)
			require.NotContains(t, text, "192.0.2.1", "arguments of malware stay out")
		})
	}
}

// A fingerprint outlives a change of lines and of versions, and no other.
func TestSARIFFingerprints(t *testing.T) {
	of := func(change func(*malguard.Verdict)) string {
		v := *verdicts()["malicious"]
		v.Reasons = []malguard.Reason{v.Reasons[0]}
		v.Reasons[0].Sites = []malguard.Site{v.Reasons[0].Sites[0]}
		change(&v)
		log, _ := logOf(t, &v)
		return log.Runs[0].Results[0].PartialFingerprints["malguard/v1"]
	}
	first := of(func(*malguard.Verdict) {})
	require.Equal(t, first, of(func(v *malguard.Verdict) { v.Reasons[0].Sites[0].Line = 99 }))
	require.Equal(t, first, of(func(v *malguard.Verdict) { v.Version, v.Score, v.SHA256 = "2.0", 1, "" }))
	require.NotEqual(t, first, of(func(v *malguard.Verdict) { v.Name = "other" }))
	require.NotEqual(t, first, of(func(v *malguard.Verdict) { v.Reasons[0].API = "os.popen" }))
	require.NotEqual(t, first, of(func(v *malguard.Verdict) { v.Reasons[0].Sites[0].File = "other.py" }))
	require.NotEqual(t, first, of(func(v *malguard.Verdict) { v.Reasons[0].Sites[0].Function = "other" }))
}

// A file stands below the package, whatever it is called, unless it is the package.
func TestSARIFLocations(t *testing.T) {
	for _, test := range [][3]string{
		{"dist/demo-1.0.tar.gz", "demo/a.py", "dist/demo-1.0.tar.gz/demo/a.py"},
		{"src/one.py", "one.py", "src/one.py"},
		{"demo", "../../README.md", "demo/README.md"},
		{"demo", "/etc/passwd", "demo/etc/passwd"},
		{"a b", "c%d#e?f\n.py", "a%20b/c%25d%23e%3Ff%0A.py"},
		{"c:x", "y.py", "./c:x/y.py"},
		{".", "y.py", "y.py"},
	} {
		v := *verdicts()["malicious"]
		v.Path = test[0]
		v.Reasons = []malguard.Reason{{API: "x", Sites: []malguard.Site{{File: test[1], Line: 1}}}}
		log, _ := logOf(t, &v)
		require.Equal(t, test[2], log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
}

// No name becomes a link or a placeholder of a message.
func TestSARIFMessages(t *testing.T) {
	log, _ := logOf(t, verdicts()["hostile"])
	open := regexp.MustCompile(`(^|[^\\])\[`)
	for _, r := range log.Runs[0].Results {
		text := strings.ReplaceAll(r.Message.Text, `\\`, "")
		require.False(t, open.MatchString(text), text)
		require.NotContains(t, strings.NewReplacer("{{", "", "}}", "").Replace(text), "{")
	}
}

// GitHub refuses more than 25,000 results: the log says how many are missing.
func TestSARIFLimit(t *testing.T) {
	many := *verdicts()["incomplete"]
	many.Incomplete = nil
	for i := range 12_503 {
		many.Incomplete = append(many.Incomplete, datasets.Reason{Status: "unparsed", File: fmt.Sprint(i, ".py")})
	}
	log, _ := logOf(t, &many, &many)
	run := log.Runs[0]
	require.Len(t, run.Results, verdict.MaxResults)
	require.Equal(t, 25_000, verdict.MaxResults)
	require.Equal(t, "6 more results are left out: a log may have 25000.", run.Invocations[0].ToolExecutionNotifications[0].Message.Text)
	log, _ = logOf(t, verdicts()["incomplete"])
	require.Empty(t, log.Runs[0].Invocations[0].ToolExecutionNotifications)
}
