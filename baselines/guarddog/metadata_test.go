package guarddog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/baselines/guarddog"
	"github.com/malguard/malguard/eval"
)

// about returns the rules about metadata that fire.
func about(t *testing.T, name, version string, files map[string]string) []string {
	t.Helper()
	d, err := guarddog.New(guarddog.Options{}).Detect(t.Context(), packageOf(name, version, files))
	require.NoError(t, err)
	require.Zero(t, d.Score, "metadata alone do not count")
	var rules []string
	for _, e := range d.Evidence {
		require.Empty(t, e.File)
		rules = append(rules, e.Rule)
	}
	return rules
}

// two are files that no rule about their number concerns.
func two(header string) map[string]string {
	return map[string]string{"demo/PKG-INFO": header, "demo/a.py": "", "demo/b.py": ""}
}

const described = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\nText.\n"

func TestMetadata(t *testing.T) {
	require.Empty(t, about(t, "demo-of-a-thing", "1.0", two(described)))
	for _, c := range []struct {
		header string
		want   []string
	}{
		{"", []string{"empty_information"}},
		{"Name: demo\n\n \n", []string{"empty_information"}},
		{"Name: demo\nDescription: UNKNOWN\n", []string{"empty_information"}},
		{"Name: demo\nSummary: short\n", []string{"empty_information"}},
		{"Name: demo\r\nDescription: text\r\n", nil},
		{"Name: demo\nDescription: text\n more\n", nil},
		{"Name: demo\r\n\r\ntext", nil},
		{"Author-email: a@example.com\n\ntext", []string{"deceptive_author"}},
		{"Author-email: \"A\" <a@mail.EXAMPLE.com>\n\ntext", []string{"deceptive_author"}},
		{"Author-email: a@example.org\nMaintainer-email: a@example.com\n\ntext", nil},
		{"Maintainer-email: a@example.com\n\ntext", []string{"deceptive_author"}},
		{"Author-email: a@mailinator.com\n\ntext", []string{"deceptive_author"}},
		{"\x00\xff:\n\n:", nil},
	} {
		require.Equal(t, c.want, about(t, "demo-of-a-thing", "1.0", two(c.header)), "%q", c.header)
	}
	require.Empty(t, about(t, "demo-of-a-thing", "1.0", map[string]string{"a.py": "", "b.py": ""}), "without metadata nothing is said of them")
}

func TestRelease(t *testing.T) {
	for version, fires := range map[string]bool{"0.0": true, "0.0.0": true, "0": false, "0.0.0.0": false, "0.0.1": false, "": false} {
		require.Equal(t, fires, len(about(t, "demo-of-a-thing", version, two(described))) > 0, version)
	}
}

func TestFiles(t *testing.T) {
	one := map[string]string{"demo/PKG-INFO": described, "demo/a.py": ""}
	require.Equal(t, []string{"single_python_file"}, about(t, "demo-of-a-thing", "1.0", one))
	for _, head := range []string{"MZ", "\x7fELF", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf"} {
		files := two(described)
		files["demo/x.bin"] = head + "\x00"
		require.Equal(t, []string{"bundled_binary"}, about(t, "demo-of-a-thing", "1.0", files))
	}
	files := two(described)
	files["demo/x.bin"] = "M\x00Z"
	require.Empty(t, about(t, "demo-of-a-thing", "1.0", files))
}

func TestTyposquatting(t *testing.T) {
	require.Equal(t, []string{"typosquatting"}, about(t, "reqeusts", "1.0", two(described)))
	require.Empty(t, about(t, "requests", "1.0", two(described)))
}

// TestMetadataCounts: with the option, rules about metadata count like others.
func TestMetadataCounts(t *testing.T) {
	files := two("")
	files["demo/c.py"] = copies
	p := packageOf("requestss", "0.0", files)
	for metadata, rules := range map[bool]int{false: 1, true: 4} {
		d, err := guarddog.New(guarddog.Options{Metadata: metadata}).Detect(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, eval.CountScore(rules), d.Score)
		require.Len(t, d.Evidence, 4)
	}
}
