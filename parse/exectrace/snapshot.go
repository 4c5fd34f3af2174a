package exectrace

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// snapshot returns what was read so far as a partial Set of its own.
func (st *state) snapshot() *evidence.Set {
	set := st.set()
	src := *st.src
	src.Partial, src.Missing = true, "still reading"
	set.Sources = []*evidence.Source{&src}
	return set
}

// set returns what was read as evidence. The Set shares only stacks with st, which never change.
func (st *state) set() *evidence.Set {
	st.src.To, st.src.Events, st.src.Contexts = st.now, st.events, st.ctxs.seen
	for _, g := range st.gs {
		st.resolve(g) // may tell its function, and so its site
	}
	x := &exporter{
		st: st, cancels: make(map[*cancel]*evidence.Cancel), wakes: make(map[*wake]*evidence.Wake),
		ctxs: make(map[*ctx]*evidence.Context), entries: make(map[evidence.Frame]*evidence.Frame),
	}
	set := &evidence.Set{
		Sources:     []*evidence.Source{st.src},
		Goroutines:  make([]*evidence.Goroutine, 0, len(st.gs)),
		Sites:       st.sites.facts(len(st.line.samples)),
		CancelSites: st.cancels.facts(),
		WaitSites:   st.stacks.waitSites(),
		Spans:       st.spans.facts(),
		Sched:       st.line.facts(),
		Tasks:       st.user.tasks(),
		Logs:        st.user.logs.list(),
		Problems:    slices.Clone(st.problems),
	}
	for _, g := range st.gs {
		set.Goroutines = append(set.Goroutines, x.goroutine(g))
	}
	slices.SortFunc(set.Goroutines, func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) })
	x.contexts(set)
	for _, c := range st.cancels.storms {
		x.cancel(c)
	}
	for _, c := range x.cancels {
		set.Cancels = append(set.Cancels, c)
	}
	slices.SortFunc(set.Cancels, func(a, b *evidence.Cancel) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.By, b.By))
	})
	return set
}

// exporter makes evidence of the books, each cancel and wake-up once.
type exporter struct {
	st      *state
	cancels map[*cancel]*evidence.Cancel
	wakes   map[*wake]*evidence.Wake
	ctxs    map[*ctx]*evidence.Context
	entries map[evidence.Frame]*evidence.Frame
}

func (x *exporter) pos(t evidence.Time) evidence.Pos {
	return evidence.Pos{File: x.st.src.Path, Time: t, Timed: true}
}

func (x *exporter) goroutine(g *goroutine) *evidence.Goroutine {
	s := g.stack.facts()
	out := &evidence.Goroutine{
		ID: evidence.GoID(g.id), State: g.state, Since: g.since, SinceKnown: g.sinceKnown, Stack: s,
		Created: x.creation(g), History: x.history(g), Pos: x.pos(g.since),
	}
	switch g.state {
	case evidence.Waiting:
		out.Wait, out.WaitText = wait(g.reason, s), g.reason
	case evidence.Syscall:
		out.Wait = evidence.WaitSyscall
	}
	return out
}

func (x *exporter) creation(g *goroutine) evidence.Creation {
	return evidence.Creation{
		By: evidence.GoID(g.createdBy), Stack: g.site.stack.facts(), Runs: x.frame(g.entry), At: g.createdAt, Seen: g.born,
		FramesLeft: int32(g.framesLeft), Handed: g.handed, Ended: g.creator != nil && g.creator.ended,
	}
}

// frame returns f as the same pointer each time: few functions are run by many goroutines.
func (x *exporter) frame(f evidence.Frame) *evidence.Frame {
	one := x.entries[f]
	if one == nil {
		one = &f
		x.entries[f] = one
	}
	return one
}

// history returns what happened to g and its creator, nil when there is nothing to tell.
func (x *exporter) history(g *goroutine) *evidence.History {
	h := evidence.History{Woken: x.wake(g.woken), Regions: slices.Clone(g.regions)}
	if p := g.creator; p != nil {
		woke := g.creatorWoke
		if woke == nil && !p.ended {
			woke = p.wokenAfter(g.createdAt)
		}
		h.CreatorWoken = x.wake(woke)
		if w := p.kidWoken; w != nil && w.at >= g.createdAt && w.goroutine != evidence.GoID(g.id) {
			h.SiblingWoken = x.wake(w)
		}
		if p.ended {
			parent := x.creation(p) // p.creator is gone, so this ends here
			h.Parent, h.CreatorEnded = &parent, p.endedAt
		}
	}
	if h.Woken == nil && h.Regions == nil && h.CreatorWoken == nil && h.SiblingWoken == nil && h.Parent == nil {
		return nil
	}
	return &h
}

func (x *exporter) wake(w *wake) *evidence.Wake {
	if w == nil {
		return nil
	}
	if w.cancel != nil {
		x.cancel(w.cancel)
	}
	return x.bare(w)
}

// bare returns w without making sure that all of its cancel is there.
func (x *exporter) bare(w *wake) *evidence.Wake {
	out := x.wakes[w]
	if out == nil {
		out = &evidence.Wake{
			Goroutine: w.goroutine, At: w.at, Wait: wait(w.reason, w.stack.facts()), Stack: w.stack.facts(), Blocked: w.blocked,
		}
		x.wakes[w] = out
	}
	return out
}

func (x *exporter) cancel(c *cancel) {
	if x.cancels[c] != nil {
		return
	}
	out := &evidence.Cancel{At: c.at, Kind: c.kind, By: c.by, Stack: c.stack.facts(), Site: -1, Pos: x.pos(c.at)}
	if c.stack != nil {
		out.Site, out.Deferred = c.stack.site, c.stack.deferred
	}
	x.cancels[c] = out
	for _, w := range c.woke {
		wake := x.bare(w)
		wake.Cancel = out
		out.Woke = append(out.Woke, wake)
	}
}
