package callgraph

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed builtins.txt
var builtinsText string

// builtinNames are the names in builtins.txt.
var builtinNames = sync.OnceValue(func() map[string]bool {
	names := make(map[string]bool)
	for line := range strings.Lines(builtinsText) {
		if name := strings.TrimSpace(line); name != "" && name[0] != '#' {
			names[name] = true
		}
	}
	return names
})
