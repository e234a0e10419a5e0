package families_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/datasets"
	"github.com/malguard/malguard/datasets/families"
)

// registry returns the archives of pypi_malregistry with the role train as samples whose
// groups are the families of the list that accompanies it.
func registry(t *testing.T) *datasets.Dataset {
	root, reference := os.Getenv("MALGUARD_MALREGISTRY"), os.Getenv("MALGUARD_REFERENCE")
	if root == "" || reference == "" {
		t.Skip("MALGUARD_MALREGISTRY names no checkout of pypi_malregistry, or MALGUARD_REFERENCE no folder with its list")
	}
	f, err := os.Open(filepath.Join(reference, "malregistry.tsv.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	rows, err := datasets.MalRegistry(bufio.NewReader(z), root, 0, 0)
	require.NoError(t, err)
	var names []string
	for _, r := range rows {
		names = append(names, r.Path)
	}
	d := datasets.Paths(names, datasets.Limits{})
	for i := range d.Samples {
		d.Samples[i].Group = rows[i].Group
	}
	return d
}

// The families of pypi_malregistry are those that another program found by MinHash of 128
// permutations at 0.8, with the noise of such an estimate, and of at most 80 Python files
// of a package.
func TestFamiliesOfTheRegistry(t *testing.T) {
	d := registry(t)
	large := make([]atomic.Bool, len(d.Samples)) // more files than that program read
	for i := range d.Samples {
		open := d.Samples[i].Open
		d.Samples[i].Open = func(ctx context.Context) (*datasets.Package, error) {
			p, err := open(ctx)
			if err == nil {
				large[i].Store(pythonFiles(p.FS) > 80)
			}
			return p, err
		}
	}
	members, err := families.Read(t.Context(), d, 0)
	require.NoError(t, err)
	relations := families.Relate(members, families.Options{})
	a := families.Summarise(members, relations).Agreement
	t.Logf("%d packages, %d groups, %d families: adjusted Rand index %.4f, of the first five a group %.4f; %d splits, %d merges",
		a.Packages, a.Groups, a.Families, a.AdjustedRand, a.Capped, len(a.Splits), len(a.Merges))

	var whole, small []float64 // of packages of every size, and of those that the other program read in full
	for seed := range uint64(50) {
		var groups, found, smallGroups, smallFound []string
		for _, i := range five(members, seed) {
			groups, found = append(groups, members[i].Group), append(found, relations[i].Family)
			if !large[i].Load() {
				smallGroups, smallFound = append(smallGroups, members[i].Group), append(smallFound, relations[i].Family)
			}
		}
		whole = append(whole, families.AdjustedRand(groups, found))
		small = append(small, families.AdjustedRand(smallGroups, smallFound))
	}
	t.Logf("five a group, 50 draws: mean %.4f, %.4f to %.4f; without packages of more than 80 files %.4f, %.4f to %.4f",
		mean(whole), slices.Min(whole), slices.Max(whole), mean(small), slices.Min(small), slices.Max(small))
	require.Greater(t, a.AdjustedRand, 0.95)
	require.Greater(t, mean(whole), 0.94)
	listed(t, members, relations)
}

// listed compares the packages of a manifest alone: as they are grouped with all, and among
// themselves.
func listed(t *testing.T, members []families.Member, relations []families.Relation) {
	name := os.Getenv("MALGUARD_MANIFEST")
	if name == "" {
		return
	}
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	rows, err := datasets.ReadManifest(bytes.NewReader(data))
	require.NoError(t, err)
	in := map[string]bool{}
	for _, r := range rows {
		in[filepath.Join(filepath.Dir(name), r.Path)] = true
	}
	var some []families.Member
	var groups, found []string
	for i, m := range members {
		if in[filepath.Clean(m.ID)] {
			some, groups, found = append(some, m), append(groups, m.Group), append(found, relations[i].Family)
		}
	}
	alone := families.Summarise(some, families.Relate(some, families.Options{})).Agreement
	require.NotNil(t, alone, "the manifest lists nothing of the registry")
	t.Logf("%d of the manifest: grouped with all %.4f, by themselves %.4f", len(some), families.AdjustedRand(groups, found), alone.AdjustedRand)
}

// five draws five members of each group, by index.
func five(members []families.Member, seed uint64) []int {
	of := map[string][]int{}
	for i, m := range members {
		if m.Err == nil {
			of[m.Group] = append(of[m.Group], i)
		}
	}
	var drawn []int
	for _, list := range of {
		draw := rand.New(rand.NewPCG(seed, uint64(list[0])))
		draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		drawn = append(drawn, list[:min(5, len(list))]...)
	}
	return drawn
}

func pythonFiles(fsys fs.FS) (n int) {
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".py") {
			n++
		}
		return err
	})
	return n
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}
