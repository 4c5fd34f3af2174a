package correlate

import (
	"cmp"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A Carried is a context of an instrumented program with what a goroutine did with it.
type Carried struct {
	*evidence.Context
	Use *evidence.ContextUse
}

// Carries returns the instrumented contexts that g has to do with, in the order in which it came to them; nil
// for a program that is not instrumented.
func (ix *Index) Carries(g *evidence.Goroutine) []Carried {
	if ix.carried == nil {
		ix.carried = make(map[evidence.GoID][]Carried)
		for _, c := range ix.Set.Contexts {
			for i := range c.Uses {
				u := &c.Uses[i]
				ix.carried[u.Goroutine] = append(ix.carried[u.Goroutine], Carried{c, u})
			}
		}
		for _, cs := range ix.carried {
			slices.SortStableFunc(cs, func(a, b Carried) int { return cmp.Compare(a.Use.At, b.Use.At) })
		}
	}
	return ix.carried[g.ID]
}

// WorksFor returns the instrumented context that g works for: the last one that it watched, took over or made
// in a function which is still active; failing that the one it inherited. False when there is none.
func (ix *Index) WorksFor(g *evidence.Goroutine) (Carried, bool) {
	var inherited Carried
	for _, c := range slices.Backward(ix.Carries(g)) {
		switch {
		case c.Use.Kind == evidence.Inherits:
			inherited = c
		case active(c.Use, g.Stack):
			return c, true
		}
	}
	return inherited, inherited.Context != nil
}

// Cancelled returns how many instrumented contexts a goroutine has called the cancel of, as far as that is known.
func (ix *Index) Cancelled(by evidence.GoID) int {
	if ix.cancelled == nil {
		ix.cancelled = make(map[evidence.GoID]int)
		for _, c := range ix.Set.Contexts {
			seen := make(map[evidence.GoID]bool)
			for _, call := range c.Calls {
				if !seen[call.By] {
					seen[call.By] = true
					ix.cancelled[call.By]++
				}
			}
		}
	}
	return ix.cancelled[by]
}

// active reports whether the function that used a context is one that a goroutine is in, further down than
// the use. Further up it would be the next round of a loop, whose context may be another one.
func active(u *evidence.ContextUse, now *evidence.Stack) bool {
	i := Home(u.Stack)
	if !InFrame(u.Stack, i, now) {
		return false
	}
	return now.Frames[len(now.Frames)-(len(u.Stack.Frames)-i)].Line >= u.Stack.Frames[i].Line
}

// Outlived returns the instrumented context that g works for, and its end, if it ended while g was blocked on
// something that cannot see it: g had watched it, or taken it over, and none since, and the end did not wake
// it. That it was some time ago rules out that g is about to go.
func (ix *Index) Outlived(g *evidence.Goroutine) (c Carried, end evidence.ContextEnd, ok bool) {
	if g.State != evidence.Waiting || !g.Wait.Channel() && !g.Wait.Lock() {
		return c, end, false
	}
	c, ok = ix.WorksFor(g)
	if !ok || c.Use.Kind != evidence.Watches && c.Use.Kind != evidence.Crosses {
		return c, end, false
	}
	end, ok = c.End(ix.End)
	switch {
	case !ok || end.Call == nil && end.Kind == evidence.Explicit:
		return c, end, false // how it ended is not known
	case end.At < g.Since && !unaware(g, c.Use, end.At):
		return c, end, false // g may have known of it when it began to wait, as in a shutdown that drains
	case end.Call != nil && end.Call.By == g.ID:
		return c, end, false
	}
	return c, end, ix.End.Sub(end.At) >= max(ix.Window()/20, settled)
}

// unaware reports whether g cannot have known of an end that came just before it began to wait: it had last looked
// before that, was not woken by it, and went straight on to hand something over.
func unaware(g *evidence.Goroutine, last *evidence.ContextUse, end evidence.Time) bool {
	woken := g.Past().Woken
	return g.Wait == evidence.WaitSend && last.At < end && g.Since.Sub(end) < settled/2 && (woken == nil || woken.At < end)
}

// settled is how long after the end of its context a goroutine that goes home has gone.
const settled = 200 * time.Millisecond

// told makes known to a finding what an instrumented program says of its context: which one it is, and how it
// ended. What the source says of a context that the goroutine waits for is nearer than one it inherited.
func told(ix *Index, f *Finding, l *Leak, leaks []*Leak) {
	c, ok := ix.WorksFor(l.Goroutine)
	if !ok || c.Use.Kind == evidence.Inherits && f.Context != nil && f.Context.Made.Func != "" {
		return
	}
	own := Told(c)
	if f.Context != nil && f.Context.Made.Line == own.Made.Line {
		own.Text = f.Context.Text
	}
	f.Context = own
	if f.Cancel != nil {
		return
	}
	var ends []evidence.ContextEnd
	for _, l := range leaks {
		if c, ok := ix.WorksFor(l.Goroutine); ok {
			if end, ok := c.End(ix.End); ok {
				ends = append(ends, end)
			}
		}
	}
	f.Cancel = ended(ends)
}

// ended is what a Finding says of the ends of instrumented contexts, those of one kind, each context once; nil for none.
func ended(ends []evidence.ContextEnd) *Cancel {
	var sum *Cancel
	seen := make(map[*evidence.Context]bool)
	for _, end := range ends {
		if seen[end.Of] || sum != nil && sum.Kind != end.Kind {
			continue
		}
		seen[end.Of] = true
		if sum == nil {
			sum = &Cancel{Kind: end.Kind, First: end.At, Last: end.At, By: evidence.NoGoID}
		}
		sum.Count++
		sum.Last = max(sum.Last, end.At)
		if end.At <= sum.First {
			sum.First = end.At
			if end.Call != nil {
				sum.By, sum.Caller = end.Call.By, homeFrame(end.Call.Stack)
			}
		}
	}
	return sum
}

// Told returns what a Finding says of an instrumented context.
func Told(c Carried) *Context {
	out := &Context{Kind: string(c.Kind), Made: homeFrame(c.Stack), Told: c.Context, inherited: c.Use.Kind == evidence.Inherits}
	switch c.Use.Kind {
	case evidence.Watches:
		out.How = "the goroutine asked for its Done"
	case evidence.Crosses:
		out.How = "the program says that the goroutine works for it"
	case evidence.Derives:
		out.How = "the goroutine made it"
	case evidence.Inherits:
		out.How = "whoever started the goroutine had it at hand"
	}
	return out
}
