package popular

// Distance is the distance of two names.
func Distance(a, b string) int {
	var d distances
	return d.between([]rune(a), []rune(b))
}

// Similarity is what [List.Nearest] goes by.
func Similarity(a, b string) float64 { return likeness(Distance(a, b), []rune(a), []rune(b)) }

// Normal is the normal form of a name.
func Normal(name string) string { return normal(name) }
