package guarddog

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// passwd is the name of the rule for YARA.
const passwd = "suspicious_passwd_access_linux"

// accounts finds commands and functions of Node that read the list of accounts.
var accounts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:cat|less|more|head|tail)\s+.{0,100}/etc/passwd|(?:readFile|readFileSync)\(\s*['"]/etc/passwd`)
})

// quiet are the endings of names that the rule does not look at; they need no dot.
var quiet = []string{
	"ini", "md", "rst", "txt", "lock", "json", "yaml", "yml", "toml", "xml", "html", "csv", "sql", "pdf", "doc", "docx", "ppt",
	"pptx", "xls", "xlsx", "odt", "changelog", "readme", "makefile", "dockerfile", "pkg-info", "d.ts",
}

// passwords returns where a file of any kind reads the list of accounts, or -1.
func passwords(name string, data []byte) int {
	lower := strings.ToLower(name)
	if slices.ContainsFunc(quiet, func(end string) bool { return strings.HasSuffix(lower, end) }) {
		return -1
	}
	for _, at := range (&wordList{words: []string{"/etc/passwd"}, fold: true}).in(string(data)) {
		from := max(0, int(at.from)-before)
		if m := accounts().FindIndex(data[from:at.to]); m != nil {
			return from + m[0]
		}
	}
	return -1
}

// before bounds how much in front of the path is looked at.
const before = 500
