package classify

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// Activation is what a unit of a hidden layer makes of its input.
type Activation uint8

// The activations.
const (
	ActivationReLU     Activation = iota // max(0, z)
	ActivationTanh                       // tanh(z)
	ActivationLogistic                   // 1/(1+exp(-z))
)

// apply replaces the inputs of units by their outputs.
func (a Activation) apply(h []float64) {
	switch a {
	case ActivationReLU:
		for k, z := range h {
			b := math.Float64bits(z)
			h[k] = math.Float64frombits(b &^ uint64(int64(b)>>63)) // no branch: every other one would be guessed wrong
		}
	case ActivationTanh:
		for k, z := range h {
			h[k] = math.Tanh(z)
		}
	default:
		for k, z := range h {
			h[k] = sigmoid(z)
		}
	}
}

// slope multiplies d by the derivative where the outputs are h.
func (a Activation) slope(d, h []float64) {
	d = d[:len(h)]
	switch a {
	case ActivationReLU:
		for k, o := range h {
			on := uint64(-int64(math.Float64bits(o)) >> 63) // all bits, or none where o is 0
			d[k] = math.Float64frombits(math.Float64bits(d[k]) & on)
		}
	case ActivationTanh:
		for k, o := range h {
			d[k] *= 1 - o*o
		}
	default:
		for k, o := range h {
			d[k] *= o * (1 - o)
		}
	}
}

// layer is one layer of parameters: a row of out weights for each input and a
// last row of intercepts.
type layer struct {
	in, out int
	w       []float64 // (in+1)·out
}

func (l layer) row(i int) []float64 { return l.w[i*l.out : (i+1)*l.out : (i+1)*l.out] }

// network is a multilayer perceptron with one output.
type network struct {
	activation Activation
	layers     []layer   // the hidden ones and that of the output, whose out is 1
	params     []float64 // of all layers
}

// newNetwork returns a network of zeros.
func newNetwork(width int, hidden []int, a Activation) *network {
	n := &network{activation: a, params: make([]float64, countParams(width, hidden))}
	from := 0
	for _, out := range append(hidden[:len(hidden):len(hidden)], 1) {
		size := (width + 1) * out
		n.layers = append(n.layers, layer{in: width, out: out, w: n.params[from : from+size : from+size]})
		from, width = from+size, out
	}
	return n
}

// countParams returns the number of parameters, or one above maxParams if they
// are too many or hidden has no layer or one without units.
func countParams(width int, hidden []int) int {
	if len(hidden) == 0 || len(hidden) > maxHidden {
		return maxParams + 1
	}
	count := 0
	for _, out := range append(hidden[:len(hidden):len(hidden)], 1) {
		if out < 1 || out > (maxParams-count)/(width+1) {
			return maxParams + 1
		}
		count, width = count+(width+1)*out, out
	}
	return count
}

// initialise draws every layer from a uniform distribution with the bounds of
// Glorot and Bengio.
func (n *network) initialise(r *rand.Rand) {
	factor := 6.
	if n.activation == ActivationLogistic {
		factor = 2
	}
	for _, l := range n.layers {
		bound := math.Sqrt(factor / float64(l.in+l.out))
		for k := range l.w {
			l.w[k] = bound * (2*r.Float64() - 1)
		}
	}
}

// forward returns the log-odds of a row and writes the outputs of each hidden
// layer.
func (n *network) forward(out [][]float64, index []int32, values []float64) float64 {
	first := n.layers[0]
	copy(out[0], first.row(first.in))
	for k, j := range index {
		floats.AddScaled(out[0], values[k], first.row(int(j)))
	}
	n.activation.apply(out[0])
	last := len(n.layers) - 1
	for i := 1; i < last; i++ {
		l := n.layers[i]
		copy(out[i], l.row(l.in))
		for k, v := range out[i-1] {
			if v != 0 {
				floats.AddScaled(out[i], v, l.row(k))
			}
		}
		n.activation.apply(out[i])
	}
	l := n.layers[last]
	return l.w[l.in] + floats.Dot(l.w[:l.in], out[last-1])
}

// outputs returns room for the outputs of each hidden layer.
func (n *network) outputs() [][]float64 {
	out := make([][]float64, len(n.layers)-1)
	for i := range out {
		out[i] = make([]float64, n.layers[i].out)
	}
	return out
}
