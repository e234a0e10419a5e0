package facts

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
)

//go:embed facts.bin
var embedded []byte

// Embedded returns the set that comes with this module, see docs/FACTS.md.
func Embedded() (*Set, error) { return Read(bytes.NewReader(embedded)) }

// Open returns the set in the file at name.
func Open(name string) (*Set, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	defer f.Close()
	s, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%w (in %s)", err, name)
	}
	return s, nil
}

// IsFile says whether the file at name begins as one that [Write] made.
func IsFile(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == magic
}
