package exectrace

import (
	"slices"
	"testing"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// checkSet checks what holds of every Set, whatever it was read from.
func checkSet(t testing.TB, set *evidence.Set) {
	t.Helper()
	src := set.Sources[0]
	if src.From > src.To {
		t.Errorf("window %v to %v", src.From, src.To)
	}
	if !slices.IsSortedFunc(set.Goroutines, func(a, b *evidence.Goroutine) int { return int(a.ID - b.ID) }) {
		t.Error("goroutines are not in the order of their ids")
	}
	checkAlive(t, set)
	checkContexts(t, set)
	for i, c := range set.Cancels {
		if i > 0 && c.At < set.Cancels[i-1].At {
			t.Errorf("cancel %d at %v comes after one at %v", i, at(c.At), at(set.Cancels[i-1].At))
		}
		if c.Site >= len(c.Stack.All()) || c.Site < -1 {
			t.Errorf("cancel %d: site %d of %d frames", i, c.Site, len(c.Stack.All()))
		}
		for _, w := range c.Woke {
			if w.Cancel != c {
				t.Errorf("cancel %d woke g%d, which says it was woken by another", i, w.Goroutine)
			}
		}
	}
	for i, s := range set.Spans {
		if i > 0 && s.From < set.Spans[i-1].From {
			t.Errorf("span %d from %v comes after one from %v", i, at(s.From), at(set.Spans[i-1].From))
		}
	}
	for _, g := range set.Goroutines {
		if c := g.Created; c.Stack != nil && (c.FramesLeft < 0 || int(c.FramesLeft) > len(c.Stack.Frames)) {
			t.Errorf("g%d: %d of %d frames left", g.ID, c.FramesLeft, len(c.Stack.Frames))
		}
		if g.Since > src.To || g.Since < src.From {
			t.Errorf("g%d: since %v, outside of the window", g.ID, at(g.Since))
		}
	}
}

// checkContexts checks that the contexts are a forest, in the order of their ids, and that those that use
// them live.
func checkContexts(t testing.TB, set *evidence.Set) {
	t.Helper()
	for i, c := range set.Contexts {
		if i > 0 && c.ID < set.Contexts[i-1].ID {
			t.Errorf("context %d comes after %d", c.ID, set.Contexts[i-1].ID)
		}
		if c.Parent != nil && c.Parent.ID >= c.ID {
			t.Errorf("context %d has the parent %d", c.ID, c.Parent.ID)
		}
		if len(c.Calls) > evidence.MaxCalls || c.Called < len(c.Calls) {
			t.Errorf("context %d: %d calls of %d", c.ID, len(c.Calls), c.Called)
		}
		for _, u := range c.Uses {
			if set.Goroutine(u.Goroutine) == nil {
				t.Errorf("context %d is used by g%d, which does not live", c.ID, u.Goroutine)
			}
		}
	}
}

// checkAlive checks that the sites add up to the living goroutines, at the end and at every sample.
func checkAlive(t testing.TB, set *evidence.Set) {
	t.Helper()
	if len(set.Sched) > evidence.MaxSamples {
		t.Errorf("%d samples", len(set.Sched))
	}
	total := make([]int, len(set.Sched))
	now := 0
	for _, s := range set.Sites {
		now += s.Now()
		if s.Now() < 0 {
			t.Errorf("%s: %d alive", s.Entry.Func, s.Now())
		}
		if len(s.Alive) != len(set.Sched) {
			t.Errorf("%s: alive at %d samples of %d", s.Entry.Func, len(s.Alive), len(set.Sched))
			continue
		}
		for i, n := range s.Alive {
			if n < 0 {
				t.Errorf("%s: %d alive at sample %d", s.Entry.Func, n, i)
			}
			total[i] += int(n)
		}
	}
	if now != len(set.Goroutines) {
		t.Errorf("the sites have %d goroutines alive, there are %d", now, len(set.Goroutines))
	}
	for i, s := range set.Sched {
		if total[i] != s.Goroutines {
			t.Errorf("sample %d at %v: the sites have %d goroutines alive, there are %d", i, at(s.At), total[i], s.Goroutines)
		}
	}
}
