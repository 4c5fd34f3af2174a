package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var detachedContext = &correlate.Rule{
	Name: "detached-context",
	Doc: correlate.Doc{
		Title: "work of a request on a context that never ends",
		What: "A request starts a goroutine and gives it context.Background, context.TODO or context.WithoutCancel instead of its own context. " +
			"The request is over; the goroutine waits on.",
		Why: "Such a context has no Done that could ever be closed. Whatever select or call watches it watches nothing, so neither a client that hangs up " +
			"nor a deadline nor a shutdown ends the wait.",
		Fix: "Hand the request's context down. If the work must outlive the request, derive a context with a deadline of its own: context.WithTimeout(context.WithoutCancel(ctx), …).",
		Before: `go func() {
	ctx := context.Background() // outlives the request, and everything else
	select {
	case s.notify <- event:
	case <-ctx.Done():
	}
}()`,
		After: `ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
go func() {
	defer cancel()
	select {
	case s.notify <- event:
	case <-ctx.Done():
	}
}()`,
	},
	Needs: []evidence.Kind{correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !g.Wait.Channel() || !p.Orphan(g) || p.ByDesign(g) {
				continue
			}
			o := neverEnding(p, g)
			if o == nil {
				continue
			}
			l := correlate.Leak{
				Goroutine: g, Certainty: correlate.Suspect, Never: true, NeverHow: "the source gives it a context that has no end",
				Context: &correlate.Context{Kind: string(o.Kind), Made: o.Made, Text: o.Text, How: "the context that it waits for"},
				Fix:     correlate.Fix{At: o.Made, Text: "hand the caller's context down, or derive one with a deadline of its own"},
			}
			if p.InRequest(g) && p.Stuck(g) {
				l.Certainty = correlate.Strong
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "wait on a context that never ends", fmt.Sprintf("%s %s, and watch%s a context made by %s. Nothing can cancel that, and the function that started %s has returned.",
			f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "es", ""), f.Context.Kind, them(f))
	},
}

// neverEnding returns the context that g waits for if it can never end; nil if one of them can.
func neverEnding(p *correlate.Pass, g *evidence.Goroutine) *evidence.ContextOrigin {
	var found *evidence.ContextOrigin
	for _, o := range p.WaitsFor(g) {
		for depth := 0; o != nil && o.Kind == evidence.WithValue && len(o.Parents) > 0 && depth < 32; depth++ {
			o = o.Parents[0]
		}
		switch o.Kind {
		case evidence.Background, evidence.TODO, evidence.WithoutCancel:
			found = o
		default:
			return nil
		}
	}
	return found
}
