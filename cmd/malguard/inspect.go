package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

type callsCmd struct {
	Paths    []string `arg:"" name:"path" help:"Python files, directories and archives."`
	Archives bool     `help:"Read the archives in directories too."`
}

func (c *callsCmd) Run(e *env) error {
	if err := exist(c.Paths...); err != nil {
		return err
	}
	out := bufio.NewWriterSize(e.stdout, 1<<20)
	e.nothing = true
	for _, p := range c.Paths {
		var broken error // writing, not reading
		err := datasets.EachCalls(e.ctx, p, c.Archives, func(f datasets.FileCalls) error {
			e.nothing = false
			e.gaps = e.gaps || f.Unread
			broken = writeCalls(out, f)
			return broken
		})
		if e.ctx.Err() != nil || broken != nil {
			return err
		}
		if err != nil {
			e.warn("not read", err)
		}
	}
	return out.Flush()
}

// writeCalls writes one line: {"path","ok","error","calls":[[callee, line]]}. It
// writes call by call, because the callees of one long chain are far longer
// together than the file they stand in.
func writeCalls(out *bufio.Writer, f datasets.FileCalls) error {
	message := ""
	if f.Err != nil {
		message = f.Err.Error()
	}
	var text quoter
	fmt.Fprintf(out, `{"path":%s,"ok":%t`, text.quote(f.Path), f.Err == nil)
	fmt.Fprintf(out, `,"error":%s,"calls":[`, text.quote(message))
	for i, call := range f.Calls {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, "[%s,%d]", text.quote(call.Callee), call.Line)
	}
	_, err := out.WriteString("]}\n")
	return err
}

// quoter writes JSON strings without escaping <, > and &.
type quoter struct{ buf bytes.Buffer }

// quote returns s as a JSON string, valid until the next call.
func (q *quoter) quote(s string) []byte {
	q.buf.Reset()
	enc := json.NewEncoder(&q.buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // no string is refused
	}
	return bytes.TrimSuffix(q.buf.Bytes(), []byte("\n"))
}

type graphCmd struct {
	Path   string `arg:"" help:"Archive or directory."`
	Format string `default:"json" enum:"json,dot,pycg" help:"Output format: ${enum}."`
	Entry  string `placeholder:"FILE" help:"Read only FILE and what it imports inside PATH, as PyCG does."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

func (c *graphCmd) Run(e *env) error {
	p, err := datasets.Open(e.ctx, c.Path, datasets.Limits{})
	if err != nil {
		return err
	}
	opt := callgraph.Options{Files: datasets.IsPython, Flat: c.Format == "pycg"}
	if c.Entry != "" {
		if opt.Entry, err = c.entry(p.FS); err != nil {
			return err
		}
	}
	g, err := callgraph.Build(e.ctx, p.FS, opt)
	if err != nil {
		return err
	}
	write := map[string]func(io.Writer, *graph.Graph) error{
		"json": graph.WriteJSON, "dot": graph.WriteDOT, "pycg": graph.WritePyCG,
	}[c.Format]
	for _, r := range p.Incomplete {
		e.warn("not read", r)
	}
	for _, err := range g.Warnings() {
		e.warn("not resolved", err)
	}
	return e.output(c.Output, func(w io.Writer) error { return write(w, g) })
}

// entry returns the path of the entry file below PATH: as the shell sees it, or
// else relative to PATH.
func (c *graphCmd) entry(fsys fs.FS) (string, error) {
	if _, err := os.Stat(c.Entry); err == nil {
		root, err1 := filepath.Abs(c.Path)
		file, err2 := filepath.Abs(c.Entry)
		rel, err3 := filepath.Rel(root, file)
		if err1 == nil && err2 == nil && err3 == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), nil
		}
	}
	name := path.Clean(filepath.ToSlash(c.Entry))
	if info, err := fs.Stat(fsys, name); err != nil || info.IsDir() {
		return "", usageError{fmt.Errorf("--entry %s: no such file in %s", c.Entry, c.Path)}
	}
	return name, nil
}

// version returns the version that the go command stamped.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
