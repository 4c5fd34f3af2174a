// Package evidencetest writes evidence as readable text, for tests: a timeline in, an evidence.Set out, as
// an execution trace of that story would have given it.
//
// A real one, forty payments that gave up on a slow bank:
//
//	window 10s
//	goroutines 10..49 chan send since 1s every 200ms: main.charge.func1 client.go:38
//	    created 500ms by 100+: main.charge client.go:36 (returned) < main.pay api.go:50
//	    creator woken 900ms by deadline from select: main.charge client.go:41 < main.pay api.go:50
//	site ended 300 handed 290 lived 120ms: main.charge client.go:36 < main.pay api.go:50
//
// Lines that are indented belong to the one above that is not. Empty lines and lines that begin with # are
// comments. Of the clauses in brackets any may be left out, and their order does not matter; times are
// from the start of the evidence.
//
//	window DURATION                                  how long the evidence is; before anything timed; 10s
//	kind KIND                                        of the source; execution-trace
//	dump                                             a goroutine dump, a moment, in place of a window; or behind
//	                                                 the window: a dump joined to the trace
//	wall TIME                                        RFC 3339, the wall clock at time 0
//	partial WORDS                                    what is missing from the source
//
//	goroutine ID WHAT [since TIME]: STACK            WHAT is a wait, running, runnable, or syscall;
//	                                                 without since it has been so from before the evidence
//	goroutines FIRST..LAST WHAT [since TIME] [every DURATION]: STACK
//	                                                 many alike; each has all its times later by DURATION
//	    entry FUNCTION [FILE:LINE]                   what it runs; the root of STACK
//	    created TIME [by ID]: STACK                  without this line it is older than the evidence; 100+ is
//	                                                 a creator of its own for each: 100, 101, …
//	    creator ended TIME                           so every function of it has returned
//	    creator created TIME [by ID]: STACK          how an ended creator itself was made
//	    woken WAKE                                   the last cancel or timer that woke it
//	    creator woken WAKE                           that woke its creator, before the creator returned
//	    sibling ID woken WAKE                        that woke another goroutine of the same creator
//	    handed N                                     how often it and its creator woke each other
//
// A dump knows less of the times: since -5m is counted back from its moment, created stands without one, and the
// creator that is missing from the dump is marked (ended) behind its frame. It knows more of the rest:
//
//	    leaked                                       the runtime's verdict
//	    labels KEY=VALUE …
//	    sends|receives|waits|carries|inside|reaches KIND ADDRESS [?]
//	                                                 a channel, mutex, rwmutex, waitgroup, cond, semaphore or
//	                                                 context; 0xc0001+ is one of its own for each; ?: stale
//
//	snapshot                                         a dump or heap taken earlier, in time order
//	    goroutine ID WAIT: STACK
//	    goroutines FIRST..LAST WAIT: STACK
//	    alloc N objects N bytes [samples N]: STACK
//	alloc N objects N bytes [samples N]: STACK       in use, of a heap profile taken at the end
//
//	contention block|mutex N times DURATION: STACK   in a block or mutex profile
//
//	site [created N] [ended N] [handed N] [lived DURATION] [alive N…]: STACK
//	    entry FUNCTION [FILE:LINE]
//	waits WAIT [ended N] [cancelled N] [timed N] [longest DURATION]: STACK
//	canceller explicit [count N]: STACK
//	canceller deadline [count N]
//	    at WAIT [times N] [longest DURATION]: STACK  where those whom it woke had waited
//
//	benchmark FILE: NAME ITERATIONS VALUE UNIT …     a result of go test -bench; without goroutines the evidence is
//	                                                 these files alone
//
// A program that is instrumented also tells of its contexts:
//
//	context ID KIND [of PARENT] [made TIME] [by ID] [in DURATION] [depth N] [via TYPE] [key TYPE]: STACK
//	contexts FIRST..LAST KIND … [every DURATION]: STACK
//	                                                 PARENT is a context above, background, todo or other, and
//	                                                 of 7+ one of its own for each, as depth 3+ is one more
//	                                                 for each; without made it is older than the evidence
//	    cancelled TIME [by ID] [late]: STACK         a call of its cancel function; late: it had ended before,
//	                                                 as it has for every call after the first
//	    watched TIME by ID: STACK                    a living goroutine asks for its Done
//	    crossed TIME by ID [boundary WORD]: STACK    … works for it from here on
//	    inherited TIME by ID: STACK                  … was started with it at hand
//
// A STACK is frames, leaf first, with " < " between them, each a function and, if it matters, file:line. In
// the stack of a creation a frame may be marked (returned): the creator has left it, and so all frames
// before it. Equal text gives one pointer, as interning does in a Set.
//
// A WAKE is
//
//	TIME by explicit|deadline|timer [from WAIT] [after DURATION]: STACK [via STACK]
//
// where it had waited, for how long, and the canceller's stack, which only an explicit cancel needs. The
// frames of package context may be left out of a canceller's stack: it is a WithCancel's then. Wake-ups at
// one time with one canceller's stack are one cancel.
//
// What a trace also holds follows from this and need not be written: a site for each place of creation,
// with its number alive over time; a canceller for each WAKE by a cancel; and the waits that came to an
// end where something was woken. A line that states one of them takes the place of what follows. In a
// site line the numbers not given are such that the goroutines shown are those alive; alive may have
// any number of steps, which are stretched over the evidence, and ends with the number alive at the end.
//
// A timeline that contradicts itself is an error. There is no line for what no rule reads yet: spans,
// tasks, logs, load.
package evidencetest
