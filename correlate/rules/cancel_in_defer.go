package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var cancelInDefer = &correlate.Rule{
	Name: "cancel-in-defer",
	Doc: correlate.Doc{
		Title: "context or goroutine made by a deferred function",
		What: "A function defers some clean-up. The clean-up derives a context of its own and waits under it, or starts a goroutine for the rest of the work. " +
			"It runs when the function is already on its way out.",
		Why: "What a deferred function starts has nobody left who would receive from it, cancel it or wait for it: the function that could is gone. And a context it derives " +
			"knows nothing of the caller's: without a deadline of its own nothing ends it, and while the clean-up waits, the deferred calls behind it, " +
			"among them the cancel of the function's own context, are not reached.",
		Fix: "Do the clean-up in the deferred function itself, under context.WithTimeout(context.WithoutCancel(ctx), …) with its cancel deferred. If it must go on in the background, hand it to something that lives as long and is waited for at shutdown.",
		Before: `defer func() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	release(ctx, lease) // nothing ends ctx
}()`,
		After: `defer func() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	release(ctx, lease)
}()`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !g.Wait.Channel() && !g.Wait.Lock() || p.ByDesign(g) {
				continue
			}
			l := correlate.Leak{Goroutine: g, Certainty: correlate.Suspect}
			madeIn, made := p.DerivedInDefer(g)
			startedIn, started := p.StartedInDefer(g)
			switch {
			case !remains(p, g) && !(correlate.Endless(made) && p.Crowded(g)):
				continue
			case made != nil && !ownDeadline(p, g, made):
				l.Context = &correlate.Context{Kind: string(made.Kind), Made: made.Made, Text: made.Text, How: "derived in " + correlate.Short(madeIn.Func) + ", which is deferred"}
				l.Fix = correlate.Fix{At: made.Made, Text: "give this context a deadline, and defer its cancel: nothing else ends it"}
				if p.Stuck(g) && correlate.Endless(made) {
					l.Certainty = correlate.Strong
				}
			case started:
				l.Fix = correlate.Fix{At: startedIn, Text: "do this before the function returns, or bound it by a context with a deadline"}
			default:
				continue
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		if f.Context != nil && f.Fix.At == f.Context.Made {
			return "clean-up under a context nobody ends", fmt.Sprintf("%s %s, under a context that %s derived. That function is deferred: it runs when its caller is on the way out, and no cancel of the caller reaches it.",
				f.Who(), f.Doing(f.Direct()), correlate.Short(f.Fix.At.Func))
		}
		return "started on the way out", fmt.Sprintf("%s %s. It was %s that started %s, a deferred function, so whoever could have ended it is gone.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Fix.At.Func), them(f))
	},
}

// ownDeadline reports whether o ends by a deadline that may still be ahead.
func ownDeadline(p *correlate.Pass, g *evidence.Goroutine, o *evidence.ContextOrigin) bool {
	age, _ := p.Age(g)
	return (o.Kind == evidence.WithTimeout || o.Kind == evidence.WithDeadline) && (o.For == 0 || o.For > age) && o.For < distant
}

// remains reports whether g has been there for longer than its kind usually is, or its kind only grows.
func remains(p *correlate.Pass, g *evidence.Goroutine) bool {
	if !p.Timed() {
		return p.Stuck(g) || p.Crowded(g) && (g.Created.Ended || g.Wait == evidence.WaitSend)
	}
	b := p.Balance(g)
	life, _ := p.Life(g)
	return p.Stuck(g) && !p.Aware(g) && (b.Created == 0 || life > 2*b.Lived)
}
