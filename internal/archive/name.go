package archive

import (
	"bytes"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"
)

// Bounds of a cleaned name. Longer ones keep their end, which has the extension;
// without them one entry could cost a walk over 500,000 directories.
const (
	maxNameBytes    = 1024
	maxNameSegments = 64
)

// maxRawBytes is how much of a stored name is kept: more than file systems take.
const maxRawBytes = 4096

// copyPrefix starts the directories of FS in which displaced files are served.
const copyPrefix = "!copy"

// cleanName turns a stored name into one that is valid for fs.ValidPath and is
// no ".", and lists what is odd about it. See Entry.Name for the rules.
func cleanName(stored string, backslash bool) (string, []Kind) {
	if isPlain(stored) {
		return stored, nil
	}
	var odd []Kind
	name, visible := strippedName(stored)
	if !visible {
		odd = append(odd, SuspiciousName)
	}
	if backslash {
		name = strings.ReplaceAll(name, `\`, "/")
	}
	if strings.HasPrefix(name, "/") || hasDrive(name) {
		odd = append(odd, AbsoluteName)
	}
	if strings.Contains("/"+name+"/", "/../") {
		odd = append(odd, Traversal)
	}
	name = path.Clean("/" + name)[1:]
	if name == "" {
		name = "_"
	}
	if strings.HasPrefix(name, copyPrefix) {
		name = "_" + name
	}
	if short := shorten(name); short != name {
		name = short
		if len(odd) == 0 || odd[0] != SuspiciousName {
			odd = append(odd, SuspiciousName)
		}
	}
	return name, odd
}

// isPlain reports whether a name needs no cleaning, as nearly all do.
func isPlain(name string) bool {
	if len(name) > maxNameBytes || name == "." || strings.HasPrefix(name, copyPrefix) {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c < ' ' || c >= 0x7f || c == '\\' || c == ':' {
			return false
		}
	}
	return fs.ValidPath(name) && strings.Count(name, "/") < maxNameSegments
}

// strippedName ends a name at its first NUL, as CPython does, and replaces control
// characters and invalid UTF-8. It reports whether the name showed itself as it is.
func strippedName(stored string) (string, bool) {
	name, _, cut := strings.Cut(stored, "\x00")
	clean := !cut
	name = strings.Map(func(c rune) rune {
		switch {
		case c == utf8.RuneError || c < ' ' || 0x7f <= c && c < 0xa0:
			clean = false
			return '_'
		case 0x202a <= c && c <= 0x202e || 0x2066 <= c && c <= 0x2069:
			clean = false // direction marks make exe.py of yp.exe; Python imports the name as it is
		}
		return c
	}, name)
	return name, clean
}

func hasDrive(name string) bool {
	return len(name) > 1 && name[1] == ':' && 'a' <= name[0]|0x20 && name[0]|0x20 <= 'z'
}

// shorten keeps the last segments of a valid name within the bounds.
func shorten(name string) string {
	if len(name) > maxNameBytes {
		name = strings.Clone(name[len(name)-maxNameBytes:]) // the rest is not to stay in memory
		for !utf8.RuneStart(name[0]) {
			name = name[1:]
		}
		name = strings.TrimPrefix(name, "/")
	}
	for n := strings.Count(name, "/") + 1; n > maxNameSegments; n-- {
		_, name, _ = strings.Cut(name, "/")
	}
	return name
}

// isAppleDouble reports whether a file is macOS metadata by name and by content:
// by name alone, Python code could pass for it.
func isAppleDouble(name string, data []byte) bool {
	if !bytes.HasPrefix(data, []byte("\x00\x05\x16\x07")) {
		return false
	}
	return strings.HasPrefix(path.Base(name), "._") || strings.Contains("/"+name, "/__MACOSX/")
}

// linkTarget is the cleaned name of the member that a link points to. A hard link
// names it from the root of its archive, a symbolic link from its own directory.
func linkTarget(kind Kind, name, target string) string {
	root := name[:strings.LastIndex(name, "!/")+1]
	if root != "" {
		root += "/"
	}
	if kind == Symlink && !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir(name[len(root):]), target)
	}
	clean, _ := cleanName(target, false)
	return root + clean
}
