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
			first, inSource := sentBefore(p, g)
			gone := p.Orphan(g) || g.Created.Ended
			switch l := (correlate.Leak{Goroutine: g}); {
			case inSource && (gone || p.Stuck(g)):
				l.Fix = correlate.Fix{At: first, Text: "return after this send, so that each path sends once"}
				l.Behind, l.BehindHow = crowdedOut[first], "they are at their first send: the receiver took a second one in its place"
				if gone && (g.Created.Handed > 0 || !p.Timed() || roomForOne(p, g)) || p.Alone(g) {
					l.Certainty = correlate.Strong
				}
				p.Report(l)
			case p.Op(g) == nil && gone && p.Stuck(g) && handedOnce(p, g):
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

// sentBefore returns a send that g has gone through on its way to the one where it is, on the same channel, if the
// source shows that fewer are received, and has no room for more than one.
func sentBefore(p *correlate.Pass, g *evidence.Goroutine) (evidence.Frame, bool) {
	op := p.Op(g)
	if op == nil || len(op.Earlier) == 0 || op.Channel == nil || op.Channel.More {
		return evidence.Frame{}, false
	}
	for _, m := range op.Channel.Makes {
		if m.Size > 1 || m.Size < 0 {
			return evidence.Frame{}, false
		}
	}
	received := 0
	for _, u := range op.Channel.Users {
		switch u.Kind {
		case evidence.UseRange, evidence.UsePassed:
			return evidence.Frame{}, false
		case evidence.UseReceive:
			if received++; u.Loop && !oneForEach(p, g, u) {
				return evidence.Frame{}, false
			}
		}
	}
	return op.Earlier[0], received > 0 && received <= len(op.Earlier)
}

// oneForEach reports whether the receive u, in a loop, is one for each goroutine that another loop of the same function
// starts, as where answers are gathered.
func oneForEach(p *correlate.Pass, g *evidence.Goroutine, u evidence.ChannelUse) bool {
	c := p.Code(p.CreatedFrame(g))
	return c != nil && c.Starts != nil && c.Starts.Loop && u.At.Func == c.In.Name
}

// roomForOne reports whether the source gives g's channel a buffer of one: it is full, so something was sent before.
func roomForOne(p *correlate.Pass, g *evidence.Goroutine) bool {
	makes := p.Op(g).Channel.Makes
	return len(makes) == 1 && makes[0].Size == 1
}

// handedOnce reports whether the trace shows that g and its creator met once, where others of its kind ended after
// that: its send is one too many.
func handedOnce(p *correlate.Pass, g *evidence.Goroutine) bool {
	b := p.Balance(g)
	return g.Created.Handed == 1 && b.Ended > 0 && b.Handed <= b.Created
}
