package rules

import (
	"fmt"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var earlyReturn = &correlate.Rule{
	Name: "early-return",
	Doc: correlate.Doc{
		Title: "send whose receiver gave up and returned",
		What: "A function starts a goroutine to do some work and waits for its answer on a channel, and for its context as well. " +
			"The context ends first: the function returns. When the goroutine is done it sends its answer, and nobody is there to take it.",
		Why: "A send on an unbuffered channel, or on a full one, waits for a receiver. The only receiver was the function that returned, so the send " +
			"never ends, and whatever the goroutine holds stays in memory.",
		Fix: "Give the channel room for every answer that will be sent, so that the send never waits; or send in a select with ctx.Done().",
		Before: `out := make(chan result)
go func() { out <- call(req) }()
select {
case r := <-out:
	return r, nil
case <-ctx.Done():
	return result{}, ctx.Err() // nobody receives any more
}`,
		After: `out := make(chan result, 1) // the answer finds room, whoever has left
go func() { out <- call(req) }()
select {
case r := <-out:
	return r, nil
case <-ctx.Done():
	return result{}, ctx.Err()
}`,
	},
	Needs: []evidence.Kind{evidence.ExecutionTrace, evidence.GoroutineDump},
	Run: func(p *correlate.Pass) {
		for _, g := range p.Set.Goroutines {
			if g.Wait != evidence.WaitSend && !correlate.Piped(g) || !p.Orphan(g) || p.ByDesign(g) || correlate.Queued(g) {
				continue
			}
			l := correlate.Leak{Goroutine: g, Certainty: correlate.Suspect, Fix: room(p, g)}
			starter := g.Created.Stack.Frames[p.CreatedAt(g)].Func
			w := p.GaveUp(g)
			ended, _, _, _ := p.WaitsAt(g)
			deserted := p.ReceivedOnlyIn(g, starter) || p.Deserted(g)
			switch {
			case deserted && w == nil:
				l.Certainty = correlate.Strong // the source has no other receiver, and that one has returned
			case !p.Timed():
				if !p.Stuck(g) && !p.Crowded(g) && !p.Quiet() {
					continue
				}
				if p.Alone(g) && (p.Stuck(g) || g.Created.Ended) {
					l.Certainty = correlate.Strong // a slow receiver would be shared, or be there itself
				}
			case !deserted && !p.Stuck(g) && (w == nil || w.Cancel == nil || ended > 0):
				continue // a slow receiver, not a missing one
			case w != nil:
				l.Certainty, l.Woke = correlate.Strong, w
				l.WokeHow = "it woke the function that started the goroutine, which then returned"
				if w.Cancel != nil {
					l.Context = correlate.ContextOf(w.Cancel)
				}
			case p.Balance(g).Handed > 0 && p.Receives(starter):
				l.Certainty = correlate.Strong // the function took others' answers itself, and has returned
			case explained(p, g):
				continue
			}
			p.Report(l)
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		starter := correlate.Short(f.Created.Func)
		why := "the function that started " + them(f) + ", has returned"
		switch {
		case f.Cancel == nil:
			return "send whose receiver has returned", fmt.Sprintf("%s %s. %s, %s.", f.Who(), f.Doing(f.Direct()), starter, why)
		case f.Cancel.Timer:
			why = "stopped waiting when a timer fired, and returned"
		case f.Cancel.Kind == evidence.Deadline:
			why = "stopped waiting when its deadline passed, and returned"
		default:
			why = "stopped waiting when its context was cancelled, and returned"
		}
		return "send outlives cancelled wait", fmt.Sprintf("%s %s that nobody receives from any more. %s started %s, %s.",
			f.Who(), f.Doing(f.Direct()), starter, them(f), why)
	},
}

// room is the fix: at the channel's make, if the source shows one without room, else at the send; a pipe has
// no room, but an end that can be closed.
func room(p *correlate.Pass, g *evidence.Goroutine) correlate.Fix {
	if correlate.Piped(g) {
		return correlate.Fix{At: p.CreatedFrame(g), Text: "close the reading end on every way out of this function, defer r.Close(): the write then ends with an error"}
	}
	if p.SendsOn(g) {
		return correlate.Fix{At: p.Home(g), Text: "send in a select with ctx.Done(): no buffer has room for all that this loop sends"}
	}
	if made, ok := p.Unbuffered(g); ok {
		return correlate.Fix{At: made, Text: "make the channel with room for every answer, or send in a select with ctx.Done()"}
	}
	return correlate.Fix{At: p.Home(g), Text: "give the channel a buffer for every answer, or send in a select with ctx.Done()"}
}

// explained reports whether something else explains why g's send takes so long: the context it works for
// has ended, which is another rule's business, or others of its kind live as long.
func explained(p *correlate.Pass, g *evidence.Goroutine) bool {
	if w, _ := p.EndedContext(g); w != nil {
		return true
	}
	age, _ := p.Age(g)
	return age <= 2*p.Balance(g).Lived
}
