package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"path"
	"slices"
	"strings"
	"time"
)

// errFormat says that bytes with the right magic are no archive after all.
var errFormat = errors.New("not this format")

// reader collects what the formats hand to it. One reader serves one call of
// Open or Read, with all archives nested in it.
type reader struct {
	notes
	meter     meter
	formats   []Format
	keep      func(string) bool
	passwords []string
	entries   []Entry
	files     int               // regular members seen, kept or not
	current   string            // the name last started, for the Reason of a limit
	scratch   [][]byte          // one growing buffer for each depth of nesting
	dropped   map[string]bool   // names of the files that were not wanted
	links     []string          // wanted names that are links
	targets   map[string]string // of all links
	newest    time.Time
}

// A source is the bytes of one archive and where they come from.
type source struct {
	data   []byte
	prefix string // of cleaned names: empty, or "outer.whl!/"
	raw    string // likewise of raw names
	depth  int    // 0 for the outermost archive
}

// A member is one file of an archive, before its content is read.
type member struct {
	name, raw string
	hidden    bool
	order     int
}

func newReader(ctx context.Context, opt Options) *reader {
	r := &reader{
		meter:     meter{ctx: ctx, limits: opt.Limits.filled()},
		formats:   Formats(),
		keep:      opt.Keep,
		passwords: opt.Passwords,
		dropped:   make(map[string]bool),
		targets:   make(map[string]string),
	}
	if r.passwords == nil {
		r.passwords = []string{"infected"}
	}
	return r
}

// open reads src in every format that it is in and returns the first one's name.
// A limit ends the reading with a Reason and is returned only to an outer
// archive, whose reading it ends too.
func (r *reader) open(src source) (string, error) {
	var found []string
	var err error
	for _, f := range matching(r.formats, src.data) {
		if err = f.read(r, src); errors.Is(err, errFormat) {
			continue
		}
		found = append(found, f.Name)
		if err != nil {
			break
		}
	}
	if len(found) == 0 {
		return "", ErrFormat
	}
	if len(found) > 1 {
		r.reason(Polyglot, src.name(), "%s and %s", found[0], found[1])
	}
	var limit *limitError
	if errors.As(err, &limit) && src.depth == 0 {
		r.reason(limit.status, r.current, "%s", limit.detail)
		return found[0], nil
	}
	if errors.Is(err, errFormat) {
		err = nil
	}
	return found[0], err
}

// name is the name of the archive itself, empty for the outermost.
func (s source) name() string {
	if s.prefix == "" {
		return ""
	}
	return s.prefix[:len(s.prefix)-len("!/")]
}

// start counts a member and cleans its name. In a zip backslashes separate.
func (r *reader) start(src source, stored string, backslash bool) (member, error) {
	name, odd := cleanName(stored, backslash)
	m := member{name: name, raw: stored}
	if src.prefix != "" {
		m.name, m.raw = shorten(src.prefix+name), src.raw+stored
	}
	if len(m.raw) > maxRawBytes {
		m.raw = strings.Clone(m.raw[:maxRawBytes])
	}
	for _, o := range odd {
		r.warn(o, m.name, "stored as %.200q", stored)
	}
	r.current = m.name
	return m, r.meter.entry()
}

func (r *reader) wants(name string) bool { return r.keep == nil || r.keep(name) }

// openCharge is what opening a nested archive is charged, in inflated bytes: that is
// what clearing the memory of a decompressor costs.
const openCharge = 16 * kib

// nested opens a member that is an archive itself.
func (r *reader) nested(src source, m member, c *content) error {
	if c.nested {
		return nil
	}
	c.nested = true
	if src.depth >= r.meter.limits.Nesting {
		if r.isArchive(c.data) {
			r.reason(LimitNesting, m.name, "an archive at depth %d is not opened", src.depth+1)
		}
		return nil
	}
	if len(matching(r.formats, c.data)) == 0 {
		return nil
	}
	if err := r.meter.charge(openCharge); err != nil {
		return err
	}
	first := len(r.entries)
	_, err := r.open(source{data: c.data, prefix: m.name + "!/", raw: m.raw + "!/", depth: src.depth + 1})
	for i := first; i < len(r.entries); i++ {
		e := &r.entries[i]
		e.order, e.Hidden = m.order, e.Hidden || m.hidden
	}
	if errors.Is(err, ErrFormat) {
		return nil
	}
	if c.over && err == nil && !r.wants(m.name) {
		r.reason(LimitFile, m.name, "nested archive cut at %d bytes", len(c.data))
	}
	return err
}

// isArchive tells an archive from data that only begins like one, such as a
// gzip of something else, without reading any member.
func (r *reader) isArchive(data []byte) bool {
	if len(matching(r.formats, data)) == 0 {
		return false
	}
	probe := newReader(r.meter.ctx, Options{Limits: Limits{Entries: -1, Total: mib}})
	_, err := probe.open(source{data: data})
	return !errors.Is(err, ErrFormat)
}

// link records a link. It is not followed, but where a wanted name points to a
// file that was dropped, content was missed: CPython reads a tar's links through.
func (r *reader) link(kind Kind, m member, target string) {
	r.warn(kind, m.name, "to %.200q", target)
	r.targets[m.name] = linkTarget(kind, m.name, target)
	if r.wants(m.name) {
		r.links = append(r.links, m.name)
	}
}

// maxHops bounds how many links are followed from one name.
const maxHops = 8

// missed adds a reason for each wanted link that leads to a dropped file, or
// through too many links to say.
func (r *reader) missed() {
	for _, name := range r.links {
		target, more := name, true
		for hop := 0; more && hop < maxHops; hop++ {
			target, more = r.hop(target)
		}
		if more || r.dropped[target] {
			r.reason(LinkedContent, name, "links to %.200q, which was not kept", target)
		}
	}
}

// hop replaces the first part of name that is a link by its target, and reports
// whether there is one.
func (r *reader) hop(name string) (string, bool) {
	for end := 0; end < len(name); {
		end++
		if i := strings.IndexByte(name[end:], '/'); i >= 0 {
			end += i
		} else {
			end = len(name)
		}
		if target, ok := r.targets[name[:end]]; ok {
			return path.Join(target, name[end:]), true
		}
	}
	return name, false
}

// finish puts the result together.
func (r *reader) finish(format, sum string) *Archive {
	r.missed()
	if r.files == 0 && len(r.reasons) == 0 {
		r.reason(Empty, "", "no file inside")
	}
	r.close()
	r.arrange()
	return &Archive{
		Format: format, SHA256: sum, FS: newFS(r.entries), Entries: r.entries,
		Incomplete: r.reasons, Warnings: r.warnings, Newest: r.newest, Inflated: r.meter.inflated,
	}
}

// arrange puts hidden entries first and drops those that hide nothing: of the name
// and content of the last visible entry, or of another hidden one.
func (r *reader) arrange() {
	shown := make(map[string][]byte)
	for _, e := range r.entries {
		if !e.Hidden {
			shown[e.Name] = e.Data
		}
	}
	if len(shown) == len(r.entries) {
		return
	}
	type content struct {
		name string
		sum  [sha256.Size]byte
	}
	hidden := make(map[content]bool)
	r.entries = slices.DeleteFunc(r.entries, func(e Entry) bool {
		if !e.Hidden {
			return false
		}
		if data, ok := shown[e.Name]; ok && bytes.Equal(data, e.Data) {
			return true
		}
		c := content{e.Name, sha256.Sum256(e.Data)}
		again := hidden[c]
		hidden[c] = true
		return again
	})
	slices.SortStableFunc(r.entries, func(a, b Entry) int { return visible(a) - visible(b) })
}

func visible(e Entry) int {
	if e.Hidden {
		return 0
	}
	return 1
}
