// Package exectrace reads Go execution traces (runtime/trace, `go test -trace`, /debug/pprof/trace,
// flight-recorder snapshots; Go 1.11 to 1.26) into an evidence.Set. It streams: memory follows the
// living goroutines, the distinct stacks and the cancels that still matter, never the number of events.
//
// The decoding of the wire format is golang.org/x/exp/trace's, on a goroutine of its own (decode.go);
// this package keeps the books (state.go). Of its events it uses
//
//	NotExist->Runnable    a goroutine is created: Event.Stack is the creator at its go statement,
//	                      Transition.Stack the function the new goroutine starts with
//	Undetermined->S       it existed before the trace began
//	Running->Waiting      it blocks: reason and full stack
//	Waiting->Runnable     it is woken: Event.Goroutine and Event.Stack are who woke it. No goroutine
//	                      means the scheduler: a timer, or the network poller
//	Running->NotExist     it ends
//	S->S                  its status, repeated in each generation (about one a second)
//	Metric, Sync          heap sizes and GOMAXPROCS; generation boundaries and the wall clock
//	Task, Region, Log     user annotations
//
// # Cancels
//
// A goroutine woken by a cancel is woken from inside package context; with runtime frames left out the
// waker's stack begins
//
//	context.(*cancelCtx).cancel < context.WithCancel.func1 < main.handler            explicit
//	context.(*cancelCtx).cancel < context.(*timerCtx).cancel < context.WithDeadlineCause.func2    deadline
//
// where a deadline runs on a goroutine of its own that nobody created. Such a goroutine is seen even
// when the deadline wakes nobody; an explicit cancel that wakes nobody leaves no event at all.
// The closures' numbers differ between Go versions, so names are matched by prefix (see cancel.go).
//
// # Contexts
//
// A program that makes its contexts with package samples/ctxtrace writes a log event about each:
//
//	ctxscope: make 7 WithTimeout 3 in=2s depth=4
//
// With these the Set has Contexts (ctxline.go reads a line, contexts.go keeps the books): which there are,
// what ended them, and which goroutine made, watched, took over or inherited which. Lines of that category
// that are none are Problems, the first few of them.
//
// # What became of the creator
//
// For each living goroutine the reader follows how much of its creator's stack, as it was at the go
// statement, is still there (see kids.go). That is how "the function that started it has returned" is a
// fact and not a guess.
//
// # Limits
//
// A trace that is cut loses its last generation, up to a second. One of Go 1.21 or earlier has a single
// generation: its reader holds all of it in memory, and when it is cut nothing is left. Stacks have at
// most 128 frames; longer ones are not used to tell whether a function returned. A trace tells neither
// channel nor lock identities, nor which context a goroutine holds, unless the program is instrumented.
package exectrace
