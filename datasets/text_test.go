package datasets_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

func TestTextOf(t *testing.T) {
	base := strings.Repeat("aGVsbG8gd29ybGQ+", 10)
	for _, c := range []struct {
		name, source string
		want         datasets.Text
	}{
		{"nothing", "", datasets.Text{}},
		{"plain", "x = 'ab'\n", datasets.Text{LongestLine: 8, LongestString: 2, Entropy: 1, Padding: 1}},
		{"a docstring is no literal", "'''" + base + "'''\n", datasets.Text{LongestLine: 166}},
		{"padding", "x = 1;" + strings.Repeat(" ", 90) + "y = 2\n", datasets.Text{LongestLine: 101, Padding: 90}},
		{"indents are none", strings.Repeat(" ", 90) + "y=2\n", datasets.Text{LongestLine: 93}},
		{"base64", "x='" + base + "'", datasets.Text{LongestLine: 164, LongestString: 160, Entropy: 3.577819531114783, Blobs: 1, BlobBytes: 160}},
		{"hexadecimal", "x='" + strings.Repeat("0f", 50) + "'", datasets.Text{LongestLine: 104, LongestString: 100, Entropy: 1, Blobs: 1, BlobBytes: 100}},
		{"a ruler", "x='" + strings.Repeat("-=", 50) + "'", datasets.Text{LongestLine: 104, LongestString: 100, Entropy: 1}},
		{"words", "x='" + strings.Repeat("a word ", 20) + "'", datasets.Text{LongestLine: 144, LongestString: 140, Entropy: 2.5216406363433186, Padding: 1}},
	} {
		p := &datasets.Package{FS: fstest.MapFS{"m.py": {Data: []byte(c.source)}, "notes.txt": {Data: []byte(base + base)}}}
		got, err := datasets.TextOf(t.Context(), p)
		require.NoError(t, err)
		require.InDelta(t, c.want.Entropy, got.Entropy, 1e-12, c.name)
		got.Entropy = c.want.Entropy
		require.Equal(t, c.want, got, c.name)
	}
}

// TestTextOfIsOfTheLongest: the entropy is that of the longest literal of all
// files, whatever their order.
func TestTextOfIsOfTheLongest(t *testing.T) {
	p := &datasets.Package{FS: fstest.MapFS{
		"a.py": {Data: []byte("x = 'abababab'")}, "b.py": {Data: []byte("x = 'aaaaaaaaaaaa'")}, "c.py": {Data: []byte("x = 'abc'")},
	}}
	got, err := datasets.TextOf(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, datasets.Text{LongestLine: 18, LongestString: 12, Padding: 1}, got)
}
