package rules

import (
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var lockCycle = &correlate.Rule{
	Name: "lock-cycle",
	Doc: correlate.Doc{
		Title: "two take the same locks in opposite order",
		What: "One goroutine is in a method of the first object and waits for the lock of the second; another is in a method of the second and waits for the lock of the first. " +
			"Each holds what the other wants. Two objects of one type will do, when their locks are taken in the order in which a caller names them.",
		Why: "Neither can go on before the other does. Whoever needs one of the two locks later joins the queue, so a cycle of two soon stops all that use either object.",
		Fix: "Take the locks in one order everywhere, or never call into the other object with a lock in hand: copy what is needed, unlock, then call.",
		Before: `func (a *Account) Move(l *Ledger) { // account, then ledger
	a.mu.Lock()
	defer a.mu.Unlock()
	l.Add(a)
}

func (l *Ledger) Close(a *Account) { // ledger, then account
	l.mu.Lock()
	defer l.mu.Unlock()
	a.End()
}`,
		After: `func (a *Account) Move(l *Ledger) { // one lock at a time
	a.mu.Lock()
	entry := a.entry
	a.mu.Unlock()
	l.Add(entry)
}

func (l *Ledger) Close(a *Account) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a.End()
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		waiting := make(map[*evidence.Stack][]*evidence.Goroutine)
		var stacks []*evidence.Stack
		for _, g := range p.Set.Goroutines {
			if !takesLock(g) {
				continue
			}
			if other := p.Crossed(g); other != nil {
				l := cycle(p, g, other)
				if p.HasLock(g) {
					l.Certainty = correlate.Strong // the addresses and the source say it, whatever the age
				}
				p.Report(l)
				continue
			}
			if !p.Stuck(g) {
				continue
			}
			if p.Nests(g) && p.AtPlace(g) > 1 && (lasting(p, g) || p.Neighbours(g).Busy == 0) {
				p.Report(cycle(p, g, g))
				continue
			}
			if waiting[g.Stack] == nil {
				stacks = append(stacks, g.Stack)
			}
			waiting[g.Stack] = append(waiting[g.Stack], g)
		}
		stacks = stacks[:min(len(stacks), manyStacks)]
		locks := make([]locking, len(stacks))
		for i, s := range stacks {
			locks[i] = lockedIn(s)
		}
		for i, s := range stacks {
			j := slices.IndexFunc(locks, locks[i].crosses)
			if j < 0 {
				continue
			}
			for _, g := range waiting[s] {
				p.Report(cycle(p, g, waiting[stacks[j]][0]))
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		n := f.Direct()
		return "locks taken in opposite order", fmt.Sprintf("%s %s, and %s inside of another object whose lock is waited for from inside of this one. Each seems to hold what the other wants, so neither goes on.",
			f.Who(), f.Doing(n), verb(n, "is", "are"))
	},
}

// manyStacks bounds the pairs that are looked at.
const manyStacks = 200

func cycle(p *correlate.Pass, g, other *evidence.Goroutine) correlate.Leak {
	l := correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: correlate.Fix{
		At: p.Home(g), Text: "take the two locks in the same order as in " + correlate.Short(p.Home(other).Func) + ", or one at a time",
	}}
	if p.Home(g).Func == p.Home(other).Func {
		l.Fix.Text = "take the two locks in an order that the objects have, such as their numbers', or one at a time"
	}
	if other != g {
		l.For = other
		if lasting(p, g) && lasting(p, other) {
			l.Certainty = correlate.Strong
		}
	}
	return l
}

// locking is the owner of the lock that a stack waits for, and those of the program's functions further out.
type locking struct {
	wants  string
	inside map[string]bool
}

// crosses reports whether two waits for locks cross: each is called from a method of the object whose lock the
// other one wants.
func (a locking) crosses(b locking) bool {
	return a.wants != b.wants && a.inside[b.wants] && b.inside[a.wants]
}

func lockedIn(s *evidence.Stack) locking {
	l := locking{inside: make(map[string]bool)}
	for _, f := range s.All() {
		owner := correlate.Owner(f.Func)
		switch {
		case !correlate.Own(f):
		case l.wants == "":
			l.wants = owner
		case owner != l.wants:
			l.inside[owner] = true
		}
	}
	return l
}
