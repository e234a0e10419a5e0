// Package reproduce measures the tables of the MalGuard paper (USENIX Security 2025,
// arXiv 2506.14466) again and sets what was measured beside what is printed.
//
// [Tables] lists them. A [Table] consists of a [Task] for each of its places, which
// says what is printed there and measures it on a [Source]: on the feature vectors
// that the authors published ([Vectors]), or, of what they did not publish, on packages
// of this module's own collections ([Packages]), which are not those of the paper. A
// figure of other data is not the paper's figure again; each [Cell] names its data and
// protocol, and says why, where there is nothing to compare.
//
// What is printed is copied from the authors' slides, on which the tables are pictures;
// of figures without numbers it is read off the plot, which is worth a point or two.
package reproduce
