package correlate

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Neighbours are the goroutines that run code of one object's type, as far as stacks tell: two objects of
// one type cannot be told apart.
type Neighbours struct {
	Busy    []*evidence.Goroutine // they run, or wait for something outside of the program: they go on by themselves
	Blocked []*evidence.Goroutine // in a send, a receive, a lock or a WaitGroup
	Idle    []*evidence.Goroutine // in a select, or a condition: they may be between two rounds of a loop
}

// Neighbours returns who else is in a method of the object that g waits in, or in the function of g's
// closure, by id. Those that wait where g does are left out: they wait for the same.
func (ix *Index) Neighbours(g *evidence.Goroutine) *Neighbours {
	if ix.neighbours == nil {
		ix.neighbours = make(map[place]*Neighbours)
		ix.owners = make(map[*evidence.Stack]map[string]bool)
	}
	at := placeOf(g)
	if n := ix.neighbours[at]; n != nil {
		return n
	}
	n := &Neighbours{}
	ix.neighbours[at] = n
	owner := Owner(asker(g.Stack).Func)
	for _, o := range ix.Set.Goroutines {
		if o == g || placeOf(o) == at || !ix.ownersOf(o.Stack)[owner] {
			continue
		}
		switch {
		case ix.goesOn(o):
			n.Busy = append(n.Busy, o)
		case o.Wait == evidence.WaitSelect || o.Wait == evidence.WaitCond:
			n.Idle = append(n.Idle, o)
		default:
			n.Blocked = append(n.Blocked, o)
		}
	}
	return n
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
	if len(n.Busy) > 0 {
		return nil
	}
	var holder *evidence.Goroutine
	for _, o := range n.Blocked {
		if r := ix.BlockedOn(o); r != nil && r == ix.BlockedOn(g) || !ix.Stuck(o) {
			continue
		}
		if holder == nil || o.Since < holder.Since {
			holder = o
		}
	}
	return holder
}

// ownersOf are the owners of all functions on s.
func (ix *Index) ownersOf(s *evidence.Stack) map[string]bool {
	if have, ok := ix.owners[s]; ok {
		return have
	}
	set := make(map[string]bool)
	for _, f := range s.All() {
		set[Owner(f.Func)] = true
	}
	ix.owners[s] = set
	return set
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
