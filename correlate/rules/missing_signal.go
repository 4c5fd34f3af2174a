package rules

import (
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var missingSignal = &correlate.Rule{
	Name: "missing-signal",
	Doc: correlate.Doc{
		Title: "wait for goroutines that have all ended",
		What: "A goroutine waits in a WaitGroup, or for an answer from goroutines it started. All of those that could still give the signal have ended; " +
			"one of them left without it, by an early return or a panic, or more were announced than started. In a test that is over, or a command " +
			"that hangs, nobody is at work any more, and then this is said of every wait that no other rule explains.",
		Why: "A WaitGroup counts what it is told. When a Done is missed, or an Add counts one too many, the counter never comes to zero, and there is nobody left who could change that.",
		Fix: "Announce and start in one step with wg.Go, or put Add right before the go statement and defer Done as the first line of the goroutine.",
		Before: `wg.Add(len(jobs))
for _, job := range jobs {
	if job.done {
		continue // announced, but never started
	}
	go func() {
		run(job)
		wg.Done() // not reached when run panics
	}()
}
wg.Wait()`,
		After: `for _, job := range jobs {
	if job.done {
		continue
	}
	wg.Go(func() { run(job) })
}
wg.Wait()`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		left := &leavers{p: p}
		for _, g := range p.Set.Goroutines {
			l := correlate.Leak{Goroutine: g, Certainty: correlate.Suspect}
			switch {
			case !p.Ranges(g) && g.Wait != evidence.WaitSend && p.Deserted(g):
				l.Certainty = correlate.Strong
			case !left.nobodyFor(g) && !left.forsaken(g):
				continue
			}
			p.Report(correlate.Leak{Goroutine: g, Certainty: l.Certainty, Fix: correlate.Fix{
				At: p.Home(g), Text: "see to it that each of those waited for gives its signal, on every path: defer it first thing",
			}})
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		what := "whoever was to end that has ended without doing so"
		if f.Wait == evidence.WaitGroup {
			what = "none of those counted by it seems to be there any more"
		}
		return "wait for somebody who has left", fmt.Sprintf("%s %s. Nobody that could end the wait is seen: %s.", f.Who(), f.Doing(f.Direct()), what)
	},
}

// leavers tells who waits for somebody that has left.
type leavers struct {
	p       *correlate.Pass
	started map[string]bool // see startersOf; nil until it is needed
	timers  *bool           // see onlyTimers; nil until it is needed
}

// nobodyFor reports whether g waits for goroutines that its own functions, or others of the same object, start,
// and none of these is there any more.
func (v *leavers) nobodyFor(g *evidence.Goroutine) bool {
	p := v.p
	if g.Wait != evidence.WaitGroup && g.Wait != evidence.WaitReceive || len(p.Children(g)) > 0 {
		return false
	}
	// A counter that is not zero is somebody's who is there, whatever the age of the wait: a dump needs no more.
	if !p.Stuck(g) && (g.Wait != evidence.WaitGroup || p.Timed()) {
		return false
	}
	if v.started == nil {
		v.started = startersOf(p)
	}
	n, owner := p.Neighbours(g), correlate.Owner(p.Home(g).Func)
	return !v.started[owner] && n.Busy+n.Idle+n.Blocked == 0 && answered(p, g, owner)
}

// forsaken reports whether g waits in a process where nobody is at work any more. Who ranges over a channel and
// who waits for a lock are left to the rules of these.
func (v *leavers) forsaken(g *evidence.Goroutine) bool {
	p := v.p
	if !p.Quiet() || g.State != evidence.Waiting || !g.Wait.Channel() && !g.Wait.Lock() || takesLock(g) || p.Ranges(g) {
		return false
	}
	if p.ByDesign(g) || !correlate.Own(p.Home(g)) || p.Timed() && !p.Stuck(g) {
		return false
	}
	if g.Wait == evidence.WaitSend || g.Wait == evidence.WaitGroup {
		return true
	}
	// Workers wait like that for work, which came to them in a trace, and may come from the main that started
	// them; and a select may have a timer.
	ended, _, _, _ := p.WaitsAt(g)
	return ended == 0 && (g.Created.By != 1 || p.MainTakes()) && !(v.mayTick(g) && p.Crowded(g) && v.onlyTimers())
}

// mayTick reports whether g waits in a select of which nothing shows that it has no timer.
func (v *leavers) mayTick(g *evidence.Goroutine) bool {
	return g.Wait == evidence.WaitSelect && !v.p.Timed() && v.p.Op(g) == nil
}

// onlyTimers reports whether all that is left of the program waits in such selects. One or two are what a test leaves
// behind; a crowd may be what each piece of work ends with, such as a clean-up that waits a while.
func (v *leavers) onlyTimers() bool {
	if v.timers == nil {
		only := !slices.ContainsFunc(v.p.Set.Goroutines, func(g *evidence.Goroutine) bool {
			return (g.Wait.Channel() || g.Wait.Lock()) && !v.mayTick(g) && !v.p.ByDesign(g)
		})
		v.timers = &only
	}
	return *v.timers
}

// startersOf returns the owners of functions that have started goroutines which are alive, those that wait in
// a WaitGroup left out: they start nobody who would end another's.
func startersOf(p *correlate.Pass) map[string]bool {
	owners := make(map[string]bool)
	for _, s := range p.Started() {
		for _, g := range s.Goroutines {
			if g.Wait != evidence.WaitGroup {
				owners[correlate.Owner(s.At.Func)] = true
				break
			}
		}
	}
	return owners
}

// answered reports whether what g waits for once came from goroutines that its own functions started: always
// for a WaitGroup; for a receive when these gave things to their creator, and nothing ever came at this line to
// goroutines that otherwise end.
func answered(p *correlate.Pass, g *evidence.Goroutine, owner string) bool {
	if g.Wait == evidence.WaitGroup {
		return true
	}
	if ended, _, _, _ := p.WaitsAt(g); ended > 0 || !p.Transient(g) {
		return false
	}
	for _, s := range p.Set.Sites {
		if i := correlate.Home(s.Stack); i >= 0 && correlate.Owner(s.Stack.Frames[i].Func) == owner && s.Handed > 0 && s.Now() == 0 {
			return true
		}
	}
	return false
}
