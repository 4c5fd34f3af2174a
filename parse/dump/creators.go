package dump

import (
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// whole reports whether every goroutine of the program is in the dump, so that one that is missing has
// ended. The main goroutine is missing from dumps of a part: the one that panicked, or those of a
// synctest bubble.
func (c *census) whole() bool { return !c.cut && c.count > 1 && c.seen.has(1) }

// trace tells for each goroutine of the dump what became of its creator. Of one that is alive it is
// only known whether the creating function is on its stack, perhaps called anew.
func (c *census) trace(set *evidence.Set) {
	whole := c.whole()
	var creator *evidence.Goroutine
	last := evidence.NoGoID
	for _, g := range set.Goroutines {
		made := &g.Created
		if !made.Seen {
			continue
		}
		if made.By != last { // goroutines of one creator are often next to each other
			creator, last = set.Goroutine(made.By), made.By
		}
		switch {
		case creator == nil && whole && made.By.Known():
			made.Ended = true
		case creator == nil || c.partial[made.By] || calls(creator.Stack, made.Stack.Frames[0].Func):
			made.FramesLeft = 1
		}
	}
}

// calls reports whether fn is on the stack; true when there is no stack to tell.
func calls(s *evidence.Stack, fn string) bool {
	if s == nil {
		return true
	}
	for i := range s.Frames {
		if s.Frames[i].Func == fn {
			return true
		}
	}
	return false
}
