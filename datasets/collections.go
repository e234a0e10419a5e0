package datasets

import (
	"bufio"
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/malguard/malguard/internal/archive"
)

// MalRegistry makes the manifest rows of lxyeternal/pypi_malregistry, laid out
// below root, from a list of tab-separated path, family, date added, build
// date and role. Only rows with the role "train" are taken; of a family at
// most perFamily, drawn with seed (0 takes all). Groups are "mal-<family>",
// times the build date; else, or where that is a placeholder of the tool that built it or
// behind the date added, the date added.
func MalRegistry(list io.Reader, root string, perFamily int, seed uint64) ([]Row, error) {
	families := map[string][]Row{}
	err := eachLine(list, 5, func(f []string) error {
		if f[4] != "train" {
			return nil
		}
		path, err := below(root, f[0])
		families[f[1]] = append(families[f[1]], Row{
			Path: path, Label: Malicious, Group: "mal-" + f[1], Time: made(f[3], f[2]), Role: "train",
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("datasets: registry list: %w", err)
	}
	var rows []Row
	for family, members := range families {
		if perFamily > 0 && len(members) > perFamily {
			draw := stream(seed, family)
			draw.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
			members = members[:perFamily]
		}
		rows = append(rows, members...)
	}
	sortRows(rows)
	return rows, nil
}

// wheelPrefix marks the file name of a wheel among names of repositories.
const wheelPrefix = "pypi-wheel:"

// BenignRepos makes the manifest rows of public repositories laid out below
// root, from a list of tab-separated repository, commit, number of files,
// kLOC and tag. The directory of owner/name is "owner+name", that of
// "pypi-wheel:FILE.whl" is FILE. Repositories tagged "dualuse" have the label
// unknown: what they are is debatable.
func BenignRepos(list io.Reader, root string) ([]Row, error) {
	var rows []Row
	err := eachLine(list, 5, func(f []string) error {
		name := strings.ReplaceAll(f[0], "/", "+")
		if wheel, ok := strings.CutPrefix(f[0], wheelPrefix); ok {
			name = strings.TrimSuffix(wheel, ".whl")
		}
		path, err := below(root, name)
		r := Row{Path: path, Label: Benign, Group: "ben-" + f[0], Role: "train", Tag: f[4]}
		if f[4] == "dualuse" {
			r.Label = Unknown
		}
		rows = append(rows, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("datasets: repository list: %w", err)
	}
	sortRows(rows)
	return rows, nil
}

// BenignWheels makes the manifest rows of wheels, files in root, from a list of
// tab-separated file, version, SHA-256 and tag. Groups are those of [BenignRepos].
func BenignWheels(list io.Reader, root string) ([]Row, error) {
	var rows []Row
	err := eachLine(list, 4, func(f []string) error {
		path, err := below(root, f[0])
		rows = append(rows, Row{Path: path, Label: Benign, Group: "ben-" + wheelPrefix + f[0], Role: "train", Tag: f[3]})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("datasets: wheel list: %w", err)
	}
	sortRows(rows)
	return rows, nil
}

// made returns the date on which a package was made, which it was before it was added.
func made(built, added string) string {
	t, err := time.Parse(time.DateOnly, built)
	if err == nil && (archive.Placeholder(t) || added != "" && built > added) {
		return added
	}
	return cmp.Or(built, added)
}

// below joins a slash-separated path of a list to root, and refuses one that
// leads out of it.
func below(root, name string) (string, error) {
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return "", fmt.Errorf("path %q leads out of the collection", name)
	}
	return filepath.Join(root, local), nil
}

// HoldOut gives the role "test" to n groups of the label, drawn with seed, and
// drops every other row of each of them: of the label all but the first, and
// those of another label. It fails where there are fewer than n groups.
func HoldOut(rows []Row, label Label, n int, seed uint64) ([]Row, error) {
	var groups []string
	seen := map[string]bool{}
	for _, r := range rows {
		if r.Label == label && !seen[r.Group] {
			seen[r.Group] = true
			groups = append(groups, r.Group)
		}
	}
	if n < 0 || n > len(groups) {
		return nil, fmt.Errorf("datasets: cannot hold out %d %s groups of %d", n, label, len(groups))
	}
	slices.Sort(groups)
	draw := stream(seed, label.String())
	draw.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	held := map[string]bool{}
	for _, g := range groups[:n] {
		held[g] = true
	}
	var out []Row
	taken := map[string]bool{}
	for _, r := range rows {
		if held[r.Group] {
			if taken[r.Group] || r.Label != label {
				continue
			}
			taken[r.Group] = true
			r.Role = "test"
		}
		out = append(out, r)
	}
	return out, nil
}

// stream returns the random stream of one item under a seed.
func stream(seed uint64, item string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(item))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

func sortRows(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Label, a.Label), cmp.Compare(a.Path, b.Path))
	})
}

// eachLine calls row for each line of a table behind its header.
func eachLine(r io.Reader, fields int, row func([]string) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	line := 0
	for in.Scan() {
		line++
		if line == 1 || in.Text() == "" {
			continue
		}
		f := strings.Split(in.Text(), "\t")
		if len(f) < fields {
			return fmt.Errorf("line %d: %d fields, not %d", line, len(f), fields)
		}
		if err := row(f); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("line %d: %w", line+1, err)
	}
	return nil
}
