package archive

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"math"
	"strings"
	"unicode/utf8"
)

// Signatures, the fixed sizes of what they start, and flags. The layout is that of
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
const (
	localSig      = "PK\x03\x04"
	centralSig    = "PK\x01\x02"
	endSig        = "PK\x05\x06"
	end64Sig      = "PK\x06\x06"
	locatorSig    = "PK\x06\x07"
	descriptorSig = "PK\x07\x08"

	localSize   = 30
	centralSize = 46
	endSize     = 22
	end64Size   = 56
	locatorSize = 20

	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3
	flagStrong     = 1 << 6
	flagUTF8       = 1 << 11
	flagMasked     = 1 << 13
)

// A record is a local header or an entry of the central directory.
type record struct {
	local        bool
	name         string // as text
	unicode      string // another name, from the Unicode Path field; usually empty
	flags        uint16
	method       uint16 // of an AES member the real one
	aes          aesKind
	time, date   uint16 // of MS-DOS
	crc          uint32
	csize, usize uint64
	offset       uint64 // central only: of the local header, as stored
	mode         fs.FileMode
	next         int // position behind the record; of a local header, of the data
}

// unknownSizes reports whether a local header leaves its sizes to the descriptor
// behind the data.
func (r *record) unknownSizes() bool {
	return r.local && r.flags&flagDescriptor != 0 && (r.csize == 0 || r.csize == math.MaxUint32)
}

func u16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
func u64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// at reports whether a structure with a signature and n bytes stands at pos.
func at(data []byte, pos int, sig string, n int) bool {
	return pos >= 0 && pos <= len(data)-n && string(data[pos:pos+4]) == sig
}

// parseLocal reads the local header at pos.
func parseLocal(data []byte, pos int) (record, bool) {
	if !at(data, pos, localSig, localSize) {
		return record{}, false
	}
	h := data[pos:]
	r := record{
		local: true, flags: u16(h[6:]), method: u16(h[8:]), time: u16(h[10:]), date: u16(h[12:]), crc: u32(h[14:]),
		csize: uint64(u32(h[18:])), usize: uint64(u32(h[22:])),
	}
	return r, r.tail(data, pos+localSize, int(u16(h[26:])), int(u16(h[28:])), 0)
}

// parseCentral reads the entry of the central directory at pos.
func parseCentral(data []byte, pos int) (record, bool) {
	if !at(data, pos, centralSig, centralSize) {
		return record{}, false
	}
	h := data[pos:]
	r := record{
		flags: u16(h[8:]), method: u16(h[10:]), time: u16(h[12:]), date: u16(h[14:]), crc: u32(h[16:]),
		csize: uint64(u32(h[20:])), usize: uint64(u32(h[24:])), offset: uint64(u32(h[42:])),
		mode: unixMode(u32(h[38:]) >> 16),
	}
	return r, r.tail(data, pos+centralSize, int(u16(h[28:])), int(u16(h[30:])), int(u16(h[32:])))
}

// tail reads the variable part of a record, which starts at pos.
func (r *record) tail(data []byte, pos, name, extra, comment int) bool {
	r.next = pos + name + extra + comment
	if r.next > len(data) || name == 0 {
		return false
	}
	r.name = zipName(data[pos:pos+name], r.flags)
	r.extras(data[pos+name:pos+name+extra], data[pos:pos+name])
	return true
}

// zipName decodes a name as CPython does.
func zipName(name []byte, flags uint16) string {
	if flags&flagUTF8 != 0 || isASCII(name) {
		return string(name)
	}
	var s strings.Builder
	high := []rune(codePage437)
	for _, c := range name {
		if c < 0x80 {
			s.WriteByte(c)
		} else {
			s.WriteRune(high[c-0x80])
		}
	}
	return s.String()
}

// codePage437 is the upper half of the code page, from 0x80 on.
const codePage437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
	"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0"

func isASCII(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// extras reads the extra fields that change what a record means.
func (r *record) extras(extra, stored []byte) {
	for len(extra) >= 4 {
		id, size := u16(extra), int(u16(extra[2:]))
		if size > len(extra)-4 {
			return
		}
		field := extra[4 : 4+size]
		extra = extra[4+size:]
		switch id {
		case 0x0001:
			r.zip64(field)
		case 0x7075:
			if size > 5 && u32(field[1:]) == crc32.ChecksumIEEE(stored) && !bytes.Equal(field[5:], stored) {
				r.unicode = string(field[5:])
			}
		case 0x9901:
			if size >= 7 && r.method == methodAES {
				r.aes = aesKind{version: u16(field), strength: field[4]}
				r.method = u16(field[5:])
			}
		}
	}
}

// zip64 takes the wide values of those fields that are saturated, in their order.
func (r *record) zip64(field []byte) {
	for _, v := range []*uint64{&r.usize, &r.csize, &r.offset} {
		if *v == math.MaxUint32 && len(field) >= 8 {
			*v, field = u64(field), field[8:]
		}
	}
}

// unixMode keeps the type bits of a Unix mode.
func unixMode(mode uint32) fs.FileMode {
	switch mode & 0o170000 {
	case 0o120000:
		return fs.ModeSymlink
	case 0o020000, 0o060000, 0o010000, 0o140000:
		return fs.ModeDevice
	}
	return 0
}
