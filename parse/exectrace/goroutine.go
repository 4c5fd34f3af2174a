package exectrace

import (
	"math"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// goroutine is a living goroutine, or an ended one that a living one names as its creator.
type goroutine struct {
	id         trace.GoID
	state      evidence.State
	seen       bool // its state is known
	sinceKnown bool // it entered its state within the trace
	ended      bool
	since      evidence.Time
	endedAt    evidence.Time
	reason     string // the trace's word for what it waits for

	handle trace.Stack // its last stack, while that is not resolved
	stack  *stack      // its last resolved stack; see state.resolve

	// How it was created; seen is false for one that existed before the trace.
	site      *site
	creator   *goroutine // nil when not seen
	createdBy trace.GoID
	createdAt evidence.Time
	born      bool // its creation was seen
	entry     evidence.Frame

	framesLeft  int   // of the creation stack, see kids.go
	handed      uint8 // see evidence.Creation
	creatorWoke *wake // see kids.go

	woken    *wake   // the last time a cancel or a timer woke it
	kidWoken *wake   // the last time a cancel woke a goroutine it created
	cancels  *cancel // the cancel it is carrying out

	kids     []*goroutine // see kids.go
	deadKids int
	watched  *stack // its stack at the last look at kids

	regions []string
	uses    []ctxUse // of contexts, when the program is instrumented
}

// create takes in a goroutine's creation.
func (st *state) create(id trace.GoID, ev *trace.Event, t *trace.StateTransition, to trace.GoState) {
	by := ev.Goroutine()
	g := &goroutine{id: id, seen: true, born: true, createdBy: by, createdAt: st.now, since: st.now, sinceKnown: true}
	if start := st.stacks.get(t.Stack); start != nil {
		g.entry = start.Leaf()
		g.stack = start
	}
	var at *stack
	if ev.Stack() != trace.NoStack {
		at = st.stacks.get(ev.Stack())
	}
	g.site = st.sites.get(at, g.entry)
	st.gs[id] = g
	st.line.create()
	g.site.created++
	g.site.change(&st.line, 1)
	if isDeadline(g.entry.Func) {
		st.deadline(g) // nobody starts it but a timer, whoever was current
	} else if creator := st.gs[by]; creator != nil {
		st.adopt(creator, g, at)
		g.inherit(creator, at, st.now)
	}
	st.enter(g, to)
}

// discover takes in a goroutine that existed before the trace began.
func (st *state) discover(id trace.GoID, t *trace.StateTransition) *goroutine {
	g := &goroutine{id: id, createdBy: trace.NoGoroutine}
	if s := st.stacks.get(t.Stack); s != nil {
		g.entry = s.Root()
	}
	g.site = st.sites.get(nil, g.entry)
	st.gs[id] = g
	st.line.discover()
	g.site.before++
	return g
}

// status takes in what a generation says of a goroutine that did not change.
func (st *state) status(g *goroutine, t *trace.StateTransition, to trace.GoState) {
	if t.Stack != trace.NoStack {
		g.handle = t.Stack
	}
	if g.reason == "" {
		g.reason = t.Reason
	}
	if !g.seen {
		st.line.move(g.state, states[to])
		g.state, g.seen = states[to], true
	}
}

// rename moves g, which is older than the trace and had not shown a stack yet, to the site of entry.
func (st *state) rename(g *goroutine, entry evidence.Frame) {
	g.entry = entry
	if g.born {
		return
	}
	g.site.before--
	g.site = st.sites.get(nil, entry)
	g.site.before++
}

// block takes in that g begins to wait.
func (st *state) block(g *goroutine, ev *trace.Event, t *trace.StateTransition) {
	g.reason = t.Reason
	if ev.Stack() != trace.NoStack {
		g.handle = ev.Stack()
	}
	st.observe(g, ev)
}

// unblock takes in that g was woken.
func (st *state) unblock(g *goroutine, ev *trace.Event) {
	if g.sinceKnown {
		st.span(g)
	}
	at := st.resolve(g)
	waker := st.gs[ev.Goroutine()]
	var byCancel, byTimer bool
	if waker == nil {
		// The scheduler: the network poller, or a timer, which alone fills a channel without a goroutine.
		byTimer = g.reason == "select" || g.reason == "chan receive"
	} else {
		s := st.stacks.get(ev.Stack())
		if byCancel = s != nil && s.cancel != notCancel; byCancel {
			g.woken = st.wake(g, st.cancel(waker, s))
			if g.creator != nil {
				g.creator.kidWoken = g.woken
			}
		} else {
			st.handed(g, waker)
		}
	}
	if byTimer {
		g.woken = st.wake(g, nil)
	}
	if at != nil {
		st.woke(g, at, byCancel, byTimer)
	}
}

// handed notes that a woke b, other than by a cancel, or the other way round, if one created the other.
func (st *state) handed(a, b *goroutine) {
	child := a
	if b.creator == a {
		child = b
	} else if a.creator != b {
		return
	}
	child.site.handed++
	child.handed = uint8(min(int(child.handed)+1, math.MaxUint8))
}

// end takes in that g has ended.
func (st *state) end(g *goroutine) {
	delete(st.gs, g.id)
	g.ended, g.endedAt = true, st.now
	st.line.end(g.state)
	g.site.ended++
	if g.born {
		g.site.lived = max(g.site.lived, st.now.Sub(g.createdAt))
	}
	g.site.change(&st.line, -1)
	st.orphan(g)
	// From here on g is only what its living children need to know of their creator.
	if g.creator != nil {
		g.creator.lose()
		g.creator = nil
	}
	g.regions, g.uses, g.handle = nil, nil, trace.NoStack
}

// resolve makes g.stack its last stack, before the handle goes stale.
func (st *state) resolve(g *goroutine) *stack {
	if g.handle != trace.NoStack {
		g.stack = st.stacks.get(g.handle)
		g.handle = trace.NoStack
		if g.entry.Func == "" {
			st.rename(g, g.stack.Root())
		}
	}
	return g.stack
}
