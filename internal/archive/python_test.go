package archive_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// list reads a list of archives in base64 and prints, for each, {name: content in
// base64} as CPython's tarfile and zipfile show it, up to the first thing that they
// refuse.
const list = `
import base64, io, json, sys, tarfile, zipfile
def show(data, found):
    if data[:4] in (b"PK\3\4", b"PK\5\6"):
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            z.setpassword(b"infected")
            for info in z.infolist():
                if not info.is_dir():
                    yield info.filename, z.read(info)
    else:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as t:
            for info in t:
                if info.isfile():
                    yield info.name, t.extractfile(info).read(1 << 26)
result = []
for data in json.load(sys.stdin):
    found = {}
    try:
        for name, content in show(base64.b64decode(data), found):
            found[name] = base64.b64encode(content).decode()
    except Exception:
        pass
    result.append(found)
json.dump(result, sys.stdout)
`

// unlike names the archives that CPython and this package see differently, and why.
var unlike = map[string]string{
	"zip name evil.py":                  "CPython ends the name at its NUL, Raw is all of it",
	"name of 60,000 segments":           "Raw is cut",
	"extended header that is no number": "archive/tar refuses the header; the member is hidden",
	"xz cut off":                        "the last, incomplete chunk is lost",
	"AppleDouble files":                 "dropped",
	"tar.zst":                           "CPython reads it from version 3.14 on",
	"zstd cut off":                      "likewise",
}

// TestPython compares with CPython: whatever it shows must be among the entries
// that are not hidden, the last of a name with the same bytes.
func TestPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to compare with")
	}
	var names []string
	var archives [][]byte
	add := func(name string, data []byte) { names, archives = append(names, name), append(archives, data) }
	for _, h := range hostiles() {
		add(h.name, h.data())
	}
	for name, build := range fixtures() {
		add(name, build(sample))
	}
	for _, c := range encryptedSamples(t) {
		add(c.name, c.data)
	}
	for i, found := range shown(t, python, archives) {
		if unlike[names[i]] != "" {
			continue
		}
		if fixtures()[names[i]] != nil {
			require.Len(t, found, len(sample), "CPython reads our %s", names[i])
		}
		last := map[string][]byte{}
		for _, e := range read(t, archives[i], archive.Options{}).Entries {
			if !e.Hidden {
				last[e.Raw] = e.Data
			}
		}
		for name, content := range found {
			got, ok := last[name]
			require.True(t, ok, "%s: %.100q is missing", names[i], name)
			require.True(t, bytes.HasPrefix(content, got) && (len(got) == len(content) || len(got) == 32<<20),
				"%s: %q has another content", names[i], name)
		}
	}
}

func shown(t *testing.T, python string, archives [][]byte) []map[string][]byte {
	t.Helper()
	in, err := json.Marshal(archives)
	require.NoError(t, err)
	cmd := exec.Command(python, "-c", list)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	require.NoError(t, err)
	var found []map[string][]byte
	require.NoError(t, json.Unmarshal(out, &found))
	require.Len(t, found, len(archives))
	return found
}
