package refine_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
	"github.com/malguard/malguard/features/refine"
)

func TestReadNames(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                nil,
		" \n\n":                           nil,
		"exec\nos.system":                 {"exec", "os.system"},
		"api\tscore\nexec\t1.5\napi\t2\n": {"exec", "api"},
		"api\n":                           {"api"},
		"exec\texecution\tRuns.\n":        {"exec"},
		"# ours\r\n exec \r\n\n#no":       {"exec"},
		"<builtin>.exec\na b\n":           {"<builtin>.exec", "a b"},
		`["exec", "a\nb"]`:                {"exec", "a\nb"},
		"[]":                              nil,
		"{\n \"setup\": 0.9,\n \"exec\": {\"a\": [1]}\n}\n": {"setup", "exec"},
	} {
		got, err := refine.ReadNames(strings.NewReader(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		`["exec", 1]`:                            "float64 where string is due",
		`["exec"`:                                "EOF",
		`{"a":1,"a":2}`:                          `member "a" stands twice`,
		`["a"]["b"]`:                             "more than one JSON value",
		"[exec]":                                 "invalid character",
		`{"a":` + strings.Repeat("[", 1<<20):     "exceeded max depth",
		strings.Repeat("abcdefg\n", 2<<20) + "a": "more than 16777216 bytes",
	} {
		_, err := refine.ReadNames(strings.NewReader(text))
		require.ErrorContains(t, err, "refine: list of APIs: ")
		require.ErrorContains(t, err, want)
	}
	_, err := refine.ReadNames(broken{})
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func FuzzReadNames(f *testing.F) {
	for _, seed := range []string{"exec\n#x\n", `["exec"]`, `{"exec":1}`, "[", "{\"a\":{}}x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := refine.ReadNames(strings.NewReader(text))
		if err != nil {
			require.Nil(t, list)
			return
		}
		require.LessOrEqual(t, len(strings.Join(list, "")), 3*len(text), "a byte that is no text becomes three")
	})
}

// TestPromptVersion: recorded answers name the question by its version, so the
// words of a version never change.
func TestPromptVersion(t *testing.T) {
	require.Equal(t, map[string]string{
		"malguard-1": "556f33ad8d25191efb2c6d26be2b72235e3049d759ad6499c8e5c037f6f6e476",
	}, map[string]string{refine.PromptVersion: hashOf(refine.System + refine.Schema)})
	for _, p := range features.Purposes() {
		require.Contains(t, refine.System, "\n- "+string(p)+": ")
		require.Contains(t, refine.Schema, `"`+string(p)+`"`)
	}
	require.Equal(t, len(features.Purposes())+2, strings.Count(refine.System, "\n- "), "purposes, keep and drop")
}
