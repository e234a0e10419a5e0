package metadata

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
)

// packed is described in data/ORIGIN.
//
//go:embed data/disposable.txt.gz
var packed []byte

var disposable = sync.OnceValue(func() map[string]bool {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("metadata: %v", err)) // the embedded file is checked by a test
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Sprintf("metadata: %v", err))
	}
	set := map[string]bool{}
	for domain := range strings.FieldsSeq(string(text)) {
		set[domain] = true
	}
	return set
})

// Disposable reports whether mail at a domain, in lower case, is one that anybody
// can have for a while; example.com is among them, as GuardDog has it.
func Disposable(domain string) bool { return disposable()[domain] }
