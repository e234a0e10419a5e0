package datasets

// Reading is what one detector reads of a package to learn from and to judge it by:
// numbers, and words in an order. Neither may hold text of the package beyond names
// of APIs and words of the detector's own.
type Reading struct {
	Row   []float64
	Words []string
}
