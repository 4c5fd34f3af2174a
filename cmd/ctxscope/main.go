// Ctxscope reads what a leaking Go service leaves behind and shows its leak chains: which goroutines
// never ended, which context should have ended them, who cancelled it or why nobody could, and which
// line to fix.
//
// # Usage
//
//	ctxscope analyze INPUT...     the leak chains in the files of an incident
//	ctxscope inspect INPUT...     what each file is, its window, and what it can prove
//	ctxscope bundle INPUT...      a redacted zip of an incident for a bug report
//	ctxscope demo [INCIDENT]      analyze for an incident that is built in
//	ctxscope explain [RULE]       what a kind of leak is, with bad and good Go
//	ctxscope version              the version of ctxscope and of Go
//	ctxscope completion SHELL     the completion script for bash, zsh, fish or powershell
//
// There is no default command. Every command has --help.
//
// # Analyze
//
// INPUT is a file, a directory, which is searched recursively, or - for standard input. What a file is,
// its content tells, never its name; trace=FILE says that FILE is a trace. Files compressed with gzip,
// bzip2 or zstd and those in tar and zip archives are looked into. A URL is never opened: ctxscope is offline,
// and prints the curl line to use instead. Inputs are never changed.
//
// It reads execution traces of Go 1.11 to 1.26, flight-recorder snapshots among them; goroutine dumps, also
// in the middle of a log; pprof profiles; schedtrace logs; and benchmark results. README.md says how each is
// captured and what it adds. These capture a trace, a goroutine dump, a heap profile and, ending the
// process, a crash dump on its standard error:
//
//	curl -o trace.out 'http://HOST/debug/pprof/trace?seconds=10'
//	curl -o goroutine.txt 'http://HOST/debug/pprof/goroutine?debug=2'
//	curl -o heap.pb.gz http://HOST/debug/pprof/heap
//	kill -QUIT PID
//
// Given together, and with --src DIR for the service's source, they show more than each one alone.
//
// On a terminal, analyze opens a terminal UI; with -f, -o, --why or --no-tui, when CI is set, when TERM
// is dumb, or when standard output is no terminal, it writes a report. The report goes to standard
// output, everything else to standard error:
//
//	$ ctxscope analyze samples/healthy/captured/trace.out
//	  trace.out  execution trace · go1.26 · 348 KiB · 2.9s from 2026-11-22 00:38:02Z
//
//	No leak chains found.
//
//	  checked   231 goroutines, 2.9s of trace, 19 rules
//	  longest   1 goroutine in main.(*Shop).reloadOnHangup for 2.9s
//	  blind to  waits older than the trace, and labels: no goroutine dump was given
//	              curl -o goroutine.txt 'http://HOST/debug/pprof/goroutine?debug=2'
//	            memory held by the leaked: no heap profile was given
//	              curl -o heap.pb.gz http://HOST/debug/pprof/heap
//	            what takes longer than 2.9s to show: that is all the trace covers
//
//	Expected, no leak: 100 goroutines parked by design
//	      32  client connection: waits for the next request (net/http.(*persistConn).writeLoop)
//	      23  notices when the client of a running request hangs up
//	          (net/http.(*connReader).backgroundRead)
//	      19  client connection: idle in the pool, or waits for the response
//	          (net/http.(*persistConn).readLoop)
//	      11  belongs to the runtime
//	       9  keep-alive connection between two requests (net/http.(*conn).serve)
//	       1  opens connections on demand, one per sql.DB (database/sql.(*DB).connectionOpener)
//	       1  the main goroutine (main.main)
//	       1  accept loop: waits for the next connection (net.(*netFD).accept)
//	       1  waits for a signal, or for stop to be called (os/signal.NotifyContext.func1)
//	       1  hands signals to signal.Notify, one per process (os/signal.signal_recv)
//	       1  belongs to the execution tracer (runtime/trace.(*traceMultiplexer).startLocked.func1)
//
//	Neither: 131 goroutines in 20 groups that no rule explains and no table knows
//	      30  select in …/samples/healthy/sessions.go:50
//	      25  sleep in …/ctxscope/samples/healthy/load.go:79
//	      12  select in …/ctxscope/samples/healthy/shop.go:136
//
// A damaged or cut trace gives what can be read of it. It is marked PARTIAL in every report. An
// interrupt (control-C) while a report is read for stops the reading and keeps what was read, marked
// the same way; a second one quits at once.
//
// # Reports
//
// -f names the format: text, for people, or json, for programs (the schema ctxscope/report/v1). -o
// writes a report to a file and may be repeated, so that several come out of one reading. A file
// appears whole or not at all.
//
//	ctxscope analyze artifacts/ -o text=- -o json=leaks.json
//
// In -o FMT=PATH, FMT may be left out: -f says it, else the extension of PATH does. - is standard
// output. --why adds to a text report what each link of a chain rests on.
//
// --where keeps the chains that match an expression. All its terms must hold, | stands between
// alternatives, ! negates, and parentheses group:
//
//	ctxscope analyze trace.out --where 'sev>=medium fn:payments !health | rule=lost-cancel age>1m'
//
// A word is looked for everywhere, /re/ is a regular expression. The fields are sev, conf, rule, chain,
// stage, state, wait, fn, pkg, file, created, ctx, cause, label.KEY, is, new, count, age, at, heap, gid and
// line; : means contains, ~ matches a regular expression, and = > >= < <= mean what they say. Numbers
// take units and ranges: count:10..200, age>1m30s, heap>=4MiB.
//
// # Windows
//
// --since, --until and --around look at a part of an execution trace: from an offset or a time of day on, until
// one, or so much before and after one.
//
//	ctxscope analyze trace.out --since 1.2s --until 3s
//	ctxscope analyze trace.out --around 14:14:47±5s
//
// Reading ends at --until, and the goroutines are those of that moment. What is before --since is read for who is
// there and how it came to be, but not counted: cancels, ended waits, samples and growth are those of the window.
// Times are UTC unless they have a zone (RFC 3339); a time of day needs a trace of Go 1.25 or later. ± may be
// written +-. A report says that it is about a part; it is not PARTIAL. Other inputs are read whole, and a note
// says so. A window of which no trace has anything is a mistake, exit code 2.
//
// --max-mem 4GiB stops the reading when the process has taken that much memory: what was read by then is shown, as
// PARTIAL, where a limit of the operating system would take it along with the process.
//
// # Inspect
//
// Inspect takes the same inputs and says of each file, archives' members among them, what it is, when it
// is from, what was counted in it, and what it can show of the five stages of a chain: the cancel, the
// context, the goroutine, its defers and the heap. Files of one process run are joined by goroutine ids,
// profiles by function; a file of another process is named and left out.
//
//	$ ctxscope inspect samples/healthy/captured/goroutine.txt
//	1 file, 220 living goroutines
//	  one process, by id    goroutine.txt
//
//	samples/healthy/captured/goroutine.txt
//	  what      goroutine dump · with addresses · 139 KiB
//	  counts    220 goroutines
//	  shows     C no · X inferred · G exact · D inferred · H no
//
//	What they can show
//	  goroutine dump with addresses
//	    C  cancel     no         who cancelled what is not in it
//	    X  context    inferred   who holds the same one, by address; not where it was made
//	    G  goroutine  exact      all at one moment: wait, stack, who started them, waits of a minute and
//	                             more; locks by address, and channels in a crash dump
//	    D  defer      inferred   that a frame waits; which calls it deferred is in the source (--src)
//	    H  heap       no         nothing
//
// --json writes all evidence with complete stacks (the schema ctxscope/evidence/v1), one element on each
// line. The exit codes are those of analyze, without 3.
//
// # Bundle
//
// Bundle packs what was read into one zip file for a bug report: goroutines, stacks, cancels and counts, in a
// form that analyze reads again, with the same chains and the same fingerprints. That is checked on the very
// bytes before the file is there; when it does not hold, nothing is written. The inputs are not in it.
//
//	ctxscope bundle artifacts/ --only 7f3a9c2b -o incident.zip --issue issue.md
//
// --redact says what is replaced. basic, the default, replaces the paths of packages but those of the standard
// library and of well-known modules, directories, label values, logs and other strings of the program, names
// of inputs, and addresses. strict replaces the names of functions, types, files and labels, too; none replaces
// nothing. What stands for what is kept below $XDG_STATE_HOME/ctxscope, on this machine only. What was kept and
// looks like a secret is listed for review.
//
// --only packs the goroutines of the chains with these fingerprints, and counts the others. --max-size, 25MiB
// by default, is met in the same way: by counts in the place of goroutines. --issue writes the text for a bug
// report, which is also in the bundle. What is in it is said on standard error; the exit codes are those of
// analyze, without 3. In the UI, B shows what a bundle of the marked chains would hold, before it is written.
//
// # Terminal
//
// Colours are the terminal's own 16. --color decides first, then NO_COLOR, FORCE_COLOR,
// CLICOLOR_FORCE, TERM=dumb and CLICOLOR=0, then whether standard output is a terminal. A file gets
// colours with --color always only. --ascii keeps to ASCII; a locale of another encoding than UTF-8 and
// TERM=linux imply it on a terminal.
//
// CTXSCOPE_THEME is what --theme is when not given: ansi, dark, light or mono.
//
// In the UI, ? tells the keys of the place and : runs every action by its name. / filters a list, by the
// expressions of --where, and searches a text; with shift+tab a filter leaves nothing out and highlights
// what matches. o shows the input itself where a fact was read, e opens the source in $VISUAL or $EDITOR
// and asks once where it is. y l copies a command that opens the very same view again (--open). The view, filters, marks and notes are kept until the
// next look at the same inputs, below $XDG_STATE_HOME/ctxscope; --no-session keeps nothing.
//
// --accessible, or ACCESSIBLE=1, asks and answers in lines instead of drawing a screen.
//
// Keys, theme and named filters can be set in a TOML file: that of --config or CTXSCOPE_CONFIG, else
// .ctxscope.toml here, else ctxscope/config.toml below $XDG_CONFIG_HOME.
//
//	theme = "mono"
//	[keys]
//	why = "W"
//	[filters]
//	mine = "pkg:acme/payments !label.kind=health"
//	[rules]
//	far-deadline = false
//
// A rule that is off is not run, for reports either, which list it as not checked.
//
// # Explain
//
//	$ ctxscope explain
//	stuck-defer-cancel         deferred cancel in a function that is itself blocked
//	cancel-in-defer            context or goroutine made by a deferred function
//	double-send                second send of an answer that is received once
//	many-senders-one-receiver  several send an answer, only the first is received
//	early-return               send whose receiver gave up and returned
//	ignored-cancel             wait that a cancelled context cannot end
//	shadowed-cancel            second cancel that hides the first
//	custom-parent              watchers for children of a context of one's own kind
//	lost-cancel                wait on a context that nobody can cancel any more
//	detached-context           work of a request on a context that never ends
//	deadline-drift             deadline that is lost or reset on the way
//	far-deadline               wait that only a far deadline can end
//	deep-chain                 contexts nested, or shared, until their locks contend
//	lock-cycle                 two take the same locks in opposite order
//	unclosed-body              response, rows, transaction, process or stream never closed
//	held-lock                  queue at a lock that its holder does not give back
//	missing-signal             wait for goroutines that have all ended
//	stopped-ticker             receive from a ticker or timer that was stopped
//	no-close-range             range over a channel that nobody closes
//	unclosed-owner             objects with a goroutine that nobody closed
//	outlived-parent            goroutines that outlive the function that started them
//	spawn-growth               more goroutines started than ended, all the time
//	context-pileup             contexts that stay with a long-lived parent
//	timer-pileup               timeouts that run on after the work is done
//	bench-leak                 benchmark that leaves goroutines and memory behind
//	value-retention            memory kept alive through the values of contexts
//	repeated-cancel            cancels called again and again after the end
//	cancel-storm               one cancel that wakes very many goroutines
//	unreachable                wait on something that nothing else can reach
//
//	ctxscope explain RULE tells more of one.
//
// # Demo
//
//	$ ctxscope demo
//	early-return        A payments gateway whose goroutines pile up behind a slow card network
//	ignored-cancel      A search service that keeps looking after its readers have gone
//	lost-cancel         A price stream that never forgets a refused client
//	stuck-defer-cancel  A job runner that waits for ever at the end of one tenant's jobs
//	outlived-parent     A feature-flag service that grows with every configuration push
//	deadline-drift      A checkout whose receipts wait for a printer long after the customers
//	series              A notification service with three dumps, two seconds apart
//	timer-pileup        A geocoder that keeps its memory for a quarter of an hour
//	crashloop           An importer that ended itself, and the log that its pod kept
//	cancel-storm        A configuration service whose every push makes everything slow
//	healthy             A web shop's backend under a burst of visitors, with nothing wrong
//
//	ctxscope demo early-return opens the first.
//
// # Exit codes
//
//	0    done; no chain at or above --fail-on
//	1    failure: an input that cannot be read, a report that cannot be written
//	2    usage: a command line that makes no sense
//	3    a chain at or above --fail-on low, medium or high was found
//	4    under --strict: an input is damaged, or could not be read or used
//	130  interrupted; a report, if there is one, is PARTIAL
//
// When several apply, the first of 2, 1, 130, 4, 3 is the one, with one exception: under --strict,
// inputs in which nothing can be read are 4, not 1. The code depends on what was found and on --fail-on,
// --strict and --where, never on the output format; the terminal UI ends with the same one, so with
// 130 when the reading was cut short by control-C, or by leaving in the middle of it.
//
// # Limits
//
// An explicit cancel that wakes nobody leaves no event in a trace, so "never cancelled" means: not seen.
// A goroutine blocked for less than the trace covers may still end; a leak that takes longer than the
// trace to show does not show. Contexts have no identity in a trace: which one governs a goroutine is
// joined from who woke whom, and marked inferred. A rule that lacks its input is listed as not checked.
// Of several traces, one is analysed: goroutine ids join the files of one process run only.
package main

import (
	"context"
	"os"

	"github.com/ctxscope/ctxscope/ui/quiet"
)

func main() {
	quiet.Restore()
	os.Exit(run(context.Background(), realConsole(), os.Args[1:]))
}
