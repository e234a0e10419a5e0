package cerebro

import (
	"regexp"
	"strings"
	"sync"

	"github.com/malguard/malguard/features"
)

// The phrases.
const (
	importOS        = "import system module"
	useOS           = "use system module"
	useFiles        = "use file system"
	sensitiveText   = "use sensitive information"
	importNetwork   = "import network module"
	useNetwork      = "use network module"
	useURL          = "use URL"
	importEncoding  = "import encoding module"
	useEncoding     = "use encoding module"
	base64Text      = "use base64 string"
	longText        = "use long string"
	importProcess   = "import process module"
	useProcess      = "use process module"
	scriptText      = "use shell script"
	evaluateCode    = "evaluate code at run time"
	installHook     = "run at installation"
	minBase64Length = 40   // characters
	minLongLength   = 1000 // bytes
)

// Phrases returns the phrases of the 16 kinds of behaviour: reading of information,
// transmission, encoding, execution, and the hook.
func Phrases() []string {
	return []string{
		importOS, useOS, useFiles, sensitiveText, importNetwork, useNetwork, useURL, importEncoding, useEncoding, base64Text, longText,
		importProcess, useProcess, scriptText, evaluateCode, installHook,
	}
}

// ofModule has the kinds of imports, by the first part of a module's name.
func ofModule(module string) string {
	top, _, _ := strings.Cut(module, ".")
	switch top {
	case "os", "platform", "sys", "getpass", "pwd", "winreg", "_winreg", "psutil", "pathlib", "shutil", "glob", "win32api":
		return importOS
	case "socket", "requests", "urllib", "urllib2", "urllib3", "http", "httplib", "httpx", "aiohttp", "ftplib", "smtplib", "ssl", "websocket", "websockets",
		"paramiko", "dns", "discord", "telebot":
		return importNetwork
	case "base64", "binascii", "codecs", "zlib", "gzip", "bz2", "lzma", "marshal", "pickle", "Crypto", "Cryptodome", "cryptography", "hashlib":
		return importEncoding
	case "subprocess", "multiprocessing", "threading", "ctypes", "pty", "signal", "commands", "pip":
		return importProcess
	}
	return ""
}

// ofCall has the kinds of calls, by the category of the API.
func ofCall(name string) string {
	if name == "<builtin>.open" {
		return useFiles
	}
	c, ok := features.Categories().Of(name)
	if !ok {
		return ""
	}
	switch c.Name {
	case "env", "sysinfo", "cred", "capture":
		return useOS
	case "file-read", "file-write", "file-delete", "fs-enum", "archive", "temp":
		return useFiles
	case "net-http", "net-socket", "net-chat", "net-server":
		return useNetwork
	case "decode", "encode", "charops", "deserial", "crypto", "hash":
		return useEncoding
	case "process", "ctypes-mem", "thread", "persist":
		return useProcess
	case "code-exec", "dynimport":
		return evaluateCode
	}
	return ""
}

type pattern struct {
	phrase string
	re     *regexp.Regexp
}

var patterns = sync.OnceValue(func() []pattern {
	return []pattern{
		{sensitiveText, regexp.MustCompile(`(?i)/etc/(passwd|shadow|hosts)|\.ssh\b|id_rsa|\.aws|\.docker/config|\.netrc|\.pypirc|\.bash_history|login data|local state|` +
			`local storage|leveldb|cookies|appdata|wallet|metamask|keychain|password|passwd|api_?key|secret|credential|access_token|CurrentVersion\\+Run`)},
		{useURL, regexp.MustCompile(`(?i)\b(?:https?|ftp|wss?)://|\b\d{1,3}(?:\.\d{1,3}){3}\b`)},
		{base64Text, regexp.MustCompile(`^[A-Za-z0-9+/_-]+={0,2}$`)},
		{scriptText, regexp.MustCompile(`(?i)^#!|\b(?:curl|wget|bash|sh|chmod|nc|powershell|cmd|mshta|certutil|schtasks|reg|python3?|pip3?)(?:\.exe)? +[-/\w"'~.$]+|\| *(?:ba)?sh\b`)},
	}
})

// maxMatched bounds what of a string is looked at.
const maxMatched = 1 << 16

// ofText returns the phrases of a string, in the order of [patterns].
func ofText(s string) (phrases []string) {
	head := s[:min(len(s), maxMatched)]
	for _, p := range patterns() {
		if p.phrase == base64Text && len(s) < minBase64Length {
			continue
		}
		if p.re.MatchString(head) {
			phrases = append(phrases, p.phrase)
		}
	}
	if len(s) >= minLongLength {
		phrases = append(phrases, longText)
	}
	return phrases
}
