package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"

	"github.com/malguard/malguard/classify"
	"github.com/malguard/malguard/classify/modelfile"
	"github.com/malguard/malguard/classify/xgb"
)

type predictCmd struct {
	Rows        string `arg:"" default:"-" name:"rows" help:"CSV as malguard features prints it: the first column names a row, the header names the columns; standard input by default."`
	Model       string `required:"" placeholder:"FILE" help:"Model file of this module, XGBoost (JSON, UBJSON), LightGBM (text), or scikit-learn (by classify/sklearn/export.py)."`
	ZeroMissing bool   `help:"Of XGBoost: the model was trained on rows of SciPy, to which zeros are missing."`
	Output      string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

// Run prints the name and the score of each row.
func (c *predictCmd) Run(e *env) error {
	model, info, err := c.read()
	if err != nil {
		return usageError{err}
	}
	if info.Margin {
		fmt.Fprintln(e.stderr, "malguard: scores of this model are no probabilities")
	}
	in, closeIn, err := c.open()
	if err != nil {
		return usageError{err}
	}
	defer closeIn()
	t, err := newRowTable(in, model.Width(), info.Columns)
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", c.Rows, err)}
	}
	e.nothing = true
	return e.output(c.Output, func(w io.Writer) error {
		out := bufio.NewWriter(w)
		for {
			names, x, err := t.next()
			if err != nil {
				return fmt.Errorf("%s: %w", c.Rows, err)
			}
			if len(names) == 0 {
				return out.Flush()
			}
			e.nothing = false
			scores := make([]float64, len(names))
			if err := model.Scores(scores, x); err != nil {
				return fmt.Errorf("%s: %w", c.Rows, err)
			}
			for i, name := range names {
				if _, err := fmt.Fprintf(out, "%s\t%.17g\n", printable(name), scores[i]); err != nil {
					return err
				}
			}
			if err := e.ctx.Err(); err != nil {
				return err
			}
		}
	})
}

func (c *predictCmd) read() (classify.Model, modelfile.Info, error) {
	f, err := os.Open(c.Model)
	if err != nil {
		return nil, modelfile.Info{}, err
	}
	defer f.Close()
	model, info, err := modelfile.Read(f, modelfile.Options{XGB: xgb.Options{ZeroMissing: c.ZeroMissing}})
	if err != nil {
		return nil, info, fmt.Errorf("%s: %w", c.Model, err)
	}
	return model, info, nil
}

func (c *predictCmd) open() (io.Reader, func() error, error) {
	if c.Rows == "-" {
		return os.Stdin, func() error { return nil }, nil
	}
	f, err := os.Open(c.Rows)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// rowTable reads rows in the order of a model's columns.
type rowTable struct {
	in    *csv.Reader
	width int
	from  []int // the cell of each column
}

// newRowTable reads the header. Where the model names its columns they are found
// by name, and others are left out; else the cells are its columns in order.
func newRowTable(r io.Reader, width int, columns []string) (*rowTable, error) {
	t := &rowTable{in: csv.NewReader(bufio.NewReader(r)), width: width}
	t.in.ReuseRecord = true
	head, err := t.in.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if columns == nil {
		if len(head)-1 != width {
			return nil, fmt.Errorf("%d columns after the name, the model has %d", len(head)-1, width)
		}
		for j := range width {
			t.from = append(t.from, j+1)
		}
		return t, nil
	}
	at := map[string]int{}
	for i, name := range head[1:] {
		if _, twice := at[name]; twice {
			return nil, fmt.Errorf("column %q is there twice", name)
		}
		at[name] = i + 1
	}
	for _, name := range columns {
		i, ok := at[name]
		if !ok {
			return nil, fmt.Errorf("no column %q, which the model has", name)
		}
		t.from = append(t.from, i)
	}
	return t, nil
}

// rowBlock is how many rows are scored at a time.
const rowBlock = 4096

// next returns up to rowBlock rows with their names, and none at the end. An empty
// cell or "nan" is a missing entry.
func (t *rowTable) next() (names []string, x classify.Matrix, err error) {
	b := classify.NewMatrix(t.width)
	b.Missing = true
	for len(names) < rowBlock {
		record, err := t.in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, x, err
		}
		var index []int32
		var values []float64
		for j, i := range t.from {
			v, err := cell(record[i])
			if err != nil {
				line, _ := t.in.FieldPos(i)
				return nil, x, fmt.Errorf("line %d, cell %d: %w", line, i+1, err)
			}
			if v != 0 {
				index, values = append(index, int32(j)), append(values, v)
			}
		}
		if err := b.Append(index, values); err != nil {
			return nil, x, err
		}
		names = append(names, slices.Clone(record[:1])...)
	}
	return names, b.Matrix(), nil
}

func cell(s string) (float64, error) {
	if s == "" {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(s, 64)
}
