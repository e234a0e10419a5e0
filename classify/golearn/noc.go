//go:build !golearn_cgo || !cgo

package golearn

import "github.com/malguard/malguard/classify"

// withC returns the learners that need C: none were built.
func withC() []classify.Method { return nil }
