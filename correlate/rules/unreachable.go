package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var unreachable = &correlate.Rule{
	Name: "unreachable",
	Doc: correlate.Doc{
		Title: "wait on something that nothing else can reach",
		What: "The runtime's goroutineleak profile marks the goroutine as leaked: what it waits for is referenced by nothing that still runs. " +
			"No more specific rule tells why.",
		Why: "Only a goroutine that can reach the channel or the lock could end the wait, and the garbage collector has found that none can. " +
			"The goroutine, its stack and all it references stay for the life of the process.",
		Fix: "Look at who was to be on the other side: it has returned, dropped its reference, or never started. Idle workers of a dropped pool are found, too: close their channel.",
		Before: `jobs := make(chan job)
for range 4 {
	go func() {
		for j := range jobs { // nobody closes jobs, and nobody else knows it any more
			work(j)
		}
	}()
}
return nil`,
		After: `jobs := make(chan job)
defer close(jobs)
for range 4 {
	go func() {
		for j := range jobs {
			work(j)
		}
	}()
}
return nil`,
	},
	Needs: []evidence.Kind{correlate.NeedVerdict},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if g.Leaked {
				p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Proven, Fix: correlate.Fix{
					At: p.Home(g), Text: "make sure that the other side of this wait always comes, or let the wait end with a context",
				}})
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "wait that nothing can end", fmt.Sprintf("%s %s. The runtime found that nothing which still runs can reach what %s.",
			f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "it waits for", "they wait for"))
	},
}
