package classify

import (
	"context"
	"fmt"
)

// Schedule says how long the steps of [SGD] are; t counts them from 1.
type Schedule uint8

// The schedules.
const (
	// RateOptimal is 1/(Alpha·(t + t₀ - 1)) with t₀ = Alpha^(-3/4), so that the
	// first step is as long as weights are expected to be (Bottou 2012,
	// Stochastic Gradient Descent Tricks,
	// https://doi.org/10.1007/978-3-642-35289-8_25).
	RateOptimal    Schedule = iota
	RateConstant            // Rate
	RateInvScaling          // Rate / t^Power
)

// SGD configures a linear model learnt by stochastic gradient descent: rows are
// visited in random order, and each moves the weights a step against the
// gradient of
//
//	Alpha/2 ‖w‖² + weightᵢ · loss(yᵢ, b + w·xᵢ),  y in {-1,+1}.
//
// It stops when the mean of this over an epoch, weights aside, has not fallen by
// Tol below the best one for Patience epochs. This is SGDClassifier of
// scikit-learn 1.9 on dense rows with the L2 penalty (Zhang 2004, Solving large
// scale linear prediction problems using stochastic gradient descent algorithms,
// https://doi.org/10.1145/1015330.1015332): with the same settings and the same
// seed, rows come in the same order and weights differ only by rounding. Columns
// are taken as they are. Where they are large, steps overshoot, and what is
// learnt swings by points from seed to seed and from epoch to epoch.
//
// A row of weight k is one step k times as long, not k steps, and rows of weight
// 0 still take their turn.
//
// The score is the logistic function of the margin. That is a probability for
// [LossLog]; for the other losses it is only a score that grows with the margin
// and is above 0.5 where the margin is above 0.
type SGD struct {
	Loss  MarginLoss // 0 means LossHinge
	Alpha float64    // penalty; 0 means 1e-4
	// Passes, if not 0, is the number of epochs, without a test whether to stop.
	// Each starts from the order of the table and shuffles it by the same seed,
	// as that many calls of partial_fit do. Otherwise each epoch shuffles the
	// order of the last one.
	Passes   int
	MaxIter  int     // epochs at most; 0 means 1000
	Tol      float64 // 0 means 1e-3
	Patience int     // 0 means 5
	Schedule Schedule
	Rate     float64 // of RateConstant and RateInvScaling; 0 means 0.01
	Power    float64 // of RateInvScaling; 0 means 0.5
	// Average, if not 0, is the step from which on weights and intercept are
	// averaged (Polyak and Juditsky 1992, https://doi.org/10.1137/0330046); the
	// model is the average if there are that many steps.
	Average int
	// Seed of the shuffle, a number below 2³¹, others are folded to 32 bits.
	// scikit-learn draws it from random_state, as
	//
	//	r = numpy.random.RandomState(random_state)
	//	r.randint(1, 2**31 - 1); seed = r.randint(2**31 - 1)
	Seed uint64
}

// Train implements [Trainer]. Weights that overflow are an error.
func (c SGD) Train(ctx context.Context, t *Table) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	d := newDescent(c, t)
	if err := d.run(ctx); err != nil {
		return nil, fmt.Errorf("classify: sgd: %w", err)
	}
	m, err := d.model()
	if err != nil {
		return nil, fmt.Errorf("classify: sgd: %w", err)
	}
	return m, nil
}

func (c SGD) withDefaults() (SGD, error) {
	for _, v := range []float64{c.Alpha, c.Tol, c.Rate, c.Power} {
		if v < 0 || !finite(v) {
			return c, fmt.Errorf("classify: sgd: settings out of range: %+v", c)
		}
	}
	if c.Loss > LossModifiedHuber || c.Schedule > RateInvScaling || min(c.Passes, c.MaxIter, c.Patience, c.Average) < 0 {
		return c, fmt.Errorf("classify: sgd: settings out of range: %+v", c)
	}
	for _, d := range []struct {
		setting *float64
		value   float64
	}{{&c.Alpha, 1e-4}, {&c.Tol, 1e-3}, {&c.Rate, 0.01}, {&c.Power, 0.5}} {
		if *d.setting == 0 {
			*d.setting = d.value
		}
	}
	if c.Loss == 0 {
		c.Loss = LossHinge
	}
	if c.MaxIter == 0 {
		c.MaxIter = 1000
	}
	if c.Patience == 0 {
		c.Patience = 5
	}
	return c, nil
}
