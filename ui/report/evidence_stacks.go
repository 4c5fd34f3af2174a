package report

import (
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// stackTable numbers the stacks that elements refer to. Sets of several files are interned each for itself,
// so equal stacks are looked for by content, too.
type stackTable struct {
	list  []*evidence.Stack
	index map[*evidence.Stack]int
	equal map[uint64][]int
	seed  maphash.Seed
}

func newStackTable() *stackTable {
	return &stackTable{index: map[*evidence.Stack]int{}, equal: map[uint64][]int{}, seed: maphash.MakeSeed()}
}

// of returns the index of s, nil for no stack.
func (t *stackTable) of(s *evidence.Stack) *int {
	if s == nil {
		return nil
	}
	i, ok := t.index[s]
	if !ok {
		i = t.add(s)
		t.index[s] = i
	}
	return &i
}

func (t *stackTable) add(s *evidence.Stack) int {
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, f := range s.Frames {
		maphash.WriteComparable(&h, f)
	}
	sum := h.Sum64()
	for _, i := range t.equal[sum] {
		if slices.Equal(t.list[i].Frames, s.Frames) {
			return i
		}
	}
	t.list = append(t.list, s)
	t.equal[sum] = append(t.equal[sum], len(t.list)-1)
	return len(t.list) - 1
}

func (t *stackTable) goroutine(g *evidence.Goroutine) evidenceGoroutine {
	past := g.Past()
	out := evidenceGoroutine{
		ID: id(g.ID), State: g.State.String(), Wait: string(g.Wait), WaitText: g.WaitText, Stack: t.of(g.Stack),
		Created: t.creation(&g.Created), Leaked: g.Leaked, Locked: g.Locked, Labels: map[string]string{},
		Holds: []evidenceHold{}, Regions: list(past.Regions), Pos: g.Pos.String(),
	}
	if g.SinceKnown {
		since := int64(g.Since)
		out.Since = &since
	}
	if w := past.Woken; w != nil {
		woken := t.wake(w)
		out.Woken = &woken
	}
	for _, l := range g.Labels {
		out.Labels[l.Key] = l.Value
	}
	for _, h := range g.Holds {
		out.Holds = append(out.Holds, evidenceHold{string(h.Role), string(h.Resource.Kind), address(h.Resource.Addr), index(h.Frame), h.Stale})
	}
	return out
}

func (t *stackTable) creation(c *evidence.Creation) evidenceCreation {
	out := evidenceCreation{Stack: t.of(c.Stack), Entry: entry(c.Entry()), FramesLeft: int(c.FramesLeft), Ended: c.Ended}
	if c.Seen {
		out.By = id(c.By)
	}
	if c.Seen && !c.Undated {
		at := int64(c.At)
		out.At = &at
	}
	return out
}

func (t *stackTable) wake(w *evidence.Wake) evidenceWake {
	return evidenceWake{int64(w.Goroutine), int64(w.At), w.Cancel != nil, string(w.Wait), t.of(w.Stack), int64(w.Blocked)}
}

func (t *stackTable) cancel(c *evidence.Cancel) evidenceCancel {
	out := evidenceCancel{
		At: int64(c.At), Kind: c.Kind.String(), By: id(c.By), Stack: t.of(c.Stack), Site: index(c.Site),
		Deferred: c.Deferred, Woke: []evidenceWake{}, Pos: c.Pos.String(),
	}
	for _, w := range c.Woke {
		out.Woke = append(out.Woke, t.wake(w))
	}
	return out
}

func (t *stackTable) cancelSite(c *evidence.CancelSite) evidenceCancelSite {
	return evidenceCancelSite{c.Kind.String(), t.of(c.Stack), index(c.Site), c.Count, c.Woke, int64(c.First), int64(c.Last)}
}

func (t *stackTable) site(s *evidence.Site) evidenceSite {
	return evidenceSite{t.of(s.Stack), entry(s.Entry), s.Before, s.Created, s.Ended, s.Handed, int64(s.Lived), list(s.Alive)}
}

func (t *stackTable) wait(w *evidence.WaitSite) evidenceWait {
	return evidenceWait{t.of(w.Stack), string(w.Wait), w.Ended, w.Cancelled, w.Timed, int64(w.Longest)}
}

func (t *stackTable) span(s evidence.Span) evidenceSpan {
	return evidenceSpan{int64(s.Goroutine), string(s.Wait), t.of(s.Stack), int64(s.From), int64(s.For)}
}

func (t *stackTable) alloc(a *evidence.AllocSite) evidenceAlloc {
	return evidenceAlloc{t.of(a.Stack), a.InUseObjects, a.InUseBytes, a.AllocObjects, a.AllocBytes, a.Samples}
}

func (t *stackTable) contention(c *evidence.Contention) evidenceContention {
	return evidenceContention{string(c.Kind), t.of(c.Stack), c.Count, int64(c.Delay)}
}

func (t *stackTable) still(s evidence.Still) evidenceStill {
	return evidenceStill{int64(s.ID), string(s.Wait), t.of(s.Stack)}
}

func frames(s *evidence.Stack) []jsonFrame {
	out := make([]jsonFrame, 0, len(s.Frames))
	for _, f := range s.Frames {
		out = append(out, jsonFrame{f.Func, f.File, f.Line})
	}
	return out
}

func entry(f evidence.Frame) *jsonFrame {
	if f == (evidence.Frame{}) {
		return nil
	}
	return &jsonFrame{f.Func, f.File, f.Line}
}

func id(g evidence.GoID) *int64 {
	if !g.Known() {
		return nil
	}
	n := int64(g)
	return &n
}

func index(i int) *int {
	if i < 0 {
		return nil
	}
	return &i
}

func address(a uint64) string { return "0x" + strconv.FormatUint(a, 16) }
