package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var stuckDeferCancel = &correlate.Rule{
	Name: "stuck-defer-cancel",
	Doc: correlate.Doc{
		Title: "deferred cancel in a function that is itself blocked",
		What: "A function derives a context, defers its cancel, starts goroutines that live until the context ends, and then blocks for ever. " +
			"The goroutines wait for a cancel that stands ready in the function's defers and is not reached.",
		Why: "Deferred calls run when the function returns. A function that is blocked does not return, so one stuck wait holds all the goroutines " +
			"that were to end with it.",
		Fix: "Mend the wait that blocks the function: give it a Done case, a deadline, or a peer that always comes. The goroutines behind it then end by themselves.",
		Before: `ctx, cancel := context.WithCancel(parent)
defer cancel()
go heartbeat(ctx)
audit <- done // nobody reads audit: cancel is never reached`,
		After: `ctx, cancel := context.WithCancel(parent)
defer cancel()
go heartbeat(ctx)
select {
case audit <- done:
case <-parent.Done():
	return parent.Err()
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !p.Timed() {
				stuckInDump(p, g)
				continue
			}
			if !p.Stuck(g) || p.Aware(g) {
				continue
			}
			in, site := p.PendingCancel(g)
			if in.Func == "" || comesBack(p, g, in) {
				continue
			}
			l := correlate.Leak{Goroutine: g, Certainty: correlate.Strong, Behind: p.PendingChildren(g, in), Never: true,
				NeverHow: "the call is deferred in " + correlate.Short(in.Func) + ", which has not returned",
				Context:  correlate.ContextOf(&evidence.Cancel{Kind: site.Kind, Stack: site.Stack, Site: site.Site}),
				Defers:   []correlate.Defer{{Call: "cancel()", In: in}},
				DeferHow: fmt.Sprintf("other calls of %s ended goroutines at the same place by a cancel, %s", correlate.Short(in.Func), words.Plural(site.Woke, "time")),
				Fix:      endTheWait(p, g),
			}
			if ended, _, _, _ := p.WaitsAt(g); ended > 0 && (g.Wait == evidence.WaitReceive || g.Wait == evidence.WaitSelect) {
				l.Certainty = correlate.Suspect // it may still be idle rather than stuck
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		in := f.Defers[0].In
		n := len(f.Goroutines) - f.Direct()
		return "blocked before its deferred cancel", fmt.Sprintf("%s %s, so the cancel deferred in %s is not reached. %s for that cancel.",
			words.Plural(f.Direct(), "goroutine"), f.Doing(f.Direct()), correlate.Short(in.Func), waits(n))
	},
}

// stuckInDump explains g by the source, where dumps show that such as g do not end.
func stuckInDump(p *correlate.Pass, g *evidence.Goroutine) {
	in, made := p.DeferredCancel(g)
	if made == nil || !comeAndStay(p, g) {
		return
	}
	p.Report(correlate.Leak{
		Goroutine: g, Certainty: correlate.Suspect, Behind: p.PendingChildren(g, in), Never: true,
		NeverHow: "the call is deferred in " + correlate.Short(in.Func) + ", which has not returned",
		Context:  &correlate.Context{Kind: string(made.Kind), Made: made.Made, Text: made.Text, How: "the context whose cancel is deferred"},
		Defers:   []correlate.Defer{{Call: "cancel()", In: in}},
		DeferHow: "the source defers the cancel, and starts there what waits for it",
		Fix:      endTheWait(p, g),
	})
}

func endTheWait(p *correlate.Pass, g *evidence.Goroutine) correlate.Fix {
	return correlate.Fix{At: p.Home(g), Text: "let this wait end: a case <-ctx.Done(), a deadline, or a peer that always comes"}
}

func waits(n int) string {
	if n == 1 {
		return "1 goroutine it started waits"
	}
	return words.Plural(n, "goroutine") + " started there wait"
}

// comesBack reports whether what g waits for may well come: a child other than those that wait for the
// cancel is at work, or g waits to receive where goroutines of its kind do so time and again, or live as long.
func comesBack(p *correlate.Pass, g *evidence.Goroutine, in evidence.Frame) bool {
	if g.Wait == evidence.WaitSend || g.Wait.Lock() && g.Wait != evidence.WaitGroup {
		return false
	}
	for _, child := range p.Children(g) {
		if !p.PendingChild(child, in) && !p.Stuck(child) && !p.ByDesign(child) {
			return true
		}
	}
	ended, _, _, _ := p.WaitsAt(g)
	if ended == 0 || g.Wait == evidence.WaitGroup {
		return false
	}
	b := p.Balance(g)
	if b == nil {
		return true
	}
	life, _ := p.Life(g)
	again := ended > 2*b.Created && life <= 10*b.Lived // who comes back to its wait time and again may live for long
	return b.Ended == 0 || again || life <= 2*b.Lived
}
