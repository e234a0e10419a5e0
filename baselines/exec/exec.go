// Package exec asks a detector that the user has installed: GuardDog 2 and 3,
// Bandit, or malcontent. The package is laid out in a folder of its own, which
// nobody else can read, without any execute bit, and the tool is run on it as a
// child process within limits; what it prints is parsed. Nothing of the package is
// ever run here. What the tool does with it is the tool's business: run this where
// you would run the tool.
//
// A tool that is missing, fails, is stopped at a limit, or prints what cannot be
// understood is an error, never a verdict. GuardDog 2 without semgrep prints that
// there is nothing to report; so that needs semgrep too, and says so.
package exec

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
)

// Options bounds a run of a tool. The zero value is the default.
type Options struct {
	// Dir is where packages are laid out, and removed again; "" is the folder for
	// temporary files. It should not be searched by other programs.
	Dir string
	// Timeout ends a run; 0 means 5 minutes. It is the tool's own time, which no
	// count of steps can bound.
	Timeout time.Duration
	// Memory bounds the address space of each process of the tool, in bytes, where
	// the system can (Linux); 0 means 8 GiB.
	Memory uint64
	// Output bounds what a tool prints, in bytes; 0 means 64 MiB.
	Output int
}

func (o Options) filled() Options {
	o.Timeout = cmp.Or(o.Timeout, 5*time.Minute)
	o.Memory = cmp.Or(o.Memory, 8<<30)
	o.Output = cmp.Or(o.Output, 64<<20)
	return o
}

// Errors of [New] and of detections.
var (
	ErrMissing = errors.New("exec: tool not found")
	ErrFailed  = errors.New("exec: tool failed")
)

// Tool is a detector that can be installed.
type Tool struct {
	Name      string
	Doc       string  // one line
	Threshold float64 // of the default verdict
	// Needs are other programs that must be found beside the tool or in PATH.
	Needs []string

	args  func(dir string) []string
	exits []int // exit codes of a run that went well
	parse func(out []byte) (report, error)
}

// Tools returns the tools that can be asked. The slice is the caller's.
func Tools() []Tool {
	return []Tool{
		{
			Name: "guarddog-live", Doc: "GuardDog 2 as installed: one source rule", Threshold: 0.5, Needs: []string{"semgrep"},
			args: guarddogArgs, exits: []int{0}, parse: parseGuardDog2,
		},
		{
			Name: "guarddog3-live", Doc: "GuardDog 3 as installed: its label high_risk", Threshold: 0.7,
			args: guarddogArgs, exits: []int{0}, parse: parseGuardDog3,
		},
		{
			Name: "bandit-live", Doc: "Bandit, or Bandit4Mal, as installed: one alert", Threshold: 0.5,
			args:  func(dir string) []string { return []string{"-r", "-f", "json", "-q", dir} },
			exits: []int{0, 1}, parse: parseBandit,
		},
		{
			Name: "malcontent-live", Doc: "malcontent as installed: a critical file", Threshold: 1,
			args:  func(dir string) []string { return []string{"--format", "json", "analyze", dir} },
			exits: []int{0}, parse: parseMalcontent,
		},
	}
}

// report is what a tool said: findings with paths as it prints them.
type report struct {
	score      float64
	incomplete bool // it says that it could not read something
	findings   []eval.Evidence
}

// Detector runs a tool.
type Detector struct {
	tool Tool
	path string
	opt  Options
}

// New returns the detector that runs the program at path as the tool. A program
// that is not there, or lacks what it needs, is [ErrMissing].
func New(tool Tool, path string, opt Options) (*Detector, error) {
	if path == "" {
		return nil, fmt.Errorf("%w: %s: no path given", ErrMissing, tool.Name)
	}
	found, err := osexec.LookPath(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMissing, tool.Name, err)
	}
	if found, err = filepath.Abs(found); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrMissing, tool.Name, err)
	}
	for _, need := range tool.Needs {
		_, beside := osexec.LookPath(filepath.Join(filepath.Dir(found), need))
		if _, err := osexec.LookPath(need); err != nil && beside != nil {
			return nil, fmt.Errorf("%w: %s needs %s, without which it reports nothing: %w", ErrMissing, tool.Name, need, err)
		}
	}
	return &Detector{tool, found, opt.filled()}, nil
}

// Name implements [eval.Detector].
func (d *Detector) Name() string { return d.tool.Name }

// Detect implements [eval.Detector].
func (d *Detector) Detect(ctx context.Context, p *datasets.Package) (eval.Detection, error) {
	if err := ctx.Err(); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.tool.Name, err)
	}
	dir, err := os.MkdirTemp(d.opt.Dir, "malguard-exec-")
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.tool.Name, err)
	}
	defer os.RemoveAll(dir)
	if err := layOut(ctx, p.FS, dir); err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.tool.Name, err)
	}
	out, err := d.run(ctx, dir)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w", d.tool.Name, err)
	}
	r, err := d.tool.parse(out)
	if err != nil {
		return eval.Detection{}, fmt.Errorf("%s: %w: %w", d.tool.Name, ErrFailed, err)
	}
	detection := eval.Detection{Score: r.score, Status: eval.StatusOf(p), Evidence: inside(p.FS, dir, r.findings)}
	if r.incomplete {
		detection.Status = eval.Incomplete
	}
	return detection, nil
}

// run returns what the tool prints on standard output.
func (d *Detector) run(ctx context.Context, dir string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, d.opt.Timeout)
	defer cancel()
	cmd := osexec.CommandContext(limited, d.path, d.tool.args(dir)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(d.path)+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, complaints := &bounded{max: d.opt.Output}, &bounded{max: 4 << 10}
	cmd.Stdout, cmd.Stderr = out, complaints
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	limit(cmd.Process.Pid, d.opt.Memory)
	err := cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("%w: no result in %v", ErrFailed, d.opt.Timeout)
	case out.over:
		return nil, fmt.Errorf("%w: printed more than %d bytes", ErrFailed, d.opt.Output)
	}
	for _, code := range d.tool.exits {
		if cmd.ProcessState.ExitCode() == code {
			return out.Bytes(), nil
		}
	}
	return nil, fmt.Errorf("%w: %w: %q", ErrFailed, err, lastLine(complaints.String()))
}

// bounded keeps the beginning of what is written and drops the rest.
type bounded struct {
	bytes.Buffer
	max  int
	over bool
}

// Write implements io.Writer. It never fails, so that the tool runs on.
func (b *bounded) Write(p []byte) (int, error) {
	room := b.max - b.Len()
	if len(p) > room {
		b.over = true
		b.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
