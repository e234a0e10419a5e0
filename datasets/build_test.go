package datasets_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// file is a file to put into an archive or a directory.
type file struct{ name, body string }

// demo is a small source distribution.
var demo = []file{
	{"demo-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\nName: not this\n"},
	{"demo-1.0/setup.py", "from setuptools import setup\nsetup(name='demo')\n"},
	{"demo-1.0/demo/__init__.py", "import os\nprint(os.getcwd())\n"},
	{"demo-1.0/README.txt", "see https://example.com\n"},
}

// tarGz returns a gzipped tar of the files, in their order.
func tarGz(t testing.TB, files ...file) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	w := tar.NewWriter(z)
	for _, f := range files {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.body))}))
		_, err := io.WriteString(w, f.body)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	return buf.Bytes()
}

// zipped returns a zip, so a wheel or egg, of the files in their order.
func zipped(t testing.TB, files ...file) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range files {
		m, err := w.Create(f.name)
		require.NoError(t, err)
		_, err = io.WriteString(m, f.body)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return buf.Bytes()
}

// save writes data under a name below a new directory and returns its path.
func save(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	put(t, path, string(data))
	return path
}

// tree writes files below dir.
func tree(t testing.TB, dir string, files ...file) string {
	t.Helper()
	for _, f := range files {
		put(t, filepath.Join(dir, f.name), f.body)
	}
	return dir
}

func put(t testing.TB, path, body string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(body), 0o644))
}
