package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"malguard": main})
}

// TestScripts runs the scenarios in testdata/*.txtar. Each finds in the directory
// corpus the packages of the root's testdata/corpus.txtar, model.malguard, which
// is trained on them, whole.zip, cut.zip and an empty directory.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata",
		Setup: func(env *testscript.Env) error { return prepare(filepath.Join(env.WorkDir, "corpus")) },
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"exit": exit},
	})
}

// exit is the command "exit CODE COMMAND…", which expects an exit code.
func exit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE COMMAND…")
	}
	code := 0
	var failed interface{ ExitCode() int }
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

func prepare(dir string) error {
	if err := unpack(dir); err != nil {
		return err
	}
	var whole bytes.Buffer
	w := zip.NewWriter(&whole)
	if err := errors.Join(w.AddFS(os.DirFS(filepath.Join(dir, "planted-2.0"))), w.Close()); err != nil {
		return err
	}
	files := map[string][]byte{
		"model.malguard": model(), "whole.zip": whole.Bytes(), "cut.zip": whole.Bytes()[:whole.Len()/2],
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return os.Mkdir(filepath.Join(dir, "empty"), 0o755)
}

func unpack(dir string) error {
	archive, err := txtar.ParseFile("../../testdata/corpus.txtar")
	if err != nil {
		return err
	}
	for _, f := range archive.Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// model returns a model of the corpus, trained once.
var model = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "malguard")
	must(err)
	defer os.RemoveAll(dir)
	must(unpack(dir))
	d, err := datasets.Load(filepath.Join(dir, "manifest.tsv"), datasets.Limits{})
	must(err)
	m, _, err := malguard.Train(context.Background(), d, malguard.TrainOptions{})
	must(err)
	var out bytes.Buffer
	must(m.Save(&out))
	return out.Bytes()
})

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// invoke calls run and returns what it does.
func invoke(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// The README's examples, judged by the embedded model.
func TestScanExamples(t *testing.T) {
	code, stdout, stderr := invoke(t.Context(), "scan", "../../examples/packages/beacon-1.0", "../../examples/packages/greeter-1.0")
	require.Equal(t, exitFindings, code)
	require.Regexp(t, `^MALICIOUS .*beacon-1\.0\n`, stdout)
	require.Regexp(t, `\nBENIGN .*greeter-1\.0\n$`, stdout)
	require.Empty(t, stderr)
}

func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, unpack(dir))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := filepath.Join(dir, "out")
	tests := map[string][]string{
		"scan":     {"scan", "-o", out, filepath.Join(dir, "quiet-3.0")},
		"calls":    {"calls", filepath.Join(dir, "quiet-3.0")},
		"graph":    {"graph", "-o", out, filepath.Join(dir, "quiet-3.0")},
		"train":    {"train", "-o", out, "--data", filepath.Join(dir, "manifest.tsv")},
		"families": {"dataset", "families", "-o", out, "--data", filepath.Join(dir, "manifest.tsv")},
	}
	for name, args := range tests {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := invoke(ctx, args...)
			require.Equal(t, exitIncomplete, code)
			require.Empty(t, stdout)
			require.Equal(t, "malguard: interrupted\n", stderr)
			require.NoFileExists(t, out, "half a file is none")
		})
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// A full disk is no clean bill.
func TestOutputFails(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, unpack(dir))
	quiet := filepath.Join(dir, "quiet-3.0")
	for _, args := range [][]string{
		{"scan", quiet}, {"scan", "--format", "json", quiet}, {"calls", quiet}, {"graph", quiet}, {"version"},
		{"features", quiet, quiet, quiet}, {"features", "--format", "json", quiet}, {"vocabulary"}, {"centrality", quiet},
		{"rank", "--data", filepath.Join(dir, "manifest.tsv")},
		{"dataset", "families", quiet}, {"dataset", "report", quiet}, {"dataset", "report", "--format", "json", quiet},
	} {
		var errs bytes.Buffer
		code := run(t.Context(), args, failing{errors.New("disk full")}, &errs)
		require.Equal(t, exitIncomplete, code, args)
		require.Contains(t, errs.String(), "disk full")
		require.NotContains(t, errs.String(), "not read", "the package is not to blame")
	}
}

func TestOutputReplacesFiles(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, unpack(dir))
	quiet, out := filepath.Join(dir, "quiet-3.0"), filepath.Join(dir, "out")
	require.NoError(t, os.WriteFile(out, []byte("old"), 0o600))
	code, stdout, _ := invoke(t.Context(), "scan", quiet, "-o", out)
	require.Equal(t, exitDone, code)
	require.Empty(t, stdout)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(text), "BENIGN")
	left, err := filepath.Glob(filepath.Join(dir, ".malguard-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// What is no file is written to and never replaced: /dev/null must stay what it
// is.
func TestOutputToDevice(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, unpack(dir))
	quiet, link := filepath.Join(dir, "quiet-3.0"), filepath.Join(dir, "null")
	require.NoError(t, os.Symlink(os.DevNull, link))
	code, _, stderr := invoke(t.Context(), "scan", quiet, "-o", link)
	require.Equal(t, exitDone, code, stderr)
	info, err := os.Stat(link)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular())

	code, _, stderr = invoke(t.Context(), "scan", quiet, "-o", dir)
	require.Equal(t, exitUsage, code)
	require.Contains(t, stderr, "is a directory")
}

func TestCode(t *testing.T) {
	tests := []struct {
		name         string
		e            env
		plain, allow int
	}{
		{"clean", env{}, exitDone, exitDone},
		{"findings", env{findings: true}, exitFindings, exitFindings},
		{"gaps win", env{findings: true, gaps: true, nothing: true}, exitIncomplete, exitFindings},
		{"gaps", env{gaps: true}, exitIncomplete, exitDone},
		{"nothing", env{nothing: true}, exitNothing, exitNothing},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.plain, test.e.code(false))
			require.Equal(t, test.allow, test.e.code(true))
		})
	}
}
