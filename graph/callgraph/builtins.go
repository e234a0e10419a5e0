package callgraph

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed builtins.txt
var builtinsText string

// builtinNames are the names in builtins.txt.
var builtinNames = sync.OnceValue(func() map[string]bool { return nameSet(builtinsText) })

// commonMethods are the names in commonmethods.txt.
var commonMethods = sync.OnceValue(func() map[string]bool { return nameSet(commonMethodsText) })

// nameSet returns the lines of a text that are neither empty nor comments.
func nameSet(text string) map[string]bool {
	names := make(map[string]bool)
	for line := range strings.Lines(text) {
		if name := strings.TrimSpace(line); name != "" && name[0] != '#' {
			names[name] = true
		}
	}
	return names
}
