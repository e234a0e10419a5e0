package metadata_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/metadata"
)

func TestIs(t *testing.T) {
	for name, is := range map[string]bool{
		"PKG-INFO": true, "a/PKG-INFO": true, "a-1.dist-info/METADATA": true, "pkg-info": false, "a/PKG-INFO/x": false, "METADATA.txt": false,
	} {
		require.Equal(t, is, metadata.Is(name), name)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]metadata.Fields{
		"": {"description": ""},
		"Name: a\nVersion: 1.0\n\nText.\n\nX: y\n":              {"name": "a", "version": "1.0", "description": "Text.\n\nX: y"},
		"Name: a\r\nNAME: b\r\n\r\ntext":                        {"name": "a", "description": "text"},
		"Summary: UNKNOWN\nDescription: x\n  y\n\tz\nName: a:b": {"summary": "", "description": "x\n  y\n\tz", "name": "a:b"},
		"Name: a\nNAME: b\n c\nno field\n d\n: e\n":             {"name": "a", "description": ""},
		"Description:\n\nbody":                                  {"description": "body"},
		" a\n\x00\xff:\n\n:":                                    {"\x00\ufffd": "", "description": ":"},
	} {
		require.Equal(t, want, metadata.Parse([]byte(text)), "%q", text)
	}
	f := metadata.Parse([]byte("Name: a\n" + strings.Repeat(" x\n", 1<<20)))
	require.Less(t, len(f["name"]), 1<<20, "the first MiB is read")
}

func TestMailDomain(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"Author-email: a@example.com": "example.com",
		"Author-email: \"A\" <a@x.mail.EXAMPLE.com>":                   "example.com",
		"Author-email: a@b@example.org ":                               "example.org",
		"Author-email: UNKNOWN\nMaintainer-email: b@example.net":       "example.net",
		"Author-email: a@example.org\nMaintainer-email: b@example.net": "example.org",
		"Author-email: nobody":                                         "nobody",
	} {
		require.Equal(t, want, metadata.Parse([]byte(text)).MailDomain(), text)
	}
}

func TestDisposable(t *testing.T) {
	for domain, is := range map[string]bool{"example.com": true, "mailinator.com": true, "example.org": false, "gmail.com": false, "": false} {
		require.Equal(t, is, metadata.Disposable(domain), domain)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Name: a\nAuthor-email: a@example.com\n x\n\nbody")
	f.Add("\r\n: \n\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		fields := metadata.Parse([]byte(text))
		for name, value := range fields {
			require.Equal(t, strings.ToLower(strings.TrimSpace(name)), name)
			require.Equal(t, strings.TrimSpace(value), value)
			require.NotEqual(t, "", name)
		}
		require.LessOrEqual(t, strings.Count(fields.MailDomain(), "."), 1)
	})
}
