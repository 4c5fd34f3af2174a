package exectrace

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/exp/trace"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// ctx is one context of an instrumented program.
type ctx struct {
	evidence.Context // Parent, Stack and Uses are filled in by the exporter

	parent *ctx
	stack  *stack
	calls  []ctxCall
	again  bool // cancelled again, by another than its maker
}

type ctxCall struct {
	evidence.ContextCall
	stack *stack
}

// ctxUse is what a living goroutine did with a context.
type ctxUse struct {
	ctx      *ctx
	kind     evidence.UseKind
	at       evidence.Time
	stack    *stack
	boundary string
}

// ctxTable knows contexts by id. An id may come again at any time: a context that was dropped is then like
// one that is older than the trace, whose line says the most of it again.
type ctxTable struct {
	seen  int64 // told of; one that was dropped and is told of again counts again
	known map[evidence.ContextID]*ctx
	sweep int // when there are so many, those that matter no more are dropped
	bad   int // lines that could not be read
}

const (
	firstSweep  = 1 << 14
	maxContexts = 1 << 18 // known at a time
	recentEnded = 1 << 12 // of those that ended or only hold a value, and of those cancelled again
	maxUses     = 16      // of one goroutine
	maxBadLines = 8       // that are told one by one
)

func newCtxTable() ctxTable {
	return ctxTable{known: make(map[evidence.ContextID]*ctx), sweep: firstSweep}
}

// context takes in a line about a context.
func (st *state) context(ev *trace.Event, text string) {
	line, err := parseCtxLine(text)
	if err != nil {
		if st.ctxs.bad++; st.ctxs.bad <= maxBadLines {
			st.problems = append(st.problems, evidence.Problem{Pos: st.pos(), Message: "log event of category " + ctxCategory + ": " + err.Error()})
		}
		return
	}
	var at *stack
	if ev.Stack() != trace.NoStack {
		at = st.stacks.get(ev.Stack())
	}
	c := st.describe(&line)
	g := st.gs[ev.Goroutine()]
	switch line.verb {
	case "make":
		c.Seen, c.At, c.By, c.stack = true, st.now, evidence.GoID(ev.Goroutine()), at
		g.use(ctxUse{ctx: c, kind: evidence.Derives, at: st.now, stack: at})
	case "done":
		g.use(ctxUse{ctx: c, kind: evidence.Watches, at: st.now, stack: at})
	case "cross":
		g.use(ctxUse{ctx: c, kind: evidence.Crosses, at: st.now, stack: at, boundary: st.stacks.name(line.boundary)})
	case "cancel":
		c.Called = max(c.Called+1, line.call)
		c.again = c.again || c.Called > 1 && c.By != evidence.GoID(ev.Goroutine())
		if len(c.calls) < evidence.MaxCalls {
			call := evidence.ContextCall{At: st.now, By: evidence.GoID(ev.Goroutine()), Late: line.ended || line.call > 1}
			c.calls = append(c.calls, ctxCall{call, at})
		}
	}
	if len(st.ctxs.known) >= st.ctxs.sweep {
		st.dropContexts()
	}
}

// pos is the place of the current event.
func (st *state) pos() evidence.Pos {
	return evidence.Pos{File: st.src.Path, Time: st.now, Timed: true}
}

// describe returns the context that a line is about, with what every line says of it.
func (st *state) describe(l *ctxLine) *ctx {
	c := st.lookUp(l.id)
	c.Kind, c.Root, c.Depth = evidence.ContextKind(st.stacks.name(l.kind)), st.stacks.name(l.root), l.depth
	c.Via, c.Key = st.stacks.name(l.via), st.stacks.name(l.key)
	if l.timed && !c.Timed { // what later lines say of it differs by the time it took to write them
		c.Timed, c.Deadline = true, st.now+evidence.Time(l.in)
	}
	if l.parent > 0 && c.parent == nil {
		c.parent = st.lookUp(l.parent)
	}
	return c
}

func (st *state) lookUp(id evidence.ContextID) *ctx {
	c := st.ctxs.known[id]
	if c == nil {
		st.ctxs.seen++
		c = &ctx{}
		c.ID, c.By, c.Kind = id, evidence.NoGoID, evidence.UnknownCtx
		c.Pos = st.pos()
		st.ctxs.known[id] = c
	}
	return c
}

// use notes what g does with a context. A nil g is one that the trace does not know.
func (g *goroutine) use(u ctxUse) {
	if g == nil {
		return
	}
	g.uses = slices.DeleteFunc(g.uses, func(o ctxUse) bool { return o.ctx == u.ctx && o.kind == u.kind })
	if len(g.uses) == maxUses {
		// One that it has cancelled itself is likely to be of an earlier round of its loop.
		over := slices.IndexFunc(g.uses, func(o ctxUse) bool {
			return len(o.ctx.calls) > 0 && o.ctx.calls[0].By == evidence.GoID(g.id)
		})
		g.uses = slices.Delete(g.uses, max(over, 0), max(over, 0)+1)
	}
	g.uses = append(g.uses, u)
}

// inherit gives g the context that its creator had at hand last: made, watched or taken over in a function
// that is still active at the go statement.
func (g *goroutine) inherit(creator *goroutine, at *stack, now evidence.Time) {
	if at == nil {
		return
	}
	for _, u := range slices.Backward(creator.uses) {
		if u.kind == evidence.Inherits || u.stack == nil || len(u.ctx.calls) > 0 {
			continue
		}
		if i := user(u.stack.Frames); i >= 0 && u.stack.Shared(at.Stack) >= len(u.stack.Frames)-i {
			g.use(ctxUse{ctx: u.ctx, kind: evidence.Inherits, at: now, stack: at})
			return
		}
	}
}

// user returns the innermost frame that is neither ctxtrace's nor package context's, -1 when there is none.
func user(frames []evidence.Frame) int {
	return slices.IndexFunc(frames, func(f evidence.Frame) bool {
		return !contextual(f.Func) && !strings.HasPrefix(f.Func, "runtime/trace.")
	})
}

// contextual reports whether function belongs to package context, or to the one that instruments it,
// wherever its copy lies.
func contextual(function string) bool {
	dir, name := "", function
	if i := strings.LastIndexByte(function, '/'); i >= 0 {
		dir, name = function[:i+1], function[i+1:]
	}
	return dir == "" && strings.HasPrefix(name, "context.") || strings.HasPrefix(name, "ctxtrace.")
}

// dropContexts forgets contexts that matter no more. What a goroutine or another context refers to stays,
// though it is not found by its id any more.
func (st *state) dropContexts() {
	t := &st.ctxs
	var over, again []*ctx
	for _, c := range t.known {
		switch {
		case c.again:
			again = append(again, c)
		case c.over(st.now), c.Kind == evidence.WithValue, c.Kind == evidence.WithoutCancel:
			over = append(over, c)
		}
	}
	t.drop(over, recentEnded)
	t.drop(again, recentEnded)
	if len(t.known) > maxContexts/2 {
		all := make([]*ctx, 0, len(t.known))
		for _, c := range t.known {
			all = append(all, c)
		}
		t.drop(all, maxContexts/2)
	}
	t.sweep = min(2*len(t.known)+firstSweep, maxContexts)
}

// drop forgets all but the last of cs.
func (t *ctxTable) drop(cs []*ctx, last int) {
	slices.SortFunc(cs, func(a, b *ctx) int { return cmp.Compare(a.Pos.Time, b.Pos.Time) })
	for _, c := range cs[:max(len(cs)-last, 0)] {
		delete(t.known, c.ID)
	}
}

// over reports whether c has ended, as far as it and those just above it tell.
func (c *ctx) over(now evidence.Time) bool {
	for range 32 {
		if len(c.calls) > 0 || c.Timed && c.Deadline <= now {
			return true
		}
		if c.parent == nil || c.Kind == evidence.WithoutCancel {
			return false
		}
		c = c.parent
	}
	return false
}

// contexts adds the contexts that matter to set, whose goroutines are there already.
func (x *exporter) contexts(set *evidence.Set) {
	now := x.st.now
	for _, c := range x.st.ctxs.known {
		if c.again || !c.over(now) && c.Kind != evidence.WithValue && c.Kind != evidence.WithoutCancel {
			x.context(c)
		}
	}
	for _, g := range set.Goroutines {
		for _, u := range x.st.gs[trace.GoID(g.ID)].uses {
			c := x.context(u.ctx)
			c.Uses = append(c.Uses, evidence.ContextUse{Goroutine: g.ID, Kind: u.kind, At: u.at, Stack: u.stack.facts(), Boundary: u.boundary})
		}
	}
	for _, c := range x.ctxs {
		set.Contexts = append(set.Contexts, c)
	}
	// A context that was dropped and named again may be there twice.
	slices.SortFunc(set.Contexts, func(a, b *evidence.Context) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Pos.Time, b.Pos.Time))
	})
}

// context returns c as evidence, with its ancestors.
func (x *exporter) context(c *ctx) *evidence.Context {
	first := x.ctxs[c]
	var below *evidence.Context
	for ; c != nil; c = c.parent {
		out, known := x.ctxs[c]
		if !known {
			out = c.facts()
			x.ctxs[c] = out
		}
		if first == nil {
			first = out
		}
		if below != nil {
			below.Parent = out
		}
		if known {
			break // and so are those above
		}
		below = out
	}
	return first
}

// facts returns c as evidence, without what it refers to.
func (c *ctx) facts() *evidence.Context {
	out := c.Context
	out.Stack = c.stack.facts()
	for _, call := range c.calls {
		call.Stack = call.stack.facts()
		out.Calls = append(out.Calls, call.ContextCall)
	}
	return &out
}
