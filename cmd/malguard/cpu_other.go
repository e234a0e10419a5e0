//go:build !unix

package main

import "time"

var began = time.Now()

// cpuSeconds stands in for CPU time where the system does not tell it: wall
// time since the start.
func cpuSeconds() float64 { return time.Since(began).Seconds() }
