package verdict

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/malguard/malguard"
)

// ErrName is the error of formats that tell PyPI or others of its packages about a
// finding whose name or version PyPI could not hold. All others are written.
var ErrName = errors.New("PyPI could not hold it")

// osvVersion is the version of the OSV schema that records follow.
const osvVersion = "1.7.5"

// The parts of an OSV record that a draft has.
type (
	osvRecord struct {
		SchemaVersion string        `json:"schema_version"`
		Details       string        `json:"details"`
		Affected      []osvAffected `json:"affected"`
		Credits       []osvCredit   `json:"credits"`
		Specific      osvSpecific   `json:"database_specific"`
	}
	osvAffected struct {
		Package  osvPackage `json:"package"`
		Versions []string   `json:"versions"`
	}
	osvPackage struct {
		Ecosystem string `json:"ecosystem"`
		Name      string `json:"name"`
	}
	osvCredit struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Contact []string `json:"contact"`
	}
	osvSpecific struct {
		Malguard []osvSource `json:"malguard"` // a list, because scalars are stripped there
	}
	osvSource struct {
		SHA256    string  `json:"sha256"`
		Score     float64 `json:"score"`
		Threshold float64 `json:"threshold"`
	}
)

// OSV writes a draft of a record for https://github.com/ossf/malicious-packages for
// each finding, one a line, and nothing for other verdicts. It has neither id nor
// summary, which that repository gives, nor a time of modification, which is that of
// whoever submits it after a review. A finding that does not call itself by a name and
// version that PyPI could hold has no record: the error is then [ErrName], once all others
// are written. Details are Markdown in which every name is code.
//
// Source: https://ossf.github.io/osv-schema/ and CONTRIBUTING.md of that repository.
func OSV(w io.Writer, verdicts Verdicts) error {
	return findings("osv", verdicts, func(v *malguard.Verdict, name string) error {
		return document(w, osvRecord{
			SchemaVersion: osvVersion, Details: details(v),
			Affected: []osvAffected{{osvPackage{"PyPI", name}, []string{v.Version}}},
			Credits:  []osvCredit{{"malguard", "TOOL", []string{"https://github.com/malguard/malguard"}}},
			Specific: osvSpecific{[]osvSource{{v.SHA256, v.Score, v.Threshold}}},
		}, "")
	})
}

// Observation writes what observers may send to PyPI about a project, one object a
// line for each finding. Nothing here sends it. As for [OSV], a finding without a
// name and version that PyPI could hold is [ErrName].
//
// Source: the schema Observation of https://pypi.org/api/openapi.yaml, version 0.0.0.
func Observation(w io.Writer, verdicts Verdicts) error {
	return findings("pypi-observation", verdicts, func(v *malguard.Verdict, name string) error {
		return document(w, struct {
			Kind    string `json:"kind"`
			Summary string `json:"summary"`
			URL     string `json:"inspector_url"`
		}{"is_malware", summary(v), fmt.Sprintf("https://inspector.pypi.io/project/%s/%s/", name, v.Version)}, "")
	})
}

// findings calls write with each finding and the name that PyPI has for it. An error of
// names ends nothing and is returned last.
func findings(format string, verdicts Verdicts, write func(v *malguard.Verdict, name string) error) error {
	var unnamed []error
	for v, err := range verdicts {
		if err != nil {
			return err
		}
		if !Finding(v) {
			continue
		}
		name, ok := project(v)
		if !ok {
			unnamed = append(unnamed, fmt.Errorf("verdict: %s: %s: %q of version %q: %w",
				format, plain(v.Path), plain(v.Name), plain(v.Version), ErrName))
			continue
		}
		if err := write(v, name); err != nil {
			return err
		}
	}
	return errors.Join(unnamed...)
}

var (
	// https://packaging.python.org/en/latest/specifications/name-normalization/
	projectName = regexp.MustCompile(`^([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9])$`)
	separators  = regexp.MustCompile(`[-_.]+`)
	// the characters of https://packaging.python.org/en/latest/specifications/version-specifiers/
	projectVersion = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.!+_-]*$`)
)

// project returns the normalised name of a package, and whether PyPI could hold it.
func project(v *malguard.Verdict) (string, bool) {
	ok := projectName.MatchString(v.Name) && len(v.Name) <= 255 && projectVersion.MatchString(v.Version) && len(v.Version) <= 255
	return separators.ReplaceAllString(strings.ToLower(v.Name), "-"), ok
}

// summary says in a line what a finding does.
func summary(v *malguard.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "malguard scores %s %.3f (threshold %.3f)", plain(v.File), v.Score, v.Threshold)
	for i, r := range v.Reasons[:min(len(v.Reasons), maxLines)] {
		b.WriteString([]string{": ", "; "}[min(i, 1)] + plain(r.API))
		if len(r.Sites) > 0 {
			fmt.Fprintf(&b, " in line %d, at %s", r.Sites[0].Line, r.Sites[0].Phase)
		}
	}
	return b.String()
}

// details says in Markdown why a package is a finding, what it does and what makes it
// run.
func details(v *malguard.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Drafted by malguard, a static scanner: review it before it is submitted.\n\n%s scores %.3f (threshold %.3f) for what it calls:\n",
		code(v.File), v.Score, v.Threshold)
	for _, r := range v.Reasons {
		fmt.Fprintf(&b, "\n- %s", code(r.API))
		if r.Purpose != "" {
			fmt.Fprintf(&b, ", which may be used to %s", code(r.Purpose))
		}
		if len(r.Sites) > 0 {
			s := r.Sites[0]
			fmt.Fprintf(&b, ", in %s line %d, at %s", code(s.File), s.Line, s.Phase)
		}
	}
	return b.String()
}

// code returns a name as a code span of Markdown, which nothing in it can end; an
// empty one would begin another.
func code(s string) string {
	return "`" + cmp.Or(strings.ReplaceAll(plain(s), "`", "'"), "?") + "`"
}
