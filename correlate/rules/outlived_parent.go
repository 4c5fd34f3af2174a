package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var outlivedParent = &correlate.Rule{
	Name: "outlived-parent",
	Doc: correlate.Doc{
		Title: "goroutines that outlive the function that started them",
		What: "A function starts a goroutine and returns; the goroutine goes on. That alone is how servers work. Here their number rises " +
			"through the whole trace, and hardly any of them ends.",
		Why: "Once the starting function has returned, somebody else must end the goroutine: a Close, a cancelled context, a closed channel. " +
			"When objects are replaced or requests end without that, one goroutine stays for each of them.",
		Fix: "Decide who owns the goroutine, and let the owner end it: call Close or Stop on what is dropped, or start it with a context that ends with the request.",
		Before: `func NewTenant(id string) *Tenant {
	t := &Tenant{id: id, done: make(chan struct{})}
	go t.janitor() // until Close
	return t
}

tenants[id] = NewTenant(id) // the old one is dropped, its janitor stays`,
		After: `if old := tenants[id]; old != nil {
	old.Close()
}
tenants[id] = NewTenant(id)`,
	},
	General: true,
	Needs:   []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		if !p.Timed() {
			outlivedInDump(p)
			return
		}
		for _, s := range p.Started() {
			if !s.Balance.Growth().Steady() {
				continue
			}
			for _, g := range s.Goroutines {
				if p.Orphan(g) && lingers(p, g, s.Balance) && !ownerThere(p, g) && !inUse(p, g, s.Balance) && !pinned(p, g) && !p.Served(g) && !lookedAfter(p, g) {
					p.Report(correlate.Leak{Goroutine: g, ByLife: true, Certainty: correlate.Suspect, Fix: correlate.Fix{
						At: s.At, Text: "let whoever drops what this starts end the goroutine: a Close, a Stop, or a context",
					}})
				}
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		b := f.Balance
		if b.Created == 0 {
			return "goroutines outlive their creator", fmt.Sprintf("%s %s. Whoever started %s in %s has ended, and nothing in the dump shows who would end %s.",
				f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "it", "them"), correlate.Short(f.Created.Func), verb(f.Direct(), "it", "them"))
		}
		return "goroutines outlive their creator, and grow", fmt.Sprintf("%s started by %s %s on after it returned. In this trace %s created there and %d ended, and the number rose throughout.",
			f.Who(), correlate.Short(f.Created.Func), verb(f.Direct(), "goes", "go"), created(b.Created), b.Ended)
	},
}

// outlivedInDump finds, without a trace, the crowds whose creators have ended.
func outlivedInDump(p *correlate.Pass) {
	for _, g := range p.Set.Goroutines {
		if !p.ByDesign(g) && !pinned(p, g) && !p.Served(g) && !lookedAfter(p, g) && orphanCrowd(p, g) {
			p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: correlate.Fix{
				At: p.CreatedFrame(g), Text: "let whoever drops what this starts end the goroutine: a Close, a Stop, or a context",
			}})
		}
	}
}

// orphanCrowd reports whether a dump shows so many goroutines at g's place, whose creators have gone on, that they are
// no pool. A few in a select may be sessions of any kind; it takes many of them to be remarkable, or that they come
// one after the other.
func orphanCrowd(p *correlate.Pass, g *evidence.Goroutine) bool {
	if !g.Created.Ended && !(p.Accumulated(g) && p.Left(g)) || !g.Wait.Channel() && !g.Wait.Lock() {
		return false
	}
	enough := 8
	if g.Wait == evidence.WaitSelect && !p.Stuck(g) && !p.Accumulated(g) {
		enough = 100
	}
	return p.AtPlace(g) >= enough && !p.OnePool(g)
}

func created(n int) string {
	if n == 1 {
		return "1 was"
	}
	return words.Count(n) + " were"
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// inUse reports whether somebody talks to g: waits at its place end more often than by timers, cancels and
// the ends of its kind, and its own has not lasted for long. A session waits so, and a forgotten one does not.
// A sleep ends by itself: who sleeps again and again, as in a retry without end, is used by nobody; who
// sleeps once, before a late clean-up, has simply not come to its end.
func inUse(p *correlate.Pass, g *evidence.Goroutine, b *correlate.SiteBalance) bool {
	ended, cancelled, timed, _ := p.WaitsAt(g)
	if g.Wait == evidence.WaitSleep {
		return ended <= 2*b.Created
	}
	return ended-cancelled-timed > b.Ended && !p.Stuck(g)
}

// lingers reports whether g looks like one that stays: not on the network's time, and of a kind that
// hardly ever ends, or older than twice the longest life of those that did.
func lingers(p *correlate.Pass, g *evidence.Goroutine, b *correlate.SiteBalance) bool {
	if g.Wait == evidence.WaitIO || g.Wait == evidence.WaitSyscall {
		return false
	}
	life, _ := p.Life(g)
	return b.Ended <= b.Created/5 || life > 2*b.Lived
}
