package paper_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/centrality"
	"github.com/malguard/malguard/features/paper"
	"github.com/malguard/malguard/graph"
)

// pack is a package of files by path, two at a time.
func pack(pathsAndSources ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pathsAndSources); i += 2 {
		fsys[pathsAndSources[i]] = &fstest.MapFile{Data: []byte(pathsAndSources[i+1])}
	}
	return fsys
}

func process(t *testing.T, fsys fs.FS, rule paper.Rule) map[string]paper.List {
	t.Helper()
	measures := paper.Measures()
	pkg, err := paper.Process(context.Background(), fsys, paper.Options{Rule: rule}, measures...)
	require.NoError(t, err)
	require.Len(t, pkg.Values, len(measures))
	lists := map[string]paper.List{}
	for i, m := range measures {
		lists[m.Name] = pkg.Values[i]
	}
	return lists
}

// TestOneNode: a graph of one node has a degree of 1 and no Katz centrality.
func TestOneNode(t *testing.T) {
	for _, src := range []string{"setup()", "setup(); setup()"} {
		for _, rule := range paper.Rules() {
			lists := process(t, pack("setup.py", src), rule)
			require.Equal(t, map[string]paper.List{
				"degree": {{"setup", 2}}, "closeness": {{"setup", 1}}, "harmonic": {{"setup", 1}}, "katz": nil,
			}, map[string]paper.List{
				"degree": lists["degree"], "closeness": lists["closeness"], "harmonic": lists["harmonic"],
				"katz": empty(lists["katz"]),
			}, "%s %s", src, rule)
		}
	}
}

// empty returns nil for a list without entries.
func empty(l paper.List) paper.List {
	if len(l) == 0 {
		return nil
	}
	return l
}

// TestNoEdges: names without edges have 1, and 1 + 1/sqrt(n) by Katz.
func TestNoEdges(t *testing.T) {
	lists := process(t, pack("a.py", "c(); b(); a(); d()"), paper.Last)
	ones := paper.List{{"c", 1}, {"b", 1}, {"a", 1}, {"d", 1}}
	require.Equal(t, ones, lists["degree"], "in the order of calls")
	require.Equal(t, ones, lists["closeness"])
	require.Equal(t, ones, lists["harmonic"])
	require.Equal(t, paper.List{{"c", 1.5}, {"b", 1.5}, {"a", 1.5}, {"d", 1.5}}, lists["katz"])
}

// TestRules computes by hand what two files give: a → a, and x → x, y → x.
func TestRules(t *testing.T) {
	fsys := pack("p/1.py", "a(); a()", "p/2.py", "x(); y(); x()", "p/3.py", "# nothing")
	last := process(t, fsys, paper.Last)
	require.Equal(t, paper.List{{"x", 4}, {"y", 2}}, last["degree"])
	require.Equal(t, paper.List{{"x", 2}, {"y", 1}}, last["closeness"])
	union := process(t, fsys, paper.Union)
	require.Equal(t, paper.List{{"x", 2.5}, {"a", 2}, {"y", 1.5}}, union["degree"])
	require.Equal(t, paper.List{{"x", 1.5}, {"a", 1}, {"y", 1}}, union["closeness"])
	mean := process(t, fsys, paper.Mean)
	require.Equal(t, paper.List{{"x", 2}, {"a", 1}, {"y", 1}}, mean["degree"])
	require.Equal(t, paper.List{{"x", 1}, {"a", .5}, {"y", .5}}, mean["closeness"])
	// x = 0.01 (x + y) + 1 and y = 1, scaled to length 1, over two files
	x := 1.01 / .99
	require.InDelta(t, (1+x/math.Hypot(x, 1))/2, mean["katz"][0].Value, 1e-15)
	require.Len(t, mean["katz"], 2, "a has no Katz values, and its file counts all the same")
}

func byName(l paper.List) paper.List {
	return slices.SortedFunc(slices.Values(l), func(a, b paper.Entry) int { return strings.Compare(a.API, b.API) })
}

// TestJoined: a name that a later file repeats has edges from what is between,
// and what comes later is as NTFS lists it: Main.py, main_b.py, __init__.py,
// and then the folder.
func TestJoined(t *testing.T) {
	fsys := pack("p/__init__.py", "c(); a()", "p/Main.py", "a()", "p/main_b.py", "b()", "p/A/a.py", "d(); a()")
	require.Equal(t, paper.List{{"a", 1 + 5/3.}, {"b", 1 + 1./3}, {"c", 1 + 1./3}, {"d", 1 + 1./3}}, process(t, fsys, paper.Joined)["degree"])
	require.Equal(t, paper.List{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}, byName(process(t, fsys, paper.Union)["degree"]))
}

// TestKatzOfAnotherFile: where the last file has one name, the Katz values stay
// those of a file before it.
func TestKatzOfAnotherFile(t *testing.T) {
	fsys := pack("1.py", "a(); b()", "2.py", "c(); d()", "3.py", "e(); e()", "4.py", "")
	lists := process(t, fsys, paper.Last)
	require.Equal(t, []string{"e"}, lists["harmonic"].APIs())
	require.Equal(t, []string{"c", "d"}, lists["katz"].APIs())
}

func TestNoCalls(t *testing.T) {
	for _, rule := range paper.Rules() {
		for _, list := range process(t, pack("a.py", "", "b.txt", "open()"), rule) {
			require.Empty(t, list)
		}
	}
}

func TestFilesOption(t *testing.T) {
	opt := paper.Options{Files: func(path string) bool { return path == "setup.py" }}
	for _, opt.Rule = range paper.Rules() {
		pkg, err := paper.Process(context.Background(), pack("setup.py", "a()", "z.py", "b()"), opt, paper.Measures()[1])
		require.NoError(t, err)
		require.Equal(t, []paper.List{{{"a", 1}}}, pkg.Values)
		require.Equal(t, 1, pkg.Files)
	}
}

var errBroken = errors.New("broken")

// broken has files that cannot be read, or a directory that cannot be listed.
type broken struct {
	fstest.MapFS
	file, dir string
}

func (b broken) ReadFile(name string) ([]byte, error) {
	if name == b.file {
		return nil, errBroken
	}
	return b.MapFS.ReadFile(name)
}

func (b broken) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == b.dir {
		return nil, errBroken
	}
	return b.MapFS.ReadDir(name)
}

// TestUnreadable: the published code goes on without what it cannot read; so does
// Process, and says so.
func TestUnreadable(t *testing.T) {
	ctx := context.Background()
	files := pack("a.py", "a()", "d/b.py", "b()", "z.py", "z()")
	for _, rule := range paper.Rules() {
		pkg, err := paper.Process(ctx, broken{files, "z.py", "d"}, paper.Options{Rule: rule}, paper.Measures()[0])
		require.NoError(t, err)
		require.Equal(t, []paper.List{{{"a", 2}}}, pkg.Values)
		require.Len(t, pkg.Warnings, 2)
		require.ErrorIs(t, pkg.Warnings[0], errBroken)
		require.ErrorIs(t, pkg.Warnings[1], errBroken)

		_, err = paper.Process(ctx, broken{files, "", "."}, paper.Options{Rule: rule}, paper.Measures()...)
		require.ErrorIs(t, err, errBroken)
		require.ErrorContains(t, err, "paper: ")
	}
	row, skipped, err := paper.Substring(ctx, broken{files, "z.py", "d"}, paper.List{{"z", 1}, {"a", 2}}, nil)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 2}, row)
	require.Len(t, skipped, 2)
	require.ErrorIs(t, skipped[0], errBroken)
	_, _, err = paper.Substring(ctx, broken{files, "", "."}, nil, nil)
	require.ErrorIs(t, err, errBroken)
}

// TestMeasureFails: the error of a measure is that of Process.
func TestMeasureFails(t *testing.T) {
	fails := centrality.Measure{Name: "fails", Compute: func(context.Context, *graph.Graph) (centrality.Scores, error) {
		return nil, errBroken
	}}
	for _, rule := range paper.Rules() {
		pkg, err := paper.Process(context.Background(), pack("a.py", "a()"), paper.Options{Rule: rule}, fails)
		require.ErrorIs(t, err, errBroken)
		require.Nil(t, pkg)
	}
}

func TestUnknownRule(t *testing.T) {
	_, err := paper.Process(context.Background(), pack(), paper.Options{Rule: 7})
	require.ErrorContains(t, err, "unknown rule Rule(7)")
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, rule := range paper.Rules() {
		_, err := paper.Process(ctx, pack("a.py", "a()"), paper.Options{Rule: rule}, paper.Measures()...)
		require.ErrorIs(t, err, context.Canceled)
	}
	_, _, err := paper.Substring(ctx, pack("a.py", "a()"), nil, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// TestKatzBeyondItsLimit: of n names that are called twice each has an edge to
// all, so that n is an eigenvalue of the graph and alpha is too large from 100 on.
// numpy solves the equation all the same, to the same for all.
func TestKatzBeyondItsLimit(t *testing.T) {
	for _, n := range []int{99, 100, 101, 150} {
		var b strings.Builder
		for i := range 2 * n {
			fmt.Fprintf(&b, "f%d()\n", i%n)
		}
		pkg, err := paper.Process(context.Background(), pack("a.py", b.String()), paper.Options{}, paper.Measures()[3])
		require.NoError(t, err)
		require.Len(t, pkg.Values[0], n)
		for _, e := range pkg.Values[0] {
			require.InEpsilon(t, 1+1/math.Sqrt(float64(n)), e.Value, 1e-9)
		}
	}
}

// TestTotals: sums are over the calls of Add, equal ones in the order in which
// they came.
func TestTotals(t *testing.T) {
	var totals paper.Totals
	require.Empty(t, totals.Mean(1))
	totals.Add(paper.List{{"b", 2}, {"a", 1}})
	totals.Add(nil)
	totals.Add(paper.List{{"d", 1}, {"c", 1}, {"a", 1}})
	want := paper.List{{"b", .5}, {"a", .5}, {"d", .25}, {"c", .25}}
	require.Equal(t, want, totals.Mean(4), "a package without values counts")
	require.Equal(t, want, totals.Mean(4), "Mean changes nothing")
	require.Equal(t, 28/9664., totals.Mean(9664)[0].Value*14)
}

// TestSubstring: names are found in comments, strings and other names; files are
// counted, not occurrences; a file with a byte that is no UTF-8 counts for
// nothing.
func TestSubstring(t *testing.T) {
	fsys := pack(
		"a.py", "# exec and reexecute\nos.\nsystem('exec')",
		"b.py", "'exec'\r\nos.system()",
		"c.py", "exec() \xff",
		"d.txt", "exec()",
	)
	features := paper.List{{"exec", .5}, {"os.system", 3}, {"", 1}, {"\n", 1}, {"\r", 1}, {"Exec", 1}}
	row, skipped, err := paper.Substring(context.Background(), fsys, features, nil)
	require.NoError(t, err)
	require.Equal(t, []float64{1, 3, 2, 2, 0, 0}, row)
	require.Len(t, skipped, 1)
	require.ErrorContains(t, skipped[0], "paper: c.py: no UTF-8")
	row, _, err = paper.Substring(context.Background(), fsys, features.TopK(1), func(string) bool { return true })
	require.NoError(t, err)
	require.Equal(t, []float64{1.5}, row)
	row, _, err = paper.Substring(context.Background(), pack(), features.TopK(2), nil)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0}, row, "a package without files has a row of zeros")
}

func TestExact(t *testing.T) {
	values := paper.List{{"os.system", 2}, {"open", 1.5}}
	require.Equal(t, []float64{1.5, 0, 0}, paper.Exact([]string{"open", "system", "os"}, values))
	require.Equal(t, []float64{0}, paper.Exact([]string{"open"}, nil))
	require.Empty(t, paper.Exact(nil, values))
}
