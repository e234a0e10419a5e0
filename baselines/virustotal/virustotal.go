// Package virustotal repeats what the engines of VirusTotal said of an archive,
// the first baseline of MalGuard's Table 8 (USENIX Security 2025, arXiv 2506.14466:
// precision 95.2 %, recall 80.6 %).
//
// VirusTotal cannot be rebuilt, and nothing here asks it: a sample is not for
// strangers to upload. Whoever has an account looks up the SHA-256 of the archives
// and brings a CSV table with the columns sha256 and positives, the number of
// engines that call the file malicious, or the file objects of the API's version 3,
// one JSON object a line. Without a table, or for an archive that it lacks, there is
// no verdict ([eval.ErrNoVerdict]), never a number.
//
// The paper does not say how many engines make a verdict; here one does unless
// Options say otherwise.
package virustotal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/internal/recorded"
)

// Name names the detector in tables.
const Name = "virustotal"

// Threshold is that of the default verdict: one engine.
const Threshold = 0.5

// Detector repeats the verdicts of a table. Its score is [eval.CountScore] of the
// engines, so that "at least n engines" is the threshold eval.CountScore(n).
type Detector struct {
	engines map[string]int // by SHA-256
	table   *recorded.Table
}

// New reads the verdicts, as CSV or as JSON lines; nil is a table without any.
func New(r io.Reader) (*Detector, error) {
	if r == nil {
		return &Detector{}, nil
	}
	in := bufio.NewReader(r)
	head, _ := in.Peek(64) // a short file shows its errors below
	d, err := &Detector{}, error(nil)
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")) {
		err = d.objects(in)
	} else {
		err = d.csv(in)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	return d, nil
}

func (d *Detector) csv(r io.Reader) error {
	t, err := recorded.Read(r, "positives")
	if err != nil {
		return err
	}
	if len(t.Missing("positives")) > 0 {
		return errors.New("no column positives")
	}
	d.table = t
	return t.Each(func(key string, row recorded.Row) error {
		if _, err := positives(row); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return nil
	})
}

func positives(row recorded.Row) (int, error) {
	n, err := strconv.Atoi(row["positives"])
	if err != nil || n < 0 {
		return 0, fmt.Errorf("positives %q is no number of engines", row["positives"])
	}
	return n, nil
}

// maxObject bounds one line of JSON: reports of many engines are some 100 kB.
const maxObject = 16 << 20

var sum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// objects reads file objects (https://docs.virustotal.com/reference/files), each
// alone or inside "data".
func (d *Detector) objects(r io.Reader) error {
	type object struct {
		ID         string `json:"id"`
		Attributes *struct {
			SHA256 string `json:"sha256"`
			Stats  *struct {
				Malicious int `json:"malicious"`
			} `json:"last_analysis_stats"`
		} `json:"attributes"`
	}
	d.engines = map[string]int{}
	lines := bufio.NewScanner(io.LimitReader(r, recorded.MaxBytes))
	lines.Buffer(nil, maxObject)
	for line := 1; lines.Scan(); line++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var o struct {
			object
			Data *object `json:"data"`
		}
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		f := o.object
		if o.Data != nil {
			f = *o.Data
		}
		if f.Attributes == nil || f.Attributes.Stats == nil || f.Attributes.Stats.Malicious < 0 {
			return fmt.Errorf("line %d: no last_analysis_stats", line)
		}
		key := strings.ToLower(f.Attributes.SHA256)
		if key == "" {
			key = strings.ToLower(f.ID)
		}
		if !sum.MatchString(key) {
			return fmt.Errorf("line %d: no SHA-256", line)
		}
		if n, ok := d.engines[key]; ok && n != f.Attributes.Stats.Malicious {
			return fmt.Errorf("line %d: %s has another line that says otherwise", line, key)
		}
		d.engines[key] = f.Attributes.Stats.Malicious
	}
	return lines.Err()
}

// Name implements [eval.Detector].
func (d *Detector) Name() string { return Name }

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	if err := ctx.Err(); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", Name, err)
	}
	n, ok := d.engines[p.SHA256]
	if !ok && d.table != nil {
		var row recorded.Row
		if row, ok = d.table.Of(p); ok {
			var err error
			if n, err = positives(row); err != nil {
				return eval.Detection{}, fmt.Errorf("%s: %w", Name, err) // New has looked at all
			}
		}
	}
	if !ok {
		return eval.Detection{}, fmt.Errorf("%s: %w of %.12s", Name, eval.ErrNoVerdict, p.SHA256)
	}
	detection := eval.Detection{Score: eval.CountScore(n), Status: eval.StatusOf(p)}
	if n > 0 {
		detection.Evidence = []eval.Evidence{{Rule: "engines", Note: fmt.Sprintf("%d engines", n)}}
	}
	return detection, nil
}
