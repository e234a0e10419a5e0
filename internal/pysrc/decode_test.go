package pysrc

import (
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// codecLines returns the lines of testdata/codecs.txt of one sort (see
// testdata/codecs.py): name and numbers.
func codecLines(t *testing.T, sort string) map[string][]string {
	data, err := os.ReadFile("testdata/codecs.txt")
	require.NoError(t, err)
	rows := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); fields[0] == sort {
			rows[fields[1]] = fields[2:]
		}
	}
	require.NotEmpty(t, rows)
	return rows
}

// differing are the bytes that Python reads otherwise than the tables here,
// none of which is ASCII: characters that are undefined in Python, and the few
// places in which the mappings of vendors and standards differ.
var differing = map[string]int{"tis_620": 9, "iso8859_11": 9, "cp950": 6, "big5": 7, "koi8_u": 2}

// TestSingleByteCodecs compares each byte with Python's codecs.
func TestSingleByteCodecs(t *testing.T) {
	for name, want := range codecLines(t, "1") {
		require.Len(t, want, 256)
		others := 0
		for c, codePoint := range want {
			text, problem := decodeNamed([]byte{byte(c)}, codecName(name))
			r, size := utf8.DecodeRuneInString(text)
			require.Equal(t, len(text), size, "%s %#x", name, c)
			number := strconv.FormatInt(int64(r), 16)
			if number == codePoint {
				require.Empty(t, problem)
				continue
			}
			if codePoint == "fffd" {
				continue // undefined in Python: a superset may know it
			}
			require.GreaterOrEqual(t, c, utf8.RuneSelf, name)
			others++
		}
		assert.Equal(t, differing[name], others, name)
	}
}

// TestMultiByteCodecs compares a sample of pairs of bytes with Python's codecs.
func TestMultiByteCodecs(t *testing.T) {
	for name, pairs := range codecLines(t, "2") {
		others := 0
		for _, p := range pairs {
			raw, codePoint, _ := strings.Cut(p, "=")
			src, err := hex.DecodeString(raw)
			require.NoError(t, err)
			text, _ := decodeNamed(src, codecName(name))
			r, _ := utf8.DecodeRuneInString(text)
			if strconv.FormatInt(int64(r), 16) != codePoint {
				others++
			}
		}
		assert.Equal(t, differing[name], others, "%s of %d", name, len(pairs))
	}
}

func TestCodecAliases(t *testing.T) {
	for name, aliases := range codecLines(t, "a") {
		want, problem := decodeNamed([]byte("\xb0\xa1"), codecName(name))
		require.NotContains(t, problem, "unknown", name)
		for _, alias := range aliases {
			for _, spelling := range []string{alias, strings.ReplaceAll(alias, "_", "-"), strings.ToUpper(alias)} {
				got, problem := decodeNamed([]byte("\xb0\xa1"), codecName(spelling))
				require.NotContains(t, problem, "unknown", spelling)
				require.Equal(t, want, got, spelling)
			}
		}
	}
}
