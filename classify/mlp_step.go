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
	net    *network   // as of the last pass
	shards [][]*shard // of each hidden layer
	team   *team
	steps  int     // of Adam so far
	rate   float64 // of this step: Rate, corrected for moments that started at 0

	batch, spare *batch      // this step's and the next one's
	parts        [][]float64 // of each block of units of the last hidden layer: its part of each slot's log-odds
	bias         [3]float64  // the output's intercept and its moments
	start        float64     // the intercept before the step
	logloss      float64     // of the batch
}

// newMLPTraining returns training that starts from net and, pass by pass, writes
// to it. Its team must be dismissed.
func newMLPTraining(c MLP, net *network, data *mlpRows) *mlpTraining {
	c.Batch = min(c.Batch, len(data.y))
	t := &mlpTraining{
		MLP: c, net: net, data: data, batch: newBatch(data), spare: newBatch(data), team: newTeam(c.Workers),
	}
	last := len(net.layers) - 2
	for k, l := range net.layers[:last+1] {
		t.shards = append(t.shards, newShards(l, k == last, t.team.size, c.Batch))
		for _, s := range t.shards[k] {
			s.each(net, k, func(mine, whole []float64) { copy(mine, whole) })
		}
	}
	for range blocks(net.layers[last].out) {
		t.parts = append(t.parts, make([]float64, c.Batch))
	}
	t.bias[0] = net.layers[last+1].w[net.layers[last+1].in]
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

// learn takes one step of Adam on the batch, and meanwhile gathers the next rows
// for the step after. It returns the loss before the step: the mean of the log
// losses and the penalty.
func (t *mlpTraining) learn(ctx context.Context, next []int32) (float64, error) {
	t.steps++
	t.rate = t.Rate * math.Sqrt(1-math.Pow(t.Beta2, float64(t.steps))) / (1 - math.Pow(t.Beta1, float64(t.steps)))
	t.start = t.bias[0]
	for k, shards := range t.shards {
		if err := t.team.run(ctx, len(shards), func(i int) { t.forward(k, shards[i]) }); err != nil {
			return 0, err
		}
	}
	for k := len(t.shards) - 1; k > 0; k-- {
		if err := t.team.run(ctx, len(t.shards[k]), func(i int) { t.derive(k, t.shards[k][i]) }); err != nil {
			return 0, err
		}
	}
	// The first layer's weights are nobody else's business; those of the others
	// must stay until all derivatives are there.
	first := t.shards[0]
	err := t.team.run(ctx, len(first)+1, func(i int) {
		if i == len(first) {
			t.spare.gather(t.data, next)
			return
		}
		t.derive(0, first[i])
		t.update(0, first[i])
	})
	for k := 1; k < len(t.shards) && err == nil; k++ {
		err = t.team.run(ctx, len(t.shards[k]), func(i int) { t.update(k, t.shards[k][i]) })
	}
	var square float64
	for _, shards := range t.shards {
		for _, s := range shards {
			for _, q := range s.square {
				square += q
			}
		}
	}
	loss := (t.logloss + t.Alpha/2*square) / t.batch.total
	t.batch, t.spare = t.spare, t.batch
	return loss, err
}

// forward computes the outputs of a shard for every slot, and its parts of the
// log-odds if the layer is the last hidden one.
func (t *mlpTraining) forward(k int, s *shard) {
	for slot, kind := range t.batch.kind {
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
		if k == len(t.shards)-1 {
			eachBlock(len(h), func(b, from, to int) {
				t.parts[s.from/blockUnits+b][slot] = floats.Dot(h[from:to], s.row(s.w, s.in+1)[from:to])
			})
		}
	}
}

// eachBlock calls do for the blocks of some units.
func eachBlock(units int, do func(b, from, to int)) {
	for b := range blocks(units) {
		do(b, b*blockUnits, min((b+1)*blockUnits, units))
	}
}

// derive computes the derivatives of a shard for every slot.
func (t *mlpTraining) derive(k int, s *shard) {
	if k == len(t.shards)-1 {
		t.deriveLast(s)
		return
	}
	for slot := range t.batch.kind {
		h, d := s.row(s.h, slot), s.row(s.d, slot)
		for u, v := range h {
			d[u] = 0
			if v == 0 && t.Activation == ActivationReLU {
				continue
			}
			for _, above := range t.shards[k+1] {
				w, da := above.row(above.w, s.from+u), above.row(above.d, slot)
				eachBlock(len(w), func(_, from, to int) { d[u] += floats.Dot(w[from:to], da[from:to]) })
			}
		}
		t.Activation.slope(d, h)
	}
}

// deriveLast does it for the last hidden layer. Every shard computes the scores
// for itself; the first one also their loss.
func (t *mlpTraining) deriveLast(s *shard) {
	b := t.batch
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
