//go:build !race

package pysrc

const underRace = false
