package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// Std reports whether f belongs to the standard library or the runtime.
func Std(f evidence.Frame) bool { return false }

// Wrapper reports whether f only runs the program's own function on a goroutine or under a lock:
// errgroup, sync.WaitGroup.Go, and their like.
func Wrapper(f evidence.Frame) bool { return false }

// Own reports whether f is the program's own code: neither Std nor Wrapper.
func Own(f evidence.Frame) bool { return !Std(f) && !Wrapper(f) }
