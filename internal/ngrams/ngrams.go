// Package ngrams makes rows of numbers of sequences of words: which runs of
// neighbouring words a sequence has, weighed by how rare they are.
//
// Learn a Vectoriser from the sequences of the training part, then ask for the row
// of each. The weights are those of scikit-learn's TfidfVectorizer with its
// defaults (smooth_idf, norm "l2"), with min_df and max_features:
// https://scikit-learn.org/stable/modules/feature_extraction.html#tfidf-term-weighting.
package ngrams

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/malguard/malguard/classify"
)

// Options says what is counted. The zero value is the default.
type Options struct {
	Max      int // words of the longest run; 0 means 3
	MinDocs  int // sequences that a run must be in to count; 0 means 2
	Features int // runs that count at most, those in most sequences; 0 means 20,000
}

// Vectoriser makes rows of sequences. It is immutable.
type Vectoriser struct {
	max    int
	column map[string]int32
	idf    []float64
}

// Learn returns the vectoriser of the given sequences. Columns are sorted by their
// runs; where too many runs are in equally many sequences the first by name stay.
func Learn(sequences [][]string, opt Options) *Vectoriser {
	v := &Vectoriser{max: cmp.Or(opt.Max, 3), column: map[string]int32{}}
	in := map[string]int{} // sequences by run
	for _, words := range sequences {
		for run := range v.count(words) {
			in[run]++
		}
	}
	maps.DeleteFunc(in, func(_ string, n int) bool { return n < cmp.Or(opt.MinDocs, 2) })
	runs := slices.SortedFunc(maps.Keys(in), func(a, b string) int { return cmp.Or(cmp.Compare(in[b], in[a]), cmp.Compare(a, b)) })
	runs = runs[:min(len(runs), cmp.Or(opt.Features, 20_000))]
	slices.Sort(runs)
	for j, run := range runs {
		v.column[run] = int32(j)
		v.idf = append(v.idf, 1+math.Log(float64(1+len(sequences))/float64(1+in[run])))
	}
	return v
}

// count returns how often each run stands in the words; a run is its words with
// NUL between them.
func (v *Vectoriser) count(words []string) map[string]int {
	counts := map[string]int{}
	for i := range words {
		for n := 1; n <= v.max && i+n <= len(words); n++ {
			counts[strings.Join(words[i:i+n], "\x00")]++
		}
	}
	return counts
}

// Width is the number of columns.
func (v *Vectoriser) Width() int { return len(v.idf) }

// Rows returns a row for each sequence, of length 1 in the Euclidean norm, or of
// zeros where it has no run that counts.
func (v *Vectoriser) Rows(sequences ...[]string) (classify.Matrix, error) {
	b := classify.NewMatrix(v.Width())
	for _, words := range sequences {
		if err := b.Append(v.row(words)); err != nil {
			return classify.Matrix{}, err
		}
	}
	return b.Matrix(), nil
}

func (v *Vectoriser) row(words []string) ([]int32, []float64) {
	tf := map[int32]int{}
	for run, n := range v.count(words) {
		if j, ok := v.column[run]; ok {
			tf[j] = n
		}
	}
	index := slices.Sorted(maps.Keys(tf))
	values := make([]float64, len(index))
	sum := 0.0
	for k, j := range index {
		values[k] = float64(tf[j]) * v.idf[j]
		sum += float64(values[k] * values[k])
	}
	for k := range values {
		values[k] /= math.Sqrt(sum)
	}
	return index, values
}
