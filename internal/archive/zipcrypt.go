package archive

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// decodeEncrypted tries the passwords in order. A password counts as right only if
// what it opens passes its checks: ZipCrypto's own check lets one in 256 through.
func (z *zipReader) decodeEncrypted(rec *record, packed []byte) (*zipContent, error) {
	if rec.flags&(flagStrong|flagMasked) != 0 || rec.flags&flagEncrypted == 0 {
		return nil, fmt.Errorf("%w strong encryption: %w", errUnsupported, errPassword)
	}
	for _, password := range z.passwords {
		plain, err := z.decrypt(rec, packed, password)
		if stops(err) {
			return nil, err
		}
		if plain == nil {
			continue
		}
		if over := z.spend(len(packed)); over != nil {
			return nil, over
		}
		c, bad := z.inflate(rec, plain)
		switch {
		case stops(bad):
			return c, bad
		case rec.aes.strength != 0 && bad == nil:
			return c, err // err is a wrong authentication code
		case bad == nil && (c.crc == rec.crc || c.size == 0):
			return c, nil
		}
	}
	return nil, errPassword
}

// decrypt returns a reader of the compressed bytes, or nil if the password is wrong.
func (z *zipReader) decrypt(rec *record, packed []byte, password string) (io.Reader, error) {
	if rec.aes.strength != 0 {
		if err := z.meter.charge(keyCharge); err != nil {
			return nil, err
		}
		return decryptAES(rec.aes, packed, password)
	}
	return decryptZipCrypto(rec, packed, password), nil
}

// decryptZipCrypto opens the traditional encryption of PKWARE's APPNOTE, section 6.1.
func decryptZipCrypto(rec *record, packed []byte, password string) io.Reader {
	const header = 12
	if len(packed) < header {
		return nil
	}
	k := &zipCrypto{0x12345678, 0x23456789, 0x34567890, bytes.NewReader(packed)}
	for i := range len(password) {
		k.update(password[i])
	}
	var head [header]byte
	k.Read(head[:])
	check := head[header-1] // of the checksum, or of the time where that comes later
	if check != byte(rec.crc>>24) && check != byte(rec.time>>8) {
		return nil
	}
	return k
}

// zipCrypto is a stream cipher of three 32-bit keys.
type zipCrypto struct {
	k0, k1, k2 uint32
	in         io.Reader
}

func (k *zipCrypto) update(c byte) {
	k.k0 = crc32.IEEETable[byte(k.k0)^c] ^ k.k0>>8
	k.k1 = (k.k1+k.k0&0xff)*134775813 + 1
	k.k2 = crc32.IEEETable[byte(k.k2)^byte(k.k1>>24)] ^ k.k2>>8
}

// Read decrypts: each byte changes the keys for the next.
func (k *zipCrypto) Read(p []byte) (int, error) {
	n, err := k.in.Read(p)
	for i, c := range p[:n] {
		t := k.k2&0xffff | 2
		c ^= byte(t * (t ^ 1) >> 8)
		p[i] = c
		k.update(c)
	}
	return n, err
}

// aesKind is what the extra field of WinZip's AES says: version 1 or 2 (AE-2 stores
// no checksum) and strength 1, 2 or 3 for keys of 128, 192 or 256 bits. Zero means
// no AES. The format is https://www.winzip.com/en/support/aes-encryption/.
type aesKind struct {
	version  uint16
	strength byte
}

// keyCharge is what deriving a key is charged, in inflated bytes: 1,000 rounds cost
// about a millisecond, and every member has a salt of its own.
const keyCharge = 32 * kib

// decryptAES returns a reader of the plain bytes, or nil if the password is wrong.
// A wrong authentication code is an error beside the reader.
func decryptAES(kind aesKind, packed []byte, password string) (io.Reader, error) {
	const verifier, code = 2, 10
	if kind.strength > 3 {
		return nil, nil
	}
	key := 8 * (int(kind.strength) + 1)
	salt := key / 2
	if len(packed) < salt+verifier+code {
		return nil, nil
	}
	keys, err := pbkdf2.Key(sha1.New, password, packed[:salt], 1000, 2*key+verifier)
	if err != nil || !bytes.Equal(keys[2*key:], packed[salt:salt+verifier]) {
		return nil, nil
	}
	sealed := packed[salt+verifier : len(packed)-code]
	mac := hmac.New(sha1.New, keys[key:2*key])
	mac.Write(sealed)
	block, err := aes.NewCipher(keys[:key])
	if err != nil {
		return nil, nil
	}
	plain := &counterMode{block: block, in: bytes.NewReader(sealed), used: aes.BlockSize}
	if !hmac.Equal(mac.Sum(nil)[:code], packed[len(packed)-code:]) {
		return plain, fmt.Errorf("aes: wrong authentication code")
	}
	return plain, nil
}

// counterMode is AES-CTR with the little-endian counter that WinZip chose.
type counterMode struct {
	block   cipher.Block
	in      io.Reader
	counter uint64
	stream  [aes.BlockSize]byte
	used    int // bytes of stream that are spent
}

// Read decrypts: a block of key stream serves 16 bytes.
func (c *counterMode) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	for i := range p[:n] {
		if c.used == len(c.stream) {
			c.counter++
			var block [aes.BlockSize]byte
			binary.LittleEndian.PutUint64(block[:], c.counter)
			c.block.Encrypt(c.stream[:], block[:])
			c.used = 0
		}
		p[i] ^= c.stream[c.used]
		c.used++
	}
	return n, err
}
