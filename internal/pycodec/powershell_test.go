package pycodec

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// encodedScript is a script as PowerShell wants it.
func encodedScript(script string) string {
	return string(EncodeBase64(encodeUTF16(script, "utf_16_le")))
}

func TestPowerShell(t *testing.T) {
	const script = "Write-Output 1"
	arg := encodedScript(script)
	const name = "encodedcommand"
	for i := 1; i <= len(name); i++ {
		for _, dash := range []string{"-", "/", "–", "—", "―", "--"} {
			for _, word := range []string{name[:i], strings.ToUpper(name[:i])} {
				got, ok := PowerShell("powershell " + dash + word + " " + arg)
				require.True(t, ok, dash+word)
				require.Equal(t, script, got)
			}
		}
	}
	for _, line := range []string{
		"powershell -ec " + arg,
		"pwsh -NoP -W Hidden -e " + arg,
		"PowerShell.exe -exec bypass -enc " + arg,
		`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe -nop -enc "` + arg + `"`,
		"powershell -enc '" + arg + "'",
		`cmd /c powershell "-enc" "` + arg + `"`,
		`powershell -e"n"c ` + arg,
		"p^owers^hell -e^n^c ^" + arg,
		"powershell -`e`nc " + arg,
		"powershell -enc\t\t" + arg,
		"powershell  -e " + arg + " -nop",
		"powershell -c \"x\" -e AAAA -enc " + arg,
		"powershell -enc " + arg + ")",
	} {
		got, ok := PowerShell(line)
		require.True(t, ok, line)
		require.Equal(t, script, got, line)
	}
	for _, line := range []string{
		"",
		"-enc " + arg,
		"powershell -encx " + arg,
		"powershell -encodedcommands " + arg,
		"powershell -exec " + arg,
		"powershell -ex " + arg,
		"powershell x-enc " + arg,
		"powershell -enc",
		"powershell -enc ?",
		"powershell -enc QQ==",
		"powershell -e QUJDREVGRw==", // text of one byte a character
		"powershell -enc " + strings.TrimRight(encodedScript("abcd"), "="),
		"bash -e " + arg,
	} {
		_, ok := PowerShell(line)
		require.False(t, ok, line)
	}
	got, ok := PowerShell("powershell -e " + encodedScript("echo 'grüße'"))
	require.True(t, ok)
	require.Equal(t, "echo 'grüße'", got)
}
