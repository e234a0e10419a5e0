package datasets_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/yeka/zip"

	"github.com/malguard/malguard/datasets"
)

// locked is a zip of demo, encrypted by another implementation.
func locked(t *testing.T, method zip.EncryptionMethod, password string) string {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range demo {
		m, err := w.Encrypt(f.name, password, method)
		require.NoError(t, err)
		_, err = m.Write([]byte(f.body))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return save(t, "demo.zip", buf.Bytes())
}

// Collections of malware are shared in zips that "infected" opens; others by a password that
// is told.
func TestOpenEncrypted(t *testing.T) {
	for name, method := range map[string]zip.EncryptionMethod{"ZipCrypto": zip.StandardEncryption, "AES": zip.AES256Encryption} {
		t.Run(name, func(t *testing.T) {
			p, err := datasets.Open(t.Context(), locked(t, method, "infected"), datasets.Limits{})
			require.NoError(t, err)
			require.Empty(t, p.Incomplete)
			require.Equal(t, "demo", p.Name)

			path := locked(t, method, "other")
			p, err = datasets.Open(t.Context(), path, datasets.Limits{})
			require.NoError(t, err)
			require.Contains(t, p.Incomplete, datasets.Reason{
				Status: "encrypted", File: demo[1].name, Detail: "no password opens it",
			})
			p, err = datasets.OpenAll(t.Context(), path, datasets.Limits{}, "wrong", "other")
			require.NoError(t, err)
			require.Empty(t, p.Incomplete)

			d := datasets.Paths([]string{path}, datasets.Limits{}, "other")
			p, err = d.Samples[0].Open(t.Context())
			require.NoError(t, err)
			require.Empty(t, p.Incomplete)
			put(t, path+".tsv", "path\tlabel\n"+path+"\tmalicious\n")
			d, err = datasets.Load(path+".tsv", datasets.Limits{}, "other")
			require.NoError(t, err)
			p, err = d.Samples[0].OpenAll(t.Context())
			require.NoError(t, err)
			require.Empty(t, p.Incomplete)
		})
	}
}

func TestOpenBuilt(t *testing.T) {
	p, err := datasets.Open(t.Context(), save(t, "demo-1.0.tar.gz", tarGz(t, demo...)), datasets.Limits{})
	require.NoError(t, err)
	require.True(t, p.Built.IsZero(), "the epoch is a placeholder")
	p, err = datasets.Open(t.Context(), "testdata/hello-1.0", datasets.Limits{})
	require.NoError(t, err)
	require.Equal(t, time.Time{}, p.Built, "a directory has no time of its making")
}
