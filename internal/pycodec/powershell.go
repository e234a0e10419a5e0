package pycodec

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// encodedCommand is the switch in every abbreviation that PowerShell takes, e to
// encodedcommand and ec, behind one or two of its dashes or a slash, with its
// argument.
// Source: CommandLineParameterParser in PowerShell's source, and
// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe
var encodedCommand = regexp.MustCompile(`(?i)(?:^|\s)(?:/|[-–—―]{1,2})` +
	`e(?:c|n(?:c(?:o(?:d(?:e(?:d(?:c(?:o(?:m(?:m(?:a(?:nd?)?)?)?)?)?)?)?)?)?)?)?)?` +
	`[\s:]+([A-Za-z0-9+/=]{4,})`)

// unquoting takes away what cmd.exe, the C library and PowerShell take away
// before the switch is read.
var unquoting = strings.NewReplacer("^", "", "`", "", `"`, "", "'", "")

// PowerShell returns the script behind -EncodedCommand on a command line that
// starts PowerShell: base64 of UTF-16 with the low byte first.
func PowerShell(commandLine string) (script string, ok bool) {
	line := unquoting.Replace(commandLine)
	lower := strings.ToLower(line)
	if !strings.Contains(lower, "powershell") && !strings.Contains(lower, "pwsh") {
		return "", false
	}
	for _, m := range encodedCommand.FindAllStringSubmatch(line, -1) {
		data, err := Base64([]byte(m[1]), "", false, len(m[1]))
		if err != nil {
			continue
		}
		if script, err = decodeUTF16(data, "utf_16_le", "strict"); err == nil && isScript(script) {
			return script, true
		}
	}
	return "", false
}

// isScript tells a script from what an argument of another switch decodes to.
func isScript(s string) bool {
	ascii := 0
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf && (r >= ' ' && r != 0x7f || r == '\t' || r == '\n' || r == '\r'):
			ascii++
		case r < utf8.RuneSelf || !unicode.IsGraphic(r):
			return false
		}
	}
	return 2*ascii >= utf8.RuneCountInString(s) && ascii > 0
}
