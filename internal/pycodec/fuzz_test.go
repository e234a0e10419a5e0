package pycodec

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// seeds adds the inputs of some groups of the oracle.
func seeds(f *testing.F, add func(data []byte), groups ...string) {
	file, err := os.ReadFile("testdata/oracle.json")
	require.NoError(f, err)
	var all map[string][][]any
	require.NoError(f, json.Unmarshal(file, &all))
	for _, name := range groups {
		require.NotEmpty(f, all[name], name)
		for _, cols := range all[name] {
			data, err := hex.DecodeString(cols[0].(string))
			require.NoError(f, err)
			add(data)
		}
	}
}

// bounded holds what is true of every decoder: no more than the limit, and the
// same with any limit that suffices.
func bounded(t *testing.T, decode func(limit int) ([]byte, error)) {
	t.Helper()
	const most = 1 << 16
	out, err := decode(most)
	if err != nil {
		return
	}
	require.LessOrEqual(t, len(out), most)
	again, err := decode(len(out))
	if err != nil { // what counts as work is not the result's length
		require.ErrorIs(t, err, ErrTooLarge)
	} else {
		require.Equal(t, len(out), len(again))
		require.Equal(t, string(out), string(again))
	}
	if len(out) > 0 {
		_, err = decode(len(out) - 1)
		require.ErrorIs(t, err, ErrTooLarge)
	}
}

func FuzzDecodeBases(f *testing.F) {
	seeds(f, func(data []byte) { f.Add(data, true, "-_") }, "Base64", "Base32", "Base32Hex", "Base16", "Ascii85", "Base85", "Unhex", "FromHex")
	f.Fuzz(func(t *testing.T, data []byte, flag bool, alt string) {
		bounded(t, func(l int) ([]byte, error) { return Base64(data, alt, flag, l) })
		bounded(t, func(l int) ([]byte, error) { return Base32(data, flag, 'L', l) })
		bounded(t, func(l int) ([]byte, error) { return Base32Hex(data, flag, l) })
		bounded(t, func(l int) ([]byte, error) { return Base16(data, flag, l) })
		bounded(t, func(l int) ([]byte, error) { return FromHex(data, l) })
		bounded(t, func(l int) ([]byte, error) { return Ascii85(data, flag, !flag, alt, l) })
		bounded(t, func(l int) ([]byte, error) { return Base85(data, l) })
		same := func(out []byte, err error) {
			require.NoError(t, err)
			require.Equal(t, string(data), string(out))
		}
		same(Base64(EncodeBase64(data), "", true, len(data)))
		same(Base64(EncodeBase64Lines(data), "", false, len(data)))
		same(Base32(EncodeBase32(data), false, 0, len(data)))
		same(Base32Hex(EncodeBase32Hex(data), false, len(data)))
		same(Base16(EncodeBase16(data), false, len(data)))
		same(Ascii85(EncodeAscii85(data), false, false, "", len(data)))
		same(Base85(EncodeBase85(data), len(data)))
	})
}

func FuzzDecodeText(f *testing.F) {
	codecs := []string{
		"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "ascii", "latin-1", "cp1252",
		"cp037", "unicode_escape", "raw_unicode_escape", "none",
	}
	handlers := []string{"strict", "ignore", "replace", "backslashreplace", "surrogateescape", "xmlcharrefreplace", ""}
	seeds(f, func(data []byte) {
		for i := range codecs {
			f.Add(data, uint8(i), uint8(len(data)))
		}
	}, "DecodeText")
	f.Fuzz(func(t *testing.T, data []byte, codec, handler uint8) {
		name, errs := codecs[int(codec)%len(codecs)], handlers[int(handler)%len(handlers)]
		s, err := DecodeText(data, name, errs)
		require.True(t, utf8.ValidString(s))
		require.LessOrEqual(t, len(s), 10*len(data))
		if err == nil {
			out, err := EncodeText(s, name, errs)
			if err == nil {
				require.LessOrEqual(t, len(out), 10*len(s)+4)
				back, err := DecodeText(out, name, "strict")
				if errs != "ignore" && errs != "replace" && name != "raw_unicode_escape" && name != "cp1252" && name != "cp037" && name != "ascii" {
					require.NoError(t, err)
					require.Equal(t, s, back)
				}
			}
		}
		if utf8.Valid(data) {
			require.Equal(t, string(data), Rot13(Rot13(string(data))))
		}
		_, _ = UnescapeBytes(data)
	})
}

func FuzzDecodeZlib(f *testing.F) {
	seeds(f, func(data []byte) {
		for _, wbits := range []int{15, -15, 31, 47} {
			f.Add(data, wbits)
		}
	}, "Zlib", "Inflate", "Gzip")
	f.Fuzz(func(t *testing.T, data []byte, wbits int) {
		bounded(t, func(l int) ([]byte, error) { return Zlib(data, wbits, l) })
		bounded(t, func(l int) ([]byte, error) { return Gzip(data, l) })
		if s, err := Inflate(data, wbits, 1<<16); err == nil {
			require.LessOrEqual(t, len(s.Out), 1<<16)
			require.True(t, s.EOF || len(s.Unused) == 0)
		}
	})
}

func FuzzDecodeBzip2(f *testing.F) {
	seeds(f, func(data []byte) { f.Add(data) }, "Bzip2", "Bunzip2")
	f.Fuzz(func(t *testing.T, data []byte) {
		bounded(t, func(l int) ([]byte, error) { return Bzip2(data, l) })
		if s, err := Bunzip2(data, 1<<16); err == nil {
			require.True(t, s.EOF || len(s.Unused) == 0)
		}
	})
}

func FuzzDecodeLZMA(f *testing.F) {
	seeds(f, func(data []byte) { f.Add(data, 0) }, "LZMA", "Unlzma", "large", "other filters")
	f.Fuzz(func(t *testing.T, data []byte, format int) {
		bounded(t, func(l int) ([]byte, error) { return LZMA(data, Format(format%4), l) })
		if s, err := Unlzma(data, Format(format%4), 1<<16); err == nil {
			require.True(t, s.EOF)
		}
	})
}

func FuzzDecodeLines(f *testing.F) {
	seeds(f, func(data []byte) { f.Add(data, false) }, "UU", "UULine", "QuotedPrintable")
	f.Fuzz(func(t *testing.T, data []byte, header bool) {
		bounded(t, func(l int) ([]byte, error) { return UU(data, l) })
		bounded(t, func(l int) ([]byte, error) { return QuotedPrintable(data, header, l) })
		if out, err := UULine(data); err == nil {
			require.LessOrEqual(t, len(out), 63)
		}
	})
}

func FuzzDecodeNamed(f *testing.F) {
	codecs := []string{"base64", "hex", "zlib", "bz2", "quopri", "uu", "string_escape", "rot13", ""}
	seeds(f, func(data []byte) { f.Add(data, uint8(len(data))) }, "DecodeBytes", "EncodeBytes")
	f.Fuzz(func(t *testing.T, data []byte, codec uint8) {
		name := codecs[int(codec)%len(codecs)]
		bounded(t, func(l int) ([]byte, error) {
			if name == "string_escape" {
				return nil, errCorrupt // has no limit
			}
			return DecodeBytes(data, name, l)
		})
		if out, err := EncodeBytes(data, name); err == nil {
			back, err := DecodeBytes(out, name, len(data))
			require.NoError(t, err)
			require.Equal(t, string(data), string(back))
		}
	})
}

func FuzzDecodeURL(f *testing.F) {
	for _, s := range []string{"", "%41", "%4", "a%20b+c", "%e4%bd%a0", "ä%C3%A4", "%ff"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, plus bool) {
		require.LessOrEqual(t, len(URLUnquote(s, plus)), 3*len(s))
		require.LessOrEqual(t, len(URLUnquoteBytes([]byte(s))), len(s))
	})
}

func FuzzDecodeFernet(f *testing.F) {
	const key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
	f.Add(key, "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, key, token string) {
		bounded(t, func(l int) ([]byte, error) { return Fernet([]byte(key), []byte(token), l) })
	})
}

func FuzzPowerShell(f *testing.F) {
	f.Add("powershell -enc " + encodedScript("Write-Output 1"))
	f.Add(`p^wsh "/E" 'VwByAA=='`)
	f.Fuzz(func(t *testing.T, line string) {
		script, ok := PowerShell(line)
		require.Equal(t, ok, script != "")
		require.True(t, utf8.ValidString(script))
	})
}
