package eval_test

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/eval"
)

// TestStore: wherever a run is cut off, another goes on and ends with the same
// records.
func TestStore(t *testing.T) {
	whole := run(t, eval.RunOptions{}, "grouped", new(atomic.Int64))
	name := filepath.Join(t.TempDir(), "records.jsonl")
	h := eval.Header{Data: "abc", Seed: 3}
	s, err := eval.OpenStore(name, h)
	require.NoError(t, err)
	for _, r := range whole[:100] {
		require.NoError(t, s.Add(r))
	}
	require.NoError(t, s.Close())
	full, err := os.ReadFile(name)
	require.NoError(t, err)
	for _, cut := range []int{len(full), len(full) - 1, len(full) - 200, 10, 0} {
		require.NoError(t, os.WriteFile(name, full[:cut], 0o600))
		s, err := eval.OpenStore(name, h)
		require.NoError(t, err)
		for _, r := range run(t, eval.RunOptions{Have: s.Have}, "grouped", new(atomic.Int64)) {
			require.NoError(t, s.Add(r))
		}
		require.Equal(t, whole, s.Records())
		require.NoError(t, s.Close())
		again, err := eval.OpenStore(name, h)
		require.NoError(t, err)
		require.Equal(t, whole, again.Records())
		require.NoError(t, again.Close())
	}
}

func TestStoreRefuses(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "records.jsonl")
	s, err := eval.OpenStore(name, eval.Header{Data: "abc"})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	for _, h := range []eval.Header{{Data: "abd"}, {Data: "abc", Seed: 1}} {
		_, err = eval.OpenStore(name, h)
		require.ErrorIs(t, err, eval.ErrStore)
	}
	for _, text := range []string{"\n", "prose\n", `{"format":"malguard-records-2","data":"abc","seed":0}` + "\n"} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		_, err = eval.OpenStore(name, eval.Header{Data: "abc"})
		require.ErrorIs(t, err, eval.ErrStore, text)
		left, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, text, string(left), "what is no store is left alone")
	}
	_, err = eval.OpenStore(dir, eval.Header{})
	require.Error(t, err)
}
