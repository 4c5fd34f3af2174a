package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var shadowedCancel = &correlate.Rule{
	Name: "shadowed-cancel",
	Doc: correlate.Doc{
		Title: "second cancel that hides the first",
		What: "A function derives a context and a cancel function, and then again into the same variables, by assignment or by := in an inner block. " +
			"The first cancel is gone, or is not the one that is called; a goroutine waits on the first context.",
		Why: "Each derived context needs its own cancel. Once the variable holds the second one, nothing can end the first context any more, unless its parent ends.",
		Fix: "Give the second context and its cancel names of their own, and defer each cancel right after its context is made.",
		Before: `ctx, cancel := context.WithCancel(s.ctx)
go watch(ctx)
ctx, cancel = context.WithCancel(ctx) // the first cancel is lost
defer cancel()`,
		After: `ctx, cancel := context.WithCancel(s.ctx)
defer cancel()
go watch(ctx)
callCtx, cancelCall := context.WithCancel(ctx)
defer cancelCall()`,
	},
	Needs: []evidence.Kind{correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !g.Wait.Channel() || !p.Orphan(g) || p.ByDesign(g) {
				continue
			}
			o, by := hidden(p, g)
			if o == nil {
				continue
			}
			l := correlate.Leak{
				Goroutine: g, Certainty: correlate.Suspect, Never: true,
				NeverHow: fmt.Sprintf("the variable of its cancel is used for another context at line %d", by.Line),
				Context:  &correlate.Context{Kind: string(o.Kind), Made: o.Made, Text: o.Text, How: "the context that it waits for"},
				Fix:      correlate.Fix{At: by, Text: "give this context and its cancel names of their own, and call both cancels"},
			}
			if _, sure := lostContext(o, isHidden); sure {
				l.Certainty = correlate.Strong
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "wait on a context whose cancel is hidden", fmt.Sprintf("%s %s for a cancel that does not come. In %s a second cancel takes the place of the one that would end %s.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Context.Made.Func), them(f))
	},
}

// hidden returns the context g waits for whose cancel function another one replaces or hides, and where.
// It is nil if some context in the wait can still end.
func hidden(p *correlate.Pass, g *evidence.Goroutine) (found *evidence.ContextOrigin, by evidence.Place) {
	for _, o := range p.WaitsFor(g) {
		lost, _ := lostContext(o, isHidden)
		if lost == nil {
			return nil, by
		}
		found, by = lost, hider(lost.Cancel)
	}
	return found, by
}

func isHidden(c *evidence.CancelFate) bool { return hider(c).Line > 0 }

// hider returns where the variable of a cancel is taken for another one before anything calls the first;
// zero when it is not.
func hider(c *evidence.CancelFate) evidence.Place {
	if len(c.Overwrites) > 0 {
		at := c.Overwrites[0]
		for _, calls := range [][]evidence.Place{c.Called, c.Deferred} {
			if len(calls) > 0 && calls[0].Func == at.Func && calls[0].Line < at.Line {
				return evidence.Place{}
			}
		}
		return at
	}
	if len(c.Shadowed) > 0 && c.Lost() {
		return c.Shadowed[0]
	}
	return evidence.Place{}
}
