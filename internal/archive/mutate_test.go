package archive_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// light checks the cheap half of checkInvariants.
func light(t *testing.T, data []byte) {
	a, err := archive.Read(context.Background(), data, archive.Options{Limits: fuzzLimits})
	if err != nil {
		require.True(t, err == archive.ErrFormat || err == archive.ErrEmpty, "%v", err)
		return
	}
	var kept int64
	for _, e := range a.Entries {
		kept += int64(len(e.Data))
		require.True(t, fsValid(e.Name) && fsValid(e.Path), "%q %q", e.Name, e.Path)
	}
	require.LessOrEqual(t, kept, fuzzLimits.Total)
	require.True(t, len(a.Entries) > 0 || len(a.Incomplete) > 0, "nothing read is not clean")
}

// TestMutations damages every archive of the hostile corpus: what the fuzzer does
// for minutes, for a moment in every test run.
func TestMutations(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, h := range hostiles() {
		data := h.data()
		if len(data) > 64<<10 {
			continue
		}
		for range 60 {
			b := bytes.Clone(data)
			for range 1 + random.IntN(4) {
				b[random.IntN(len(b))] = []byte{0, 1, 0xff, byte(random.Uint32())}[random.IntN(4)]
			}
			light(t, b)
			light(t, b[:random.IntN(len(b)+1)])
		}
	}
}

// TestSplices joins halves of different archives.
func TestSplices(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var all [][]byte
	for _, h := range hostiles() {
		if data := h.data(); len(data) < 16<<10 {
			all = append(all, data)
		}
	}
	for range 3000 {
		head, tail := all[random.IntN(len(all))], all[random.IntN(len(all))]
		light(t, append(bytes.Clone(head[:random.IntN(len(head)+1)]), tail[random.IntN(len(tail)):]...))
	}
}

// TestConcurrent reads the same bytes from many goroutines.
func TestConcurrent(t *testing.T) {
	data := gz(tarOf(append(sample, pair{"x.whl", string(zipOf(sample...))})...))
	want := read(t, data, archive.Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				a, err := archive.Read(context.Background(), data, archive.Options{})
				if err != nil || len(a.Entries) != len(want.Entries) {
					t.Errorf("%v", err)
				}
			}
		})
	}
	wg.Wait()
}

// TestCancelledWhileReading ends the context from within.
func TestCancelledWhileReading(t *testing.T) {
	eachFormat(t, func(t *testing.T, f archive.Format, build func([]pair) []byte) {
		ctx, cancel := context.WithCancel(context.Background())
		seen := 0
		a, err := archive.Read(ctx, build(sample), archive.Options{Keep: func(string) bool {
			if seen++; seen == 2 {
				cancel()
			}
			return true
		}})
		require.ErrorIs(t, err, context.Canceled)
		require.Nil(t, a, "never a partial result")
	})
}

// TestKeepSeesCleanNames records what Keep is asked.
func TestKeepSeesCleanNames(t *testing.T) {
	asked := map[string]bool{}
	read(t, zipOf(pair{`..\a.py`, "1"}, pair{"/b.py", "2"}, pair{"c.whl", string(zipOf(pair{"./d.py", "3"}))}),
		archive.Options{Keep: func(name string) bool {
			require.True(t, fsValid(name))
			asked[name] = true
			return false
		}})
	require.Equal(t, map[string]bool{"a.py": true, "b.py": true, "c.whl": true, "c.whl!/d.py": true}, asked)
}

// TestDataIsNotShared changes the input afterwards: what is kept must not depend on
// how it was stored.
func TestDataIsNotShared(t *testing.T) {
	for name, data := range map[string][]byte{
		"stored": zarchive{members: []zmember{{name: "a.py", body: evil}}}.bytes(), "tar": tarOf(pair{"a.py", evil}),
	} {
		a := read(t, data, archive.Options{})
		clear(data)
		require.Equal(t, evil, string(a.Entries[0].Data), name)
	}
}
