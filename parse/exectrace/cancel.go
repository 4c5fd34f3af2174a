package exectrace

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// cancelKind is what a waker's stack says about cancels.
type cancelKind uint8

const (
	notCancel cancelKind = iota
	explicitCancel
	deadlineCancel
)

// wake is one goroutine being woken by a cancel, or by a timer when cancel is nil.
type wake struct {
	goroutine evidence.GoID
	at        evidence.Time
	cancel    *cancel
	reason    string
	stack     *stack // where it waited
	blocked   time.Duration
}

// cancel is one end of a context. It lives as long as a wake-up of it matters to a living goroutine.
type cancel struct {
	at    evidence.Time
	last  evidence.Time // of the last wake-up
	kind  evidence.CancelKind
	by    evidence.GoID
	stack *stack
	site  *cancelSite
	woke  []*wake
}

// cancelSite counts the cancels of one stack.
type cancelSite struct {
	evidence.CancelSite
	waits map[*stack]int
}

// storm is how many goroutines a cancel must wake to be kept for its own sake, and maxStorms how many
// such cancels are kept.
const (
	storm     = 16
	maxStorms = 1000
)

type cancelTable struct {
	sites  map[*stack]*cancelSite
	storms []*cancel
}

func newCancelTable() cancelTable { return cancelTable{sites: make(map[*stack]*cancelSite)} }

// classify says whether a waker's stack is a cancel, at which frame package context was called, and
// whether a deferred call called it.
//
//	runtime.… < context.(*cancelCtx).cancel < … < context.WithCancel.func1 < main.handler
//	                                                                         ^ site
//
// A mutex waiter woken by the Unlock inside cancel has sync frames above it and is no cancel. In a deep
// chain of contexts all frames may be context's: then there is no site.
func classify(frames []evidence.Frame) (kind cancelKind, site int, deferred bool) {
	i := 0
	for i < len(frames) && strings.HasPrefix(frames[i].Func, "runtime.") {
		i++
	}
	if i == len(frames) || frames[i].Func != "context.(*cancelCtx).cancel" {
		return notCancel, -1, false
	}
	for i < len(frames) && contextual(frames[i].Func) {
		i++
	}
	if i == len(frames) {
		if isDeadline(frames[i-1].Func) {
			return deadlineCancel, -1, false
		}
		return explicitCancel, -1, false
	}
	for i < len(frames)-1 && isDeferring(frames[i].Func) {
		i, deferred = i+1, true
	}
	return explicitCancel, i, deferred
}

// isDeadline reports whether f is the function a context's timer runs: WithDeadline.func1 to func3,
// WithDeadlineCause.func1 to func3, and whatever number comes next.
func isDeadline(f string) bool { return strings.HasPrefix(f, "context.WithDeadline") }

// isDeferring reports whether f is what the runtime or the compiler puts between a deferred call and
// the function that deferred it.
func isDeferring(f string) bool {
	switch f {
	case "runtime.deferreturn", "runtime.gopanic", "runtime.Goexit", "runtime.deferCallSave", "runtime.panicmem", "runtime.sigpanic":
		return true
	}
	return strings.Contains(f, ".deferwrap")
}

// deadline takes in the start of a context's timer goroutine g: the deadline has passed, whether or not
// somebody waits for it.
func (st *state) deadline(g *goroutine) {
	g.cancels = st.newCancel(evidence.Deadline, g, g.stack)
}

// sameCancel is the longest pause between two wake-ups by one goroutine with one stack that are taken
// for the same cancel.
const sameCancel = evidence.Time(time.Millisecond)

// cancel returns the cancel that by is carrying out with stack s.
func (st *state) cancel(by *goroutine, s *stack) *cancel {
	c := by.cancels
	if c != nil && c.kind == evidence.Deadline {
		if c.stack != s && len(c.woke) == 0 {
			c.stack = s // the stack in the act says more than the one at the start
		}
		return c
	}
	if c == nil || c.stack != s || st.now-c.last > sameCancel {
		kind := evidence.Explicit
		if s.cancel == deadlineCancel {
			kind = evidence.Deadline // the start of its goroutine was not seen
		}
		c = st.newCancel(kind, by, s)
		by.cancels = c
	}
	return c
}

func (st *state) newCancel(kind evidence.CancelKind, by *goroutine, s *stack) *cancel {
	site := st.cancels.site(kind, s)
	if site.Count == 0 {
		site.First = st.now
	}
	site.Count++
	site.Last = st.now
	st.line.cancels++
	return &cancel{at: st.now, last: st.now, kind: kind, by: evidence.GoID(by.id), stack: s, site: site}
}

// wake notes that g was woken by c, or by a timer when c is nil.
func (st *state) wake(g *goroutine, c *cancel) *wake {
	w := &wake{goroutine: evidence.GoID(g.id), at: st.now, cancel: c, reason: g.reason, stack: st.resolve(g), blocked: st.now.Sub(g.since)}
	if c == nil {
		return w
	}
	c.last = st.now
	c.woke = append(c.woke, w)
	c.site.Woke++
	if w.stack != nil {
		c.site.waits[w.stack]++
	}
	if len(c.woke) == storm && len(st.cancels.storms) < maxStorms {
		st.cancels.storms = append(st.cancels.storms, c)
	}
	return w
}

func (t *cancelTable) site(kind evidence.CancelKind, s *stack) *cancelSite {
	cs := t.sites[s]
	if cs == nil {
		cs = &cancelSite{waits: make(map[*stack]int)}
		cs.Kind, cs.Site, cs.Stack = kind, -1, s.facts()
		if s != nil {
			cs.Site, cs.Deferred = s.site, s.deferred
		}
		t.sites[s] = cs
	}
	return cs
}

// facts returns the sites as evidence, the most frequent first.
func (t *cancelTable) facts() []*evidence.CancelSite {
	out := make([]*evidence.CancelSite, 0, len(t.sites))
	for _, cs := range t.sites {
		c := cs.CancelSite
		c.Waits = make(map[*evidence.Stack]int, len(cs.waits))
		for s, n := range cs.waits {
			c.Waits[s.Stack] += n
		}
		out = append(out, &c)
	}
	slices.SortFunc(out, func(a, b *evidence.CancelSite) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.First, b.First), compareStacks(a.Stack, b.Stack))
	})
	return out
}
