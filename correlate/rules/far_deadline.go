package rules

import (
	"fmt"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var farDeadline = &correlate.Rule{
	Name: "far-deadline",
	Doc: correlate.Doc{
		Title: "wait that only a far deadline can end",
		What: "A goroutine waits on a context with a deadline, and nobody cancels it before. The deadline is minutes or hours away, where the work " +
			"itself takes milliseconds.",
		Why: "Until the deadline passes nothing ends the wait. At a steady rate of requests as many goroutines pile up as start within the deadline.",
		Fix: "Call cancel when the work is done or given up, and choose a deadline near to what the work takes.",
		Before: `ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
time.AfterFunc(time.Hour, cancel)
go s.follow(ctx, order)`,
		After: `ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
defer cancel()
s.follow(ctx, order)`,
	},
	Needs: []evidence.Kind{correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !g.Wait.Channel() || !p.Orphan(g) || p.ByDesign(g) || p.AtPlace(g) < 8 {
				continue
			}
			if o := far(p, g); o != nil {
				p.Report(correlate.Leak{
					Goroutine: g, Certainty: correlate.Suspect, Never: true,
					NeverHow: "its deadline is " + words.Age(o.For) + " away from its start, and the source does not cancel it before",
					Context:  &correlate.Context{Kind: string(o.Kind), Made: o.Made, Text: o.Text, How: "the context that it waits for"},
					Fix:      correlate.Fix{At: o.Made, Text: "call its cancel when the work is done, and bring the deadline near to what the work takes"},
				})
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "wait until a far deadline", fmt.Sprintf("%s %s. Only the deadline of the context made in %s can end %s.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Context.Made.Func), them(f))
	},
}

// distant is the shortest deadline that is far: no request takes that long.
const distant = 5 * time.Minute

// far returns the context with the far deadline that alone ends g's wait; nil if something else can.
func far(p *correlate.Pass, g *evidence.Goroutine) *evidence.ContextOrigin {
	var found *evidence.ContextOrigin
	for _, o := range p.WaitsFor(g) {
		c := o.Cancel
		if o.Kind != evidence.WithTimeout || o.For < distant || c == nil || !c.Lost() || len(c.Stored)+len(c.Returned)+len(c.Elsewhere) > 0 {
			return nil
		}
		for _, parent := range o.Parents {
			switch parent.Kind {
			case evidence.Background, evidence.TODO, evidence.WithoutCancel:
			default:
				return nil
			}
		}
		found = o
	}
	return found
}
