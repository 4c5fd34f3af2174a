package rules

import (
	"fmt"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var deadlineDrift = &correlate.Rule{
	Name: "deadline-drift",
	Doc: correlate.Doc{
		Title: "deadline that is lost or reset on the way",
		What: "Work is started under a deadline, and where it crosses to another goroutine, a queue or a connection it is given a context of its own: without " +
			"a deadline, or with one that is many times as far away. The caller's deadline has passed, and the work goes on.",
		Why: "A deadline only holds for contexts derived from the one that has it. A context made anew from Background, or cut off by WithoutCancel, starts to " +
			"count again, so whoever waits on it waits long after everybody who wanted the answer has gone.",
		Fix: "Derive from the caller's context; a longer timeout below it does no harm, the nearer deadline counts. Send the deadline along over a queue, and derive " +
			"from it on the other side. Where work is to outlive its caller, give it a deadline near to what it takes.",
		Before: `ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
defer cancel()
jobs <- job{req} // ctx stays behind

ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
defer cancel()
return s.run(ctx, j)`,
		After: `ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
defer cancel()
jobs <- job{ctx, req}

ctx, cancel := context.WithTimeout(j.ctx, 10*time.Minute) // 2 s at most
defer cancel()
return s.run(ctx, j)`,
	},
	Needs: []evidence.Kind{correlate.NeedContexts, correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !g.Wait.Channel() || p.ByDesign(g) {
				continue
			}
			if d, ok := p.Drifted(g); ok && p.AtPlace(g) >= 3 && beyond(d.By, d.Had) {
				p.Report(drift(p, g, d))
			} else if o, had := resetInSource(p, g); o != nil {
				p.Report(correlate.Leak{
					Goroutine: g, Certainty: correlate.Suspect, Never: true,
					NeverHow: fmt.Sprintf("its own deadline is %s away from its start; that of its caller, %s, has passed", words.Age(o.For), words.Age(had)),
					Context:  &correlate.Context{Kind: string(o.Kind), Made: o.Made, Text: o.Text, How: "the context that it waits for"},
					Fix:      derive(o.Made),
				})
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "deadline lost on the way", fmt.Sprintf("%s %s, on a context made by %s that does not know of the caller's deadline. That has passed, and %s.",
			f.Who(), f.Doing(f.Direct()), f.Context.Kind, verb(f.Direct(), "the work goes on", "their work goes on"))
	},
}

func derive(at evidence.Frame) correlate.Fix {
	return correlate.Fix{At: at, Text: "derive from the caller's context, and hand that over with the work"}
}

// beyond reports whether a deadline is out of all proportion to the one it replaced. Zero is none at all. Work that
// is meant to outlive its caller, such as an audit record, takes a few times as long, and no more.
func beyond(by, had time.Duration) bool {
	return by == 0 || by >= 10*had && by >= 10*time.Second
}

// drift is strong only where nothing is left that would end the wait, and ever more such goroutines come.
func drift(p *correlate.Pass, g *evidence.Goroutine, d correlate.Drift) correlate.Leak {
	l := correlate.Leak{
		Goroutine: g, Certainty: correlate.Suspect, Ended: &d.End, OfCaller: true, WokeHow: "it was at hand where the goroutine was started, or came with the work",
		Context: correlate.Told(d.Now), Fix: derive(p.Home(&evidence.Goroutine{Stack: d.Now.Stack})),
	}
	if d.By == 0 && d.Now.Root != "" && p.Orphan(g) && p.Stuck(g) && p.Balance(g).Growth().Steady() {
		l.Certainty = correlate.Strong
	}
	return l
}

// resetInSource returns the context with a deadline of its own that g waits for, and how long its caller had, if the
// source shows that the caller's context has a much nearer deadline, which has passed.
func resetInSource(p *correlate.Pass, g *evidence.Goroutine) (*evidence.ContextOrigin, time.Duration) {
	if !p.Orphan(g) || p.AtPlace(g) < 8 {
		return nil, 0
	}
	age, _ := p.Age(g)
	for _, o := range p.WaitsFor(g) {
		if o.For == 0 || !uprooted(o) {
			continue
		}
		if had := p.CallersTimeout(g); had > 0 && had < age && beyond(o.For, had) {
			return o, had
		}
	}
	return nil, 0
}

// uprooted reports whether no end from above reaches a context.
func uprooted(o *evidence.ContextOrigin) bool {
	for _, parent := range o.Parents {
		switch parent.Kind {
		case evidence.Background, evidence.TODO, evidence.WithoutCancel:
		default:
			return false
		}
	}
	return len(o.Parents) > 0
}
