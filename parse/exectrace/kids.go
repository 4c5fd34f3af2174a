package exectrace

import (
	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Has the function that started a goroutine returned? Each goroutine keeps a list of its living
// children. A child's framesLeft is how many of the outermost frames of its creation stack the creator
// has never left since. Whenever the creator shows a stack, the frames it shares with the stack before
// are still there and the others have returned, so
//
//	framesLeft = min(framesLeft, frames shared between two consecutive stacks)
//
// The list is ordered by framesLeft: a new child's creation stack is the creator's stack of that moment,
// so every earlier child has been lowered to what it shares with it and cannot have more. Lowering
// therefore touches only the end of the list, and each child at most once per frame.
//
// When a frame returns after a cancel or a timer woke the creator, the child remembers that wake-up:
// it is the candidate for "the other side gave up".

// maxFrames is the runtime's limit on the frames of a trace stack. A stack that long has lost its outer
// frames, so it cannot be compared from the outermost one.
const maxFrames = 128

// adopt makes g a child of creator; at is the creator's stack at the go statement.
func (st *state) adopt(creator, g *goroutine, at *stack) {
	g.creator = creator
	if at == nil {
		return
	}
	g.framesLeft = len(at.Frames)
	if len(at.Frames) >= maxFrames {
		return // never seen to leave any, which is all that can be said
	}
	st.look(creator, at)
	creator.kids = append(creator.kids, g)
	creator.watched = at
}

// observe looks at an event that shows g's own stack.
func (st *state) observe(g *goroutine, ev *trace.Event) {
	if len(g.kids) == 0 || ev.Stack() == trace.NoStack || ev.Goroutine() != g.id {
		return
	}
	if s := st.stacks.get(ev.Stack()); s != nil {
		st.look(g, s)
	}
}

// look lowers g's children to the frames that now is sharing with the stack before.
func (st *state) look(g *goroutine, now *stack) {
	if len(g.kids) == 0 || now == g.watched || len(now.Frames) >= maxFrames {
		return
	}
	g.lower(g.watched.Shared(now.Stack))
	g.watched = now
}

// lower notes that all but the outermost left frames of g have returned.
func (g *goroutine) lower(left int) {
	i := len(g.kids)
	for i > 0 && g.kids[i-1].framesLeft > left {
		i--
		kid := g.kids[i]
		kid.framesLeft = left
		if kid.creatorWoke == nil {
			kid.creatorWoke = g.wokenAfter(kid.createdAt)
		}
	}
	if left == 0 {
		clear(g.kids[i:])
		g.kids = g.kids[:i]
	}
}

// wokenAfter returns the last wake-up of g by a cancel or a timer, if it came after t.
func (g *goroutine) wokenAfter(t evidence.Time) *wake {
	if g.woken != nil && g.woken.at >= t {
		return g.woken
	}
	return nil
}

// orphan notes that g has ended, so that every frame of it has returned.
func (st *state) orphan(g *goroutine) {
	g.lower(0)
	g.kids, g.watched = nil, nil
}

// lose notes that one of g's children has ended, and drops the dead when they are the greater part.
func (g *goroutine) lose() {
	g.deadKids++
	if g.deadKids < 16 || g.deadKids <= len(g.kids)/2 {
		return
	}
	living := g.kids[:0]
	for _, kid := range g.kids {
		if !kid.ended {
			living = append(living, kid)
		}
	}
	clear(g.kids[len(living):])
	g.kids, g.deadKids = living, 0
}
