package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// EndedContext returns the wake-up which shows that the context g works for has ended, and how it does.
func (ix *Index) EndedContext(g *evidence.Goroutine) (*evidence.Wake, string) {
	if w := ix.GaveUp(g); w != nil && w.Cancel != nil && (ix.Orphan(g) || ix.heldUp(g.Created.By)) {
		return w, "it woke the function that started the goroutine"
	}
	if w := g.Past().Woken; w != nil && w.Cancel != nil && wentOn(w.Stack, g.Stack) {
		return w, "it woke this goroutine, which then began another wait in the same function"
	}
	w := g.Past().SiblingWoken
	if w == nil || w.Cancel == nil || Home(g.Created.Stack) == 0 || !ix.Transient(g) {
		return nil, "" // not started through a group such as errgroup, or as a lasting part of the program
	}
	group := Package(g.Created.Stack.Leaf().Func)
	for _, f := range w.Cancel.Stack.All() {
		if Package(f.Func) == group {
			return w, "it woke another goroutine of the same group"
		}
	}
	return nil, ""
}

// heldUp reports whether a creator that has not returned is itself blocked. One that is not goes on, so the
// cancel which woke it was for something else.
func (ix *Index) heldUp(creator evidence.GoID) bool {
	g := ix.Set.Goroutine(creator)
	return g != nil && ix.Stuck(g)
}

// wentOn reports whether the function that waited at woken now waits further down, at now. Further up it
// would be the next round of a loop, whose context was for the round.
func wentOn(woken, now *evidence.Stack) bool {
	i := Home(woken)
	if !InFrame(woken, i, now) {
		return false
	}
	j := len(now.Frames) - (len(woken.Frames) - i)
	return now.Frames[j].Line > woken.Frames[i].Line
}
