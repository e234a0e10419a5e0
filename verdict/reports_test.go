package verdict_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/verdict"
)

func named(name, version string) *malguard.Verdict {
	v := *verdicts()["malicious"]
	v.Name, v.Version = name, version
	return &v
}

// A draft lacks what the repository gives, and nothing else.
func TestOSV(t *testing.T) {
	var out strings.Builder
	require.NoError(t, verdict.OSV(&out, verdict.All(named("My_Demo.x", "1.0"))))
	var record map[string]any
	require.NoError(t, json.Unmarshal([]byte(out.String()), &record))
	for _, key := range []string{"id", "summary", "modified"} {
		require.NotContains(t, record, key)
	}
	affected := record["affected"].([]any)
	require.Len(t, affected, 1, "one entry, and only one")
	require.Equal(t, map[string]any{
		"package": map[string]any{"ecosystem": "PyPI", "name": "my-demo-x"}, "versions": []any{"1.0"},
	}, affected[0])
	require.NotContains(t, out.String(), "192.0.2.1", "arguments of malware stay out")
}

// With an id and a time a draft is what the schema of OSV describes.
func TestOSVOfficialSchema(t *testing.T) {
	schema := official(t, "osv-schema.json")
	for _, name := range []string{"malicious", "malicious-incomplete"} {
		var out strings.Builder
		require.NoError(t, verdict.OSV(&out, verdict.All(verdicts()[name])))
		requireValid(t, schema, strings.Replace(out.String(), "{", `{"id":"MAL-2026-1","modified":"2026-01-01T00:00:00Z",`, 1))
	}
}

// An observation is what the schema of PyPI's API describes.
func TestObservation(t *testing.T) {
	schema := compile(t, `{"type": "object", "required": ["kind", "summary", "inspector_url"], "additionalProperties": false, "properties": {
		"kind": {"const": "is_malware"},
		"summary": {"type": "string", "minLength": 1},
		"inspector_url": {"type": "string", "format": "uri", "pattern": "^https://inspector.pypi.io/project/.*"}}}`)
	var out strings.Builder
	require.NoError(t, verdict.Observation(&out, verdict.All(named("My_Demo.x", "1.0"))))
	requireValid(t, schema, out.String())
	require.Contains(t, out.String(), `"inspector_url":"https://inspector.pypi.io/project/my-demo-x/1.0/"`)
	require.NotContains(t, out.String(), "192.0.2.1", "arguments of malware stay out")
}

// Findings are reported, and only those; what PyPI cannot hold is told once the rest
// is written.
func TestReports(t *testing.T) {
	for name, write := range map[string]func(*strings.Builder, verdict.Verdicts) error{
		"osv":              func(b *strings.Builder, v verdict.Verdicts) error { return verdict.OSV(b, v) },
		"pypi-observation": func(b *strings.Builder, v verdict.Verdicts) error { return verdict.Observation(b, v) },
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			require.NoError(t, write(&out, verdict.All(verdicts()["benign"], verdicts()["incomplete"], verdicts()["failed"])))
			require.Empty(t, out.String())
			for _, bad := range [][2]string{
				{"", "1"}, {"a", ""}, {hostile, "1"}, {"a", hostile}, {"a/b", "1"}, {"..", "1"}, {"-a", "1"}, {"a", "../1"}, {"a", "1#"},
				{strings.Repeat("a", 256), "1"}, {"a", strings.Repeat("1", 256)}, {"a\n", "1"}, {"ſ", "1"},
			} {
				out.Reset()
				err := write(&out, verdict.All(named(bad[0], bad[1]), named("b", "1")))
				require.ErrorIs(t, err, verdict.ErrName, bad)
				require.ErrorContains(t, err, "verdict: "+name+": demo-1.0.tar.gz: ")
				require.NotContains(t, err.Error(), "\n")
				require.Equal(t, 1, strings.Count(out.String(), "\n"), "the other is written")
			}
		})
	}
}

// Nothing that a package chooses ends a code span of the details.
func TestOSVDetails(t *testing.T) {
	v := named("a", "1")
	v.File = "`](https://example.com)`<b>"
	v.Reasons = []malguard.Reason{{API: hostile, Purpose: hostile, Sites: []malguard.Site{{File: hostile}}}}
	var out strings.Builder
	require.NoError(t, verdict.OSV(&out, verdict.All(v)))
	var record struct{ Details string }
	require.NoError(t, json.Unmarshal([]byte(out.String()), &record))
	outside := ""
	for i, part := range strings.Split(record.Details, "`") {
		if i%2 == 0 {
			outside += part
		}
	}
	require.NotContains(t, outside, "example.com")
	require.NotContains(t, outside, "<")
}
