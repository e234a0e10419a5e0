package pycodec

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
)

// Fernet decrypts a token of cryptography's Fernet: version 0x80, time, vector,
// AES-128-CBC with PKCS #7 padding, and an HMAC-SHA256, which is verified. The
// time is not looked at, as without a ttl.
// Source: https://github.com/fernet/spec/blob/master/Spec.md
func Fernet(key, token []byte, limit int) ([]byte, error) {
	k, err := Base64(key, "-_", false, sha256.Size)
	if err != nil || len(k) != sha256.Size {
		return nil, errCorrupt
	}
	const head, sum = 1 + 8 + aes.BlockSize, sha256.Size
	t, err := Base64(token, "-_", false, limit+head+aes.BlockSize+sum)
	if err != nil {
		return nil, err
	}
	if len(t) < head+aes.BlockSize+sum || t[0] != 0x80 || (len(t)-head-sum)%aes.BlockSize != 0 {
		return nil, errCorrupt
	}
	mac := hmac.New(sha256.New, k[:16])
	mac.Write(t[:len(t)-sum])
	if !hmac.Equal(mac.Sum(nil), t[len(t)-sum:]) {
		return nil, errCorrupt
	}
	block, err := aes.NewCipher(k[16:])
	if err != nil {
		return nil, errCorrupt
	}
	out := t[head : len(t)-sum]
	cipher.NewCBCDecrypter(block, t[9:head]).CryptBlocks(out, out)
	if out, err = unpad(out); err == nil && len(out) > limit {
		return nil, ErrTooLarge
	}
	return out, err
}

// unpad takes the padding of PKCS #7 away: n bytes of value n.
func unpad(data []byte) ([]byte, error) {
	n := int(data[len(data)-1])
	if n == 0 || n > aes.BlockSize || !bytes.Equal(data[len(data)-n:], bytes.Repeat([]byte{byte(n)}, n)) {
		return nil, errCorrupt
	}
	return data[:len(data)-n], nil
}
