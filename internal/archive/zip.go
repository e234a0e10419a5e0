package archive

import (
	"bytes"
	"cmp"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// zipFormat is the zip with its many names: wheel, egg, pyz. The end record is
// looked for too, since a zip may stand behind anything: CPython and pip open such
// a file, whatever it begins with.
func zipFormat() Format {
	return Format{
		Name:       "zip",
		Extensions: []string{".zip", ".whl", ".egg", ".pyz"},
		Match:      matchZip,
		read:       readZip,
	}
}

func matchZip(data []byte) bool {
	if at(data, 0, localSig, localSize) || at(data, 0, endSig, endSize) {
		return true
	}
	d := readDirectory(data, 0)
	return len(d.list) > 0 && d.list[0].local >= 0 && at(data, d.list[0].local, localSig, localSize)
}

// A zipReader reads one zip. It walks over the file from the start, jumping from
// each member to the end of its data as inflated, which meets every local header
// whatever the directory says; then it visits what only a directory points to.
type zipReader struct {
	*reader
	src   source
	data  []byte
	dir   *directory
	done  []bool       // by index into dir.list
	seen  map[int]bool // positions of the local headers read
	spent int64        // compressed bytes read, to bound overlapping members
	tail  int          // end of the last comment of an end record

	flate io.Reader
	zstd  *zstd.Decoder
}

// maxReread is how often the bytes of a zip may be read on average. Honest members
// do not overlap.
const maxReread = 4

func readZip(r *reader, src source) error {
	z := &zipReader{reader: r, src: src, data: src.data, seen: make(map[int]bool)}
	z.dir = readDirectory(src.data, r.meter.limits.Entries-r.meter.entries)
	z.done = make([]bool, len(z.dir.list))
	first := len(r.entries)
	for _, lie := range z.dir.lies {
		z.lie("", "%s", lie)
	}
	if z.dir.ends == 0 {
		r.reason(Truncated, src.name(), "no end of central directory")
	}
	err := z.walk()
	if err == nil {
		err = z.strays()
	}
	if z.zstd != nil {
		z.zstd.Close()
	}
	slices.SortStableFunc(r.entries[first:], func(a, b Entry) int { return cmp.Compare(a.order, b.order) })
	return err
}

// lie notes a contradiction of the archive with itself.
func (z *zipReader) lie(entry, format string, args ...any) {
	if entry == "" {
		entry = z.src.name()
	}
	z.reason(DirectoryMismatch, entry, format, args...)
}

// hidden notes a record that CPython does not read.
func (z *zipReader) hidden(rec *record, where string) {
	switch {
	case z.dir.ends == 0: // truncated; nothing else can be expected
	case z.dir.repeats(rec):
		z.warn(HiddenMembers, z.fullName(rec.name), "repeated %s", where)
	default:
		z.lie(z.fullName(rec.name), "%s", where)
	}
}

// walk goes over the structures of the file in the order of their positions.
func (z *zipReader) walk() error {
	pos, used := 0, false
	for {
		i := nextSignature(z.data, pos)
		if from := max(pos, z.tail); i > from {
			z.unused(from, i, used)
		}
		if i == len(z.data) {
			return nil
		}
		next, err := z.structure(i)
		if err != nil {
			return err
		}
		used = used || next > i+len(localSig)
		pos = next
	}
}

// structure reads what the signature at pos starts and returns where it ends: just
// behind the signature where nothing does start there.
func (z *zipReader) structure(pos int) (int, error) {
	switch string(z.data[pos : pos+4]) {
	case localSig:
		if rec, ok := parseLocal(z.data, pos); ok {
			return z.member(pos, &rec)
		}
	case centralSig:
		if rec, ok := parseCentral(z.data, pos); ok {
			z.orphan(pos, rec)
			return rec.next, nil
		}
	case endSig:
		if pos+endSize <= len(z.data) { // a comment is walked over like any bytes
			z.tail = max(z.tail, pos+endSize+int(u16(z.data[pos+20:])))
			return pos + endSize, nil
		}
	case end64Sig:
		return min(pos+end64Size, len(z.data)), nil
	case locatorSig:
		return min(pos+locatorSize, len(z.data)), nil
	}
	return pos + 4, nil
}

// orphan adds an entry of a central directory that no end record leads to.
func (z *zipReader) orphan(pos int, rec record) {
	for _, p := range []place{{pos, 0}, {pos, z.dir.shift}} {
		if z.dir.at[p] {
			return
		}
	}
	if len(z.dir.list) > z.meter.limits.Entries {
		return // more than can be read; the limit is met on the way
	}
	z.hidden(&rec, "outside the central directory")
	c := central{record: rec, local: -1}
	if rec.offset < uint64(len(z.data)) {
		c.local = int(rec.offset)
	}
	z.dir.add(c)
	z.done = append(z.done, false)
}

// unused notes bytes that belong to nothing.
func (z *zipReader) unused(from, to int, used bool) {
	kind := UnusedData
	switch {
	case !used:
		kind = PrependedData
	case to == len(z.data):
		kind = TrailingData
	}
	if !used && to == len(z.data) || isZero(z.data[from:to]) {
		return
	}
	z.warn(kind, z.src.name(), "%d bytes at %d", to-from, from)
}

// nextSignature returns the position of the next signature, or the data's length.
func nextSignature(data []byte, pos int) int {
	for pos < len(data)-4 {
		i := bytes.Index(data[pos:], []byte("PK"))
		if i < 0 {
			break
		}
		pos += i
		if pos+4 <= len(data) {
			switch string(data[pos : pos+4]) {
			case localSig, centralSig, endSig, end64Sig, locatorSig, descriptorSig:
				return pos
			}
		}
		pos += 2
	}
	return len(data)
}

// strays visits the entries of directories whose local header the walk did not
// meet: it is missing, or hidden in another member's data.
func (z *zipReader) strays() error {
	for i := range z.dir.list {
		if z.done[i] {
			continue
		}
		c := &z.dir.list[i]
		rec, ok := parseLocal(z.data, c.local)
		if !ok {
			m, err := z.start(z.src, c.name, true)
			if err != nil {
				return err
			}
			z.done[i] = true
			z.lie(m.name, "in the central directory only")
			continue
		}
		if !z.seen[c.local] {
			z.lie("", "%.200q overlaps another member", c.name)
		}
		if _, err := z.member(c.local, &rec); err != nil {
			return err
		}
	}
	return nil
}

// spend counts compressed bytes read.
func (z *zipReader) spend(n int) error {
	z.spent += int64(n)
	if z.spent > maxReread*int64(len(z.data))+mib {
		return &limitError{LimitTotal, "overlapping members"}
	}
	return nil
}

func (z *zipReader) stopping(err error) error {
	if stops(err) {
		return err
	}
	return nil
}
