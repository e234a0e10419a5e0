package pysrc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"hash/crc32"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// oracle returns a command that runs testdata/oracle.py with the interpreter
// that MALGUARD_PYTHON names, else with python3.
func oracle(tb testing.TB, args ...string) *exec.Cmd {
	python := os.Getenv("MALGUARD_PYTHON")
	if python == "" {
		python = "python3"
	}
	path, err := exec.LookPath(python)
	if err != nil {
		tb.Skip("no Python interpreter to compare with:", err)
	}
	cmd := exec.Command(path, append([]string{"testdata/oracle.py"}, args...)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// request and answer are what testdata/oracle.py documents.
type request struct {
	Path   string `json:"path,omitempty"`
	Source string `json:"source,omitempty"`
}

type answer struct {
	OK    bool
	Error string
	Calls [][2]any
	Tree  []uint32
}

// ask hands CPython's answers to check, in the order of the requests.
func ask(t *testing.T, requests []request, check func(request, answer)) {
	cmd := oracle(t)
	var in bytes.Buffer
	for _, r := range requests {
		require.NoError(t, json.NewEncoder(&in).Encode(r))
	}
	cmd.Stdin = &in
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(out)
	for _, r := range requests {
		line, err := lines.ReadBytes('\n')
		require.NoError(t, err, r.Path)
		var a answer
		require.NoError(t, json.Unmarshal(line, &a))
		check(r, a)
	}
	require.NoError(t, cmd.Wait())
}

// pythonFiles returns the .py files of the interpreter's own libraries, and
// whether each is in the sample of one in ten.
func pythonFiles(tb testing.TB) (paths, sample []string) {
	out, err := oracle(tb, "--libraries").Output()
	require.NoError(tb, err)
	seen := map[string]bool{}
	for _, root := range strings.Fields(string(out)) {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".py") || seen[path] {
				return nil // what cannot be read is not compared
			}
			seen[path] = true
			paths = append(paths, path)
			h := fnv.New32a()
			h.Write([]byte(strings.TrimPrefix(path, root)))
			if h.Sum32()%10 == 0 {
				sample = append(sample, path)
			}
			return nil
		})
		require.NoError(tb, err)
	}
	return paths, sample
}

// TestAgainstCPython compares every call and every node, with its position,
// with those of CPython's own ast module, over the standard library and the
// packages of the interpreter: over a fixed tenth of the files, or over all of
// them where MALGUARD_ORACLE is "full". Files that CPython refuses are not
// compared.
func TestAgainstCPython(t *testing.T) {
	all, paths := pythonFiles(t)
	if os.Getenv("MALGUARD_ORACLE") == "full" {
		paths = all
	}
	var requests []request
	for _, path := range paths {
		requests = append(requests, request{Path: path})
	}
	accepted, exact, whole := 0, 0, 0
	ask(t, requests, func(r request, a answer) {
		if !a.OK {
			return
		}
		accepted++
		src, err := os.ReadFile(r.Path)
		require.NoError(t, err)
		f := Parse(src)
		assert.Empty(t, f.Errors, r.Path)
		if sameCalls(f, a) {
			exact++
		} else {
			t.Errorf("%s: the calls differ", r.Path)
		}
		if trees := dump(f); slices.Equal(checksums(trees), a.Tree) {
			whole++
		} else if knownDifference(src) {
			t.Logf("%s: differs as documented", r.Path)
		} else {
			want, err := oracle(t, "--tree", r.Path).Output()
			require.NoError(t, err)
			t.Errorf("%s: %s", r.Path, firstDifference(string(want), strings.Join(trees, "\n")+"\n"))
		}
	})
	t.Logf("%d files: CPython accepts %d; calls are exact in %d, whole trees with positions in %d", len(paths), accepted, exact, whole)
}

var characterName = regexp.MustCompile(`\\N\{[\w -]+\}`)

// knownDifference says whether a source holds what is documented to be read
// otherwise than CPython does: a character by an alias of its name, or by the
// name of a Hangul syllable.
func knownDifference(src []byte) bool {
	var u unescaper
	for _, name := range characterName.FindAllString(string(src), -1) {
		if u.unescape(name, false) == name {
			return true
		}
	}
	return false
}

func checksums(trees []string) []uint32 {
	sums := make([]uint32, len(trees))
	for i, tree := range trees {
		sums[i] = crc32.ChecksumIEEE([]byte(tree))
	}
	return sums
}

func sameCalls(f *File, a answer) bool {
	count := map[CallSite]int{}
	for _, c := range Calls(f) {
		count[CallSite{Callee: c.Callee, Line: c.Line}]++
	}
	for _, c := range a.Calls {
		site := CallSite{Callee: c[0].(string), Line: int(c[1].(float64))}
		if count[site]--; count[site] == 0 {
			delete(count, site)
		}
	}
	return len(count) == 0
}

// TestTablesAgainstCPython asks CPython about the sources of the tables of this
// package and of testdata.
func TestTablesAgainstCPython(t *testing.T) {
	var requests []request
	for _, src := range seeds(t) {
		if strings.ToValidUTF8(string(src), "") == string(src) {
			requests = append(requests, request{Source: string(src)})
		}
	}
	for _, c := range slices.Concat(trees, constructs) {
		requests = append(requests, request{Source: c.src})
	}
	accepted := 0
	ask(t, requests, func(r request, a answer) {
		if !a.OK {
			return
		}
		accepted++
		f := Parse([]byte(r.Source))
		require.Empty(t, f.Errors, r.Source)
		require.True(t, sameCalls(f, a), r.Source)
		require.Equal(t, a.Tree, checksums(dump(f)), r.Source)
	})
	require.Greater(t, accepted, len(requests)/4, "most of the tables are Python 3")
	t.Logf("%d sources, CPython accepts %d", len(requests), accepted)
}

// firstDifference shows the first lines that differ.
func firstDifference(want, got string) string {
	wanted, found := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wanted), len(found)) {
		a, b := wanted[i], found[i]
		if a == b {
			continue
		}
		at := 0
		for at < min(len(a), len(b)) && a[at] == b[at] {
			at++
		}
		at = max(at-60, 0)
		return "want …" + a[at:min(at+200, len(a))] + "\n got …" + b[min(at, len(b)):min(at+200, len(b))]
	}
	return "the one ends before the other"
}
