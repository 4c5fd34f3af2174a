package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var manySendersOneReceiver = &correlate.Rule{
	Name: "many-senders-one-receiver",
	Doc: correlate.Doc{
		Title: "several send an answer, only the first is received",
		What: "A function starts several goroutines for one answer, takes the first that comes, or the first error, and returns. " +
			"The others send theirs to a channel that nobody receives from any more.",
		Why: "Each send on an unbuffered channel needs a receive of its own. With one receive for n senders, n-1 of them wait for ever, at every call.",
		Fix: "Make room in the channel for all that will be sent, so that late answers are dropped with the channel; or let the senders select on a context that ends when the function returns.",
		Before: `answers := make(chan answer)
for _, replica := range replicas {
	go func() { answers <- replica.ask() }()
}
return <-answers // one is taken, the others wait`,
		After: `answers := make(chan answer, len(replicas)) // the late ones find room
for _, replica := range replicas {
	go func() { answers <- replica.ask() }()
}
return <-answers`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if g.Wait != evidence.WaitSend || !p.Orphan(g) || !p.Stuck(g) || p.GaveUp(g) != nil {
				continue
			}
			certainty, ok := answeredOnce(p, g)
			if !ok {
				continue
			}
			p.Report(correlate.Leak{Goroutine: g, Certainty: certainty, Fix: correlate.Fix{
				At: p.Home(g), Text: "give the channel room for all that are started, or send in a select with ctx.Done()",
			}})
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "late answers that nobody takes", fmt.Sprintf("%s %s. %s started several for one answer, took what came first, and has returned.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Created.Func))
	},
}

// answeredOnce reports whether the function that started g took an answer from some of g's kind and left the
// others. A trace tells that it did receive, and from its own; a dump tells that several such send to one channel
// and nobody is there who would receive.
func answeredOnce(p *correlate.Pass, g *evidence.Goroutine) (correlate.Certainty, bool) {
	if b := p.Balance(g); b.Handed > 0 {
		starter := g.Created.Stack.Frames[p.CreatedAt(g)].Func
		return correlate.Strong, p.Receives(starter) && b.Created > b.Handed && b.Created > 1
	}
	r := p.BlockedOn(g)
	if r == nil {
		return 0, false
	}
	senders := 0
	for _, t := range p.Touches(r) {
		if t.Role != evidence.Sends || t.Goroutine.Created.By != g.Created.By || !p.Orphan(t.Goroutine) {
			return 0, false
		}
		senders++
	}
	return correlate.Suspect, senders > 1 && g.Created.Ended
}
