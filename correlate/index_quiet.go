package correlate

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Quiet reports whether nobody in the process is at work but the one that takes the evidence, and a main function that
// sleeps so that the process stays: no other one runs or sleeps, and nobody waits for the network or a timer. What
// waits in such a process waits for one of these two, or for ever. A server that listens is never quiet; a test that is
// over, and a command that hangs, are. Evidence without the main goroutine is of a part of the process, and does not
// tell.
func (ix *Index) Quiet() bool {
	if ix.quiet == nil {
		quiet := ix.Set.Goroutine(1) != nil
		for _, g := range ix.Set.Goroutines {
			if ix.atWork(g) && !ix.taker(g) && !ix.stays(g) {
				quiet = false
				break
			}
		}
		ix.quiet = &quiet
	}
	return *ix.quiet
}

// stays reports whether g is the main goroutine, and only sees to it that the process stays: it sleeps in main itself,
// or, in a trace, which shows what others get from it, it does not wait for the network.
func (ix *Index) stays(g *evidence.Goroutine) bool {
	if !mainOwn(g) || g.State == evidence.Syscall || g.Wait == evidence.WaitIO {
		return false
	}
	return ix.Timed() || g.Wait == evidence.WaitSleep && ix.Home(g).Func == "main.main"
}

// MainTakes reports whether it is the main goroutine that takes the evidence, as at the end of a test: it has
// nothing else to do.
func (ix *Index) MainTakes() bool {
	g := ix.Set.Goroutine(1)
	return g != nil && ix.taker(g)
}

// atWork reports whether g may do something without being woken by another goroutine of the program.
func (ix *Index) atWork(g *evidence.Goroutine) bool {
	switch {
	case faceless(g):
		return true
	case runtimeOwn(g) || signalled(g):
		return false
	case g.State != evidence.Waiting || !g.Wait.Channel() && !g.Wait.Lock():
		return true
	}
	_, _, timed, _ := ix.WaitsAt(g)
	return timed > 0 || ix.ticks(g)
}

// ticks reports whether a timer may end g's wait: the source says so, or does not tell of a select in a dump, which
// shows none of its cases. A test that takes a dump of itself has waited for its timers.
func (ix *Index) ticks(g *evidence.Goroutine) bool {
	op := ix.Op(g)
	if op == nil {
		return g.Wait == evidence.WaitSelect && !ix.Timed() && !ix.MainTakes() && Own(ix.Home(g))
	}
	for _, c := range op.Cases {
		if c.Ends == evidence.EndsTimer {
			return true
		}
	}
	return op.Ends == evidence.EndsTimer
}

// signalled reports whether g is the one that waits for signals, which come once, to end the program.
func signalled(g *evidence.Goroutine) bool { return FindFrame(g.Stack, "os/signal.loop") >= 0 }

// takers are the functions below which a program takes evidence of itself, be it by a signal.
var takers = []string{"runtime/pprof.", "runtime/trace.", "runtime.Stack", "runtime/debug.", "runtime.GoroutineProfile", "syscall.Kill"}

// taker reports whether g takes the evidence. A trace ends while whoever stops it runs.
func (ix *Index) taker(g *evidence.Goroutine) bool {
	if ix.Timed() && g.State == evidence.Running {
		return true
	}
	for _, f := range g.Stack.All() {
		for _, p := range takers {
			if strings.HasPrefix(f.Func, p) {
				return true
			}
		}
	}
	return false
}
