// Package replay repeats the verdicts that any detector gave elsewhere, so that
// a tool that cannot run here, or should not run again, stands beside the others.
//
// Verdicts are a CSV table with the columns sha256 or name-version, and verdict,
// score, or both:
//
//	sha256,verdict,score
//	9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,malicious,0.93
//
// A verdict is malicious or benign, also written 1 or 0 and true or false; a score
// is in [0,1]. Of the two columns the score counts where a row has one. A package
// that the table does not have has no verdict: [eval.ErrNoVerdict].
package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/recorded"
)

// Name names the detector in tables, where a table has no better name for it.
const Name = "replay"

// Threshold is that of the default verdict.
const Threshold = 0.5

// Detector repeats the verdicts of a table.
type Detector struct {
	name  string
	table *recorded.Table // nil without any
}

// New reads a table of verdicts; nil is a table without any. The name is that of
// the tool; "" means [Name]. A value that is no verdict or no score is an error.
func New(name string, r io.Reader) (*Detector, error) {
	if name == "" {
		name = Name
	}
	if r == nil {
		return &Detector{name: name}, nil
	}
	t, err := recorded.Read(r, "verdict", "score")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if t.Len() > 0 && len(t.Missing("verdict", "score")) == 2 {
		return nil, fmt.Errorf("%s: neither a column verdict nor score", name)
	}
	if err := t.Each(func(key string, row recorded.Row) error {
		if _, err := score(row); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Detector{name: name, table: t}, nil
}

// Name implements [eval.Detector].
func (d *Detector) Name() string { return d.name }

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	if err := ctx.Err(); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.name, err)
	}
	if d.table == nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.name, eval.ErrNoVerdict)
	}
	row, ok := d.table.Of(p)
	if !ok {
		return eval.Detection{}, fmt.Errorf("%s: %w of %.12s", d.name, eval.ErrNoVerdict, p.SHA256)
	}
	s, err := score(row)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.name, err) // New has looked at all
	}
	return eval.Detection{Score: s, Status: eval.StatusOf(p)}, nil
}

var errVerdict = errors.New("neither malicious nor benign")

func score(row recorded.Row) (float64, error) {
	if s := row["score"]; s != "" {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(v >= 0 && v <= 1) {
			return 0, fmt.Errorf("score %q is not in [0,1]", s)
		}
		return v, nil
	}
	switch strings.ToLower(row["verdict"]) {
	case "malicious", "1", "true":
		return 1, nil
	case "benign", "0", "false":
		return 0, nil
	}
	return 0, fmt.Errorf("verdict %q: %w", row["verdict"], errVerdict)
}
