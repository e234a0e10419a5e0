package pycodec

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkDecode measures the decoders on a megabyte of text that is not very
// regular, by the bytes that come out.
func BenchmarkDecode(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	plain := make([]byte, mib)
	for i := range plain {
		plain[i] = " etaoinshrdlu()='\n"[min(r.IntN(24), 17)]
	}
	zlib, xzData := deflate(b, plain), xzOf(b, plain, mib)
	b64, b85, hex := EncodeBase64(plain), EncodeBase85(plain), EncodeHex(plain)
	utf16 := encodeUTF16(string(plain), "utf_16")
	for _, c := range []struct {
		name   string
		decode func() ([]byte, error)
	}{
		{"Base64", func() ([]byte, error) { return Base64(b64, "", false, mib) }},
		{"Base85", func() ([]byte, error) { return Base85(b85, mib) }},
		{"Unhex", func() ([]byte, error) { return Unhex(hex, mib) }},
		{"Zlib", func() ([]byte, error) { return Zlib(zlib, 15, mib) }},
		{"LZMA", func() ([]byte, error) { return LZMA(xzData, FormatAuto, mib) }},
		{"UTF16", func() ([]byte, error) {
			s, err := DecodeText(utf16, "utf-16", "strict")
			return []byte(s), err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(mib)
			for range b.N {
				out, err := c.decode()
				require.NoError(b, err)
				require.Len(b, out, mib)
			}
		})
	}
}
