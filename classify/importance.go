package classify

// Importance returns how much each column matters to the model: the mean
// decrease of impurity (scikit-learn's feature_importances_). A split counts by
// how much the scores of its two sides differ, cover·p·(1-p)·(left-right)² where
// p is the share of its cover that goes left; for a tree grown by Gini impurity
// that is half the decrease of it. The sum over a tree is scaled to 1 for
// [OutputMean], so that its trees have an equal say, and so is the sum over
// all trees. Columns of many values are favoured. All is 0 where no tree splits or
// nobody knows covers.
func (m *Trees) Importance() []float64 {
	total := make([]float64, m.e.Width)
	one := make([]float64, m.e.Width)
	for _, t := range m.e.Trees {
		clear(one)
		addSpread(one, t)
		if m.e.Output == OutputMean {
			scaleToOne(one)
		}
		for j, v := range one {
			total[j] += v
		}
	}
	scaleToOne(total)
	return total
}

// addSpread adds what each split of t counts to its column.
func addSpread(dst []float64, t []Node) {
	mean := make([]float64, len(t))
	for i := len(t) - 1; i >= 0; i-- {
		n := t[i]
		if n.Column < 0 {
			mean[i] = n.Value
			continue
		}
		left, right := i+1, int(n.Right)
		cover := t[left].Cover + t[right].Cover
		if cover == 0 {
			continue
		}
		p, gap := t[left].Cover/cover, mean[left]-mean[right]
		mean[i] = mean[right] + p*gap
		dst[n.Column] += cover * p * (1 - p) * gap * gap
	}
}

func scaleToOne(v []float64) {
	var sum float64
	for _, x := range v {
		sum += x
	}
	if !(sum > 0) || !finite(sum) {
		clear(v)
		return
	}
	for j := range v {
		v[j] /= sum
	}
}
