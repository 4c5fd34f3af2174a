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
	type creation struct {
		by    evidence.GoID
		stack *evidence.Stack
	}
	type fate struct {
		left  int
		ended bool
	}
	known := make(map[creation]fate)
	whole := c.whole()
	for _, g := range set.Goroutines {
		made := &g.Created
		if !made.Seen {
			continue
		}
		key := creation{made.By, made.Stack}
		f, ok := known[key]
		if !ok {
			f = fate{left: 1}
			switch creator := set.Goroutine(made.By); {
			case creator == nil:
				f.ended = whole && made.By.Known()
				if f.ended {
					f.left = 0
				}
			case !c.partial[made.By] && !calls(creator.Stack, made.Stack.Frames[0].Func):
				f.left = 0
			}
			known[key] = f
		}
		made.FramesLeft, made.Ended = int32(f.left), f.ended
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
