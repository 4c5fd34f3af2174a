package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var noCloseRange = &correlate.Rule{
	Name: "no-close-range",
	Doc: correlate.Doc{
		Title: "range over a channel that nobody closes",
		What: "A goroutine ranges over a channel, or receives from it in a loop that ends with the channel. The function that started it has returned, " +
			"nothing comes any more, and such goroutines become more and more.",
		Why: "A range over a channel ends when the channel is closed, and only then. When the last sender goes without closing it, the loop waits for an element that nobody will send.",
		Fix: "Let whoever sends last close the channel: defer close(ch) in a single sender; with several, close it in the goroutine that waits for all of them.",
		Before: `rows := make(chan row)
go func() {
	for r := range rows { // waits for ever once the last row is in
		store(r)
	}
}()
for _, r := range batch {
	rows <- r
}`,
		After: `rows := make(chan row)
go func() {
	for r := range rows {
		store(r)
	}
}()
defer close(rows)
for _, r := range batch {
	rows <- r
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if !p.Ranges(g) || !p.Orphan(g) || p.Pinned(g) || p.Served(g) || p.CancellerThere(g) || closedByOwner(p, g) {
				continue
			}
			quiet, deserted := p.Quiet() && g.Created.Ended, p.Deserted(g)
			b := p.Balance(g)
			switch {
			case deserted:
			case !p.Stuck(g) && (p.Timed() || !quiet):
				continue
			case quiet:
			case p.Timed() && (!b.Growth().Steady() || !p.Lingers(g, b)):
				continue
			case !p.Timed() && (!g.Created.Ended || p.AtPlace(g) < 8 || p.OnePool(g)):
				continue
			}
			l := correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: correlate.Fix{
				At: p.CreatedFrame(g), Text: "close the channel when the last sender is done",
			}}
			if deserted {
				l.Certainty = correlate.Strong
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "range over a channel nobody closes", fmt.Sprintf("%s %s, in a loop that ends when the channel is closed. %s started %s and has returned, and no close has come.",
			f.Who(), f.Doing(f.Direct()), correlate.Short(f.Created.Func), them(f))
	},
}

// closedByOwner reports whether the source has a Close, or the like, of the object that g works for: then the channel
// is closed by whoever calls that.
func closedByOwner(p *correlate.Pass, g *evidence.Goroutine) bool {
	o := p.Object(g)
	return o != nil && len(o.Ends) > 0
}
