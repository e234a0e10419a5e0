package popular

// likeness returns 1 - distance/length, in [0,1], where length is that of the longer
// name in characters; 1 for two empty ones.
func likeness(distance int, a, b []rune) float64 {
	n := max(len(a), len(b))
	if n == 0 {
		return 1
	}
	return 1 - float64(distance)/float64(n)
}

// distances computes how many characters have to be inserted, deleted, replaced or
// exchanged with their neighbour to make b of a, where none is touched twice: the
// optimal string alignment distance (Damerau 1964,
// https://doi.org/10.1145/363958.363994, restricted). It takes time in proportion
// to the product of the lengths, and holds three rows of the table of prefixes: row
// i has the distances between the first i characters of a and those of b.
type distances struct{ before, last, row []int }

func (d *distances) between(a, b []rune) int {
	d.start(len(b) + 1)
	for j := range d.row {
		d.row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		d.before, d.last, d.row = d.last, d.row, d.before
		d.row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(d.last[j]+1, d.row[j-1]+1, d.last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, d.before[j-2]+1)
			}
			d.row[j] = n
		}
	}
	return d.row[len(b)]
}

func (d *distances) start(n int) {
	for _, row := range []*[]int{&d.before, &d.last, &d.row} {
		if cap(*row) < n {
			*row = make([]int, 2*n)
		}
		*row = (*row)[:n]
	}
}
