package datasets

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/malguard/malguard/internal/archive"
)

// Limits bounds what opening one package may cost, in bytes and entries. Zero
// fields stand for the defaults: 512 MiB in total and of archive, 32 MiB a
// file, 100,000 entries, 200 times the archive's size above 64 MiB, archives
// two deep.
type Limits = archive.Limits

// Package is one version of a package, read into memory. It is read-only.
type Package struct {
	// Name and Version are what the package's metadata says, else what its file
	// name says, else empty. Whoever made the package chose both.
	Name, Version string
	// SHA256 is the hexadecimal SHA-256 of the archive file; of a directory or a
	// Python file, a hash over names and contents.
	SHA256 string
	// Built is when the package was made, in UTC: the latest time that its archive gives
	// for a file, placeholders such as those of 1980 aside. Whoever made the package chose it.
	// It is zero where no time is left, and for a directory, whose times are of its unpacking.
	Built time.Time
	// FS holds the Python and path files and the packaging metadata; of [OpenAll],
	// every file. Files that the archive holds twice, or hides from some readers, are
	// all in it, the spare copies under names that begin with "!copy".
	FS fs.FS
	// Incomplete says what could not be read, and is empty when everything was.
	// A package with a reason here cannot be called benign.
	Incomplete []Reason
	// Warnings are oddities that hide nothing: links, odd names, a file name
	// that lies about the format.
	Warnings []error
}

// Reason says why a package is incompletely read.
type Reason struct {
	// Status is one of the statuses of package internal/archive ("truncated",
	// "encrypted", "limit-total", "directory-mismatch", …), "no-python" where a
	// package holds no Python source, "unread-code" where it holds code in other
	// files that Python runs, "unparsed" where a file yields nothing, "limit-steps"
	// where code is too entangled for all its names to be resolved, or
	// "limit-hidden" where taking hidden code apart came to an end.
	Status string `json:"status"`
	File   string `json:"file,omitempty"`   // the file concerned, or empty
	Detail string `json:"detail,omitempty"` // for people
}

// String returns "status: file: detail" without the empty parts.
func (r Reason) String() string {
	s := r.Status
	for _, part := range []string{r.File, r.Detail} {
		if part != "" {
			s += ": " + part
		}
	}
	return s
}

// Open reads the archive or directory at name, or the Python file as a package of
// that file alone. It fails where nothing can be read: the file is missing, empty or
// none of these. What is wrong beyond that is in [Package.Incomplete]. Encrypted files
// are opened by "infected", the password that malware is shared under, else by the
// first of passwords that fits.
func Open(ctx context.Context, name string, limits Limits, passwords ...string) (*Package, error) {
	return open(ctx, name, limits, passwords, kept)
}

// OpenAll is [Open] for detectors that look at other files than Python's: FS
// holds all of them.
func OpenAll(ctx context.Context, name string, limits Limits, passwords ...string) (*Package, error) {
	return open(ctx, name, limits, passwords, func(string) bool { return true })
}

func open(ctx context.Context, name string, limits Limits, passwords []string, wanted func(string) bool) (*Package, error) {
	compiled := map[string]bool{}
	native := 0
	keep := func(name string) bool {
		if isCompiled(name) {
			compiled[name] = true
		}
		if isNative(name) {
			native++
		}
		return wanted(name)
	}
	a, err := archive.Open(ctx, name, archive.Options{
		Limits: limits, Keep: keep, Lone: IsPython, Passwords: append([]string{"infected"}, passwords...),
	})
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	p := &Package{SHA256: a.SHA256, Built: a.Newest, FS: a.FS, Warnings: a.Warnings}
	for _, r := range a.Incomplete {
		p.Incomplete = append(p.Incomplete, Reason{Status: string(r.Status), File: r.Entry, Detail: r.Detail})
	}
	python := false
	for _, e := range a.Entries {
		python = python || IsPython(e.Name)
	}
	if !python {
		p.Incomplete = append(p.Incomplete, Reason{Status: "no-python", Detail: "the package holds no Python source"})
	}
	p.Incomplete = append(p.Incomplete, unread(a, compiled)...)
	if native > 0 {
		p.Warnings = append(p.Warnings, fmt.Errorf("datasets: %d files of native code, which is not read", native))
	}
	p.Name, p.Version = identity(a, name)
	return p, nil
}

// isCompiled says whether a file of this name is bytecode, which Python imports
// where there is no source, and in __pycache__ even where there is.
func isCompiled(name string) bool {
	ext := extension(name)
	return ext == ".pyc" || ext == ".pyo"
}

// isNative says whether a file of this name is a library or program in machine
// code. So many honest wheels hold one that it is a warning, not a reason.
func isNative(name string) bool {
	switch extension(name) {
	case ".so", ".pyd", ".dll", ".dylib", ".exe":
		return true
	}
	return strings.Contains(path.Base(name), ".so.")
}

// maxUnread bounds how many files of unread code are named.
const maxUnread = 100

// unread returns a reason for each file of code that Python runs and nothing here
// reads: bytecode, and path files with a line of code, which run at every start.
func unread(a *archive.Archive, compiled map[string]bool) []Reason {
	var reasons []Reason
	for _, name := range slices.Sorted(maps.Keys(compiled)) {
		reasons = append(reasons, Reason{Status: "unread-code", File: name, Detail: "compiled Python"})
	}
	for _, e := range a.Entries {
		if extension(e.Name) == ".pth" && pathCode.Match(e.Data) {
			reasons = append(reasons, Reason{Status: "unread-code", File: e.Path, Detail: "a path file with a line of code"})
		}
	}
	if more := len(reasons) - maxUnread; more > 0 {
		reasons = append(reasons[:maxUnread], Reason{Status: "unread-code", Detail: fmt.Sprintf("%d more like this", more)})
	}
	return reasons
}

// pathCode finds what makes site.py run a line of a path file, wherever in the
// line: what ends a line differs between versions of Python.
var pathCode = regexp.MustCompile(`import[ \t]`)

// extension returns the ending of a file name, in lower case. Trailing dots and
// blanks do not count: on Windows they are dropped when an archive is unpacked.
func extension(name string) string {
	return strings.ToLower(path.Ext(strings.TrimRight(name, ". ")))
}

// IsPython says whether a file of this name is Python source.
func IsPython(name string) bool {
	ext := extension(name)
	return ext == ".py" || ext == ".pyw"
}

// kept says which files of a package are held in memory.
func kept(name string) bool {
	if IsPython(name) || extension(name) == ".pth" {
		return true
	}
	switch path.Base(name) {
	case "PKG-INFO", "METADATA", "entry_points.txt", "setup.cfg", "pyproject.toml":
		return true
	}
	return false
}

// identity returns the name and version of a package: of the metadata nearest
// to the root, else of the file name. Only what an installer would leave on disk
// counts, not hidden copies of it.
func identity(a *archive.Archive, file string) (name, version string) {
	depth := -1
	for _, e := range a.Entries {
		base := path.Base(e.Name)
		if base != "PKG-INFO" && base != "METADATA" || e.Path != e.Name {
			continue
		}
		if d := strings.Count(e.Name, "/"); depth < 0 || d < depth {
			if n, v := headers(e.Data); n != "" {
				name, version, depth = n, v, d
			}
		}
	}
	if name != "" {
		return name, version
	}
	if abs, err := filepath.Abs(file); err == nil {
		file = abs // so that "." has a name
	}
	if a.Format == "file" {
		return clean(strings.TrimSuffix(filepath.Base(file), path.Ext(file))), ""
	}
	return fromFileName(filepath.Base(file), a.Format == "directory")
}

// headers returns Name and Version of a metadata file (PEP 241, RFC 822
// headers). Only its first 64 KiB count.
func headers(data []byte) (name, version string) {
	for line := range strings.Lines(string(data[:min(len(data), 64<<10)])) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		key, value, _ := strings.Cut(line, ":")
		switch {
		case strings.EqualFold(key, "Name") && name == "":
			name = clean(value)
		case strings.EqualFold(key, "Version") && version == "":
			version = clean(value)
		}
	}
	return name, version
}

// maxWord bounds a name or version, in characters.
const maxWord = 200

// clean makes a word that an attacker chose fit to be printed: characters that
// are not printable, among them those that move the cursor or reorder text, are
// left out.
func clean(s string) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.TrimSpace(s)))
	return strings.TrimSpace(string(runes[:min(len(runes), maxWord)]))
}

// fromFileName splits name-version.tar.gz and name-version-tags.whl.
func fromFileName(base string, dir bool) (name, version string) {
	if !dir {
		ext := archiveExt(base)
		base = base[:len(base)-len(ext)]
		if ext = strings.ToLower(ext); ext == ".whl" || ext == ".egg" {
			name, rest, _ := strings.Cut(base, "-")
			version, _, _ := strings.Cut(rest, "-")
			return clean(name), clean(version)
		}
	}
	for i := len(base) - 1; i > 0; i-- {
		if base[i-1] == '-' && base[i] >= '0' && base[i] <= '9' {
			return clean(base[:i-1]), clean(base[i:])
		}
	}
	return clean(base), ""
}

// archiveExt returns the ending by which a file's name promises to be an
// archive, as it stands there, or an empty string.
func archiveExt(base string) string {
	longest := ""
	for _, f := range archive.Formats() {
		for _, ext := range f.Extensions {
			end := base[max(0, len(base)-len(ext)):]
			if len(end) > len(longest) && strings.EqualFold(end, ext) {
				longest = end
			}
		}
	}
	return longest
}
