package archive

import (
	"bytes"
	"fmt"
	"math"
)

// maxEnds is how many end records are looked at. One is honest, two are a trick.
const maxEnds = 16

// A central is one entry of a central directory, with the place it points to.
type central struct {
	record
	local   int  // position of the local header; -1 if outside the file
	visible bool // CPython's zipfile lists it
}

// An end is the end of central directory record, with the 64-bit values in place.
type end struct {
	pos           int // of the record, or of the 64-bit one
	entries, size uint64
	offset        uint64
}

// A directory is every central directory that an end record leads to.
type directory struct {
	data    []byte
	limit   int // the greatest number of entries read
	list    []central
	byLocal map[int][]int // indices into list by central.local
	at      map[place]bool
	ends    int
	shift   int                // by which the first end record's directory is displaced
	shown   map[signature]bool // of what CPython lists
	lies    []string           // what contradicts itself
}

// A signature stands for a member's content. It can be forged, but then the content
// does not have the checksum that it claims.
type signature struct {
	name  string
	crc   uint32
	usize uint64
}

// repeats reports whether a record claims a member that CPython lists too. Uploads
// that hold the same zip several times over do exist.
func (d *directory) repeats(r *record) bool {
	return !r.unknownSizes() && d.shown[signature{r.name, r.crc, r.usize}]
}

// A place is a record under one reading of its archive: bytes that stand before
// the archive shift the positions it names.
type place struct{ pos, shift int }

// readDirectory finds the end records in the last 64 KiB, the last one first, and
// the directories they name. At most limit entries are read.
func readDirectory(data []byte, limit int) *directory {
	d := &directory{data: data, limit: limit, byLocal: make(map[int][]int), at: make(map[place]bool), shown: make(map[signature]bool)}
	pos := len(data)
	floor := max(0, len(data)-math.MaxUint16-endSize)
	if !bytes.Contains(data[floor:], []byte(endSig)) { // much faster than searching backwards
		return d
	}
	for range maxEnds {
		i := bytes.LastIndex(data[floor:pos], []byte(endSig))
		if i < 0 {
			break
		}
		pos = floor + i
		if pos+endSize <= len(data) && !d.covers(pos) {
			d.end(parseEnd(data, pos))
		}
	}
	return d
}

// add lists one more entry.
func (d *directory) add(c central) {
	d.byLocal[c.local] = append(d.byLocal[c.local], len(d.list))
	d.list = append(d.list, c)
}

// parseEnd reads the end record at pos. Like CPython it looks for the 64-bit record
// directly before the locator, and not where the locator points.
func parseEnd(data []byte, pos int) end {
	h := data[pos:]
	e := end{pos, uint64(u16(h[10:])), uint64(u32(h[12:])), uint64(u32(h[16:]))}
	wide := pos - locatorSize - end64Size
	if at(data, pos-locatorSize, locatorSig, locatorSize) && at(data, wide, end64Sig, end64Size) {
		h = data[wide:]
		e = end{wide, u64(h[32:]), u64(h[40:]), u64(h[48:])}
	}
	return e
}

// covers reports whether pos is inside the data of a member that CPython lists:
// an end record there belongs to a zip that is stored inside this one.
func (d *directory) covers(pos int) bool {
	for i := range d.list {
		c := &d.list[i]
		if c.visible && 0 <= c.local && c.local < pos && uint64(pos-c.local) < localSize+c.csize {
			return true
		}
	}
	return false
}

// end follows one end record: to the directory that ends where the record starts,
// as CPython reads it, and to the one at the offset, where other programs look.
func (d *directory) end(e end) {
	first := d.ends == 0
	d.ends++
	before := len(d.list)
	size := uint64(e.pos)
	if e.size <= size {
		start := e.pos - int(e.size)
		shift := 0
		if e.offset <= uint64(start) {
			shift = start - int(e.offset)
		}
		if first {
			d.shift = shift
		}
		visible := 0
		if first && e.offset <= uint64(start) {
			visible = e.pos
		}
		n := d.chain(place{start, shift}, visible)
		if first && uint64(n) != e.entries && len(d.list) <= d.limit {
			d.lie("the end record counts %d entries, its directory holds %d", e.entries, n)
		}
	} else if first {
		d.lie("the directory is larger than what stands before its end record")
	}
	if e.offset < size {
		d.chain(place{int(e.offset), 0}, 0)
	}
	for i := before; i < len(d.list); i++ {
		if c := &d.list[i]; !c.visible && !d.repeats(&c.record) {
			d.lie("%.200q is in a directory that CPython does not read", c.name)
		}
	}
}

func (d *directory) lie(format string, args ...any) {
	d.lies = append(d.lies, fmt.Sprintf(format, args...))
}

// chain reads the entries that follow each other from a place and returns their
// number. CPython shows those that end by visible.
func (d *directory) chain(from place, visible int) int {
	n := 0
	for ; len(d.list) <= d.limit; n++ {
		rec, ok := parseCentral(d.data, from.pos)
		if !ok || d.at[from] {
			break
		}
		d.at[from] = true
		c := central{record: rec, local: -1, visible: rec.next <= visible}
		if rec.offset < uint64(len(d.data)) && int(rec.offset)+from.shift < len(d.data) {
			c.local = int(rec.offset) + from.shift
		}
		d.add(c)
		if c.visible {
			d.shown[signature{c.name, c.crc, c.usize}] = true
		}
		from.pos = rec.next
	}
	return n
}
