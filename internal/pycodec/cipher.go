package pycodec

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
)

// Fernet decrypts a token of cryptography's Fernet: version 0x80, time, vector,
// AES-128-CBC with PKCS #7 padding, and an HMAC-SHA256, which is verified.
// Source: https://github.com/fernet/spec/blob/master/Spec.md
func Fernet(key, token []byte, limit int) ([]byte, error) {
	k, err := Base64(key, "-_", false, 64)
	if err != nil || len(k) != 32 {
		return nil, errCorrupt
	}
	t, err := Base64(token, "-_", false, limit+128)
	if err != nil {
		return nil, err
	}
	const head, sum = 1 + 8 + aes.BlockSize, sha256.Size
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
	out := bytes.Clone(t[head : len(t)-sum])
	cipher.NewCBCDecrypter(block, t[9:head]).CryptBlocks(out, out)
	return unpad(out)
}

func unpad(data []byte) ([]byte, error) {
	if len(data) == 0 {
		return nil, errCorrupt
	}
	n := int(data[len(data)-1])
	if n == 0 || n > aes.BlockSize || n > len(data) {
		return nil, errCorrupt
	}
	return data[:len(data)-n], nil
}
