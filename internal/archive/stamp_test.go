package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 12, 30, 0, 0, time.UTC)
}

// stamped are archives of files with these times, as tar and as zip.
func stamped(t *testing.T, times ...time.Time) map[string][]byte {
	var headers []tar.Header
	var bodies []string
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for i, at := range times {
		name := string(rune('a'+i)) + ".py"
		headers = append(headers, tar.Header{Name: name, Mode: 0o644, Size: 1, ModTime: at})
		bodies = append(bodies, "x")
		h := zip.FileHeader{Name: name}
		h.Modified = at
		m, err := w.CreateHeader(&h)
		require.NoError(t, err)
		_, err = m.Write([]byte("x"))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return map[string][]byte{"tar": gz(tarHeaders(headers, bodies)), "zip": buf.Bytes()}
}

func TestNewest(t *testing.T) {
	dos := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	poetry, hatch := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 2, 2, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		times []time.Time
		want  time.Time
	}{
		{"the latest", []time.Time{day(2021, 3, 4), day(2022, 5, 6), day(2020, 1, 1)}, day(2022, 5, 6)},
		{"the epoch of MS-DOS", []time.Time{dos}, time.Time{}},
		{"placeholders", []time.Time{poetry, hatch, poetry}, time.Time{}},
		{"placeholders and one that is none", []time.Time{hatch, day(2019, 7, 1), dos}, day(2019, 7, 1)},
		{"that day, another time", []time.Time{day(2020, 2, 2)}, day(2020, 2, 2)},
		{"the far future", []time.Time{day(2099, 1, 1)}, day(2099, 1, 1)},
	}
	for _, test := range tests {
		for format, data := range stamped(t, test.times...) {
			t.Run(test.name+" as "+format, func(t *testing.T) {
				got := read(t, data, archive.Options{}).Newest
				require.Equal(t, test.want, got)
			})
		}
	}
}

func TestPlaceholder(t *testing.T) {
	require.True(t, archive.Placeholder(time.Time{}))
	require.True(t, archive.Placeholder(time.Unix(0, 0)))
	require.True(t, archive.Placeholder(time.Date(1989, 12, 31, 23, 59, 59, 0, time.UTC)))
	require.False(t, archive.Placeholder(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.False(t, archive.Placeholder(time.Date(2020, 2, 2, 0, 0, 1, 0, time.UTC)))
}

// An archive in an archive has times of its own, and a date of MS-DOS that is none does no harm.
func TestNewestIsOfTheArchive(t *testing.T) {
	inner := stamped(t, day(2024, 1, 1))["zip"]
	outer := gz(tarHeaders([]tar.Header{{Name: "in.whl", Mode: 0o644, Size: int64(len(inner)), ModTime: day(2023, 1, 1)}}, []string{string(inner)}))
	a := read(t, outer, archive.Options{})
	require.Len(t, a.Entries, 2)
	require.Equal(t, day(2023, 1, 1), a.Newest)

	for date, want := range map[int]time.Time{0: {}, 0xffff: time.Date(2108, 3, 31, 0, 0, 0, 0, time.UTC)} {
		b := zipOf(pair{"a.py", "x"})
		central := bytes.Index(b, []byte("PK\x01\x02"))
		for _, at := range []int{10, central + 12} {
			le16(b, at, 0)
			le16(b, at+2, date)
		}
		a := read(t, b, archive.Options{})
		require.Empty(t, a.Incomplete)
		require.Equal(t, want, a.Newest)
	}
}
