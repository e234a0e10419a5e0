package sequence_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
	"github.com/malguard/malguard/graph/sequence"
)

// oracle returns a command that runs testdata/oracle.py with the interpreter
// that MALGUARD_PYTHON names, else with python3. What is a SyntaxError differs
// from one version to the next, so that it must be the one of the package
// comment.
func oracle(tb testing.TB, args ...string) *exec.Cmd {
	python := os.Getenv("MALGUARD_PYTHON")
	if python == "" {
		python = "python3"
	}
	path, err := exec.LookPath(python)
	if err != nil {
		tb.Skip("no Python interpreter to compare with:", err)
	}
	version, err := exec.Command(path, "--version").Output()
	if err != nil || !strings.HasPrefix(string(version), "Python 3.11.") {
		tb.Skipf("%s is %q, not the Python 3.11 to compare with", path, version)
	}
	cmd := exec.Command(path, append([]string{"testdata/oracle.py"}, args...)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// answer is what testdata/oracle.py documents.
type answer struct {
	Path   string
	Source []byte
	How    string
	Error  string
	Calls  []string
	Edges  *[][2]graph.NodeID
}

// answers hands each line that the oracle writes to check.
func answers(tb testing.TB, cmd *exec.Cmd, check func(answer)) {
	out, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	lines := json.NewDecoder(bufio.NewReader(out))
	for lines.More() {
		var a answer
		require.NoError(tb, lines.Decode(&a))
		check(a)
	}
	require.NoError(tb, cmd.Wait())
}

// ask hands the oracle's answers on sources to check.
func ask(tb testing.TB, list [][]byte, check func(answer)) {
	var in bytes.Buffer
	for _, src := range list {
		require.NoError(tb, json.NewEncoder(&in).Encode(map[string][]byte{"source": src}))
	}
	cmd := oracle(tb)
	cmd.Stdin = &in
	i := 0
	answers(tb, cmd, func(a answer) {
		a.Source = list[i]
		i++
		check(a)
	})
	require.Equal(tb, len(list), i)
}

// same says whether a file is read as the oracle reads it, to the same calls
// and edges.
func same(a answer) bool {
	s := sequence.Read(a.Source)
	if how(s) != a.How || !slices.Equal(s.Calls, a.Calls) {
		return false
	}
	g := sequence.Graph(s.Calls)
	if a.Edges != nil {
		return slices.Equal(*a.Edges, edges(g))
	}
	want := byDefinition(s.Calls) // the oracle takes too long over this many calls
	for e := range g.Edges() {
		if !want[g.Node(e.From).Name+">"+g.Node(e.To).Name] {
			return false
		}
	}
	return len(want) == g.NumEdges()
}

// how names the way in which a file was read as the oracle does.
func how(s sequence.Sequence) string {
	switch {
	case s.Err == nil:
		return "tree"
	case errors.Is(s.Err, sequence.ErrSyntax):
		return "words"
	case errors.Is(s.Err, sequence.ErrTooDeep):
		return "nothing"
	}
	return s.Err.Error()
}

// TestTablesAgainstCPython asks CPython about the sources of the tables of this
// package and about damaged forms of testdata.
func TestTablesAgainstCPython(t *testing.T) {
	list := seeds(t)
	for _, src := range sources(t) {
		list = append(list, damage(src)...)
	}
	count := map[string]int{}
	ask(t, list, func(a answer) {
		count[a.How]++
		if !known(a) {
			require.True(t, same(a), "%s %s\n%s", a.How, a.Error, a.Source)
		}
	})
	t.Logf("%d sources: %v", len(list), count)
	require.Greater(t, count["tree"], 100)
	require.Greater(t, count["words"], 100)
}

// known says whether a difference is one that the package comment tells of.
func known(a answer) bool { return strings.Contains(a.Error, "unknown Unicode character name") }

// damage returns src without each of its lines in turn, and without each of some
// of its bytes.
func damage(src []byte) (list [][]byte) {
	lines := bytes.SplitAfter(src, []byte("\n"))
	for i := range lines {
		list = append(list, bytes.Join(slices.Concat(lines[:i], lines[i+1:]), nil))
	}
	for i := 0; i < len(src); i += 1 + len(src)/60 {
		list = append(list, slices.Concat(src[:i], src[i+1:]))
	}
	return list
}

// TestStandardLibrary compares the files of the interpreter's own library with
// the oracle: a part of it, or all of it where MALGUARD_ORACLE is "full".
func TestStandardLibrary(t *testing.T) {
	python := oracle(t).Path
	out, err := exec.Command(python, "-c", "import os; print(os.path.dirname(os.__file__))").Output()
	require.NoError(t, err)
	root := strings.TrimSpace(string(out))
	if os.Getenv("MALGUARD_ORACLE") != "full" {
		root = filepath.Join(root, "asyncio")
	}
	compare(t, oracle(t, "--folder", root))
}

// TestCorpus compares the files of random archives of a checkout of
// github.com/lxyeternal/pypi_malregistry with the oracle.
func TestCorpus(t *testing.T) {
	root := os.Getenv("MALGUARD_MALREGISTRY")
	if root == "" {
		t.Skip("MALGUARD_MALREGISTRY names no checkout of pypi_malregistry")
	}
	_, err := os.ReadDir(root)
	require.NotErrorIs(t, err, fs.ErrNotExist)
	compare(t, oracle(t, "--archives", root, "200", "1"))
}

// compare reports how many files are the same here as for the oracle.
func compare(t *testing.T, cmd *exec.Cmd) {
	files, equal := 0, 0
	count := map[string]int{}
	answers(t, cmd, func(a answer) {
		files++
		count[a.How]++
		switch {
		case same(a):
			equal++
		case known(a):
			t.Logf("%s: differs as documented: %s", a.Path, a.Error)
		default:
			s := sequence.Read(a.Source)
			t.Errorf("%s: %s %q there, %s %v here", a.Path, a.How, a.Error, how(s), s.Err)
		}
	})
	require.NotZero(t, files)
	t.Logf("%d of %d files are the same; read there as %v", equal, files, count)
}
