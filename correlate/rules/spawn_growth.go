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
	General: true,
	Needs:   []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if p.Timed() {
				break // the trace tells more of growth than two dumps
			}
			if comeAndStay(p, g) {
				p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: unbounded(p.CreatedFrame(g))})
			}
		}
		for _, s := range p.Started() {
			b := s.Balance
			if !b.Growth().Steady() || b.Now() < 8 {
				continue
			}
			for _, g := range s.Goroutines {
				stays := b.Ended <= b.Now() && p.Stuck(g) && p.Lingers(g, b) || p.LeftBehind(g, b) || p.Retries(g, b)
				if stays && !p.Pinned(g) && p.AtPlace(g) >= 4 && !inLine(p, g) && !p.Served(g) && !p.LookedAfter(g) {
					p.Report(correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: unbounded(s.At)})
				}
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		b := f.Balance
		if correlate.Rising(f.Counts) {
			return "goroutines grow from dump to dump", fmt.Sprintf("%s %s. Their number rose in each of the dumps, %s, and those of the earlier ones are still there.",
				f.Who(), f.Doing(f.Direct()), steps(f.Counts))
		}
		if b.Created == 0 {
			return "goroutines come and stay", fmt.Sprintf("%s %s. Their ids lie evenly over all that the process has given out, so they came one after the other, up to now, and stayed.",
				f.Who(), f.Doing(f.Direct()))
		}
		return "goroutines grow without end", fmt.Sprintf("%s started by %s %s. In this trace %s created there and %s ended, and the number rose throughout.",
			f.Who(), correlate.Short(f.Created.Func), f.Doing(f.Direct()), created(b.Created), words.Count(b.Ended))
	},
}

// comeAndStay reports whether dumps show that such as g become more, and do not end.
func comeAndStay(p *correlate.Pass, g *evidence.Goroutine) bool {
	if g.Stack == nil {
		return false
	}
	counts := p.Counts(g)
	grew := p.Grows(g) && counts[len(counts)-1] >= 8 && p.Stay(g) && p.Stuck(g)
	return (grew || p.Piles(g)) && !p.Aware(g) && !inLine(p, g) && !p.Served(g) && !p.Pinned(g) && !p.LookedAfter(g)
}

// inLine reports whether g waits for a lock whose holder is at work: an overload, however long the line is.
func inLine(p *correlate.Pass, g *evidence.Goroutine) bool {
	return takesLock(g) && p.Neighbours(g).Busy > 0
}

func unbounded(at evidence.Frame) correlate.Fix {
	return correlate.Fix{At: at, Text: "bound how many of these run at once, and find out why they do not end"}
}
