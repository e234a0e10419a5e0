package archive

import "fmt"

// Status names why an archive is not completely read.
type Status string

// The statuses of a Reason. Each is stable text, fit for reports.
const (
	Truncated         Status = "truncated"          // the bytes end before the content does
	Corrupt           Status = "corrupt"            // a checksum or a structure is wrong
	Encrypted         Status = "encrypted"          // no password of the list opens it
	Unsupported       Status = "unsupported"        // a compression method nobody here reads
	Unreadable        Status = "unreadable"         // the operating system refused a file
	Empty             Status = "empty"              // well-formed, but holds no file
	DirectoryMismatch Status = "directory-mismatch" // two views of the archive name different contents
	Polyglot          Status = "polyglot"           // the same bytes are an archive in two formats; both were read
	LinkedContent     Status = "linked-content"     // a wanted name is a link to a member that was dropped
	LimitArchive      Status = "limit-archive"      // Limits.Archive
	LimitTotal        Status = "limit-total"        // Limits.Total
	LimitFile         Status = "limit-file"         // Limits.File
	LimitEntries      Status = "limit-entries"      // Limits.Entries
	LimitRatio        Status = "limit-ratio"        // Limits.Ratio
	LimitNesting      Status = "limit-nesting"      // Limits.Nesting
)

// A Reason says why an archive is not completely read.
type Reason struct {
	Status Status
	Entry  string // the cleaned name of the member concerned; empty for the archive itself
	Detail string // for people; may change between versions
}

// String returns "status: entry: detail" without the empty parts.
func (r Reason) String() string { return join(string(r.Status), r.Entry, r.Detail) }

// Kind names a signal that leaves the content completely read.
type Kind string

// The kinds of a Warning. Each is stable text, fit for reports.
const (
	Traversal      Kind = "traversal"       // a name with a ".." segment
	AbsoluteName   Kind = "absolute-name"   // a name that starts with "/" or a drive letter
	SuspiciousName Kind = "suspicious-name" // control characters, invalid UTF-8, direction marks, excessive length
	Symlink        Kind = "symlink"         // not followed
	HardLink       Kind = "hard-link"       // not followed
	Device         Kind = "device"          // a device, FIFO or socket; not opened
	UnknownType    Kind = "unknown-type"    // an unknown tar member type, read like a file as CPython does
	AppleDouble    Kind = "apple-double"    // a macOS metadata file, dropped
	LyingExtension Kind = "lying-extension" // the file name promises another format
	PrependedData  Kind = "prepended-data"  // bytes before the first member
	UnusedData     Kind = "unused-data"     // bytes inside the archive that belong to no member
	TrailingData   Kind = "trailing-data"   // bytes after the end of the archive
	HiddenMembers  Kind = "hidden-members"  // members after the end of a tar, or repeated in a zip; all read
	Skipped        Kind = "skipped"         // a .git directory, not part of a package
)

// A Warning is a signal that leaves the content completely read. It is the
// concrete type of every element of Archive.Warnings.
type Warning struct {
	Kind   Kind
	Entry  string // the cleaned name of the member concerned; empty for the archive itself
	Detail string // for people; may change between versions
}

// Error returns "archive: kind: entry: detail" without the empty parts.
func (w *Warning) Error() string {
	return "archive: " + join(string(w.Kind), w.Entry, w.Detail)
}

func join(first string, more ...string) string {
	for _, s := range more {
		if s != "" {
			first += ": " + s
		}
	}
	return first
}

// maxNotes is how many reasons of one status, and warnings of one kind, are kept.
const maxNotes = 100

// notes collects reasons and warnings, each once and of each sort at most maxNotes.
type notes struct {
	reasons  []Reason
	warnings []error
	count    map[string]int // of each sort
	seen     map[Reason]bool
}

// more counts a note and reports whether it is to be listed. The two views of one
// zip member often say the same.
func (n *notes) more(sort, entry, detail string) bool {
	if n.count == nil {
		n.count, n.seen = make(map[string]int), make(map[Reason]bool)
	}
	note := Reason{Status(sort), entry, detail}
	if n.seen[note] {
		return false
	}
	n.count[sort]++
	if n.count[sort] > maxNotes {
		return false
	}
	n.seen[note] = true
	return true
}

func (n *notes) reason(s Status, entry, format string, args ...any) {
	if detail := fmt.Sprintf(format, args...); n.more(string(s), entry, detail) {
		n.reasons = append(n.reasons, Reason{s, entry, detail})
	}
}

func (n *notes) warn(k Kind, entry, format string, args ...any) {
	if detail := fmt.Sprintf(format, args...); n.more(string(k), entry, detail) {
		n.warnings = append(n.warnings, &Warning{k, entry, detail})
	}
}

// close adds how many notes of each sort were left out.
func (n *notes) close() {
	for i := range n.reasons {
		r := &n.reasons[i]
		n.close1(string(r.Status), func(detail string) { n.reason(r.Status, "", "%s", detail) })
	}
	for _, w := range n.warnings {
		kind := w.(*Warning).Kind
		n.close1(string(kind), func(detail string) { n.warn(kind, "", "%s", detail) })
	}
}

func (n *notes) close1(sort string, add func(string)) {
	if left := n.count[sort] - maxNotes; left > 0 {
		n.count[sort] = 0
		add(fmt.Sprintf("%d more like this", left))
	}
}
