package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
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
			steady := s.Balance.Growth().Steady()
			for _, g := range s.Goroutines {
				if (steady || p.Accumulated(g)) && p.Orphan(g) && p.Lingers(g, s.Balance) && !p.CancellerThere(g) && !p.InUse(g, s.Balance) && !p.Pinned(g) && !p.Served(g) && !p.LookedAfter(g) {
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
		if !p.ByDesign(g) && !p.Pinned(g) && !p.Served(g) && !p.LookedAfter(g) && p.OrphanCrowd(g) {
			p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: correlate.Fix{
				At: p.CreatedFrame(g), Text: "let whoever drops what this starts end the goroutine: a Close, a Stop, or a context",
			}})
		}
	}
}
