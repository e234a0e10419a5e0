package verdict

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"path/filepath"

	"github.com/malguard/malguard"
)

// The parts of SARIF 2.1.0 that a log has, by the names of its schema.
type (
	sarifDocument struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Columns     string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		URI   string      `json:"informationUri"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID            string              `json:"id"`
		Short         sarifText           `json:"shortDescription"`
		Configuration sarifConfiguration  `json:"defaultConfiguration"`
		Properties    sarifRuleProperties `json:"properties"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifRuleProperties struct {
		Severity string   `json:"security-severity"` // as GitHub reads it, of 10
		Tags     []string `json:"tags"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]any     `json:"properties"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line int `json:"startLine"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
)

// finish fills in what a rule of a level has.
func (r *sarifRule) finish(level string) {
	r.Configuration.Level = level
	r.Properties.Severity = map[string]string{"error": "8.0", "warning": "4.0"}[level]
	r.Properties.Tags = append([]string{"security", "supply-chain"}, r.Properties.Tags...)
}

// whole returns the document.
func (l *sarifLog) whole() sarifDocument {
	run := sarifInvocation{Successful: true}
	if l.dropped > 0 {
		text := fmt.Sprintf("%d more results are left out: a log may have %d.", l.dropped, MaxResults)
		run.Notifications = []sarifNotification{{Level: "warning", Message: sarifText{text}}}
	}
	return sarifDocument{
		Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:        sarifTool{sarifDriver{Name: "malguard", URI: "https://github.com/malguard/malguard", Rules: l.rules}},
			Invocations: []sarifInvocation{run}, Columns: "unicodeCodePoints", Results: l.results,
		}},
	}
}

// locate returns where a site is: in the file that was named, or below it. Lines
// begin at 1 even where none is known.
func locate(v *malguard.Verdict, s malguard.Site) sarifLocation {
	at := filepath.ToSlash(v.Path)
	if s.File != "" && path.Base(at) != s.File {
		at = path.Join(at, path.Clean("/"+s.File)) // never out of the package
	}
	return sarifLocation{Physical: sarifPhysical{
		Artifact: sarifArtifact{URI: (&url.URL{Path: at}).String()}, Region: sarifRegion{Line: max(s.Line, 1)},
	}}
}

// fingerprint says what a result is whatever its line and the version of the
// package: of equal ones each later one has a higher number.
func (l *sarifLog) fingerprint(v *malguard.Verdict, rule string, s malguard.Site) string {
	hash := sha256.New()
	for _, part := range []string{v.Name, rule, s.File, s.Function} {
		fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	sum := hex.EncodeToString(hash.Sum(nil)[:16])
	l.seen[sum]++
	return fmt.Sprintf("%s:%d", sum, l.seen[sum])
}
