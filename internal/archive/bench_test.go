package archive_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/malguard/malguard/internal/archive"
)

// BenchmarkRead reads a package of 100 files of 10 kB, half of it Python, in each
// format. MB/s counts bytes inflated.
func BenchmarkRead(b *testing.B) {
	var files []pair
	for i := range 100 {
		body := ""
		for line := range 250 {
			body += fmt.Sprintf("def function_%d_%d(argument):\n    return %d\n", i, line, i*line)
		}
		files = append(files, pair{fmt.Sprintf("pkg/file%d%s", i, []string{".py", ".txt"}[i%2]), body[:10_000]})
	}
	for _, f := range archive.Formats() {
		data := fixtures()[f.Name](files)
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			var inflated int64
			for b.Loop() {
				a, err := archive.Read(context.Background(), data, archive.Options{Keep: keepPython})
				require.NoError(b, err)
				require.Len(b, a.Entries, 50)
				inflated += a.Inflated
			}
			b.ReportMetric(float64(inflated)/1e6/b.Elapsed().Seconds(), "MB/s")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "archives/s")
		})
	}
}

// BenchmarkCorpus opens every archive of the corpus once an iteration.
func BenchmarkCorpus(b *testing.B) {
	files := corpusFiles(b)
	var size, inflated int64
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(b, err)
		size += info.Size()
	}
	b.SetBytes(size)
	for b.Loop() {
		for _, file := range files {
			if a, err := archive.Open(context.Background(), file, archive.Options{Keep: keepPython}); err == nil {
				inflated += a.Inflated
			}
		}
	}
	b.ReportMetric(float64(inflated)/1e6/b.Elapsed().Seconds(), "inflated-MB/s")
	b.ReportMetric(float64(b.N*len(files))/b.Elapsed().Seconds(), "archives/s")
}
