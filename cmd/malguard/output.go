package main

import (
	"io"
	"os"
	"path/filepath"
)

// output calls write with the file at name, or standard output where name is
// empty or "-". The file appears under its name only when it is whole.
func (e *env) output(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		return write(e.stdout)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return device(name, write)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".malguard-*")
	if err != nil {
		return usageError{err}
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	err = write(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// device writes to what cannot be replaced by a file, such as /dev/null.
func device(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return usageError{err}
	}
	err = write(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// terminal reports whether a file is one.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
