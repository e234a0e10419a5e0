package graph_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

var plain = regexp.MustCompile(`^([A-Za-z0-9_<>?\[\]*.]{0,121})?(~[0-9a-f]{12})?$`)

func TestPlainName(t *testing.T) {
	long := strings.Repeat("x", 49)
	for name, want := range map[string]string{
		"": "", "os.system": "os.system", "<builtin>.eval": "<builtin>.eval", "<**PyStr**>.join": "<**PyStr**>.join", "?.decode": "?.decode",
		"a.b_1.C[]": "a.b_1.C[]", "a.": "a.", "..": "..", "~0123456789ab": "~0123456789ab", "os.~0123456789ab": "os.~0123456789ab",
		"os.system('x')": "os.~", "http://x": "~", "naïve.call": "~", "a b": "~", long: "~", "a." + long: "a.~", "a." + long + ".b": "a.~",
		strings.Repeat("abc.", 50): strings.Repeat("abc.", 30) + "~", "x\x00y": "~", "os.~0123456789ab.f": "os.~", "~0123456789aX": "~", "a.b\n": "a.~",
	} {
		got := graph.PlainName(name)
		require.Regexp(t, plain, got, name)
		require.True(t, strings.HasPrefix(got, want), "%s: %s", name, got)
		if !strings.HasSuffix(want, "~") {
			require.Equal(t, want, got)
		}
		require.Equal(t, got, graph.PlainName(got), "once is enough")
	}
	require.NotEqual(t, graph.PlainName("os.a b"), graph.PlainName("os.a c"))
}

func FuzzPlainName(f *testing.F) {
	f.Add("os.system")
	f.Add("a.~0123456789ab")
	f.Fuzz(func(t *testing.T, name string) {
		got := graph.PlainName(name)
		require.Regexp(t, plain, got)
		require.Equal(t, got, graph.PlainName(got))
	})
}
