package paper

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Vectors are labelled rows as the published code stores them. They hold
// nothing that tells which packages they are.
type Vectors struct {
	Rows      [][]float64 // all of the same length; columns as [Set.Columns]
	Malicious []bool      // label of each row
}

// ReadVectors reads a file of vectors, plain or compressed by gzip: the format
// of train/{mal,ben}_*_feature_vectors.txt in the published repository, which
// train/data_loader.py reads by numpy.loadtxt. Each line is a row of numbers
// between blanks, the last one the label: 1 malicious, 0 benign. What follows
// "#" and empty lines are left out.
//
// Lines of different lengths, numbers that are not finite and other labels are
// errors that name the line.
func ReadVectors(r io.Reader) (*Vectors, error) {
	text, err := plain(r)
	if err != nil {
		return nil, fmt.Errorf("paper: vectors: %w", err)
	}
	v := new(Vectors)
	line := 0
	for s := range strings.Lines(text) {
		line++
		s, _, _ = strings.Cut(s, "#")
		if err := v.add(strings.Fields(s)); err != nil {
			return nil, fmt.Errorf("paper: vectors: line %d: %w", line, err)
		}
	}
	return v, nil
}

// plain returns the text behind r.
func plain(r io.Reader) (string, error) {
	b := bufio.NewReader(r)
	r = b
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return "", err
		}
		r = z
	}
	data, err := readUpTo(r, MaxVectors)
	return string(data), err
}

// add adds the row and the label of one line.
func (v *Vectors) add(fields []string) error {
	if len(fields) == 0 {
		return nil
	}
	if len(fields) == 1 {
		return errors.New("a label and no row")
	}
	width := len(fields) - 1
	if len(v.Rows) > 0 && width != len(v.Rows[0]) {
		return fmt.Errorf("%d numbers and a label, %d before", width, len(v.Rows[0]))
	}
	row := make([]float64, width)
	for i, field := range fields[:width] {
		x, err := number(field)
		if err != nil {
			return err
		}
		row[i] = x
	}
	label, err := number(fields[width])
	if err != nil || label != 0 && label != 1 {
		return fmt.Errorf("label %q, want 0 or 1", fields[width])
	}
	v.Rows = append(v.Rows, row)
	v.Malicious = append(v.Malicious, label == 1)
	return nil
}

// number parses a decimal number as Python's float does, without what only Go
// knows: hexadecimals and underscores.
func number(s string) (float64, error) {
	if s == "0" { // nineteen of twenty
		return 0, nil
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strings.ContainsAny(s, "xX_") {
		return 0, fmt.Errorf("%q is no finite decimal number", s)
	}
	return x, nil
}
