package recorded_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/internal/recorded"
)

const sum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func TestRead(t *testing.T) {
	text := "\ufeffSHA256, Name-Version ,verdict,engine\n" +
		strings.ToUpper(sum) + ",,malicious,x\n" +
		",My.Demo_Package-1.0,benign,y\n"
	table, err := recorded.Read(strings.NewReader(text), "verdict", "score")
	require.NoError(t, err)
	require.Equal(t, 2, table.Len())
	require.Equal(t, []string{"score"}, table.Missing("verdict", "score"))
	row, ok := table.Of(&datasets.Package{SHA256: sum, Name: "my-demo-package", Version: "1.0"})
	require.True(t, ok)
	require.Equal(t, recorded.Row{"verdict": "malicious"}, row, "the hash goes before what the package calls itself")
	row, ok = table.Of(&datasets.Package{SHA256: "other", Name: "my-demo-package", Version: "1.0"})
	require.True(t, ok)
	require.Equal(t, "benign", row["verdict"])
	_, ok = table.Of(&datasets.Package{SHA256: "other", Name: "my-demo-package", Version: "1.1"})
	require.False(t, ok)
	_, ok = table.Of(&datasets.Package{SHA256: "other"})
	require.False(t, ok)
}

func TestReadRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"nothing":       {"", "header"},
		"no key":        {"name,verdict\n", "sha256 or name-version"},
		"short hash":    {"sha256,verdict\nabc,malicious\n", "line 2"},
		"no key in row": {"sha256,name-version,verdict\n,,malicious\n", "line 2"},
		"ragged":        {"sha256,verdict\n" + sum + "\n", "line 2"},
		"quote":         {"sha256,verdict\n\"" + sum + "\n", "line 2"},
		"two opinions":  {"sha256,verdict\n" + sum + ",malicious\n" + sum + ",benign\n", "line 3"},
	} {
		_, err := recorded.Read(strings.NewReader(test.text), "verdict")
		require.ErrorContains(t, err, test.want, name)
	}
	_, err := recorded.Read(strings.NewReader("sha256,verdict\n"+sum+",malicious\n"+sum+",malicious\n"), "verdict")
	require.NoError(t, err, "the same opinion twice")
}

func FuzzRead(f *testing.F) {
	f.Add("sha256,verdict\n" + sum + ",malicious\n")
	f.Add("name-version,score\na-1,0.5\n\"b\n-2\",1\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := recorded.Read(strings.NewReader(text), "verdict", "score")
		if err != nil {
			return
		}
		n := 0
		require.NoError(t, table.Each(func(string, recorded.Row) error { n++; return nil }))
		require.Equal(t, table.Len(), n)
	})
}
