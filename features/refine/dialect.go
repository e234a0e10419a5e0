package refine

import "strings"

// dialect is what of the protocol a server takes.
type dialect struct {
	format            int
	temperature, seed bool
}

// Ways to ask for JSON, from the one that says least.
const (
	formatPrompt = iota // the prompt alone
	formatJSON          // any JSON
	formatSchema        // JSON after the schema
)

// yield gives up one thing after a refusal: what the message names, or else the
// way to ask for JSON. It says what, or "" where nothing is left to give up.
func (d *dialect) yield(message string) string {
	message = strings.ToLower(message)
	switch {
	case d.temperature && strings.Contains(message, "temperature"):
		d.temperature = false
		return "without temperature"
	case d.seed && strings.Contains(message, "seed"):
		d.seed = false
		return "without seed"
	case d.format == formatSchema:
		d.format = formatJSON
		return "without schema"
	case d.format == formatJSON:
		d.format = formatPrompt
		return "without response format"
	}
	return ""
}
