package archive_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	yekazip "github.com/yeka/zip"

	"github.com/malguard/malguard/internal/archive"
)

// encrypted makes a zip whose members are encrypted by another implementation.
func encrypted(tb testing.TB, method yekazip.EncryptionMethod, password string, files ...pair) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w := yekazip.NewWriter(&buf)
	for _, f := range files {
		m, err := w.Encrypt(f.name, password, method)
		require.NoError(tb, err)
		_, err = m.Write([]byte(f.body))
		require.NoError(tb, err)
	}
	require.NoError(tb, w.Close())
	return buf.Bytes()
}

type encryptedSample struct {
	name string
	data []byte
}

func encryptedSamples(tb testing.TB) []encryptedSample {
	var out []encryptedSample
	for i, m := range []yekazip.EncryptionMethod{yekazip.StandardEncryption, yekazip.AES128Encryption,
		yekazip.AES192Encryption, yekazip.AES256Encryption} {
		name := []string{"ZipCrypto", "AES-128", "AES-192", "AES-256"}[i]
		out = append(out, encryptedSample{name, encrypted(tb, m, "infected", good, bad)})
	}
	return out
}

func TestEncrypted(t *testing.T) {
	for _, c := range encryptedSamples(t) {
		t.Run(c.name, func(t *testing.T) {
			a := read(t, c.data, archive.Options{})
			require.Empty(t, a.Incomplete)
			require.Equal(t, []pair{good, bad}, pairs(a))

			a = read(t, c.data, archive.Options{Passwords: []string{"", "wrong", "infected"}})
			require.Empty(t, a.Incomplete)
			require.Len(t, a.Entries, 2)

			for _, passwords := range [][]string{{}, {"wrong"}, {"Infected", ""}} {
				a = read(t, c.data, archive.Options{Passwords: passwords})
				require.Equal(t, []archive.Status{archive.Encrypted}, statuses(a), "%q", passwords)
				require.Len(t, a.Incomplete, 2, "one a member")
				require.Empty(t, a.Entries)
			}
		})
	}
}

// TestEncryptedElsewhere opens what other programs wrote, see testdata/encrypted/ORIGIN.
func TestEncryptedElsewhere(t *testing.T) {
	files, err := filepath.Glob("testdata/encrypted/*.zip")
	require.NoError(t, err)
	require.Len(t, files, 7)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			a, err := archive.Open(t.Context(), file, archive.Options{})
			require.NoError(t, err)
			require.Empty(t, a.Incomplete)
			require.Equal(t, []pair{{"inert-1.0/setup.py", "from setuptools import setup\nsetup(name='inert', version='1.0')\n"}}, pairs(a))

			a, err = archive.Open(t.Context(), file, archive.Options{Passwords: []string{"wrong"}})
			require.NoError(t, err)
			require.Equal(t, []archive.Status{archive.Encrypted}, statuses(a))
		})
	}
}

// TestEncryptedManyPasswords meets those one in 256 wrong passwords that ZipCrypto's
// own check lets through.
func TestEncryptedManyPasswords(t *testing.T) {
	data := encrypted(t, yekazip.StandardEncryption, "right", good)
	var passwords []string
	for i := range 2000 {
		passwords = append(passwords, fmt.Sprint("wrong", i))
	}
	a := read(t, data, archive.Options{Passwords: passwords})
	require.Equal(t, []archive.Status{archive.Encrypted}, statuses(a))
	a = read(t, data, archive.Options{Passwords: append(passwords, "right")})
	require.Equal(t, []pair{good}, pairs(a))
}

func TestEncryptedDamaged(t *testing.T) {
	data := encrypted(t, yekazip.AES256Encryption, "infected", good, bad)
	start := bytes.Index(data, []byte(good.name)) + len(good.name)
	for _, c := range []struct {
		name   string
		at     int // behind the name: extra field 11, salt 16, verifier 2
		status archive.Status
	}{
		{"salt", 12, archive.Encrypted},
		{"verifier", 28, archive.Encrypted},
		{"content", 31, archive.Corrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := bytes.Clone(data)
			b[start+c.at] ^= 0x55
			a := read(t, b, archive.Options{})
			require.Equal(t, []archive.Status{c.status}, statuses(a), "%v", a.Incomplete)
		})
	}
}

// TestEncryptedKeysAreCounted bounds the time that deriving keys can take: each
// counts as 32 KiB.
func TestEncryptedKeysAreCounted(t *testing.T) {
	var files []pair
	for i := range 20 {
		files = append(files, pair{fmt.Sprintf("%d.py", i), "x"})
	}
	data := encrypted(t, yekazip.AES128Encryption, "infected", files...)
	a := read(t, data, archive.Options{Limits: archive.Limits{Total: 10 * 33 << 10}})
	require.Equal(t, []archive.Status{archive.LimitTotal}, statuses(a))
	require.Len(t, a.Entries, 10)
}

// TestEncryptedChecksums makes AE-1 of AE-2 members: version 1 stores a checksum.
func TestEncryptedChecksums(t *testing.T) {
	data := encrypted(t, yekazip.AES256Encryption, "infected", good)
	field := []byte("\x01\x99\x07\x00")
	for _, c := range []struct {
		crc    uint32
		status []archive.Status
	}{{crcOf(good.body), nil}, {1, []archive.Status{archive.Corrupt}}} {
		b := bytes.Clone(data)
		for at := 0; ; at++ {
			i := bytes.Index(b[at:], field)
			if i < 0 {
				break
			}
			at += i
			b[at+4] = 1
		}
		central := bytes.Index(b, []byte("PK\x01\x02"))
		le32(b, central+16, int(c.crc))
		require.Equal(t, c.status, statuses(read(t, b, archive.Options{})))
	}
}
