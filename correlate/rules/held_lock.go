package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var heldLock = &correlate.Rule{
	Name: "held-lock",
	Doc: correlate.Doc{
		Title: "queue at a lock that its holder does not give back",
		What: "Goroutines wait for a lock, and whoever has it is blocked while holding it, in a send, a wait or at another lock; or it returned " +
			"without unlocking. Everyone who comes by joins the queue.",
		Why: "A lock has no timeout and no Done case. One blocked holder stops all that need the lock, and often also the one it waits for, " +
			"so that neither can go on.",
		Fix: "Unlock before anything that may block: copy what is needed, unlock, then send. And unlock by defer, so that no return leaves the lock taken.",
		Before: `b.mu.Lock()
defer b.mu.Unlock()
for _, sub := range b.subs {
	sub.events <- e // one slow subscriber, and nobody gets the lock any more
}`,
		After: `b.mu.Lock()
subs := slices.Clone(b.subs)
b.mu.Unlock()
for _, sub := range subs {
	select {
	case sub.events <- e:
	case <-sub.done:
	}
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		reported := make(map[*evidence.Goroutine]bool)
		for _, g := range p.Set.Goroutines {
			if !takesLock(g) || correlate.ContextLock(g.Stack) || p.ByDesign(g) || !p.Stuck(g) && (p.Timed() || !p.Crowded(g) && !p.Quiet()) {
				continue
			}
			holder := p.Holder(g)
			if holder == nil && p.Neighbours(g).Busy > 0 && !p.Quiet() {
				continue // whoever has the lock is at work
			}
			l := correlate.Leak{Goroutine: g, For: holder, Certainty: correlate.Suspect, Fix: correlate.Fix{
				At: p.Home(g), Text: "find who takes this lock and returns, or blocks, without giving it back",
			}}
			if holder == nil {
				p.Report(l)
				continue
			}
			l.Fix = correlate.Fix{At: p.Home(holder), Text: "give the lock back before this wait"}
			// One who is after a lock himself may be after the same one, which a third has.
			if lasting(p, g) && lasting(p, holder) && (!takesLock(holder) || p.BlockedOn(holder) != p.BlockedOn(g)) {
				l.Certainty = correlate.Strong
			}
			p.Report(l)
			if !reported[holder] && !takesLock(holder) {
				reported[holder] = true
				l.Goroutine, l.For = holder, nil
				p.Report(l)
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		n := f.Direct()
		if f.Wait.Lock() && f.Wait != evidence.WaitGroup {
			return "lock that is not given back", fmt.Sprintf("%s %s. Nobody who is at work seems to have it: its holder is blocked as well, or has left without unlocking.",
				f.Who(), f.Doing(n))
		}
		return "blocked while others wait for its lock", fmt.Sprintf("%s %s. Others wait for a lock of the same object, which %s to hold meanwhile.",
			f.Who(), f.Doing(n), verb(n, "it seems", "they seem"))
	},
}

// takesLock reports whether g waits for a lock that somebody else holds.
func takesLock(g *evidence.Goroutine) bool { return g.Wait.Mutex() }

// lasting reports whether g's wait is no passing jam: nothing ever got through there, and it takes half of a
// trace, or a minute and more in a dump.
func lasting(p *correlate.Pass, g *evidence.Goroutine) bool {
	ended, _, _, _ := p.WaitsAt(g)
	age, _ := p.Age(g)
	return ended == 0 && age >= p.Window()/2 && p.Stuck(g)
}
