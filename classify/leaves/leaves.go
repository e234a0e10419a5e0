package leaves

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	lgbm "github.com/dmitryikh/leaves"

	"github.com/malguard/malguard/classify"
)

const kind = "leaves"

// Limits on what [Read] and [Codec] read.
const (
	MaxFile  = 64 << 20 // bytes of a model file
	maxTrees = 1 << 16
)

// Errors of [Read].
var (
	ErrFormat      = errors.New("leaves: not a LightGBM model text") // another file, cut short or damaged
	ErrUnsupported = errors.New("leaves: unsupported model")         // sound, but not a classifier of two classes that leaves knows
)

var errPanic = errors.New("leaves: panic") // the guard let something through

// Model is a model of LightGBM that the library leaves scores. It implements
// [classify.Saver]; what is saved is the text of the file.
type Model struct {
	file       []byte
	text       *text
	ensemble   *lgbm.Ensemble
	categories []bool // the columns that hold categories; nil if none does
}

// Read reads a model file to its end. What is not one is [ErrFormat], what
// cannot be scored [ErrUnsupported]. No input makes it panic; the memory it uses
// is in proportion to the length of the file.
func Read(r io.Reader) (*Model, error) {
	file, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("leaves: %w", err)
	}
	return decode(file)
}

// Codec makes [classify.Load] read models that were saved.
func Codec() classify.Codec {
	return classify.Codec{Kind: kind, Decode: func(payload []byte) (classify.Model, error) {
		m, err := decode(bytes.Clone(payload))
		if err != nil {
			return nil, err
		}
		return m, nil
	}}
}

// decode keeps file.
func decode(file []byte) (*Model, error) {
	if len(file) > MaxFile {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrFormat, MaxFile)
	}
	t, err := parse(file)
	if err != nil {
		return nil, err
	}
	m := &Model{file: file, text: t}
	for _, t := range t.trees {
		for i, d := range t.decision {
			if d&byCategory != 0 {
				if m.categories == nil {
					m.categories = make([]bool, m.text.width)
				}
				m.categories[t.column[i]] = true
			}
		}
	}
	err = guarded(func() error {
		m.ensemble, err = lgbm.LGEnsembleFromReader(bufio.NewReader(bytes.NewReader(t.append(nil))), false)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return m, nil
}

// guarded runs a call of the library, which panics on much that it does not
// expect. The guard of this package lets none of it through; should it be wrong,
// that must not end the program.
func guarded(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	return call()
}

// Width implements [classify.Model].
func (m *Model) Width() int { return m.text.width }

// Version returns the version of the format, v2 to v4.
func (m *Model) Version() string { return m.text.version }

// Columns returns the names of the columns, or nil if the file has none.
func (m *Model) Columns() []string { return slices.Clone(m.text.columns) }

// NumTrees returns the number of trees.
func (m *Model) NumTrees() int { return len(m.text.trees) }

// Kind implements [classify.Saver].
func (m *Model) Kind() string { return kind }

// AppendBinary implements [classify.Saver]: the file as it was read.
func (m *Model) AppendBinary(b []byte) ([]byte, error) { return append(b, m.file...), nil }

// Scores implements [classify.Model]. Rows may have missing entries.
func (m *Model) Scores(dst []float64, x classify.Matrix) error {
	if x.Width() != m.Width() { // the library would score too short a row with 0 and say nothing
		return fmt.Errorf("leaves: rows have %d columns, the model has %d", x.Width(), m.Width())
	}
	if len(dst) != x.Rows() {
		return fmt.Errorf("leaves: room for %d scores of %d rows", len(dst), x.Rows())
	}
	scores := make([]float64, len(dst))
	err := guarded(func() error {
		row := make([]float64, m.Width())
		for i := range scores {
			index, values := x.Row(i)
			for k, j := range index {
				row[j] = m.entry(j, values[k])
			}
			scores[i] = 1 / (1 + math.Exp(-m.text.sigmoid*m.ensemble.PredictSingle(row, 0)))
			for _, j := range index {
				row[j] = 0
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	copy(dst, scores)
	return nil
}

// entry returns v as the library is to see it. Categories that are no whole
// numbers of 32 bits are in no set, as in LightGBM; the library leaves that to
// how the processor converts them.
func (m *Model) entry(j int32, v float64) float64 {
	if m.categories != nil && m.categories[j] && !(v > -1 && v < 1<<31) {
		return -1
	}
	return v
}

// append writes the model as the library reads it, and nothing else: whatever it
// might stumble over in a file, it never sees.
func (m *text) append(b []byte) []byte {
	b = append(b, "tree\nversion=v3\nnum_class=1\nnum_tree_per_iteration=1\n"...)
	b = fmt.Appendf(b, "max_feature_idx=%d\n", m.width-1)
	if m.average {
		b = append(b, "average_output\n"...)
	}
	b = append(b, "tree_sizes="...)
	for k := range m.trees {
		if k > 0 {
			b = append(b, ' ')
		}
		b = append(b, '0') // only their number is read
	}
	b = append(b, '\n')
	for k, t := range m.trees {
		b = fmt.Appendf(b, "\nTree=%d\nnum_leaves=%d\nnum_cat=%d\n", k, len(t.leaf), max(len(t.bounds)-1, 0))
		b = appendLine(b, "split_feature", t.column, appendInt)
		b = appendLine(b, "threshold", t.threshold, appendFloat)
		b = appendLine(b, "decision_type", t.decision, appendInt)
		b = appendLine(b, "left_child", t.left, appendInt)
		b = appendLine(b, "right_child", t.right, appendInt)
		b = appendLine(b, "leaf_value", t.leaf, appendFloat)
		if len(t.bounds) > 1 {
			b = appendLine(b, "cat_boundaries", t.bounds, appendInt)
			b = appendLine(b, "cat_threshold", t.sets, appendInt)
		}
	}
	return append(b, '\n')
}

func appendLine[T any](b []byte, word string, numbers []T, one func([]byte, T) []byte) []byte {
	b = append(append(b, word...), '=')
	for i, v := range numbers {
		if i > 0 {
			b = append(b, ' ')
		}
		b = one(b, v)
	}
	return append(b, '\n')
}

func appendInt[T int | uint32](b []byte, v T) []byte { return strconv.AppendInt(b, int64(v), 10) }

func appendFloat(b []byte, v float64) []byte { return strconv.AppendFloat(b, v, 'g', -1, 64) }
