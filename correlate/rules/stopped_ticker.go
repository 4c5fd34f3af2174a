package rules

import (
	"fmt"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var stoppedTicker = &correlate.Rule{
	Name: "stopped-ticker",
	Doc: correlate.Doc{
		Title: "receive from a ticker or timer that was stopped",
		What: "A goroutine ranges over the channel of a time.Ticker, or receives from that of a time.Timer. Somebody calls Stop, which is meant to end it, " +
			"and the goroutine waits for a tick that does not come any more.",
		Why: "Stop does not close the channel: a closed channel would look like a tick. So a range over ticker.C never ends, and a receive from timer.C ends only " +
			"if the timer had fired before. Since Go 1.23 not even a tick that was already due is left in the channel after Stop.",
		Fix: "Wait in a select that also has a channel, or a context's Done, which is closed where Stop is called. For a timer time.AfterFunc often does without a goroutine.",
		Before: `func (p *Poller) loop() {
	for range p.ticker.C { // Stop does not end this
		p.poll()
	}
}

func (p *Poller) Close() { p.ticker.Stop() }`,
		After: `func (p *Poller) loop() {
	defer p.ticker.Stop()
	for {
		select {
		case <-p.ticker.C:
			p.poll()
		case <-p.done:
			return
		}
	}
}

func (p *Poller) Close() { close(p.done) }`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, correlate.NeedSource},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if g.Wait != evidence.WaitReceive || p.ByDesign(g) {
				continue
			}
			l := correlate.Leak{Goroutine: g, Fix: correlate.Fix{
				At: p.Home(g), Text: "wait in a select with a channel that is closed where Stop is called",
			}}
			var found bool
			if t := p.Stoppable(g); t != nil {
				l.Certainty, found = overdue(p, g, t)
			} else if p.Op(g) == nil {
				l.Certainty, found = p.Ceased(g)
				l.Settle = "the source would tell which ticker or timer it is, and who stops it"
			}
			if found {
				p.Report(l)
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "wait for a tick after Stop", fmt.Sprintf("%s %s, for a timer or ticker that does not fire any more. Stop does not close its channel, so the wait has no end.",
			f.Who(), f.Doing(f.Direct()))
	},
}

// overdue reports whether t was stopped, or should have fired, while g waits, and how sure that is.
func overdue(p *correlate.Pass, g *evidence.Goroutine, t *evidence.TimerCode) (correlate.Certainty, bool) {
	age, exact := p.Age(g)
	switch _, ceased := p.Ceased(g); {
	case t.Every > 0 && age > t.Every+t.Every/2 && age > 10*time.Millisecond, ceased, p.Stopped(g, t):
		return correlate.Strong, true
	case t.Every > age && (exact || t.Every > time.Minute):
		return 0, false // the next tick may be ahead
	}
	return correlate.Suspect, age >= time.Minute && p.AtPlace(g) >= 3 || multiply(p, g)
}

// multiply reports whether such as g, which Stop would not end, become more and more.
func multiply(p *correlate.Pass, g *evidence.Goroutine) bool {
	if p.Timed() {
		return p.Orphan(g) && p.Balance(g).Growth().Steady() && p.Balance(g).Ended == 0
	}
	return p.Accumulated(g) || correlate.Rising(p.Counts(g)) && p.Stay(g) && p.AtPlace(g) >= 8
}
