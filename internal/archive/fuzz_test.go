package archive_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// fuzzLimits are small, so that the limits are met and an execution stays short.
var fuzzLimits = archive.Limits{Total: 1 << 20, File: 64 << 10, Entries: 200, Ratio: 50, RatioFloor: 256 << 10}

// FuzzRead checks the invariants of checkInvariants on any bytes, and that reading
// them twice gives the same result. Any panic is a failure.
func FuzzRead(f *testing.F) {
	for _, h := range hostiles() {
		if data := h.data(); len(data) < 64<<10 {
			f.Add(data)
		}
	}
	for _, c := range encryptedSamples(f) {
		f.Add(c.data)
	}
	for _, format := range fixtures() {
		f.Add(format(sample))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		opt := archive.Options{Limits: fuzzLimits}
		a, err := archive.Read(context.Background(), data, opt)
		if err != nil {
			require.True(t, err == archive.ErrFormat || err == archive.ErrEmpty, "%v", err)
			return
		}
		checkInvariants(t, a, opt)
		b, err := archive.Read(context.Background(), bytes.Clone(data), opt)
		require.NoError(t, err)
		require.Equal(t, a.Incomplete, b.Incomplete)
		require.Equal(t, a.Warnings, b.Warnings)
		require.Equal(t, a.Entries, b.Entries)
	})
}
