package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var spawnGrowth = &correlate.Rule{
	Name: "spawn-growth",
	Doc: correlate.Doc{
		Title: "more goroutines started than ended, all the time",
		What: "One line of the program starts goroutines faster than they end, from the beginning of the evidence to its end. " +
			"What they wait for does not fit a more specific rule.",
		Why: "Whatever the reason, a number that only grows reaches a limit: memory, connections, or the scheduler.",
		Fix: "Look at where they wait: that wait lacks its other side. If the work is wanted, bound it: a worker pool, a semaphore, errgroup.SetLimit.",
		Before: `for job := range jobs {
	go handle(job) // as many as there are jobs
}`,
		After: `g, ctx := errgroup.WithContext(ctx)
g.SetLimit(32)
for job := range jobs {
	g.Go(func() error { return handle(ctx, job) })
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace},
	Run: func(p *correlate.Pass) {
		for _, s := range p.Started() {
			b := s.Balance
			if !b.Growth().Steady() || b.Now() < 8 || b.Ended > b.Now() {
				continue
			}
			for _, g := range s.Goroutines {
				if p.Stuck(g) && lingers(p, g, b) {
					p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: correlate.Fix{
						At: s.At, Text: "bound how many of these run at once, and find out why they do not end",
					}})
				}
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		b := f.Balance
		return "goroutines grow without end", fmt.Sprintf("%s started by %s %s. In this trace %s created there and %s ended, and the number rose throughout.",
			f.Who(), correlate.Short(f.Created.Func), f.Doing(len(f.Goroutines)), created(b.Created), words.Count(b.Ended))
	},
}
