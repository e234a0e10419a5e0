package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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
	Format string `default:"json" enum:"json,dot" help:"Output format: ${enum}."`
	Output string `short:"o" placeholder:"FILE" help:"Write to FILE instead of standard output."`
}

func (c *graphCmd) Run(e *env) error {
	p, err := datasets.Open(e.ctx, c.Path, datasets.Limits{})
	if err != nil {
		return err
	}
	g, err := callgraph.Build(e.ctx, p.FS, callgraph.Options{Files: datasets.IsPython})
	if err != nil {
		return err
	}
	write := graph.WriteJSON
	if c.Format == "dot" {
		write = graph.WriteDOT
	}
	for _, r := range p.Incomplete {
		e.warn("not read", r)
	}
	for _, err := range g.Warnings() {
		e.warn("not resolved", err)
	}
	return e.output(c.Output, func(w io.Writer) error { return write(w, g) })
}

// version returns the version that the go command stamped.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
