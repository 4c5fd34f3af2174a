package rules

import (
	"fmt"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var contextPileup = &correlate.Rule{
	Name: "context-pileup",
	Doc: correlate.Doc{
		Title: "contexts that stay with a long-lived parent",
		What: "One line derives contexts from a parent that lives as long as the service, and does not cancel them. The heap holds more of them than " +
			"there are goroutines that could use them.",
		Why: "A context that can be cancelled is entered in its parent, so that the parent's end reaches it, and its cancel is what takes it out. " +
			"Without that it stays, with its values, until the parent ends.",
		Fix: "Call cancel when the work is done, whatever came of it: defer cancel() right after the context is made.",
		Before: `ctx, _ := context.WithCancel(s.ctx) // stays in s.ctx
return s.store.Get(ctx, key)`,
		After: `ctx, cancel := context.WithCancel(s.ctx)
defer cancel()
return s.store.Get(ctx, key)`,
	},
	Needs: []evidence.Kind{evidence.HeapProfile},
	Run: func(p *correlate.Pass) {
		for _, c := range p.Census() {
			if !c.Timed() {
				pileUp(p, c, "context", "defer cancel() right after the context is made")
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "contexts pile up", fmt.Sprintf("The heap holds %s made in %s%s. Each stays until its parent ends, because its cancel is not called.",
			f.Tally, correlate.Short(f.Blocked.Func), growing(f.Tally))
	},
}

// fewest is how many of a kind there must be to be worth a word: a healthy server has as many contexts as it has
// requests.
const fewest = 1000

// pileUp reports a line's contexts or timers when there are far more than goroutines that could use them, or
// more in each heap of a series. It is strong when it is both, and clearly so.
func pileUp(p *correlate.Pass, c *correlate.Census, what, fix string) {
	living := int64(len(p.Set.Goroutines))
	idle := living > 0 && c.AtLeast() > 4*living
	grows := correlate.RisingBy(c.Counts)
	if c.AtLeast() < fewest || !idle && !grows {
		return
	}
	l := correlate.Leak{Certainty: correlate.Suspect, Fix: correlate.Fix{At: c.At, Text: fix}}
	if !strings.HasPrefix(c.Kind, "time.") {
		l.Context = &correlate.Context{Kind: c.Kind, Made: c.At, How: "from the function that allocated it"}
	}
	if grows && len(c.Counts) > 2 && living > 0 && c.AtLeast() > 10*living {
		l.Certainty = correlate.Strong
	}
	l.Tally = &correlate.Tally{What: what, Maker: c.Kind, Count: c.Objects, Error: c.Error, Counts: c.Counts, Stack: c.Stack}
	l.Tally.Link = correlate.Link{
		Stage: correlate.StageHeap, Relation: "holds", Basis: correlate.Estimated, Text: l.Tally.String() + growing(l.Tally),
		How: fmt.Sprintf("in-use objects made by %s at this line; sampled, ±%.0f %%", c.Kind, 100*c.Error), At: c.At, Stack: c.Stack,
	}
	p.Report(l)
}

// growing writes ", from heap to heap 100, 400"; nothing without a series.
func growing(t *correlate.Tally) string {
	if len(t.Counts) == 0 {
		return ""
	}
	s := ", from heap to heap "
	for i, n := range t.Counts {
		if i > 0 {
			s += ", "
		}
		s += words.Count(n)
	}
	return s
}
