package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var cancelStorm = &correlate.Rule{
	Name: "cancel-storm",
	Doc: correlate.Doc{
		Title: "one cancel that wakes very many goroutines",
		What: "Time and again one context ends that very many goroutines wait for. All of them become runnable at that moment, " +
			"clean up, take the same locks, and perhaps try again together.",
		Why: "The run queues fill at once, so that everything else waits behind the woken. Package context holds the parent's lock while it cancels child after child.",
		Fix: "Give groups of goroutines contexts of their own, end them one after the other, and put jitter into whatever makes them come back.",
		Before: `ctx, cancel := context.WithCancel(parent)
for _, sub := range subs { // 20,000
	go sub.run(ctx)
}
reload := <-changed
cancel() // all at once`,
		After: `for _, part := range split(subs, 200) {
	ctx, cancel := context.WithCancel(parent)
	go part.run(ctx)
	cancels = append(cancels, cancel)
}
reload := <-changed
for _, cancel := range cancels {
	cancel()
	time.Sleep(rand.N(20 * time.Millisecond))
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace},
	Run: func(p *correlate.Pass) {
		storms := make(map[evidence.Frame][]*evidence.Cancel)
		var order []evidence.Frame
		for _, c := range p.Set.Cancels {
			if len(c.Woke) < crowded {
				continue
			}
			at, _ := stormAt(p, c)
			if storms[at] == nil {
				order = append(order, at)
			}
			storms[at] = append(storms[at], c)
		}
		for _, at := range order {
			if cs := storms[at]; len(cs) > 1 { // once may be a shutdown, or a reload
				p.Report(storm(p, cs))
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		by := "a deadline"
		if f.Cancel.Kind == evidence.Explicit {
			by = correlate.Short(f.Cancel.Caller.Func)
		}
		return "one cancel wakes very many", fmt.Sprintf("%s ended contexts %s, and each time woke a crowd, %s in all. All of those become runnable at one moment, and everything else waits behind them.",
			by, words.Plural(len(f.Tally.Counts), "time"), f.Tally)
	},
}

// crowded is how many one cancel must wake to be noticed by the rest of the program.
const crowded = 200

// stormAt is the line that cancels, and its stack; for a deadline, which no line of the program calls, the line
// where the first of the woken had waited.
func stormAt(p *correlate.Pass, c *evidence.Cancel) (evidence.Frame, *evidence.Stack) {
	if at, ok := c.Caller(); ok {
		return at, c.Stack
	}
	waited := c.Woke[0].Stack
	return p.Home(&evidence.Goroutine{Stack: waited}), waited
}

// storm is the leak of cancels at one place.
func storm(p *correlate.Pass, cs []*evidence.Cancel) correlate.Leak {
	most, woke := cs[0], int64(0)
	var counts []int64
	for _, c := range cs {
		woke += int64(len(c.Woke))
		counts = append(counts, int64(len(c.Woke)))
		if len(c.Woke) > len(most.Woke) {
			most = c
		}
	}
	l := correlate.Leak{
		Certainty: correlate.Suspect, Woke: most.Woke[0], WokeHow: "one cancel, one moment", Context: correlate.ContextOf(most),
		Tally: &correlate.Tally{What: "wake-up", Count: woke, Counts: counts},
	}
	at, stack := stormAt(p, most)
	l.Tally.Stack = stack
	l.Fix = correlate.Fix{At: at, Text: "split what waits for this context, and end the parts one after the other"}
	l.Tally.Link = correlate.Link{
		Stage: correlate.StageCancel, Relation: "woke", Basis: correlate.Exact, At: at, Stack: stack, Pos: most.Pos,
		Text: fmt.Sprintf("%s in %s, %s at once", l.Tally, words.Plural(len(cs), "cancel"), words.Count(len(most.Woke))),
	}
	return l
}
