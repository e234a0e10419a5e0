package paper

import (
	"encoding/json"
	"fmt"
	"io"
)

// API is an entry of a published set of sensitive APIs.
type API struct {
	Name     string   `json:"api_name"`
	Purposes []string `json:"malicious_purposes"` // free text, one to four phrases
	ID       int      `json:"api_id"`             // from 1 on; see [Set.ByID]
}

// Set is a published set of sensitive APIs: what a language model and hand work
// left of a list. Entries are in the order of the file, names that stand twice
// included.
type Set []API

// ReadSet reads a set in the schema {"apis": [{"api_name", "malicious_purposes",
// "api_id"}, …]} of social-network/*_sensitive_api.json in the published
// repository. An entry without a name is an error.
func ReadSet(r io.Reader) (Set, error) {
	data, err := readJSON(r)
	if err != nil {
		return nil, fmt.Errorf("paper: set: %w", err)
	}
	var file struct {
		APIs *Set `json:"apis"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("paper: set: %w", err)
	}
	if file.APIs == nil {
		return nil, fmt.Errorf("paper: set: no \"apis\"")
	}
	for i, a := range *file.APIs {
		if a.Name == "" {
			return nil, fmt.Errorf("paper: set: entry %d has no \"api_name\"", i)
		}
	}
	return *file.APIs, nil
}

// Columns returns the names that the columns of rows stand for: each once, in
// the order of their first entries, since their code makes them the keys of a
// dictionary (train/fea_vec_ex_new.py). The published sets have 266 (closeness),
// 252 (degree), 135 (harmonic) and 289 (katz), of 267, 254, 135 and 294 entries.
func (s Set) Columns() []string {
	names := make([]string, 0, len(s))
	seen := make(map[string]bool, len(s))
	for _, a := range s {
		if !seen[a.Name] {
			seen[a.Name] = true
			names = append(names, a.Name)
		}
	}
	return names
}

// ByID returns the first entry with the given ID. The published explanations
// (train/ML-trainer-LIME.py) take ByID(column+1) for the API of a column, which
// is another one than Columns()[column] behind the first name that stands twice
// and wherever IDs are not counted up by one.
func (s Set) ByID(id int) (API, bool) {
	for _, a := range s {
		if a.ID == id {
			return a, true
		}
	}
	return API{}, false
}
