package archive_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/malguard/malguard/internal/archive"
)

// A caller asks for the files it understands, and must look at Incomplete before it
// calls a package clean.
func ExampleRead() {
	data := zipOf(
		pair{"demo/__init__.py", "import os\n"},
		pair{"demo/logo.png", "..."},
		pair{"../../etc/cron.py", "import socket\n"},
	)
	a, err := archive.Read(context.Background(), data[:len(data)-22], archive.Options{
		Keep: func(name string) bool { return strings.HasSuffix(name, ".py") },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range a.Entries {
		fmt.Printf("%s: %d bytes\n", e.Name, len(e.Data))
	}
	for _, r := range a.Incomplete {
		fmt.Println("incomplete:", r)
	}
	for _, w := range a.Warnings {
		fmt.Println("warning:", w)
	}
	// Output:
	// demo/__init__.py: 10 bytes
	// etc/cron.py: 14 bytes
	// incomplete: truncated: no end of central directory
	// warning: archive: traversal: etc/cron.py: stored as "../../etc/cron.py"
}
