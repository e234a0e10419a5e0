package archive

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCleanName(t *testing.T) {
	for _, c := range []struct {
		stored, want string
		odd          []Kind
	}{
		{"pkg/setup.py", "pkg/setup.py", nil},
		{"./pkg//setup.py", "pkg/setup.py", nil},
		{"pkg/", "pkg", nil},
		{"", "_", nil},
		{".", "_", nil},
		{"/", "_", []Kind{AbsoluteName}},
		{"..", "_", []Kind{Traversal}},
		{"../../a.py", "a.py", []Kind{Traversal}},
		{"a/../../../b.py", "b.py", []Kind{Traversal}},
		{"a..b/c...py", "a..b/c...py", nil},
		{"//host/share/a.py", "host/share/a.py", []Kind{AbsoluteName}},
		{"/../a.py", "a.py", []Kind{AbsoluteName, Traversal}},
		{`a\b.py`, `a\b.py`, nil},
		{"a:b.py", "a:b.py", []Kind{AbsoluteName}},
		{"ab:c.py", "ab:c.py", nil},
		{"z:/a.py", "z:/a.py", []Kind{AbsoluteName}},
		{"日本.py", "日本.py", nil},
		{"\x00", "_", []Kind{SuspiciousName}},
		{"a\x00../b", "a", []Kind{SuspiciousName}},
		{"a\nb\x7f.py", "a_b_.py", []Kind{SuspiciousName}},
		{"\xc3\x28.py", "_(.py", []Kind{SuspiciousName}},
		{"!copy9/a.py", "_!copy9/a.py", nil},
		{"!other/a.py", "!other/a.py", nil},
		{strings.Repeat("x", 2000) + ".py", strings.Repeat("x", 1021) + ".py", []Kind{SuspiciousName}},
		{strings.Repeat("é", 600), strings.Repeat("é", 512), []Kind{SuspiciousName}},
		{strings.Repeat("d/", 99) + "a.py", strings.Repeat("d/", 63) + "a.py", []Kind{SuspiciousName}},
		{strings.Repeat("x", 2000) + "\x01", strings.Repeat("x", 1023) + "_", []Kind{SuspiciousName}},
	} {
		got, odd := cleanName(c.stored, false)
		require.Equal(t, c.want, got, "%q", c.stored)
		require.Equal(t, c.odd, odd, "%q", c.stored)
		require.True(t, fs.ValidPath(got))
		again, _ := cleanName(got, false)
		if !strings.HasPrefix(got, "_"+copyPrefix) {
			require.Equal(t, got, again, "cleaning twice changes nothing")
		}
	}
	got, _ := cleanName(`..\a\b.py`, true)
	require.Equal(t, "a/b.py", got)
}

func TestLinkTarget(t *testing.T) {
	for _, c := range []struct {
		kind               Kind
		name, target, want string
	}{
		{Symlink, "a/b/link", "c.py", "a/b/c.py"},
		{Symlink, "a/b/link", "../c.py", "a/c.py"},
		{Symlink, "a/b/link", "../../../../c.py", "c.py"},
		{Symlink, "link", "c.py", "c.py"},
		{Symlink, "a/link", "/etc/passwd", "etc/passwd"},
		{HardLink, "a/b/link", "c.py", "c.py"},
		{HardLink, "x.whl!/a/link", "b/c.py", "x.whl!/b/c.py"},
		{Symlink, "x.whl!/a/link", "../c.py", "x.whl!/c.py"},
	} {
		require.Equal(t, c.want, linkTarget(c.kind, c.name, c.target), "%v", c)
	}
}

func TestIsAppleDouble(t *testing.T) {
	magic := []byte("\x00\x05\x16\x07\x00\x02")
	require.True(t, isAppleDouble("a/._b.py", magic))
	require.True(t, isAppleDouble("__MACOSX/a/b.py", magic))
	require.True(t, isAppleDouble("x.zip!/__MACOSX/b.py", magic))
	require.False(t, isAppleDouble("a/b.py", magic))
	require.False(t, isAppleDouble("a/._b.py", []byte("import os")))
	require.False(t, isAppleDouble("my__MACOSX/b.py", magic))
}

func TestCodePage437(t *testing.T) {
	require.Len(t, []rune(codePage437), 128)
	// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT
	require.Equal(t, "Çß█■\u00a0", zipName([]byte("\x80\xe1\xdb\xfe\xff"), 0))
	require.Equal(t, "\x80", zipName([]byte("\x80"), flagUTF8))
}

func TestIsTarHeader(t *testing.T) {
	block := make([]byte, blockSize)
	require.False(t, isTarHeader(block), "a block of zeros has no checksum")
	copy(block, "name\xff")
	copy(block[148:], "001143\x00 ") // 611 = name, 255 and eight spaces: unsigned
	sum := 0
	for i, c := range block {
		if 148 <= i && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	for _, v := range []int{sum, sum - 256} { // old programs summed signed bytes
		for i := 5; i >= 0; i-- {
			block[148+i] = byte('0' + v>>(3*(5-i))&7)
		}
		require.True(t, isTarHeader(block))
	}
	block[0] ^= 1
	require.False(t, isTarHeader(block))
}
