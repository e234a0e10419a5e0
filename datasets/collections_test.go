package datasets_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
)

// registry is a list as it accompanies lxyeternal/pypi_malregistry.
const registry = "path\tfamily\tadded\tbuilt\trole\n" +
	"a/1/a-1.tar.gz\tF1\t2023-05-01\t2022-01-01\ttrain\n" +
	"b/1/b-1.tar.gz\tF2\t2023-06-01\t\ttrain\r\n" +
	"c/1/c-1.tar.gz\tF3\t2023-06-01\t\treserved\n" +
	"\n" +
	"d/1/d-1.tar.gz\tF2\t2023-06-02\t\ttest\n"

func TestMalRegistry(t *testing.T) {
	got, err := datasets.MalRegistry(strings.NewReader(registry), "root", 0, 1)
	require.NoError(t, err)
	require.Equal(t, []datasets.Row{ // only the role train; the build date where there is one
		{Path: filepath.Join("root", "a/1/a-1.tar.gz"), Label: datasets.Malicious, Group: "mal-F1", Time: "2022-01-01", Role: "train"},
		{Path: filepath.Join("root", "b/1/b-1.tar.gz"), Label: datasets.Malicious, Group: "mal-F2", Time: "2023-06-01", Role: "train"},
	}, got)
}

// A package was made on its build date, unless a tool wrote that where there was none, or
// it lies behind the day on which the package was known.
func TestMalRegistryTimes(t *testing.T) {
	tests := []struct{ added, built, want string }{
		{"2023-05-01", "2022-01-01", "2022-01-01"},
		{"2023-05-01", "2023-05-01", "2023-05-01"},
		{"2023-05-01", "", "2023-05-01"},
		{"", "2022-01-01", "2022-01-01"},
		{"", "", ""},
		{"2023-05-01", "2020-02-02", "2023-05-01"}, // hatchling
		{"2023-05-01", "2016-01-01", "2023-05-01"}, // poetry
		{"2023-05-01", "1980-01-01", "2023-05-01"}, // zip
		{"", "1980-01-01", ""},
		{"2023-05-01", "2024-01-01", "2023-05-01"},
	}
	for _, test := range tests {
		list := "path\tfamily\tadded\tbuilt\trole\na.tar.gz\tF\t" + test.added + "\t" + test.built + "\ttrain\n"
		rows, err := datasets.MalRegistry(strings.NewReader(list), "", 0, 0)
		require.NoError(t, err)
		require.Equal(t, test.want, rows[0].Time, test)
	}
}

// families is a registry list of n families with m archives each.
func families(n, m int) string {
	var b strings.Builder
	b.WriteString("path\tfamily\tadded\tbuilt\trole\n")
	for f := range n {
		for i := range m {
			fmt.Fprintf(&b, "f%02d/%02d.tar.gz\tF%02d\t2023-01-01\t\ttrain\n", f, i, f)
		}
	}
	return b.String()
}

func TestMalRegistryCapsFamilies(t *testing.T) {
	draw := func(perFamily int, seed uint64) []datasets.Row {
		got, err := datasets.MalRegistry(strings.NewReader(families(8, 12)), "", perFamily, seed)
		require.NoError(t, err)
		return got
	}
	require.Len(t, draw(0, 1), 8*12)
	require.Len(t, draw(20, 1), 8*12)
	one := draw(3, 1)
	sizes := map[string]int{}
	for _, r := range one {
		sizes[r.Group]++
	}
	require.Len(t, sizes, 8)
	for group, n := range sizes {
		require.Equal(t, 3, n, group)
	}
	require.Equal(t, one, draw(3, 1), "the same seed draws the same")
	require.NotEqual(t, one, draw(3, 2), "another seed draws others")
	require.IsIncreasing(t, paths(one))
}

// A family draws its members from its own stream, so that other families in the
// list do not change them.
func TestMalRegistryDrawsFamiliesApart(t *testing.T) {
	few, err := datasets.MalRegistry(strings.NewReader(families(2, 12)), "", 3, 1)
	require.NoError(t, err)
	many, err := datasets.MalRegistry(strings.NewReader(families(9, 12)), "", 3, 1)
	require.NoError(t, err)
	require.Equal(t, few, many[:len(few)])
}

func paths(rows []datasets.Row) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Path)
	}
	return list
}

func TestBenignRepos(t *testing.T) {
	const list = "repository\tcommit\tpython_files\tkloc\ttag\n" +
		"psf/requests\tabc\t30\t5.1\tnormal\n" +
		"some/rat\tdef\t3\t0.1\tdualuse\n" +
		"pypi-wheel:idna-3.1-py3-none-any.whl\t-\t8\t2\tnormal\n"
	got, err := datasets.BenignRepos(strings.NewReader(list), "r")
	require.NoError(t, err)
	require.Equal(t, []datasets.Row{
		{Path: filepath.Join("r", "idna-3.1-py3-none-any"), Label: datasets.Benign, Group: "ben-pypi-wheel:idna-3.1-py3-none-any.whl", Role: "train", Tag: "normal"},
		{Path: filepath.Join("r", "psf+requests"), Label: datasets.Benign, Group: "ben-psf/requests", Role: "train", Tag: "normal"},
		{Path: filepath.Join("r", "some+rat"), Label: datasets.Unknown, Group: "ben-some/rat", Role: "train", Tag: "dualuse"},
	}, got)
}

func TestListErrors(t *testing.T) {
	const header = "a\tb\tc\td\te\n"
	tests := []struct{ name, text, want string }{
		{"too few fields", header + "a\tb\n", "line 2: 2 fields, not 5"},
		{"out of the collection", header + "\n../x\tF\t\t\ttrain\n", `line 3: path "../x" leads out of the collection`},
		{"absolute", header + "/etc/x\tF\t\t\ttrain\n", "leads out of the collection"},
		{"endless line", header + strings.Repeat("x", 2<<20), "line 2: bufio.Scanner: token too long"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := datasets.MalRegistry(strings.NewReader(test.text), "r", 0, 0)
			require.ErrorContains(t, err, "datasets: registry list: ")
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := datasets.BenignRepos(strings.NewReader(header+"pypi-wheel:../../x.whl\t\t\t\t\n"), "r")
	require.ErrorContains(t, err, "datasets: repository list: line 2: ")
}

// sixGroups is three rows each of six malicious groups, and one of a benign one.
func sixGroups() []datasets.Row {
	var list []datasets.Row
	for g := range 6 {
		for i := range 3 {
			list = append(list, datasets.Row{
				Path: fmt.Sprintf("%d/%d", g, i), Label: datasets.Malicious, Group: fmt.Sprintf("g%d", g), Role: "train",
			})
		}
	}
	return append(list, datasets.Row{Path: "ben", Label: datasets.Benign, Group: "ben", Role: "train"})
}

func TestHoldOut(t *testing.T) {
	for n := range 7 {
		got, err := datasets.HoldOut(sixGroups(), datasets.Malicious, n, 3)
		require.NoError(t, err)
		require.Len(t, got, 3*(6-n)+n+1, "one row of each group that is held out")
		roles := map[string]map[string]bool{}
		for _, r := range got {
			if roles[r.Group] == nil {
				roles[r.Group] = map[string]bool{}
			}
			roles[r.Group][r.Role] = true
		}
		test := 0
		for group, of := range roles {
			require.Len(t, of, 1, "group %s is on both sides", group)
			if of["test"] {
				test++
			}
		}
		require.Equal(t, n, test)
		require.True(t, roles["ben"]["train"], "other labels stay")
	}
}

func TestHoldOutDraws(t *testing.T) {
	draw := func(seed uint64) []datasets.Row {
		got, err := datasets.HoldOut(sixGroups(), datasets.Malicious, 3, seed)
		require.NoError(t, err)
		return got
	}
	require.Equal(t, draw(1), draw(1))
	require.NotEqual(t, draw(1), draw(2))
	before := sixGroups()
	_, err := datasets.HoldOut(before, datasets.Malicious, 3, 1)
	require.NoError(t, err)
	require.Equal(t, sixGroups(), before, "the argument is not changed")
}

// A held-out group leaves nothing behind, whatever its label.
func TestHoldOutMixedGroup(t *testing.T) {
	got, err := datasets.HoldOut([]datasets.Row{
		{Path: "u", Label: datasets.Unknown, Group: "g", Role: "train"},
		{Path: "b", Label: datasets.Benign, Group: "g", Role: "train"},
	}, datasets.Benign, 1, 0)
	require.NoError(t, err)
	require.Equal(t, []datasets.Row{{Path: "b", Label: datasets.Benign, Group: "g", Role: "test"}}, got)
}

func TestHoldOutErrors(t *testing.T) {
	for _, n := range []int{-1, 7} {
		_, err := datasets.HoldOut(sixGroups(), datasets.Malicious, n, 0)
		require.EqualError(t, err, fmt.Sprintf("datasets: cannot hold out %d malicious groups of 6", n))
	}
}

// The lists that are published with the code can be read, name what they name once
// and exactly, and use no tag that docs/DATA.md does not explain.
func TestPublishedLists(t *testing.T) {
	explained, err := os.ReadFile("../docs/DATA.md")
	require.NoError(t, err)
	lists := []struct {
		file    string
		read    func(io.Reader, string) ([]datasets.Row, error)
		column  int // of what names the content
		pattern string
		atLeast int
	}{
		{"benign-repos.tsv", datasets.BenignRepos, 1, `^[0-9a-f]{40}$`, 400},
		{"benign-wheels.tsv", datasets.BenignWheels, 2, `^[0-9a-f]{64}$`, 40},
	}
	for _, list := range lists {
		t.Run(list.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("../docs/data", list.file))
			require.NoError(t, err)
			rows, err := list.read(bytes.NewReader(text), "root")
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(rows), list.atLeast)
			require.NoError(t, datasets.WriteManifest(io.Discard, rows), "each once")
			for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
				require.Regexp(t, list.pattern, strings.Split(line, "\t")[list.column])
			}
			for _, r := range rows {
				require.Contains(t, string(explained), "| `"+r.Tag+"` |")
			}
		})
	}
}
