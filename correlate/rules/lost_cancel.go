package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var lostCancel = &correlate.Rule{
	Name: "lost-cancel",
	Doc: correlate.Doc{
		Title: "wait on a context that nobody can cancel any more",
		What: "A goroutine waits on the Done channel of a context that was derived with a cancel function. On one path, often an early error return, " +
			"the cancel function is dropped without being called.",
		Why: "A derived context ends when its cancel is called, its deadline passes, or its parent ends. With the cancel function gone and a " +
			"long-lived parent, nothing is left to end it: the goroutine waits as long as the parent lives.",
		Fix: "Call cancel on every path: defer it right after the context is made, or, when the context outlives the function, store cancel where Close or Stop calls it, and call it on the error paths in between.",
		Before: `ctx, cancel := context.WithCancel(h.ctx)
go sub.pump(ctx)
if err := sub.handshake(); err != nil {
	return nil, err // cancel is lost, pump waits for ever
}
sub.cancel = cancel`,
		After: `ctx, cancel := context.WithCancel(h.ctx)
go sub.pump(ctx)
if err := sub.handshake(); err != nil {
	cancel()
	return nil, err
}
sub.cancel = cancel`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if g.Wait != evidence.WaitSelect && g.Wait != evidence.WaitReceive || !p.Orphan(g) || p.ByDesign(g) || p.Pinned(g) {
				continue
			}
			l, found := lostInTrace(p, g)
			if o, certainty := lostInSource(p, g); o != nil {
				src := fromSource(g, o, certainty)
				if found {
					src.Certainty, src.NeverHow = l.Certainty, l.NeverHow // the trace saw it happen, the source tells where
				}
				l, found = src, true
			}
			if found {
				p.Report(l)
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "wait on a context nobody cancels", fmt.Sprintf("%s %s for a cancel that does not come. %s started %s and returned, and with it went the cancel.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Created.Func), them(f))
	},
}

// lostInTrace explains g by what ended other waits at its place.
func lostInTrace(p *correlate.Pass, g *evidence.Goroutine) (correlate.Leak, bool) {
	site, in := p.LostCanceller(g)
	if site == nil {
		return correlate.Leak{}, false
	}
	return correlate.Leak{
		Goroutine: g, Certainty: correlate.Strong, Never: true,
		NeverHow: fmt.Sprintf("%s ended at this place by a cancel from %s; here that function has returned",
			words.Plural(site.Woke, "other wait"), correlate.Short(in.Func)),
		Context: correlate.ContextOf(&evidence.Cancel{Kind: site.Kind, Stack: site.Stack, Site: site.Site}),
		Fix: correlate.Fix{
			At:   g.Created.Stack.Frames[p.CreatedAt(g)],
			Text: "call cancel on every path of this function once the goroutine is started",
		},
	}, true
}
