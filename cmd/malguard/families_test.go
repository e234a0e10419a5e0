package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/yeka/zip"
)

func TestFamiliesOfEncrypted(t *testing.T) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	m, err := w.Encrypt("setup.py", "other, word", zip.AES256Encryption)
	require.NoError(t, err)
	_, err = m.Write([]byte("from setuptools import setup\nsetup()\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	path := filepath.Join(t.TempDir(), "a.zip")
	require.NoError(t, os.WriteFile(path, buf.Bytes(), 0o644))

	code, stdout, _ := invoke(t.Context(), "dataset", "report", path)
	require.Equal(t, exitIncomplete, code)
	require.Contains(t, stdout, "packages 1, not read 0, incomplete 1, without code 1\n")
	code, stdout, stderr := invoke(t.Context(), "dataset", "report", "--password", "wrong", "--password", "other, word", path)
	require.Equal(t, exitDone, code, stderr)
	require.Contains(t, stdout, "packages 1, not read 0, incomplete 0, without code 0\n")
}
