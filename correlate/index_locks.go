package correlate

import (
	"cmp"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Neighbours counts the goroutines that run code of one object's type, as far as stacks tell: two objects of
// one type cannot be told apart.
type Neighbours struct {
	Busy    int // they run, or wait for something outside of the program, so they go on by themselves; or nothing is known of them
	Blocked int // in a send, a receive, a lock or a WaitGroup
	Idle    int // in a select, or a condition: they may be between two rounds of a loop

	// Of the Blocked those that are stuck for the longest: of all, and of all that are not blocked on the
	// same resource as the first.
	first, second *evidence.Goroutine
}

// Neighbours returns how many others are in a method of the object that g waits in, or in the function of g's
// closure. Those that wait where g does are left out: they wait for the same.
func (ix *Index) Neighbours(g *evidence.Goroutine) *Neighbours {
	at := ix.placeOf(g)
	if n := ix.neighbours[at]; n != nil {
		return n
	}
	n := &Neighbours{Busy: ix.unseen()}
	ix.neighbours[at] = n
	owner := Owner(asker(g.Stack).Func)
	for _, crowd := range ix.byStack() {
		if !ix.ownersOf(crowd.key)[owner] {
			continue
		}
		home, inside := ix.homeFrame(crowd.key), Owner(asker(crowd.key).Func) == owner
		for _, o := range crowd.goroutines {
			if home != at.at || o.Wait != at.wait {
				// Who has just come for a lock of the same object stands in the same line, however short his wait.
				ix.count(n, o, inside && o.Wait.Mutex(), at)
			}
		}
	}
	return n
}

// unseen returns how many goroutines there are of which the evidence has no stack, as a trace from before Go 1.23 has none
// of those that do not move: any of them may be in any object.
func (ix *Index) unseen() (n int) {
	for _, g := range ix.Set.Goroutines {
		if faceless(g) {
			n++
		}
	}
	return n
}

// faceless reports whether nothing is known of what g runs.
func faceless(g *evidence.Goroutine) bool { return g.Stack == nil && g.Created.Entry().Func == "" }

// count takes in o, a neighbour of those at the given place; queues is whether it waits for a lock as they may.
func (ix *Index) count(n *Neighbours, o *evidence.Goroutine, queues bool, at place) {
	switch {
	case !queues && ix.goesOn(o):
		n.Busy++
	case o.Wait == evidence.WaitSelect || o.Wait == evidence.WaitCond:
		n.Idle++
	default:
		n.Blocked++
		if ix.Stuck(o) || !queues && ix.jams(o, at) {
			ix.candidate(n, o)
		}
	}
}

// jam is how many wait at one place in a dump before whoever is blocked in the same object is held for the cause.
// The dump tells no ages, but so many do not come together while he is on his way.
const jam = 8

// jams reports whether o, blocked in a dump of a moment, is the likely cause of a crowd at the given place. Who
// receives in the very function he was started with is a loop between two rounds, and has no lock in hand.
func (ix *Index) jams(o *evidence.Goroutine, at place) bool {
	idle := o.Wait == evidence.WaitReceive && ix.homeFrame(o.Stack) == entryFrame(o)
	return !ix.Timed() && ix.waitingAt(at) >= jam && !idle && !ix.ByDesign(o)
}

// candidate takes in o, who may hold a lock.
func (ix *Index) candidate(n *Neighbours, o *evidence.Goroutine) {
	apart := func(a, b *evidence.Goroutine) bool {
		r := ix.BlockedOn(a)
		return r == nil || r != ix.BlockedOn(b)
	}
	switch {
	case n.first == nil:
		n.first = o
	case likelier(o, n.first):
		if apart(n.first, o) {
			n.second = n.first
		}
		n.first = o
	case (n.second == nil || likelier(o, n.second)) && apart(n.first, o):
		n.second = o
	}
}

// likelier reports whether a has a lock in hand rather than b: it is in its state for longer; of two that are not,
// the one that is not after a lock itself, and then the older one.
func likelier(a, b *evidence.Goroutine) bool {
	if a.Since == b.Since && a.Wait.Mutex() != b.Wait.Mutex() {
		return b.Wait.Mutex()
	}
	return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID)) < 0
}

// goesOn reports whether g goes on by itself: it runs, waits for something outside of the program, in a library
// such as a client of the network, or for no longer than usual.
func (ix *Index) goesOn(g *evidence.Goroutine) bool {
	switch {
	case g.State != evidence.Waiting || !g.Wait.Channel() && !g.Wait.Lock():
		return true
	case g.Wait == evidence.WaitSelect && !Own(asker(g.Stack)):
		return true
	}
	return ix.Timed() && !ix.Stuck(g)
}

// Holder returns the goroutine that seems to hold the lock g waits for: the one that is blocked in a method
// of the same object for the longest, stuck itself; nil when there is none, or when somebody who goes on by
// himself may be the holder.
func (ix *Index) Holder(g *evidence.Goroutine) *evidence.Goroutine {
	n := ix.Neighbours(g)
	if n.Busy > 0 || n.first == nil {
		return nil
	}
	if r := ix.BlockedOn(n.first); r != nil && r == ix.BlockedOn(g) {
		return n.second // the first waits for the same lock
	}
	return n.first
}

// asker returns the innermost frame outside the packages that only carry out a wait: who asked for the lock.
func asker(s *evidence.Stack) evidence.Frame {
	for _, f := range s.All() {
		if !plumbing(Package(f.Func)) {
			return f
		}
	}
	return evidence.Frame{}
}

// Owner returns what a function belongs to: the type of its receiver, "main.(*Table)", or, for a plain
// function and the closures in it, that function.
func Owner(function string) string {
	pkg := Package(function)
	rest := strings.TrimPrefix(normalise(function)[len(pkg):], ".")
	name, _, _ := strings.Cut(rest, ".")
	return pkg + "." + name
}
