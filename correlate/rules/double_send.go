package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var doubleSend = &correlate.Rule{
	Name: "double-send",
	Doc: correlate.Doc{
		Title: "second send of an answer that is received once",
		What: "A goroutine sends its answer on a channel, and goes on to a second send on the same one: an error branch sends and lacks the return, or a deferred function " +
			"sends once more. Whoever asked takes the first answer and leaves.",
		Why: "The receiver takes one value. The second one has no receiver, so the goroutine waits in the send for ever; with a buffer of one it does so as soon as nobody took the first.",
		Fix: "Send once on every path: return after the send in the error branch, or work out one result and send that at the end. A buffer for the second value only hides it.",
		Before: `go func() {
	v, err := load(id)
	if err != nil {
		out <- result{err: err} // and on it goes
	}
	out <- result{v: v}
}()
return <-out`,
		After: `go func() {
	v, err := load(id)
	if err != nil {
		out <- result{err: err}
		return
	}
	out <- result{v: v}
}()
return <-out`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		crowdedOut := make(map[evidence.Frame][]*evidence.Goroutine) // by first send: those that are still at it
		for _, g := range p.Set.Goroutines {
			if at := p.Home(g); g.Wait == evidence.WaitSend && (p.Orphan(g) || g.Created.Ended) {
				crowdedOut[at] = append(crowdedOut[at], g)
			}
		}
		for _, g := range p.Set.Goroutines {
			if g.Wait != evidence.WaitSend || p.ByDesign(g) || p.GaveUp(g) != nil {
				continue
			}
			first, inSource := p.SentBefore(g)
			gone := p.Orphan(g) || g.Created.Ended
			switch l := (correlate.Leak{Goroutine: g}); {
			case inSource && (gone || p.Stuck(g)):
				l.Fix = correlate.Fix{At: first, Text: "return after this send, so that each path sends once"}
				l.Behind, l.BehindHow = crowdedOut[first], "they are at their first send: the receiver took a second one in its place"
				if gone && (g.Created.Handed > 0 || !p.Timed() || p.RoomForOne(g)) || p.Alone(g) {
					l.Certainty = correlate.Strong
				}
				p.Report(l)
			case p.Op(g) == nil && gone && p.Stuck(g) && p.HandedOnce(g):
				l.Fix = correlate.Fix{At: p.Home(g), Text: "send once on every path: something was sent before this"}
				if p.Receives(p.CreatedFrame(g).Func) {
					l.Certainty = correlate.Strong // that function took the first answer itself, and has returned
				}
				l.Settle = "the source would tell which send comes before this one"
				p.Report(l)
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "second send, one receive", fmt.Sprintf("%s %s, after an earlier send on the way there. Whoever was to receive took one value at most, and %s has returned.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Created.Func))
	},
}
