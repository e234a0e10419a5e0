package facts

import (
	"cmp"
	"errors"
	"math"
	"math/bits"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/malguard/malguard/graph"
)

// Strip returns the graph without what must not be stored:
//
//   - what the package defines is called by its number ("#12");
//   - a name from outside is its [graph.PlainName], a hash where it is no short dotted
//     name; the same goes for keywords, and for directories and files with names of
//     more than 64 bytes or of other than letters, digits and a few marks;
//   - of constants kind, position, keyword, and kind of place or file stay; entropy is
//     rounded to half a bit and length to three binary digits; values and hosts go;
//   - of programs that a shell would start the usual ones keep their names
//     others are "other";
//   - columns become the rank of a call in its line; what a parser complained of is
//     counted, of a file up to one more than its calls, not quoted.
//
// Stripped graphs have the nodes, edges, phases and layers of the original, and are
// left as they are.
func Strip(g *graph.Graph) *graph.Graph {
	var b graph.Builder
	for i, n := range g.Nodes() {
		b.Node(graph.Node{
			Name: nodeName(i, n), Kind: n.Kind, File: filePath(n.File), Line: n.Line, Layer: n.Layer, Trick: word(n.Trick),
		})
	}
	for _, f := range g.Files() {
		b.File(graph.File{
			Path: filePath(f.Path), Calls: f.Calls, Errors: repeat(errUnparsed, min(len(f.Errors), f.Calls+1)), Texts: stripTexts(f.Texts),
		})
	}
	for _, err := range repeat(errPartial, min(len(g.Warnings()), maxWarnings)) {
		b.Warn(err)
	}
	for _, r := range g.Roots() {
		b.Root(graph.Root{Node: r.Node, Kind: r.Kind, Phase: r.Phase})
	}
	calls := ranked(g)
	for _, id := range usedFacts(calls) {
		b.Facts(stripFacts(g.Facts(id)))
	}
	for _, c := range calls {
		c.site.Facts = b.Facts(stripFacts(g.Facts(c.site.Facts)))
		b.Edge(c.from, c.to, c.site)
	}
	return b.Graph()
}

var (
	errUnparsed = errors.New("a place that no Python accepts")
	errPartial  = errors.New("the package is not known in full")
)

// maxWarnings bounds how many warnings of a graph are counted.
const maxWarnings = 1000

func repeat(err error, n int) []error {
	if n == 0 {
		return nil
	}
	return slices.Repeat([]error{err}, n)
}

// call is an edge at one of its sites.
type call struct {
	from, to graph.NodeID
	site     graph.Site
}

// ranked returns the calls by their places, with columns that are ranks.
func ranked(g *graph.Graph) []call {
	calls := callsOf(g)
	rank := int32(0)
	for i, col := 0, int32(0); i < len(calls); i++ {
		s := &calls[i].site
		switch {
		case i == 0 || s.File != calls[i-1].site.File || s.Line != calls[i-1].site.Line:
			rank = 0
		case s.Col != col:
			rank++
		}
		s.Col, col = rank, s.Col
	}
	return calls
}

// callsOf returns the calls by place, caller and callee.
func callsOf(g *graph.Graph) []call {
	calls := make([]call, 0, g.NumSites())
	for e := range g.Edges() {
		for _, s := range e.Sites {
			calls = append(calls, call{e.From, e.To, s})
		}
	}
	slices.SortFunc(calls, func(a, b call) int {
		return cmp.Or(
			cmp.Compare(a.site.File, b.site.File), cmp.Compare(a.site.Line, b.site.Line), cmp.Compare(a.site.Col, b.site.Col),
			cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to),
			cmp.Compare(a.site.Layer, b.site.Layer), cmp.Compare(a.site.Phase, b.site.Phase), cmp.Compare(a.site.Facts, b.site.Facts),
		)
	})
	return calls
}

// usedFacts returns the ids of facts in ascending order.
func usedFacts(calls []call) []graph.FactsID {
	used := map[graph.FactsID]bool{}
	var list []graph.FactsID
	for _, c := range calls {
		if id := c.site.Facts; id != 0 && !used[id] {
			used[id] = true
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

func stripFacts(f graph.Facts) graph.Facts {
	s := graph.Facts{Trick: word(f.Trick), ByName: f.ByName, Unreachable: f.Unreachable}
	for _, c := range f.Commands {
		s.Commands = append(s.Commands, known(c, isProgram))
	}
	for _, a := range f.Args {
		s.Args = append(s.Args, graph.Arg{
			Name: word(a.Name), Index: a.Index, Kind: word(a.Kind), Len: roundLength(a.Len), Entropy: math.Round(a.Entropy*2) / 2,
			URL: known(a.URL, isScheme), Target: word(a.Target),
		})
	}
	return s
}

func stripTexts(texts []graph.TextKind) []graph.TextKind {
	var list []graph.TextKind
	for _, k := range texts {
		list = append(list, graph.TextKind{Kind: word(k.Kind), Hidden: k.Hidden, Count: k.Count})
	}
	return list
}

// known returns the word where fits says that it tells nothing but a kind.
func known(word string, fits func(string) bool) string {
	if word == "" || fits(word) {
		return strings.Clone(word)
	}
	return "other"
}

// isScheme says whether s may be a kind of place or the scheme of a URL.
func isScheme(s string) bool { return plain(s, "-", 16) }

func isProgram(s string) bool {
	return strings.Contains(programs, " "+s+" ") && !strings.Contains(s, " ")
}

// programs are those whose names are kept.
const programs = " at attrib base64 bash bitsadmin bunzip2 bzip2 cat certutil chattr chmod chown cmake cmd conda cp crontab cscript curl dd dig " +
	"docker echo env export expand ffmpeg find gcc git go grep gunzip gzip host hostname ifconfig invoke-expression invoke-restmethod invoke-webrequest " +
	"ip ipconfig iwr java kill launchctl ln ls make mkdir msiexec mshta mv nc ncat net netsh node nohup npm nslookup open openssl perl pgrep ping pip pip3 " +
	"pkexec pkg-config pkill powershell ps pwd pwsh py python python2 python3 pythonw reg regsvr32 rm rmdir ruby rundll32 schtasks scp sed set sh " +
	"shutdown sleep socat ssh start start-process sudo systemctl systeminfo tar taskkill tasklist tee test touch type uname unzip wget where which whoami wmic " +
	"wscript xattr xcopy xdg-open zip zsh other "

// roundLength keeps the first three binary digits.
func roundLength(n int) int {
	if n < 8 {
		return max(n, 0)
	}
	shift := bits.Len(uint(n)) - 3
	return n >> shift << shift
}

// nodeName returns the name of node number i.
func nodeName(i int, n graph.Node) string {
	if n.Kind.Internal() {
		return "#" + strconv.Itoa(i)
	}
	return strings.Clone(graph.PlainName(n.Name))
}

// word returns a short word, or a hash of what is none.
func word(s string) string {
	if plain(s, "_.-/+", 96) {
		return strings.Clone(s)
	}
	return graph.PlainName(s)
}

func filePath(s string) string {
	if s == "" {
		return ""
	}
	parts := strings.Split(s, "/")
	for i, p := range parts {
		if !plain(p, "_.-+!~ ()@", 64) {
			parts[i] = graph.PlainName(p)
			if ext := path.Ext(p); parts[i] != p && (ext == ".py" || ext == ".pyw") {
				parts[i] += ext
			}
		}
	}
	return strings.Join(parts, "/")
}

// plain says whether s is short and of ASCII letters, digits and the marks.
func plain(s, marks string, most int) bool {
	if len(s) > most {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') && strings.IndexByte(marks, c) < 0 {
			return false
		}
	}
	return true
}
