package classify

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
)

// mlpTraining is the state of training between two steps of Adam.
type mlpTraining struct {
	MLP
	data   *mlpRows
	net    *network    // as of the last pass
	shards [][]*shard  // of each hidden layer
	parts  [][]float64 // of each block of units of the last one: its part of each slot's log-odds
	bias   [3]float64  // the output's intercept and Adam's moments of it
	team   *team

	steps   int     // of Adam so far
	rate    float64 // of this step: Rate, corrected for moments that started at 0
	start   float64 // the intercept before the step
	logloss float64 // of the step's rows
}

// newMLPTraining returns training that starts from net and, pass by pass, writes
// to it. Its team must be dismissed.
func newMLPTraining(c MLP, net *network, data *mlpRows) *mlpTraining {
	c.Batch = min(c.Batch, len(data.y))
	t := &mlpTraining{MLP: c, net: net, data: data, team: newTeam(c.Workers)}
	last := len(net.layers) - 2
	for k, l := range net.layers[:last+1] {
		t.shards = append(t.shards, newShards(l, k == last, t.team.size, c.Batch))
		for i, s := range t.shards[k] {
			s.each(net, k, func(mine, whole []float64) { copy(mine, whole) })
			if k == 0 {
				s.batch = newBatch(data)
			} else {
				s.batch = t.shards[0][i%len(t.shards[0])].batch
			}
		}
	}
	for from := 0; from < net.layers[last].out; from += blockOf(net.layers[last].out) {
		t.parts = append(t.parts, make([]float64, c.Batch))
	}
	t.bias[0] = net.params[len(net.params)-1]
	return t
}

// collect writes the parameters to the network.
func (t *mlpTraining) collect() {
	for k, shards := range t.shards {
		for _, s := range shards {
			s.each(t.net, k, func(mine, whole []float64) { copy(whole, mine) })
		}
	}
	t.net.params[len(t.net.params)-1] = t.bias[0]
}

// learn takes one step of Adam on the given rows and returns their loss before
// it: the mean of the log losses and the penalty.
func (t *mlpTraining) learn(ctx context.Context, rows []int32) (float64, error) {
	t.steps++
	t.rate = t.Rate * math.Sqrt(1-math.Pow(t.Beta2, float64(t.steps))) / (1 - math.Pow(t.Beta1, float64(t.steps)))
	t.start = t.bias[0]
	run := func(k int, do func(k int, s *shard)) error {
		return t.team.run(ctx, len(t.shards[k]), func(i int) { do(k, t.shards[k][i]) })
	}
	err := run(0, func(k int, s *shard) {
		s.batch.gather(t.data, rows)
		t.forward(k, s)
	})
	for k := 1; k < len(t.shards) && err == nil; k++ {
		err = run(k, t.forward)
	}
	for k := len(t.shards) - 1; k > 0 && err == nil; k-- {
		err = run(k, t.derive)
	}
	if err != nil {
		return 0, err
	}
	// The first layer's weights are nobody else's business; those of the others
	// had to stay until all derivatives were there.
	err = run(0, func(k int, s *shard) {
		t.derive(k, s)
		t.update(k, s)
	})
	for k := 1; k < len(t.shards) && err == nil; k++ {
		err = run(k, t.update)
	}
	var square float64
	for _, shards := range t.shards {
		for _, s := range shards {
			for _, q := range s.square {
				square += q
			}
		}
	}
	return (t.logloss + t.Alpha/2*square) / t.shards[0][0].batch.total, err
}

// forward computes the outputs of a shard for every slot, and its parts of the
// log-odds if the layer is the last hidden one.
func (t *mlpTraining) forward(k int, s *shard) {
	for slot, kind := range s.batch.kind {
		h := s.row(s.h, slot)
		copy(h, s.row(s.w, s.in))
		if k == 0 {
			index, values := t.data.kinds.Row(int(kind))
			for e, j := range index {
				floats.AddScaled(h, values[e], s.row(s.w, int(j)))
			}
		} else {
			for _, below := range t.shards[k-1] {
				for u, v := range below.row(below.h, slot) {
					if v != 0 {
						floats.AddScaled(h, v, s.row(s.w, below.from+u))
					}
				}
			}
		}
		t.Activation.apply(h)
	}
	if k < len(t.shards)-1 {
		return
	}
	w := s.row(s.w, s.in+1)
	for from := 0; from < len(w); from += s.block {
		part, to := t.parts[(s.from+from)/s.block], min(from+s.block, len(w))
		for slot := range s.batch.kind {
			part[slot] = floats.Dot(w[from:to], s.row(s.h, slot)[from:to])
		}
	}
}

// derive computes the derivatives of a shard for every slot.
func (t *mlpTraining) derive(k int, s *shard) {
	if k == len(t.shards)-1 {
		t.deriveLast(s)
		return
	}
	for slot := range s.batch.kind {
		h, d := s.row(s.h, slot), s.row(s.d, slot)
		for u, v := range h {
			d[u] = 0
			if v != 0 || t.Activation != ActivationReLU {
				for _, above := range t.shards[k+1] {
					d[u] = above.passBack(d[u], s.from+u, slot)
				}
			}
		}
		t.Activation.slope(d, h)
	}
}

// passBack adds the parts, by block, of the derivative by an input to sum.
func (s *shard) passBack(sum float64, input, slot int) float64 {
	w, d := s.row(s.w, input), s.row(s.d, slot)
	for from := 0; from < len(w); from += s.block {
		to := min(from+s.block, len(w))
		sum += floats.Dot(w[from:to], d[from:to])
	}
	return sum
}

// deriveLast does it for the last hidden layer. Every shard computes the scores
// for itself; the first one also their loss.
func (t *mlpTraining) deriveLast(s *shard) {
	b := s.batch
	var logloss float64
	for slot := range b.kind {
		z := t.start
		for _, part := range t.parts {
			z += part[slot]
		}
		p := sigmoid(z)
		s.last[slot] = b.weight[slot]*p - b.positive[slot]
		if s.from == 0 {
			logloss += crossEntropy(p, b.positive[slot], b.weight[slot]-b.positive[slot])
		}
		d := s.row(s.d, slot)
		floats.ScaleTo(d, s.last[slot], s.row(s.w, s.in+1))
		t.Activation.slope(d, s.row(s.h, slot))
	}
	if s.from == 0 {
		t.logloss = logloss
	}
}

// crossEntropy is the log loss of the score p for rows of the given weights; p
// is kept off 0 and 1 by the precision of numbers, as in scikit-learn.
func crossEntropy(p, positive, negative float64) float64 {
	const eps = 0x1p-52
	p = min(max(p, eps), 1-eps)
	var loss float64
	if positive > 0 {
		loss -= positive * math.Log(p)
	}
	if negative > 0 {
		loss -= negative * math.Log(1-p)
	}
	return loss
}
