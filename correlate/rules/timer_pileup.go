package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var timerPileup = &correlate.Rule{
	Name: "timer-pileup",
	Doc: correlate.Doc{
		Title: "timeouts that run on after the work is done",
		What: "One line makes contexts with a deadline, or timers, for work that is done long before they fire, and does not stop them. " +
			"The heap holds more of them than there are goroutines.",
		Why: "A context with a deadline keeps a timer, and stays with its parent, until its cancel is called or the deadline comes. With a timeout of minutes " +
			"and thousands of calls a second that is hundreds of thousands of live timers.",
		Fix: "Call cancel when the work is done: defer cancel(). Stop a timer that is not waited for any more, and use one timer again in a loop rather than time.After.",
		Before: `ctx, _ := context.WithTimeout(s.ctx, 10*time.Minute)
return s.call(ctx, req) // done in 3 ms, the timer lives on`,
		After: `ctx, cancel := context.WithTimeout(s.ctx, 10*time.Minute)
defer cancel()
return s.call(ctx, req)`,
	},
	Needs: []evidence.Kind{evidence.HeapProfile},
	Run: func(p *correlate.Pass) {
		for _, c := range p.Census() {
			if c.Timed() {
				pileUp(p, c, "timer", "stop it when the work is done: defer cancel(), or Stop for a plain timer")
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "timers pile up", fmt.Sprintf("The heap holds %s made by %s in %s%s. Each lives until it fires, because nobody stops it when the work is done.",
			f.Tally, f.Tally.Maker, correlate.Short(f.Blocked.Func), growing(f.Tally))
	},
}
