// Package ctxtrace is package context for programs that want ctxscope to know their contexts by name: it
// has the same functions, makes the same contexts, and writes into a running execution trace what was
// made, what was asked for Done, and who called which cancel. Change one import,
//
//	import context "github.com/ctxscope/ctxscope/samples/ctxtrace"
//
// or copy the directory: it is found by the name of the package, wherever that lies, needs the standard
// library only, and builds with Go 1.21. Contexts of both packages can be parents of each other.
//
// A plain trace shows a cancel only when it wakes somebody, and never which context a goroutine waits for.
// With this package the trace says both, so that "this context ended, and that goroutine did not notice"
// is read rather than inferred.
//
// # What is written
//
// Each line is a log event of runtime/trace in the category "ctxscope". The event has the time, the
// goroutine and its stack, so the line need not say who or where:
//
//	make 7 WithTimeout 3 in=2s depth=4              a context was made
//	done 7 WithTimeout 3 in=1.2s depth=4            its Done was asked for
//	cancel 7 WithTimeout 3 in=900ms depth=4 call=1  its cancel function was called
//	cancel 7 WithTimeout 3 in=-8s depth=4 call=2 ended
//	cross 7 WithTimeout 3 in=1s depth=4 boundary=queue
//
// that is
//
//	VERB ID KIND PARENT [in=DURATION] [depth=N] [via=TYPE] [key=TYPE] [call=N] [ended] [boundary=WORD]
//
// where KIND is the function that made it and PARENT the id of the nearest context that this package made,
// or background, todo, or other for one it did not make. Every line says all of this, because the trace may
// have begun after the context was made. The rest is
//
//	in        the time left to the deadline that counts, which may be the parent's; negative when passed
//	depth     how many contexts are above it, as far as they are this package's
//	via       the type of the parent, when that is neither this package's nor the standard library's
//	key       the type of a value's key
//	call      how often the cancel function has been called, this call included
//	ended     the context had ended before this call
//	boundary  what the program says the context has crossed, see [Cross]
//
// Words that would hold a space have an underscore there.
//
// # Cost
//
// Without a running trace a context costs two more small allocations and an atomic addition, a call of Done
// or cancel an atomic load or two. In a trace each line is a log event with its stack. The benchmarks tell
// what that is on a machine at hand.
//
// # Limits
//
// Err and Value are not written. A context made by package context below one of this package is not known;
// its parent is. Lines do not reach other processes: what a deadline becomes behind a network is not seen.
package ctxtrace
