package archive

import (
	"io/fs"
	"strings"
)

// A view is a member as one record describes it.
type view struct {
	*record
	hidden bool
	order  int
}

// member reads the member whose local header stands at pos in every view of it,
// and returns where its data ends.
func (z *zipReader) member(pos int, loc *record) (int, error) {
	var groups [][]view // of equal content
	index := make(map[contentKey]int)
	for _, v := range z.views(pos, loc) {
		k := v.key()
		g, ok := index[k]
		if !ok {
			g = len(groups)
			index[k], groups = g, append(groups, nil)
		}
		groups[g] = append(groups[g], v)
	}
	next := len(z.data)
	for _, g := range groups {
		end, err := z.group(g, loc.next)
		if err != nil {
			return 0, err
		}
		next = min(next, end)
	}
	return next, nil
}

// views lists the local header, if it has something of its own to say, and then
// those entries of the central directory that are not read yet.
func (z *zipReader) views(pos int, loc *record) []view {
	known := z.dir.byLocal[pos]
	own := !z.seen[pos] && len(known) == 0
	if own {
		z.hidden(loc, "in the local headers only")
	}
	differs := z.seen[pos]
	z.seen[pos] = true
	var views []view
	for _, i := range known {
		c := &z.dir.list[i]
		if z.done[i] {
			continue
		}
		z.done[i] = true
		views = append(views, view{&c.record, !c.visible, i})
		if what := difference(loc, &c.record); what != "" && !differs { // once: directories can be long
			differs, own = true, true
			z.lie("", "%.200q: %s differs between the central directory and the local header", c.name, what)
		}
	}
	if !own {
		return views
	}
	if loc.unknownSizes() && len(known) > 0 {
		c := &z.dir.list[known[0]].record
		loc.csize, loc.usize, loc.crc = c.csize, c.usize, c.crc
	}
	return append([]view{{loc, true, -1}}, views...)
}

// difference names the field in which the records of one member disagree.
func difference(loc, c *record) string {
	unknown := loc.unknownSizes()
	switch {
	case loc.name != c.name:
		return "name"
	case loc.unicode != c.unicode && loc.unicode != "":
		return "Unicode name"
	case loc.method != c.method || loc.aes.strength != c.aes.strength:
		return "method"
	case (loc.flags^c.flags)&flagEncrypted != 0:
		return "encryption"
	case !unknown && (loc.csize != c.csize || loc.usize != c.usize):
		return "size"
	case !unknown && loc.crc != c.crc:
		return "checksum"
	}
	return ""
}

// group reads a content once and adds it under the name of each view.
func (z *zipReader) group(views []view, start int) (int, error) {
	first := views[0]
	c, end, err := z.decode(first.record, start)
	if err != nil && !stops(err) {
		z.files++
		z.reason(zipStatus(err, first.record, len(z.data)-start), z.fullName(first.name), "%v", err)
	}
	if c == nil {
		return end, z.stopping(err)
	}
	for _, v := range views {
		if added := z.addView(v, c, err == nil); added != nil {
			return end, added
		}
	}
	return end, z.stopping(err)
}

// fullName is the cleaned name for a note about a member.
func (z *zipReader) fullName(stored string) string {
	name, _ := cleanName(stored, true)
	return shorten(z.src.prefix + name)
}

// addView adds one content under one view's names.
func (z *zipReader) addView(v view, c *zipContent, complete bool) error {
	names := []string{v.name}
	if v.unicode != "" && v.unicode != v.name {
		names = append(names, v.unicode)
	}
	for i, stored := range names {
		m, err := z.start(z.src, stored, true)
		if err != nil {
			return err
		}
		if c.size == 0 && strings.HasSuffix(strings.ReplaceAll(stored, `\`, "/"), "/") {
			continue // a directory
		}
		m.hidden, m.order = v.hidden || i > 0, v.order
		if err := z.addNamed(m, v, c, complete); err != nil {
			return err
		}
	}
	return nil
}

// addNamed adds one content under one name, after comparing it with its record.
func (z *zipReader) addNamed(m member, v view, c *zipContent, complete bool) error {
	z.stamp(z.src, m, v.modified())
	switch v.mode {
	case fs.ModeSymlink: // CPython writes it as a file that holds the target
		z.warn(Symlink, m.name, "to %.200q", c.data)
	case fs.ModeDevice:
		z.warn(Device, m.name, "read as a file")
	}
	declared := !v.unknownSizes()
	longer := declared && complete && uint64(c.size) > v.usize
	switch {
	case !declared || !complete:
	case longer:
		z.lie(m.name, "%d bytes where %d are declared", c.size, v.usize)
	case uint64(c.size) < v.usize:
		z.reason(Corrupt, m.name, "%d bytes where %d are declared", c.size, v.usize)
	case c.crc != v.crc && v.aes.version != 2:
		z.reason(Corrupt, m.name, "wrong checksum")
	}
	if !longer || m.hidden || v.usize >= uint64(len(c.data)) {
		return z.add(z.src, m, c.content)
	}
	whole := m // CPython stops at the declared size, others do not: two contents
	whole.hidden = true
	if err := z.add(z.src, whole, c.content); err != nil {
		return err
	}
	begin := *c.content
	begin.data, begin.nested, begin.over = c.data[:v.usize:v.usize], false, false
	return z.add(z.src, m, &begin)
}
