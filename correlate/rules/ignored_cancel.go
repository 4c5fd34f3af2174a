package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var ignoredCancel = &correlate.Rule{
	Name: "ignored-cancel",
	Doc: correlate.Doc{
		Title: "wait that a cancelled context cannot end",
		What: "A context ends: somebody cancelled it, or its deadline passed. The goroutines that wait on its Done channel go home. " +
			"This one, which works for the same request, waits for something else, and nothing tells it to stop.",
		Why: "A cancel only closes the Done channel. A receive, a send, a lock or a WaitGroup that stands alone does not look at it, so it waits " +
			"for its own event, and that often cannot come any more: whoever would bring it has stopped because of the same cancel.",
		Fix: "Wait in a select that has a case <-ctx.Done(), hand the context down to where the wait is, and let every side of a hand-over look at it.",
		Before: `func (p *Pool) Get() *Conn {
	return <-p.idle // waits for ever once nobody gives a connection back
}`,
		After: `func (p *Pool) Get(ctx context.Context) (*Conn, error) {
	select {
	case c := <-p.idle:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if g.State != evidence.Waiting || !g.Wait.Channel() && !g.Wait.Lock() || p.Aware(g) || p.ByDesign(g) {
				continue
			}
			if c, end, ok := p.Outlived(g); ok && p.Stuck(g) {
				p.Report(correlate.Leak{
					Goroutine: g, Ended: &end, Certainty: correlate.Strong, Context: correlate.Told(c), Fix: handDown(p, g),
				})
				continue
			}
			if deaf(p, g) {
				p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: handDown(p, g)})
				continue
			}
			w, how := p.EndedContext(g)
			if w == nil || !p.Stuck(g) || idle(p, g) {
				continue
			}
			l := correlate.Leak{Goroutine: g, Woke: w, WokeHow: how, Certainty: correlate.Suspect}
			switch blocked := g.Wait == evidence.WaitSend || g.Wait.Lock(); {
			case g.Wait == evidence.WaitSelect: // it may have another way out
			case w == g.Past().Woken && blocked, p.Transient(g) && (g.Since <= w.At || blocked || p.Orphan(g)):
				l.Certainty = correlate.Strong
			}
			l.Context = correlate.ContextOf(w.Cancel)
			l.Fix = handDown(p, g)
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		what := "was cancelled"
		if f.Cancel == nil {
			return string(f.Wait) + " outlives its client", fmt.Sprintf("%s %s, though nobody reads %s any more, as net/http does until a client hangs up: that ends the context of a request. "+
				"The wait has no Done case, so no cancel can end it.", f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "the connection", "the connections"))
		}
		if f.Cancel.Kind == evidence.Deadline {
			what = "passed its deadline"
		}
		title := string(f.Wait) + " outlives its context"
		return title, fmt.Sprintf("%s %s, though the context %s %s. That wait has no Done case, so no cancel can end it.",
			f.Who(), f.Doing(f.Direct()), verb(f.Direct(), "it works for", "they work for"), what)
	},
}

func handDown(p *correlate.Pass, g *evidence.Goroutine) correlate.Fix {
	return correlate.Fix{At: p.Home(g), Text: "wait in a select with a case <-ctx.Done(), and hand the context down to here"}
}

// deaf reports whether g handles a request whose client has gone, in a wait that cannot see that, and others like it
// become more and more: a few may not have read the body of theirs.
func deaf(p *correlate.Pass, g *evidence.Goroutine) bool {
	b := p.Balance(g)
	return g.Wait != evidence.WaitSelect && p.HungUp(g) && p.Stuck(g) && p.AtPlace(g) >= 8 && b.Growth().Steady() && p.Lingers(g, b)
}

// idle reports whether g may just have nothing to do: it waits to receive where waits end as a rule, or in
// a select that may have many ways out, and nothing says that goroutines of its kind ever end.
func idle(p *correlate.Pass, g *evidence.Goroutine) bool {
	ended, _, _, _ := p.WaitsAt(g)
	return (g.Wait == evidence.WaitSelect || g.Wait == evidence.WaitReceive && ended > 0) && !p.Transient(g)
}
