// Package accuracy measures ctxscope on services whose leaks are known: how many it finds, whether it
// names the right rule, the right context and the right line, and what it reports where nothing is wrong.
// It has no code of its own, only tests and the programs below testdata.
//
//	go test ./correlate/accuracy                            a few programs, as CI runs them
//	go test ./correlate/accuracy -run Accuracy -full -v -timeout 30m
//	                                                        all of them, with the table and a line for each
//
//	marks in source ──┐
//	                  ├──▶ judge ──▶ table: a row for each evidence set
//	build ▶ run ▶ capture ▶ JSON report
//
// Further flags: -programs REGEXP takes some of the programs, -captures DIR keeps the evidence in DIR and
// takes it from there the next time, as long as the program is the same.
//
// # Programs
//
// A program is a folder with a main package, testdata/leak/NAME or testdata/healthy/NAME, and the packages
// below it. It is a small service that plays its own load, and it runs until it is killed. It takes no
// evidence and knows nothing of being watched: testdata/blackbox/blackbox.go is compiled into it (go build
// -overlay) and records an execution trace from the start on, a goroutine dump halfway, and at the end a
// second one and a heap profile; then the process gets a SIGQUIT, and its standard error is the crash dump.
// The end is 3 s after the start, or what the comment "// run: 5s" says.
//
// Programs use the standard library alone. Those that need others, such as errgroup, are in a module of their
// own, testdata/wrapped/leak/NAME and testdata/wrapped/healthy/NAME, and only -full runs them.
//
// # Marks
//
// The truth stands in the source, at the end of the lines it is about:
//
//	// leak: go        the statement that starts the goroutine: go, or g.Go(…) of a wrapper
//	// leak: wait      where it blocks for ever: the innermost line of the program
//	// leak: context   where the context that should have ended it is made, or taken from a request; absent
//	                   when there is none; context? when the goroutine has one that would not have helped,
//	                   so that telling none is right as well
//	// leak: fix       a line to change; any of several will do
//
// and in a comment of its own, in any file of the program:
//
//	// rule: early-return | ignored-cancel    the rules that name the leak rightly
//	// expect: 12                             it leaves at least that many goroutines behind; absent: 1
//
// One line may carry several, "// leak: wait, fix". A program with several leaks numbers them, "// leak:
// go 2", "// rule 2: lost-cancel"; without a number it is the first. Where lines are several ways to the same
// leak, each of them may have the mark. A goroutine that blocks in a library without any line of the
// program on its stack is named by a function there: "// leak: wait net/http.(*persistConn).readLoop", on the
// line that makes it.
//
// A healthy program has no leak marks. Every goroutine that is blocked at a wait line counts as leaking,
// so a line where healthy goroutines wait as well makes a poor mark; and what waits behind a leak for
// ever is a leak too, with a number of its own.
//
// # Judgement
//
// Goroutines count as leaking when both the last dump and the crash dump have them at the marks. A leak is
// found when a finding of any certainty lists one of them; the first such finding, in the report's order, is
// judged by its rule, its context and its fix. Without source the kind of the context is enough, such as
// WithTimeout. A false alarm is a strong or proven finding none of whose goroutines leaks; extra are the
// single goroutines in the others that do not.
//
// Limits: leaks of contexts or timers without any goroutine are not measured here, and no wait is a minute
// old, so that dumps show no ages.
package accuracy
