package classify

// MarginLoss is what a row with label y in {-1,+1} costs at the margin
// m = b + w·x. Zero stands for the default of a trainer.
type MarginLoss uint8

// The losses.
const (
	LossHinge         MarginLoss = iota + 1 // max(0, 1-ym), of the support vector machine
	LossSquaredHinge                        // its square
	LossLog                                 // log(1+exp(-ym)), of logistic regression
	LossModifiedHuber                       // the squared hinge, but -4ym where ym < -1
)

// value returns the loss.
func (l MarginLoss) value(y, m float64) float64 {
	z := y * m
	switch {
	case l == LossLog:
		return softplus(-z)
	case z >= 1:
		return 0
	case l == LossHinge:
		return 1 - z
	case l == LossModifiedHuber && z < -1:
		return -4 * z
	}
	return (1 - z) * (1 - z)
}

// slope returns the derivative of the loss by m. At the corner of the hinge it
// is that of the left side, as in scikit-learn, and all else is computed as there.
func (l MarginLoss) slope(y, m float64, exp *expTable) float64 {
	z := y * m
	switch {
	case l == LossLog && m <= -37:
		return exp.exp(m) - (y+1)/2
	case l == LossLog:
		target, e := (y+1)/2, exp.exp(-m)
		return ((1 - target) - target*e) / (1 + e)
	case l == LossHinge && z <= 1:
		return -y
	case z >= 1:
		return 0
	case l == LossModifiedHuber && z < -1:
		return -4 * y
	}
	return -2 * y * (1 - z)
}
