// Command visible counts the malicious packages in whose call graph an API for
// the network or for processes can be seen.
//
//	go run ./examples/visible [-list] REGISTRY FAMILIES PREFIXES
//
// REGISTRY is the folder of the archives, FAMILIES a table with a column path
// (one archive of each family), PREFIXES a list of API names and of beginnings
// of such names that end in a dot. Packages are read in memory, never run.
//
// It prints how many packages show such an API as written, and how many at all,
// with a 95 % Wilson interval; -list names those that show none.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/eval"
	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/callgraph"
)

func main() {
	list := flag.Bool("list", false, "name the packages that show none")
	flag.Parse()
	if flag.NArg() != 3 {
		flag.Usage()
		os.Exit(2)
	}
	q := question{registry: flag.Arg(0), families: flag.Arg(1), prefixes: flag.Arg(2), list: *list}
	if err := q.answer(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "visible:", err)
		os.Exit(1)
	}
}

// question is what the command line asks.
type question struct {
	registry, families, prefixes string
	list                         bool
}

func (q question) answer(ctx context.Context, w io.Writer) error {
	paths, err := column(q.families, "path")
	if err != nil {
		return err
	}
	apis, err := lines(q.prefixes)
	if err != nil {
		return err
	}
	written, visible := 0, 0
	for _, path := range paths {
		pkg, err := datasets.Open(ctx, filepath.Join(q.registry, path), datasets.Limits{})
		if err != nil {
			return err
		}
		g, err := callgraph.Build(ctx, pkg.FS, callgraph.Options{})
		if err != nil {
			return err
		}
		plain, any := shows(g, apis)
		if plain {
			written++
		}
		if any {
			visible++
		} else if q.list {
			fmt.Fprintf(w, "none in %s\n", path)
		}
	}
	fmt.Fprintf(w, "as written %d, visible %d of %d = %v\n", written, visible, len(paths), eval.Wilson(visible, len(paths)))
	return nil
}

// shows reports whether g calls one of the APIs as written, and whether in any
// layer.
func shows(g *graph.Graph, apis []string) (written, visible bool) {
	for e := range g.Edges() {
		if !matches(g.Node(e.To), apis) {
			continue
		}
		visible = true
		for _, s := range e.Sites {
			written = written || s.Layer == 0 && g.Facts(s.Facts).Trick == ""
		}
	}
	return written, visible
}

func matches(n graph.Node, apis []string) bool {
	if n.Kind.Internal() || n.Kind == graph.KindUnresolved {
		return false
	}
	for _, api := range apis {
		if strings.HasPrefix(n.Name, api) {
			return true
		}
	}
	return false
}

// lines returns the lines of a file that are neither empty nor comments.
func lines(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	s := bufio.NewScanner(f)
	for s.Scan() {
		if line := strings.TrimRight(s.Text(), "\r"); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

// column returns one column of a table with a header.
func column(name, header string) ([]string, error) {
	rows, err := lines(name)
	if err != nil {
		return nil, err
	}
	at := -1
	var out []string
	for i, row := range rows {
		cells := strings.Split(row, "\t")
		if i == 0 {
			for j, c := range cells {
				if c == header {
					at = j
				}
			}
			continue
		}
		if at < 0 || at >= len(cells) {
			return nil, fmt.Errorf("%s: no column %s in row %d", name, header, i+1)
		}
		out = append(out, cells[at])
	}
	return out, nil
}
