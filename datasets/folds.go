package datasets

import "slices"

// Folds deals groups to k folds, so that no family or origin is in two of them,
// and returns the fold of each sample. The groups of each label are shuffled with
// the seed and dealt in turn; one of both labels is dealt with the malicious ones. The order of the
// samples does not matter. It panics where the lists differ in length or k is
// less than 1.
func Folds(groups []string, labels []Label, k int, seed uint64) []int {
	if len(groups) != len(labels) || k < 1 {
		panic("datasets: folds of lists of different length, or no folds")
	}
	of := map[string]int{}
	for _, label := range []Label{Malicious, Benign, Unknown} {
		var list []string
		for i, g := range groups {
			if _, dealt := of[g]; labels[i] == label && !dealt {
				list = append(list, g)
			}
		}
		slices.Sort(list)
		list = slices.Compact(list)
		draw := stream(seed, "folds")
		draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for i, g := range list {
			of[g] = i % k
		}
	}
	folds := make([]int, len(groups))
	for i, g := range groups {
		folds[i] = of[g]
	}
	return folds
}
