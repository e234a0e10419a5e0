package datasets_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

var rows = []datasets.Row{
	{Path: "mal/a-1.tar.gz", Label: datasets.Malicious, Group: "mal-a", Time: "2023-04-05", Role: "train", Tag: "stealer"},
	{Path: "ben/b", Label: datasets.Benign, Group: "ben-b"},
	{Path: "x.whl", Label: datasets.Unknown, Role: "reserved"},
}

const manifest = "path\tlabel\tgroup\ttime\trole\ttag\n" +
	"mal/a-1.tar.gz\tmalicious\tmal-a\t2023-04-05\ttrain\tstealer\n" +
	"ben/b\tbenign\tben-b\t\t\t\n" +
	"x.whl\tunknown\t\t\treserved\t\n"

func TestManifestRoundTrip(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, datasets.WriteManifest(&out, rows))
	require.Equal(t, manifest, out.String())
	back, err := datasets.ReadManifest(&out)
	require.NoError(t, err)
	require.Equal(t, rows, back)
}

func TestReadManifest(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []datasets.Row
	}{
		{"header only", "path\tlabel\n", nil},
		{"CRLF", strings.ReplaceAll(manifest, "\n", "\r\n"), rows},
		{"no final newline", strings.TrimSuffix(manifest, "\n"), rows},
		{"blank lines", "\npath\tlabel\n\na\tbenign\n\n", []datasets.Row{{Path: "a", Label: datasets.Benign}}},
		{"other order and columns", "size\tlabel\tpath\n3\tmalicious\ta\n", []datasets.Row{{Path: "a", Label: datasets.Malicious}}},
		{"trailing columns cut", "path\tlabel\tgroup\na\tbenign\n", []datasets.Row{{Path: "a", Label: datasets.Benign}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := datasets.ReadManifest(strings.NewReader(test.text))
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestReadManifestErrors(t *testing.T) {
	const header = "path\tlabel\ttime\trole\n"
	tests := []struct{ name, text, want string }{
		{"nothing", "\n\n", "no header"},
		{"no path column", "name\tlabel\n", "line 1: no column named path"},
		{"no label column", "path\tgroup\n", "line 1: no column named label"},
		{"repeated column", "path\tlabel\tpath\n", `line 1: column "path" stands twice`},
		{"empty path", header + "\tbenign\n", "line 2: empty path"},
		{"no label", header + "a\n", `line 2: label "" is none of`},
		{"bad label", header + "a\tbenign\n\nb\tevil\n", `line 4: label "evil" is none of malicious, benign, unknown`},
		{"bad time", header + "a\tbenign\t2023-02-30\n", "line 2: time is not YYYY-MM-DD"},
		{"bad role", header + "a\tbenign\t\tTrain\n", `line 2: role "Train" is none of train, test, reserved`},
		{"tab in a field", header + "a\tb\tbenign\t\ttrain\n", "line 2: 5 fields under 4 columns"},
		{"path twice", header + "a\tbenign\nb\tbenign\na\tmalicious\n", `line 4: path "a" stands in line 2 already`},
		{"endless line", header + strings.Repeat("x", 2<<20), "line 2: bufio.Scanner: token too long"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := datasets.ReadManifest(strings.NewReader(test.text))
			require.Nil(t, got)
			require.ErrorContains(t, err, "datasets: manifest: ")
			require.ErrorContains(t, err, test.want)
		})
	}
	broken := errors.New("broken")
	_, err := datasets.ReadManifest(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

// What is written can be read; what cannot is refused, and nothing is written.
func TestWriteManifestErrors(t *testing.T) {
	tests := []struct {
		name string
		row  datasets.Row
		want string
	}{
		{"tab", datasets.Row{Path: "a\tb"}, `line 3: path "a\tb" holds a tab or newline`},
		{"newline", datasets.Row{Path: "a", Tag: "x\ny"}, "line 3: tag"},
		{"carriage return", datasets.Row{Path: "a", Group: "x\r"}, "line 3: group"},
		{"empty path", datasets.Row{}, "line 3: empty path"},
		{"path twice", datasets.Row{Path: "first"}, `path "first" stands in line 2 already`},
		{"time", datasets.Row{Path: "a", Time: "yesterday"}, "line 3: time"},
		{"label", datasets.Row{Path: "a", Label: 9}, `label "label(9)" is none of`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := datasets.WriteManifest(&out, []datasets.Row{{Path: "first"}, test.row})
			require.ErrorContains(t, err, test.want)
			require.Empty(t, out.String())
		})
	}
	broken := errors.New("broken")
	require.ErrorIs(t, datasets.WriteManifest(failing{broken}, rows), broken)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestLabels(t *testing.T) {
	for _, l := range []datasets.Label{datasets.Unknown, datasets.Benign, datasets.Malicious} {
		back, err := datasets.ParseLabel(l.String())
		require.NoError(t, err)
		require.Equal(t, l, back)
	}
	require.Equal(t, "label(-1)", datasets.Label(-1).String())
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	far := save(t, "far-3.zip", zipped(t, demo...))
	text := "path\tlabel\tgroup\ttime\trole\ttag\n" +
		"in/near-1.tar.gz\tmalicious\tfamily\t2024-01-02\ttrain\tt\n" +
		far + "\tbenign\t\t\t\t\n" +
		"in/none.zip\tunknown\t\t\t\t\n"
	put(t, filepath.Join(dir, "in/near-1.tar.gz"), string(tarGz(t, file{"m.py", ""})))
	put(t, filepath.Join(dir, "list.tsv"), text)

	d, err := datasets.Load(filepath.Join(dir, "list.tsv"), datasets.Limits{})
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(text))
	require.Equal(t, "list.tsv", d.Name)
	require.Equal(t, hex.EncodeToString(sum[:]), d.Hash)
	require.Len(t, d.Samples, 3)

	near := d.Samples[0]
	require.Equal(t, []any{"in/near-1.tar.gz", "family", datasets.Malicious, "train", "t"},
		[]any{near.ID, near.Group, near.Label, near.Role, near.Tag})
	require.Equal(t, time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC), near.Time)
	for range 2 { // any number of times
		p, err := near.Open(t.Context())
		require.NoError(t, err)
		require.Equal(t, "near", p.Name)
	}
	require.Equal(t, far, d.Samples[1].Group, "a sample without a group is one of its own")
	require.True(t, d.Samples[1].Time.IsZero())
	p, err := d.Samples[1].Open(t.Context())
	require.NoError(t, err)
	require.Equal(t, "demo", p.Name)
	_, err = d.Samples[2].Open(t.Context())
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestLoadUnderLimits(t *testing.T) {
	path := save(t, "a-1.tar.gz", tarGz(t, demo...))
	list := filepath.Join(filepath.Dir(path), "m.tsv")
	put(t, list, "path\tlabel\na-1.tar.gz\tbenign\n")
	d, err := datasets.Load(list, datasets.Limits{Entries: 1})
	require.NoError(t, err)
	p, err := d.Samples[0].Open(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, p.Incomplete)
}

func TestLoadErrors(t *testing.T) {
	_, err := datasets.Load(filepath.Join(t.TempDir(), "none.tsv"), datasets.Limits{})
	require.ErrorIs(t, err, os.ErrNotExist)
	path := save(t, "bad.tsv", []byte("path\tlabel\na\tevil\n"))
	_, err = datasets.Load(path, datasets.Limits{})
	require.ErrorContains(t, err, "line 2")
	require.ErrorContains(t, err, path)
}
