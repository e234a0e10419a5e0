// Package shell says which programs a command line starts, without running it
// and without knowing which shell it is meant for: POSIX sh, cmd.exe or
// PowerShell.
package shell

import (
	"path"
	"strings"
)

// Limits of [Commands].
const (
	maxCommands = 64
	maxNesting  = 8
	maxText     = 64 << 10
)

// Commands returns the names of the programs and cmdlets that a command line
// starts, in their order: lower case, without directory and .exe. What a shell
// is given to run (sh -c, cmd /c, powershell -Command, $(…)) counts as well. Of
// text beyond 64 KiB, 64 commands or 8 shells in one another nothing is
// returned.
func Commands(text string) []string {
	var s splitter
	s.line(text[:min(len(text), maxText)], 0)
	return s.names
}

// Argv returns what a list of arguments starts, the first of which is the
// program.
func Argv(args []string) []string {
	var s splitter
	s.command(args[:min(len(args), 256)], 0)
	return s.names
}

type splitter struct{ names []string }

// line splits text at the separators outside quotes.
func (s *splitter) line(text string, depth int) {
	if depth > maxNesting {
		return
	}
	var words []string
	var word strings.Builder
	quoted, open := byte(0), false
	endWord := func() {
		if open {
			words = append(words, word.String())
		}
		word.Reset()
		open = false
	}
	end := func() {
		endWord()
		s.command(words, depth)
		words = nil
	}
	for i := 0; i < len(text) && len(s.names) < maxCommands; i++ {
		c := text[i]
		switch {
		case quoted != 0 && c == quoted:
			quoted = 0
		case quoted != 0:
			word.WriteByte(c)
		case c == '\'' || c == '"':
			quoted, open = c, true
		case (c == '\\' || c == '^') && i+1 < len(text) && !isWord(text[i+1]):
			i++
			word.WriteByte(text[i])
			open = true
		case c == ' ' || c == '\t' || c == '\r':
			endWord()
		case c == '&' && strings.HasSuffix(word.String(), ">"):
			word.WriteByte(c) // 2>&1
		case strings.IndexByte(";|&\n(){}`", c) >= 0 || c == '$' && i+1 < len(text) && text[i+1] == '(':
			end()
		case c == '#' && !open:
			end()
			if next := strings.IndexByte(text[i:], '\n'); next >= 0 {
				i += next
			} else {
				i = len(text)
			}
		default:
			word.WriteByte(c)
			open = true
		}
	}
	end()
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-' || c == '%'
}

// prefixes are programs that start the one behind them.
var prefixes = map[string]bool{
	"sudo": true, "env": true, "nohup": true, "exec": true, "time": true, "start": true, "call": true, "command": true,
	"then": true, "do": true, "else": true, "if": true, "while": true, "!": true,
}

// shells are programs that run the text behind one of their options.
var shells = map[string]string{
	"sh": "-c", "bash": "-c", "dash": "-c", "zsh": "-c", "ksh": "-c", "cmd": "/c", "powershell": "-c", "pwsh": "-c",
}

// command records the program of one simple command.
func (s *splitter) command(words []string, depth int) {
	started := false
	for len(words) > 0 && len(s.names) < maxCommands {
		name := base(words[0])
		if name == "" || strings.ContainsAny(name[:1], "<>-") || isAssignment(words[0]) || started && isSwitch(words[0]) {
			words = words[1:]
			continue
		}
		s.names = append(s.names, name)
		rest := words[1:]
		if option, ok := shells[name]; ok {
			s.shell(option, rest, depth)
			return
		}
		if !prefixes[name] {
			return
		}
		words, started = rest, name == "start"
	}
}

// shell records what a shell is given to run.
func (s *splitter) shell(option string, words []string, depth int) {
	for i, w := range words {
		w = strings.ToLower(w)
		if w == option || option == "-c" && strings.HasPrefix(w, "-") && len(w) > 2 && (strings.HasPrefix("-command", w) || len(w) == 3 && w[2] == 'c') ||
			option == "/c" && w == "/k" {
			s.line(strings.Join(words[i+1:], " "), depth+1)
			return
		}
	}
}

// base returns the name of a program.
func base(word string) string {
	name := strings.ToLower(path.Base(strings.ReplaceAll(word, `\`, "/")))
	if name == "." || name == "/" {
		return ""
	}
	return strings.TrimSuffix(name[:min(len(name), 64)], ".exe")
}

// isSwitch reports whether word is an option of cmd.exe's start: /b, /wait.
func isSwitch(word string) bool {
	return len(word) > 1 && word[0] == '/' && strings.IndexByte(word[1:], '/') < 0
}

func isAssignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$:") == ""
}
