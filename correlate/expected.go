package correlate

import (
	"math"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// parked is a kind of goroutine that is parked by design. It is recognised by one library function on
// the stack inside of which nothing of the program runs: a connection's goroutine that is in a handler
// is the handler's business.
type parked struct {
	prefix string        // of the function's name
	wait   evidence.Wait // only if it waits so; empty: whatever it waits for
	why    string        // a clause that says what it does or waits for, no full stop
	per    string        // what has one of them, if a program has few of those: "process", "logger"; else empty
}

// sentence is why, with what has one of them.
func (p parked) sentence() string {
	if p.per == "" {
		return p.why
	}
	return p.why + ", one per " + p.per
}

// most is how many of them there are by design: a thousand connection openers are a thousand databases that
// nobody closed. It is high, as what looks like a leak should be one.
func (p parked) most() int {
	switch p.per {
	case "":
		return math.MaxInt
	case "process":
		return 8
	}
	return 100
}

// parkedByDesign is the table, looked through in order: a file for each family of libraries.
var parkedByDesign = slices.Concat(parkedStd, parkedRPC, parkedStores, parkedQueues, parkedTelemetry, parkedClusters)

// Parked tells in a sentence why g is parked by design, and by which function it was recognised; both
// are empty when it is not known to be.
func (ix *Index) Parked(g *evidence.Goroutine) (function, why string) {
	switch {
	case runtimeOwn(g):
		return "runtime", "belongs to the runtime"
	case mainOwn(g):
		return "main.main", "the main goroutine"
	case g.Stack == nil:
		return "", ""
	}
	as := ix.parkedAs(g)
	if as.row == nil || ix.parkedSo(as.row) > as.row.most() || as.row.per != "" && ix.keepComing(g, as.row) {
		return "", ""
	}
	return as.function, as.row.sentence()
}

// keepComing reports whether there is ever one more goroutine of the row, for one more of what has one of them: then
// nobody closes those. A dump has to show more of them than a program makes for its tenants one by one.
func (ix *Index) keepComing(g *evidence.Goroutine, row *parked) bool {
	return ix.Balance(g).Growth().Steady() || !ix.Timed() && ix.parkedSo(row) >= 24 && ix.Accumulated(g)
}

type parkedKey struct {
	stack *evidence.Stack
	wait  evidence.Wait
}

// parkedAs is a row of the table and the function it recognised; without a row it is none.
type parkedAs struct {
	row      *parked
	function string
}

func (ix *Index) parkedAs(g *evidence.Goroutine) parkedAs {
	key := parkedKey{g.Stack, g.Wait}
	as, ok := ix.parked[key]
	if !ok {
		as = findParked(g)
		ix.parked[key] = as
	}
	return as
}

// parkedSo returns how many goroutines the row recognises.
func (ix *Index) parkedSo(row *parked) int {
	if ix.crowds == nil {
		ix.crowds = make(map[*parked]int)
		for _, g := range ix.Set.Goroutines {
			if as := ix.parkedAs(g); as.row != nil {
				ix.crowds[as.row]++
			}
		}
	}
	return ix.crowds[row]
}

// runtimeOwn reports whether g runs a function of the runtime itself. Who created it does not matter:
// collector workers are started by whichever goroutine happens to allocate. A coroutine runs the iterator that
// iter.Pull was given: it begins in the runtime, but is the program's.
func runtimeOwn(g *evidence.Goroutine) bool {
	entry := g.Created.Entry().Func
	if entry == "" || entry == "runtime.goexit" {
		entry = outermost(g.Stack, "runtime.goexit")
	}
	return entry == "" || strings.HasPrefix(entry, "runtime.") && entry != "runtime.main" && entry != "runtime.goexit" && entry != "runtime.corostart"
}

// mainOwn reports whether g is the main goroutine. Its first function is main.main in traces and in most
// dumps; what shows the runtime's frames too, as profiles and crash dumps do, has runtime.main below it.
func mainOwn(g *evidence.Goroutine) bool {
	if outermost(g.Stack, "runtime.goexit") == "runtime.main" {
		return outermost(g.Stack, "runtime.goexit", "runtime.main") == "main.main"
	}
	return g.ID == 1 && g.Stack.Root().Func == "main.main"
}

// outermost returns the outermost function of s that is none of skipped, empty when there is none.
func outermost(s *evidence.Stack, skipped ...string) string {
	for _, f := range slices.Backward(s.All()) {
		if !slices.Contains(skipped, f.Func) {
			return f.Func
		}
	}
	return ""
}

func findParked(g *evidence.Goroutine) parkedAs {
	for _, f := range g.Stack.All() {
		for i := range parkedByDesign {
			p := &parkedByDesign[i]
			if strings.HasPrefix(f.Func, p.prefix) && (p.wait == "" || p.wait == g.Wait) {
				return parkedAs{p, f.Func}
			}
		}
		if Own(f) && !(g.Wait == evidence.WaitIO && reads(f)) {
			return parkedAs{}
		}
	}
	return parkedAs{}
}

// reads reports whether f is what a net.Conn or a net.Listener of the program's own has: one that counts,
// limits or tells protocols apart sits inside the library's wait and changes nothing about it.
func reads(f evidence.Frame) bool {
	method := f.Func[strings.LastIndexByte(f.Func, '.')+1:]
	return strings.Contains(f.Func, ").") && (method == "Read" || method == "Accept" || method == "ReadFrom")
}

// ByDesign reports whether g is parked by design.
func (ix *Index) ByDesign(g *evidence.Goroutine) bool {
	_, why := ix.Parked(g)
	return why != ""
}
