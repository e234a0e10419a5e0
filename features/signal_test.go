package features_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/features"
)

func TestSignals(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range features.Measures() {
		require.NotEmpty(t, m.Doc)
		for _, v := range features.Views() {
			s := features.Signal{Measure: m.Name, View: v}
			require.False(t, seen[s.String()], "%s twice", s)
			seen[s.String()] = true
			got, err := features.ParseSignal(s.String())
			require.NoError(t, err)
			require.Equal(t, s, got)
		}
	}
	require.Equal(t, "katz@hidden", features.Signal{Measure: "katz", View: features.ViewHidden}.String())
}

func TestParseSignalErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                 `unknown measure ""`,
		"size":             `unknown measure "size"`,
		"degree@":          `malformed signal "degree@"`,
		"degree@night":     `unknown view "night"`,
		"degree@run@run":   `unknown view "run@run"`,
		"Degree":           `unknown measure "Degree"`,
		"presence@INSTALL": `unknown view "INSTALL"`,
	} {
		_, err := features.ParseSignal(text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestScopes(t *testing.T) {
	for _, s := range []features.Scope{features.ScopeFile, features.ScopeEntry, features.ScopePackage} {
		text, err := s.MarshalText()
		require.NoError(t, err)
		var got features.Scope
		require.NoError(t, got.UnmarshalText(text))
		require.Equal(t, s, got)
	}
	var got features.Scope
	require.ErrorContains(t, got.UnmarshalText([]byte("Files")), `unknown scope "Files"`)
	require.Equal(t, "scope(9)", features.Scope(9).String())
}
