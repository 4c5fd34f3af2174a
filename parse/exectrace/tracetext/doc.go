// Package tracetext reads the text that `go tool trace -d=parsed trace.out` prints, which people attach to
// bug reports in place of the trace, into what package exectrace makes of the trace itself: it turns the
// text back into events and feeds them to the same books.
//
// An event is a line, and up to two stacks of two lines a frame:
//
//	M=7969 P=1 G=1 StateTransition Time=992403038016 GoID=21 NotExist->Runnable Reason=""
//	TransitionStack=
//		runtime.traceStartReadCPU.func1 @ 0x4780e0
//			runtime/tracecpu.go:44
//
//	Stack=
//		runtime.traceStartReadCPU @ 0x478086
//			runtime/tracecpu.go:44
//
// Go 1.22 to 1.24 print the same fields in another order, and `Resource=Goroutine(21)` before them. Source
// of the grammar: internal/trace/event.go, Event.String.
//
// Go 1.21 and older print, for -d, a line for each event of the old format and no stacks:
//
//	158 GoCreate p=0 g=1 off=192 g=7 stack=18
//	651264 GoBlockRecv p=1 g=9 off=2594
//
// Source: internal/trace/parser.go, EventDescriptions, in Go 1.11 to 1.21.
//
// The text may be anywhere in a larger one, indented or quoted with ">", with tabs turned into blanks. It
// may be an excerpt: what it does not show of a goroutine's past counts as before the trace.
//
// # Limits
//
// Everything a trace cannot tell. Of an old text, everything that stacks tell: cancels and their sites,
// creation sites, what a lock's waiter waits for. That a text ends too early cannot be seen unless it
// ends inside of an event.
package tracetext
