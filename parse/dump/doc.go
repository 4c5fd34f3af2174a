// Package dump reads goroutine dumps as text (/debug/pprof/goroutine?debug=2, SIGQUIT, panics and fatal
// errors, runtime.Stack; Go 1.0 to 1.27) into an evidence.Set, wherever in a log they are.
//
//	bytes ──lines.go──▶ lines ──textline───▶ lines without log prefix ──machine.go──▶ goroutines
//	goroutines ──census.go──▶ one dump ──series.go──▶ the last one, and a Series
//
// # Grammar
//
// The runtime prints (runtime/traceback.go), one blank line after each goroutine:
//
//	goroutine 1294 gp=0x229fe1853a40 m=nil [select, 5 minutes, locked to thread]:
//	runtime.gopark(0x229fe1860f68?, 0x2?, 0x70?, 0x0?, 0x229fe1860f54?)
//		runtime/proc.go:462 +0xce fp=0x229fe1860de8 sp=0x229fe1860dc8 pc=0x485d6e
//	main.(*Runner).heartbeat(0x458370?, {0x7ae268, 0x229fe18b4050}, 0x229fe19771d0)
//		/src/runner.go:95 +0xe7 fp=0x229fe1860fb0 sp=0x229fe1860f18 pc=0x689027
//	created by main.(*Runner).run in goroutine 1293
//		/src/runner.go:59 +0x106
//
// with these variations:
//
//	goroutine N [gp=0x… m=… [mp=0x…]] [STATUS[ (nil chan)][ (leaked)][ (scan)][ (durable)][, M minutes]
//	    [, locked to thread][, synctest bubble N][ labels:{"k": "v", …}]]:
//	main.inlined(...)                              an inlined call: no arguments, no +0x
//	main.Generic[...](0x1)                         type arguments are left out since Go 1.20
//	...additional frames elided...                 more than 100 frames, until Go 1.20
//	...23 frames elided...                         the same since: 50 inner frames, then 50 outer ones
//	non-Go function at pc=0x7f1c                   cgo; with a symbolizer NAME, then a line FILE:LINE pc=0x…
//		goroutine running on other thread; stack unavailable
//	[originating from goroutine 12]:               GODEBUG=tracebackancestors; frames of the ancestor follow
//
// gp=, m=, mp=, fp=, sp= and pc= are there in crash dumps and at GOTRACEBACK=system, and so are the frames
// of the runtime: debug=2 leaves them out.
//
// # Envelopes
//
// A dump in a log is found behind any prefix that stays the same but for its digits (timestamps,
// journald, klog, docker compose), in docker's JSON lines, in the CRI lines of Kubernetes (both join
// the parts of a long line), under a key of any other JSON (journalctl -o json, a cloud's log), and in one
// line as an escaped string (the "stack" of a JSON or logfmt logger). Lines of others between the lines of a dump are left out; inside a stack they are a Problem.
//
// # Several dumps in a file
//
// A new dump begins at a goroutine that the current one has already, after a banner (SIGQUIT, panic,
// fatal error), and, after lines of a log, at a running goroutine. Set.Goroutines is the last dump with
// more than one goroutine; where it is cut, the complete one before it counts (complete.go). The traces of
// single goroutines (recovered panics) are left out, and said so. So are the dumps of other processes: those
// that end with a crash before the last dump, and those whose goroutines contradict it.
//
// # Identities
//
// Frames' arguments name channels, locks and contexts by address (identity.go). Two of these are
// inferred. A context is an argument of two words {itab, data} in first place, or behind the receiver,
// where data looks like the heap and is far from itab. It is believed when the itab was seen at a
// function that takes a context by convention, or as receiver of a type named so, and otherwise when two
// goroutines hold the same pair and nothing speaks against it (contexts.go). Who runs inside
// sync.(*Once).Do holds the mutex at its fourth byte.
//
// # Limits
//
// A dump has no clock: Time 0 is the moment it was taken, and "5 minutes" is Since -5m. An age below a
// minute is not printed. selectgo hides its channels, and a context captured by a closure is no
// argument. Contexts need the argument grouping of Go 1.17 and 64-bit addresses. Frames that were elided
// leave no trace in the stack. In a dump without system goroutines a creator may seem to have ended
// when it is one of those. Counts by stack (debug=1) are package profile's.
package dump
