package callgraph

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/graph"
)

func TestDescribe(t *testing.T) {
	for content, want := range map[string]graph.Arg{
		"x":                                      {},
		"https://example.com/a":                  {URL: "web", Host: "example.com"},
		"http://user@192.0.2.7:8080/x":           {URL: "ip", Host: "192.0.2.7"},
		"192.0.2.7":                              {URL: "ip", Host: "192.0.2.7"},
		"300.0.2.7":                              {},
		"see https://discord.com/api/webhooks/1": {URL: "webhook", Host: "discord.com"},
		"ftp://example.com":                      {URL: "ftp", Host: "example.com"},
		`C:\Users\x\AppData`:                     {Target: "application-data"},
		"~/.ssh/id_rsa":                          {Target: "ssh"},
		"run.exe":                                {Target: "executable"},
	} {
		got := describe("str", content)
		want.Kind, want.Value, want.Len = "str", content, len(content)
		got.Entropy = 0 // see below
		require.Equal(t, want, got, content)
	}
	long := describe("str", strings.Repeat("é", 200))
	require.LessOrEqual(t, len(long.Value), graph.MaxArgValue)
	require.Equal(t, 400, long.Len)
	require.Equal(t, 1.0, long.Entropy)
	require.Equal(t, graph.Arg{Kind: "int", Value: "7", Len: 1}, describe("int", "7"))
}
