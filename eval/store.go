package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Header says what a store's records are of. Records of another header are not
// mixed with them.
type Header struct {
	Format string `json:"format"` // [StoreFormat]
	Data   string `json:"data"`   // hash of the manifest or the facts
	Seed   uint64 `json:"seed"`
}

// StoreFormat names the format of a [Store] and its version.
const StoreFormat = "malguard-records-1"

// ErrStore means that a file is no store, or one of other data.
var ErrStore = errors.New("eval: not a store of these records")

// maxRecord bounds a line of a store.
const maxRecord = 64 << 20

// Store keeps records in a file of JSON lines, the first of which is the [Header],
// so that a run that was stopped goes on where it ended. A line that was cut off
// by the end of a process is dropped when the store is opened again.
type Store struct {
	f       *os.File
	w       *bufio.Writer
	records []Record
	have    map[Key]bool
}

// OpenStore opens or makes the store at name. A file of another header is
// [ErrStore].
func OpenStore(name string, h Header) (*Store, error) {
	h.Format = StoreFormat
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	s := &Store{f: f, have: map[Key]bool{}}
	if err := s.load(h); err != nil {
		f.Close()
		return nil, fmt.Errorf("%w (%s)", err, name)
	}
	s.w = bufio.NewWriter(f)
	return s, nil
}

// load reads what is there and leaves the file at the end of the last whole line.
func (s *Store) load(h Header) error {
	in := bufio.NewReaderSize(s.f, 1<<16)
	var end int64
	for line := 1; ; line++ {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break // what has no end of line was cut off
		}
		if err != nil {
			return fmt.Errorf("eval: %w", err)
		}
		if len(text) > maxRecord {
			return fmt.Errorf("%w: line %d is too long", ErrStore, line)
		}
		if err := s.line(line, bytes.TrimSpace(text), h); err != nil {
			return fmt.Errorf("%w: line %d: %w", ErrStore, line, err)
		}
		end += int64(len(text))
	}
	if err := s.f.Truncate(end); err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	if _, err := s.f.Seek(end, io.SeekStart); err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	if end > 0 {
		return nil
	}
	if err := json.NewEncoder(s.f).Encode(h); err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	return nil
}

func (s *Store) line(n int, text []byte, h Header) error {
	if n == 1 {
		var found Header
		if err := json.Unmarshal(text, &found); err != nil {
			return err
		}
		if found != h {
			return fmt.Errorf("made of %+v, want %+v", found, h)
		}
		return nil
	}
	var r Record
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	s.add(r)
	return nil
}

func (s *Store) add(r Record) {
	s.records = append(s.records, r)
	s.have[r.Key] = true
}

// Have says whether there is a record of the key, for [RunOptions].
func (s *Store) Have(k Key) bool { return s.have[k] }

// Records returns all records in the order in which they were made; shared,
// read-only.
func (s *Store) Records() []Record { return s.records }

// Add appends a record, for [Run].
func (s *Store) Add(r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	if _, err := s.w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	s.add(r)
	return nil
}

// Close flushes and closes the file.
func (s *Store) Close() error { return errors.Join(s.w.Flush(), s.f.Close()) }
