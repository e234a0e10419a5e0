package exec

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/eval"
)

func guarddogArgs(dir string) []string {
	return []string{"pypi", "scan", dir, "--output-format", "json"}
}

// guarddog is what both versions print. A result is empty, a list of places, or a
// text that says why a rule about metadata fired.
type guarddog struct {
	Results map[string]json.RawMessage `json:"results"`
	Errors  map[string]any             `json:"errors"`
	Risk    *struct {
		Score float64 `json:"score"`
	} `json:"risk_score"`
}

func readGuardDog(out []byte) (*guarddog, []eval.Evidence, error) {
	var g guarddog
	if err := json.Unmarshal(out, &g); err != nil {
		return nil, nil, err
	}
	if g.Results == nil {
		return nil, nil, errors.New("no results")
	}
	var all []eval.Evidence
	for _, rule := range slices.Sorted(maps.Keys(g.Results)) {
		var places []struct{ Location, Message string }
		if json.Unmarshal(g.Results[rule], &places) == nil {
			for _, p := range places {
				file, line := place(p.Location)
				all = append(all, eval.Evidence{Rule: rule, File: file, Line: line, Note: p.Message})
			}
			continue
		}
		var text string
		if json.Unmarshal(g.Results[rule], &text) == nil && text != "" {
			all = append(all, eval.Evidence{Rule: rule, Note: text})
		}
	}
	return &g, all, nil
}

// parseGuardDog2 scores the number of different rules that fired.
func parseGuardDog2(out []byte) (report, error) {
	g, findings, err := readGuardDog(out)
	if err != nil {
		return report{}, err
	}
	return report{score: eval.CountScore(rules(findings)), incomplete: len(g.Errors) > 0, findings: findings}, nil
}

// parseGuardDog3 scores a tenth of the tool's own score.
func parseGuardDog3(out []byte) (report, error) {
	g, findings, err := readGuardDog(out)
	if err != nil {
		return report{}, err
	}
	if g.Risk == nil || !(g.Risk.Score >= 0 && g.Risk.Score <= 10) {
		return report{}, errors.New("no risk score: is this GuardDog 3?")
	}
	return report{score: g.Risk.Score / 10, incomplete: len(g.Errors) > 0, findings: findings}, nil
}

// parseBandit scores the number of alerts.
func parseBandit(out []byte) (report, error) {
	var b struct {
		Results *[]struct {
			File string `json:"filename"`
			Line int    `json:"line_number"`
			Rule string `json:"test_id"`
			Text string `json:"issue_text"`
		} `json:"results"`
		Errors []any `json:"errors"`
	}
	if err := json.Unmarshal(out, &b); err != nil {
		return report{}, err
	}
	if b.Results == nil {
		return report{}, errors.New("no results")
	}
	r := report{incomplete: len(b.Errors) > 0}
	for _, v := range *b.Results {
		r.findings = append(r.findings, eval.Evidence{Rule: cmp.Or(v.Rule, "alert"), File: v.File, Line: v.Line, Note: v.Text})
	}
	r.score = eval.CountScore(len(r.findings))
	return r, nil
}

// malcontentMax is the level "critical".
const malcontentMax = 4

// behaviour is a rule of malcontent that fired.
type behaviour struct {
	ID    string `json:"ID"`
	Score int    `json:"RiskScore"`
	Text  string `json:"Description"`
}

// behaviours reads a list, or as older versions print it a map by ID.
type behaviours []behaviour

// UnmarshalJSON implements json.Unmarshaler.
func (b *behaviours) UnmarshalJSON(data []byte) error {
	var list []behaviour
	if json.Unmarshal(data, &list) == nil {
		*b = list
		return nil
	}
	var byID map[string]behaviour
	if err := json.Unmarshal(data, &byID); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		v := byID[id]
		v.ID = id
		*b = append(*b, v)
	}
	return nil
}

// parseMalcontent scores the highest level of a file, of four. A report without
// files, which is an empty object, says that none has a level.
func parseMalcontent(out []byte) (report, error) {
	var keys map[string]json.RawMessage
	var m struct {
		Files map[string]struct {
			Score     int `json:"RiskScore"`
			Error     string
			Behaviors behaviours
		}
	}
	if err := cmp.Or(json.Unmarshal(out, &keys), json.Unmarshal(out, &m)); err != nil {
		return report{}, err
	}
	if m.Files == nil && len(keys) > 0 {
		return report{}, errors.New("no files: is this malcontent?")
	}
	var r report
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		f := m.Files[name]
		if f.Score < 0 || f.Score > malcontentMax {
			return report{}, fmt.Errorf("file %q has the level %d", name, f.Score)
		}
		r.incomplete = r.incomplete || f.Error != ""
		r.score = max(r.score, float64(f.Score)/malcontentMax)
		for _, b := range f.Behaviors {
			r.findings = append(r.findings, eval.Evidence{Rule: cmp.Or(b.ID, "behaviour"), File: name, Note: b.Text})
		}
	}
	return r, nil
}

// rules counts the different rules.
func rules(findings []eval.Evidence) int {
	seen := map[string]bool{}
	for _, f := range findings {
		seen[f.Rule] = true
	}
	return len(seen)
}

// place cuts "file:line"; without a line it is 0.
func place(s string) (file string, line int) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	n, err := strconv.Atoi(s[i+1:])
	if err != nil || n < 0 {
		return s, 0
	}
	return s[:i], n
}
