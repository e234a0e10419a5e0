package malguard_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/malguard/malguard"
	"github.com/malguard/malguard/datasets"
)

// corpus writes the packages of testdata/corpus.txtar, 13 families that act like
// malware, 13 that do not and two that do a little, to a new directory.
func corpus(t testing.TB) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/corpus.txtar")
	require.NoError(t, err)
	dir := t.TempDir()
	for _, f := range archive.Files {
		put(t, filepath.Join(dir, f.Name), f.Data)
	}
	return dir
}

func put(t testing.TB, path string, data []byte) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, data, 0o644))
}

func load(t testing.TB, manifest string) *datasets.Dataset {
	t.Helper()
	d, err := datasets.Load(manifest, datasets.Limits{})
	require.NoError(t, err)
	return d
}

// train trains on the corpus and expects to read all of it.
func train(t testing.TB, opt malguard.TrainOptions) *malguard.Model {
	t.Helper()
	m, skipped, err := malguard.Train(t.Context(), load(t, filepath.Join(corpus(t), "manifest.tsv")), opt)
	require.NoError(t, err)
	require.Empty(t, skipped)
	return m
}

var shared struct {
	sync.Once
	model *malguard.Model
}

// trained returns the model of the corpus with the default options.
func trained(t testing.TB) *malguard.Model {
	t.Helper()
	shared.Do(func() { shared.model = train(t, malguard.TrainOptions{}) })
	require.NotNil(t, shared.model)
	return shared.model
}

func saved(t testing.TB, m *malguard.Model) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, m.Save(&out))
	return out.Bytes()
}

// files is a package by the names of its files; archives hold them in lexical
// order.
type files map[string]string

func (f files) fs() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, body := range f {
		fsys[name] = &fstest.MapFile{Data: []byte(body), Mode: 0o644}
	}
	return fsys
}

func (f files) tarGz(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	w := tar.NewWriter(z)
	require.NoError(t, errors.Join(w.AddFS(f.fs()), w.Close(), z.Close()))
	return buf.Bytes()
}

func (f files) zip(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	require.NoError(t, errors.Join(w.AddFS(f.fs()), w.Close()))
	return buf.Bytes()
}
