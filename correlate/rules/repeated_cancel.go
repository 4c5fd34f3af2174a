package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

var repeatedCancel = &correlate.Rule{
	Name: "repeated-cancel",
	Doc: correlate.Doc{
		Title: "cancels called again and again after the end",
		What: "One line goes through cancel functions and calls them, those of contexts that ended long ago among them, round after round. " +
			"Whoever made these contexts is gone.",
		Why: "A second call does nothing, so nobody notices. But what is called must be held somewhere: a list or a map from which ended work is not taken out. " +
			"Each cancel function holds its context, with its values and all above it, and the list only grows.",
		Fix: "Take the entry out when the work ends: delete it beside the work's own defer cancel(), or register the removal with context.AfterFunc.",
		Before: `ctx, cancel := context.WithCancel(parent)
defer cancel()
s.cancels = append(s.cancels, cancel) // and stays there
return s.work(ctx)`,
		After: `ctx, cancel := context.WithCancel(parent)
defer cancel()
s.running[id] = cancel
defer delete(s.running, id)
return s.work(ctx)`,
	},
	Needs: []evidence.Kind{correlate.NeedContexts},
	Run: func(p *correlate.Pass) {
		rounds := make(map[evidence.Frame]*round)
		var order []*round
		for _, c := range p.Set.Contexts {
			at, call := again(p, c)
			if call == nil {
				continue
			}
			r := rounds[at]
			if r == nil {
				r = &round{at: at, call: call, of: c}
				rounds[at] = r
				order = append(order, r)
			}
			r.add(p, c)
		}
		slices.SortStableFunc(order, func(a, b *round) int { return cmp.Compare(b.calls, a.calls) })
		for _, r := range order {
			if r.contexts >= 8 {
				p.Report(r.leak(p))
			}
		}
	},
	Say: func(f *correlate.Finding) (string, string) {
		return "cancels called long after the end", fmt.Sprintf("%s makes %s on contexts that had ended before. They are held by something from which ended work is not taken out.",
			correlate.Short(f.Blocked.Func), f.Tally)
	},
}

// round is a line that calls the cancels of ended contexts.
type round struct {
	at       evidence.Frame
	call     *evidence.ContextCall
	of       *evidence.Context
	contexts int
	calls    int64 // after the first of each
	orphans  int   // contexts whose maker has ended
	often    int   // contexts called three times and more
}

func (r *round) add(p *correlate.Pass, c *evidence.Context) {
	r.contexts++
	r.calls += int64(c.Called - 1)
	if c.By.Known() && p.Set.Goroutine(c.By) == nil {
		r.orphans++
	}
	if c.Called > 2 {
		r.often++
	}
}

// again returns the line that called c's cancel a second time, and the call; nil when none did. Whoever made the context
// may call as often as it likes: an early cancel and a deferred one are good style. So may several of its workers,
// each on its way out, at one line: one goroutine must have come back, or have gone on to other contexts.
func again(p *correlate.Pass, c *evidence.Context) (evidence.Frame, *evidence.ContextCall) {
	for i := range c.Calls {
		call := &c.Calls[i]
		if !call.Late || call.By == c.By {
			continue
		}
		at := p.Home(&evidence.Goroutine{Stack: call.Stack})
		for _, before := range c.Calls[:i] {
			if at != p.Home(&evidence.Goroutine{Stack: before.Stack}) {
				continue
			}
			if before.By == call.By || p.Cancelled(call.By) >= 8 {
				return at, call
			}
		}
	}
	return evidence.Frame{}, nil
}

func (r *round) leak(p *correlate.Pass) correlate.Leak {
	t := &correlate.Tally{What: "call", Count: r.calls, Stack: r.call.Stack}
	text := fmt.Sprintf("%s of the cancels of %s that had ended", t, words.Plural(r.contexts, "context"))
	if r.orphans > 0 {
		text += fmt.Sprintf(", as had who made %s of them", words.Count(r.orphans))
	}
	t.Link = correlate.Link{
		Stage: correlate.StageCancel, Relation: "repeated", Basis: correlate.Exact, Text: text, At: r.at, Stack: r.call.Stack,
		Pos: evidence.Pos{File: r.of.Pos.File, Time: r.call.At, Timed: true},
	}
	l := correlate.Leak{
		Certainty: correlate.Suspect, Tally: t,
		Context: &correlate.Context{Kind: string(r.of.Kind), Made: p.Home(&evidence.Goroutine{Stack: r.of.Stack}), How: "the program tells of the first of them"},
		Fix:     correlate.Fix{At: r.at, Text: "take a cancel function out of what is gone through here when its context ends"},
	}
	if r.often >= 64 {
		l.Certainty = correlate.Strong
	}
	return l
}
