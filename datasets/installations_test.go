package datasets_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

// files is a file system of files that all hold the same line of code.
func files(names ...string) fstest.MapFS {
	tree := fstest.MapFS{}
	for _, name := range names {
		tree[name] = &fstest.MapFile{Data: []byte("x = 1\n")}
	}
	return tree
}

// record adds a distribution with a RECORD that lists these files.
func record(tree fstest.MapFS, distribution string, names ...string) {
	var list strings.Builder
	for _, name := range names {
		fmt.Fprintf(&list, "%s,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,6\n", name)
	}
	tree[distribution+".dist-info/RECORD"] = &fstest.MapFile{Data: []byte(list.String())}
}

func TestStandardLibrary(t *testing.T) {
	library := files("abc.py", "json/__init__.py", "json/tool.py", "unittest/case.py", "test/test_abc.py",
		"site-packages/idna/core.py", "config-3.11/python-config.py", "_sysconfigdata__linux_x86-64.py",
		"LICENSE", "lib/only.so", "__pycache__/abc.pyc")
	library["empty.py"] = &fstest.MapFile{}
	library["hollow/__init__.py"] = &fstest.MapFile{}
	got, err := datasets.StandardLibrary(library, "lib")
	require.NoError(t, err)
	row := func(name, module string) datasets.Row {
		return datasets.Row{Path: filepath.Join("lib", name), Label: datasets.Benign, Group: "std-" + module, Role: "train", Tag: "stdlib"}
	}
	require.Equal(t, []datasets.Row{row("abc.py", "abc"), row("json", "json"), row("unittest", "unittest")}, got)
}

func TestDistributions(t *testing.T) {
	site := files("idna/core.py", "idna/codec.py", "idna_tool.py", "six.py", "six_test.py", "stray.py",
		"google/api/a.py", "google/auth/b.py", "google/auth/deep/c.py", "both.py")
	record(site, "idna-3.1", "idna/core.py", "idna/codec.py", "idna_tool.py", "idna/gone.py", "idna-3.1.dist-info/METADATA")
	record(site, "six-1.0", "six.py", "six_test.py", "../../../bin/six.py", "both.py")
	record(site, "google_api-1", "google/api/a.py", "both.py")
	record(site, "Google.Auth-2", "google/auth/b.py", "google/auth/deep/c.py")
	record(site, "nothing-1")
	got, err := datasets.Distributions(site, "site")
	require.NoError(t, err)
	row := func(name, project string) datasets.Row {
		return datasets.Row{Path: filepath.Join("site", filepath.FromSlash(name)), Label: datasets.Benign, Group: "site-" + project, Role: "train", Tag: "installed"}
	}
	require.Equal(t, []datasets.Row{
		row("google/api", "google-api"), row("google/auth", "google-auth"), row("idna", "idna"), row("six.py", "six"),
	}, got)
}

func TestDistributionsWithoutRecords(t *testing.T) {
	got, err := datasets.Distributions(files("a.py"), "site")
	require.NoError(t, err)
	require.Empty(t, got)

	site := files("a.py")
	site["a-1.dist-info/RECORD"] = &fstest.MapFile{Data: []byte("\"a.py\n")}
	_, err = datasets.Distributions(site, "site")
	require.ErrorContains(t, err, "datasets: distributions: a-1.dist-info/RECORD: ")
}

// A repository, a wheel and an installed distribution are of one project by name,
// however each writes it.
func TestUnlisted(t *testing.T) {
	listed := []datasets.Row{
		{Group: "ben-psf/requests"}, {Group: "ben-certifi/python-certifi"}, {Group: "ben-msgpack/msgpack-python"},
		{Group: "ben-pypi-wheel:typing_extensions-4.1-py3-none-any.whl"},
	}
	rows := []datasets.Row{
		{Group: "site-requests"}, {Group: "site-certifi"}, {Group: "site-typing-extensions"}, {Group: "site-msgpack"},
		{Group: "site-requests-cache"}, {Group: "std-json"},
	}
	require.Equal(t, rows[4:], datasets.Unlisted(rows, listed))
	require.Equal(t, rows, datasets.Unlisted(rows, nil))
}

func TestBenignWheels(t *testing.T) {
	const list = "file\tversion\tsha256\ttag\n" +
		"idna-3.1-py3-none-any.whl\t3.1\tabc\tnormal\n" +
		"attrs-1-py3-none-any.whl\t1\tdef\thard\n"
	got, err := datasets.BenignWheels(strings.NewReader(list), "w")
	require.NoError(t, err)
	require.Equal(t, []datasets.Row{
		{Path: filepath.Join("w", "attrs-1-py3-none-any.whl"), Label: datasets.Benign, Group: "ben-pypi-wheel:attrs-1-py3-none-any.whl", Role: "train", Tag: "hard"},
		{Path: filepath.Join("w", "idna-3.1-py3-none-any.whl"), Label: datasets.Benign, Group: "ben-pypi-wheel:idna-3.1-py3-none-any.whl", Role: "train", Tag: "normal"},
	}, got)

	_, err = datasets.BenignWheels(strings.NewReader("file\tversion\tsha256\ttag\n../x.whl\t1\tabc\tnormal\n"), "w")
	require.ErrorContains(t, err, "datasets: wheel list: line 2: ")
}

// A module that is one file is a package of that file.
func TestOpenFile(t *testing.T) {
	p := open(t, save(t, "abc-1.py", []byte("import os\n")))
	require.Equal(t, [2]string{"abc-1", ""}, [2]string{p.Name, p.Version})
	require.Empty(t, p.Incomplete)
	list, err := datasets.Slices(t.Context(), p, datasets.SliceOptions{})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "module:abc-1.py", list[0].ID)
}

func BenchmarkDistributions(b *testing.B) {
	site, count := fstest.MapFS{}, 0
	for d := range 40 {
		var names []string
		for i := range 50 {
			name := fmt.Sprintf("pkg%d/part%d/m%d.py", d, i%5, i)
			site[name] = &fstest.MapFile{Data: []byte("x = 1\n")}
			names = append(names, name)
		}
		record(site, fmt.Sprintf("pkg%d-1", d), names...)
		count += len(names)
	}
	for b.Loop() {
		rows, err := datasets.Distributions(site, "site")
		require.NoError(b, err)
		require.Len(b, rows, 40)
	}
	b.ReportMetric(float64(count)*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
