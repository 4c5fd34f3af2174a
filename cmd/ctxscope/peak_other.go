//go:build !linux

package main

import "runtime"

// peakMemory returns the memory the Go runtime ever took from the system, in bytes: an upper bound of
// what was resident.
func peakMemory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}
