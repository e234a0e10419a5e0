package main

import (
	"runtime"
	"runtime/debug"
)

// The garbage collector of a short-lived process: a package of ordinary size is
// read without one collection, a large one with the usual ones.
const (
	smallHeapPercent = 400
	smallHeap        = 48 << 20 // bytes that are alive
)

// spareCollections lets the heap grow freely while it is small. It watches the
// heap by an object that each collection frees.
func spareCollections() {
	debug.SetGCPercent(smallHeapPercent)
	var watch func()
	watch = func() {
		runtime.AddCleanup(new([16]byte), func(struct{}) {
			var m runtime.MemStats
			if runtime.ReadMemStats(&m); m.HeapAlloc > smallHeap {
				debug.SetGCPercent(100)
				return
			}
			watch()
		}, struct{}{})
	}
	watch()
}
