package rules

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// lostInSource returns the context g waits for whose cancel function the source loses, and how sure that
// makes it. It is nil if some context in the wait can still end.
func lostInSource(p *correlate.Pass, g *evidence.Goroutine) (*evidence.ContextOrigin, correlate.Certainty) {
	var lost *evidence.ContextOrigin
	certainty := correlate.Strong
	for _, o := range p.WaitsFor(g) {
		o, sure := lostContext(o, func(c *evidence.CancelFate) bool {
			return c.Lost() || unwanted(g, c) != nil || g.Created.Undated && len(c.Unwanted) > 0 && p.Crowded(g)
		})
		if o == nil {
			return nil, 0
		}
		lost = o
		if !sure && unwanted(g, o.Cancel) == nil {
			certainty = correlate.Suspect
		}
	}
	return lost, certainty
}

// lostContext looks from o up through its parents: their cancels must be lost, and none may end by itself.
// It is sure if the cancels go nowhere else and the root never ends.
func lostContext(o *evidence.ContextOrigin, isLost func(*evidence.CancelFate) bool) (lost *evidence.ContextOrigin, sure bool) {
	sure = true
	for depth := 0; o != nil && depth < 32; depth++ {
		switch o.Kind {
		case evidence.WithCancel:
			switch c := o.Cancel; {
			case c == nil || !isLost(c):
				return nil, false
			case len(c.Stored) > 0 || len(c.Returned) > 0 || len(c.Elsewhere) > 0 || len(c.Passed) > 0 || c.Sent:
				sure = false
			}
			if lost == nil {
				lost = o
			}
		case evidence.Background, evidence.TODO, evidence.WithoutCancel, evidence.SignalCtx:
			return lost, sure
		case evidence.WithValue:
		case evidence.ParameterCtx, evidence.DerivedCtx, evidence.UnknownCtx:
			return lost, false
		default:
			return nil, false // a deadline, a request or a group ends it
		}
		if len(o.Parents) == 0 {
			return lost, false
		}
		o = o.Parents[0]
	}
	return nil, false
}

// unwanted returns the caller that dropped the cancel function when it was returned to it, if that led to g's
// start: what others do with theirs is of no help. It is nil where the way to the start was not seen.
func unwanted(g *evidence.Goroutine, c *evidence.CancelFate) *evidence.Place {
	for _, f := range g.Created.Stack.All() {
		for i, at := range c.Unwanted {
			if at.File == f.File && at.Line == f.Line {
				return &c.Unwanted[i]
			}
		}
	}
	return nil
}

func fromSource(g *evidence.Goroutine, o *evidence.ContextOrigin, certainty correlate.Certainty) correlate.Leak {
	l := correlate.Leak{
		Goroutine: g, Certainty: certainty, Never: true,
		Context: &correlate.Context{Kind: string(o.Kind), Made: o.Made, Text: o.Text, How: "the context that it waits for"},
	}
	l.NeverHow = "the source drops its cancel function"
	l.Fix = correlate.Fix{At: o.Made, Text: "keep the cancel function, and call it when the work is no longer wanted"}
	if at := unwanted(g, o.Cancel); at != nil || len(o.Cancel.Unwanted) > 0 && !o.Cancel.Lost() {
		if at == nil {
			at = &o.Cancel.Unwanted[0]
		}
		l.NeverHow = correlate.Short(at.Func) + " drops the cancel function that is returned to it"
		l.Fix = correlate.Fix{At: *at, Text: "keep the function that is returned here, and call it when the values are no longer wanted"}
	}
	for _, ways := range [][]evidence.Place{o.Cancel.Missed, o.Cancel.Dropped} {
		if len(ways) > 0 {
			l.NeverHow = "the source has a way out of " + correlate.Short(ways[0].Func) + " on which its cancel is not called"
			l.Fix = correlate.Fix{At: ways[0], Text: "call cancel before this return"}
		}
	}
	return l
}
