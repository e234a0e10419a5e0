package pyeval

import "github.com/malguard/malguard/internal/pycodec"

// codecDefaults returns the arguments encoding and errors, which are utf-8 and strict
// where they are absent.
func codecDefaults(codec, errors value) (string, string) {
	c, e := "utf-8", "strict"
	if codec.known() {
		c = codec.s
	}
	if errors.known() {
		e = errors.s
	}
	return c, e
}

// decoded is data.decode(codec, errors). The codecs that give bytes, and text that
// is decoded, are Python 2's: CPython 3 raises.
func (in *interp) decoded(v, codec, errors value) value {
	name, errs := codecDefaults(codec, errors)
	t, ok := codecTricks(v, name)
	if !in.take(2*len(v.s)) || !v.text() {
		return value{}
	}
	if ok {
		return rot13(v, t)
	}
	text := func() value {
		if s, err := pycodec.DecodeText([]byte(v.s), name, errs); err == nil {
			return str(s).with(t)
		}
		return value{}
	}
	data := func() value {
		if b, err := pycodec.DecodeBytes([]byte(v.s), name, in.room()); err == nil && errs == "strict" {
			return in.made(bytesOf(b)).with(t | trickCodec)
		}
		return value{}
	}
	// A codec is of one of the two sorts, and only the other one's decoder fails.
	if out := text(); out.known() {
		return out
	}
	return data()
}

// ofText are the codecs that codecs.decode takes text for.
var ofText = names("rot_13 hex_codec unicode_escape raw_unicode_escape")

// decodedBy is codecs.decode(obj, codec, errors).
func (in *interp) decodedBy(v, codec, errors value) value {
	if name, _ := codecDefaults(codec, errors); v.k == strKind && !ofText[pycodec.Canonical(name)] {
		return value{}
	}
	return in.decoded(v, codec, errors)
}

// encoded is text.encode(codec, errors), and codecs.encode of bytes.
func (in *interp) encoded(v, codec, errors value) value {
	name, errs := codecDefaults(codec, errors)
	t, ok := codecTricks(v, name)
	switch {
	case !in.take(2*len(v.s)) || !v.text():
		return value{}
	case ok:
		return rot13(v, t)
	case v.k == bytesKind:
		if b, err := pycodec.EncodeBytes([]byte(v.s), name); err == nil && errs == "strict" {
			return in.made(bytesOf(b)).with(t)
		}
		return value{}
	}
	if b, err := pycodec.EncodeText(v.s, name, errs); err == nil {
		return in.made(bytesOf(b)).with(t)
	}
	return value{}
}

// codecTricks returns the tricks of v and of a codec, and whether that is rot13.
func codecTricks(v value, codec string) (t tricks, rot13 bool) {
	switch pycodec.Canonical(codec) {
	case "rot_13":
		return v.tricks | trickRot13, true
	case "utf_8":
		return v.tricks, false
	}
	return v.tricks | trickCodec, false
}

func rot13(v value, t tricks) value {
	if v.k != strKind {
		return value{}
	}
	return str(pycodec.Rot13(v.s)).with(t)
}

// room is how many bytes a decoder may give.
func (in *interp) room() int { return min(in.bytes, maxString) }
