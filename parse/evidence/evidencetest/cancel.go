package evidencetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// wakeLine is one wake-up of a line, before it is known whose.
type wakeLine struct {
	goroutine evidence.GoID // only for a sibling
	at        evidence.Time
	kind      evidence.CancelKind
	timer     bool
	wait      evidence.Wait
	blocked   time.Duration // 0: since its creation, or that of whom it created
	stack     *evidence.Stack
	canceller *evidence.Stack
}

type cancelKey struct {
	at    evidence.Time
	stack *evidence.Stack
}

type wakeKey struct {
	goroutine evidence.GoID
	at        evidence.Time
}

// wake reads
//
//	TIME by explicit|deadline|timer [from WAIT] [after DURATION]: STACK [via STACK]
func (tl *timeline) wake(line string) (*wakeLine, error) {
	head, text, err := cut(line)
	if err != nil {
		return nil, err
	}
	c, err := split(head, "by", "from", "after")
	if err != nil {
		return nil, err
	}
	w := &wakeLine{wait: evidence.WaitSelect, blocked: c.duration("after")}
	if c.err != nil {
		return nil, c.err
	}
	if c.has("from") {
		w.wait = evidence.Wait(c.of["from"])
	}
	if w.at, err = tl.at(c.free); err != nil {
		return nil, err
	}
	text, via, explicit := strings.Cut(text, " via ")
	if w.stack, err = tl.stacks.stack(text); err != nil {
		return nil, err
	}
	switch by := c.of["by"]; {
	case by == "timer":
		w.timer = true
	case by == "deadline":
		w.kind, w.canceller = evidence.Deadline, tl.stacks.deadline()
	case by != "explicit":
		return nil, fmt.Errorf("by: want explicit, deadline or timer, got %q", by)
	case !explicit:
		return nil, errors.New("an explicit cancel needs its stack, after via")
	default:
		w.canceller, err = tl.stacks.canceller(via)
		return w, err
	}
	if explicit {
		return nil, errors.New("only an explicit cancel has a stack of the program, after via")
	}
	return w, nil
}

// sibling reads
//
//	ID woken WAKE
func (tl *timeline) sibling(line string) (*wakeLine, error) {
	id, rest, _ := strings.Cut(line, " ")
	n, err := strconv.ParseInt(id, 10, 32)
	text, ok := strings.CutPrefix(rest, "woken ")
	if err != nil || n < 1 || !ok {
		return nil, fmt.Errorf("want sibling ID woken, got %q", line)
	}
	w, err := tl.wake(text)
	if err != nil {
		return nil, err
	}
	w.goroutine = evidence.GoID(n)
	return w, nil
}

// wakeOf is the wake-up of goroutine id that w tells of, later by so much; nil when w is. Two lines that
// tell of the same one share it.
func (tl *timeline) wakeOf(w *wakeLine, id evidence.GoID, later, created evidence.Time) *evidence.Wake {
	if w == nil {
		return nil
	}
	key := wakeKey{id, w.at + later}
	if same := tl.wakes[key]; same != nil {
		return same
	}
	out := &evidence.Wake{Goroutine: id, At: w.at + later, Wait: w.wait, Stack: w.stack, Blocked: w.blocked}
	if out.Blocked == 0 {
		out.Blocked = out.At.Sub(created)
	}
	tl.wakes[key] = out
	tl.wakeOrder = append(tl.wakeOrder, out)
	if w.timer {
		return out
	}
	ck := cancelKey{out.At, w.canceller}
	c := tl.cancels[ck]
	if c == nil {
		c = &evidence.Cancel{At: out.At, Kind: w.kind, By: evidence.NoGoID, Stack: w.canceller, Pos: evidence.Pos{File: file, Time: out.At, Timed: true}}
		c.Site, c.Deferred = site(w.canceller)
		tl.cancels[ck] = c
	}
	c.Woke = append(c.Woke, out)
	out.Cancel = c
	return out
}

// canceller is a place that cancels.
type canceller struct {
	site  *evidence.CancelSite
	count int // cancels; -1: as many as were woken
	waits []*evidence.WaitSite
}

// canceller reads
//
//	explicit [count N]: STACK
//	deadline [count N]
func (tl *timeline) canceller(line string) (*canceller, error) {
	head, text, explicit := strings.Cut(line, ": ")
	c, err := split(head, "count")
	if err != nil {
		return nil, err
	}
	out := &canceller{count: c.number("count", -1), site: &evidence.CancelSite{Kind: evidence.Deadline, Stack: tl.stacks.deadline(), Last: tl.src.To}}
	switch {
	case c.err != nil:
		return nil, c.err
	case c.free == "explicit" && explicit:
		out.site.Kind = evidence.Explicit
		if out.site.Stack, err = tl.stacks.canceller(text); err != nil {
			return nil, err
		}
	case c.free != "deadline" || explicit:
		return nil, fmt.Errorf("want explicit with a stack or deadline without, got %q", line)
	}
	out.site.Site, out.site.Deferred = site(out.site.Stack)
	tl.cancellers = append(tl.cancellers, out)
	return out, nil
}

// wokeAt reads a line below a canceller:
//
//	at WAIT [times N] [longest DURATION]: STACK
func (tl *timeline) wokeAt(c *canceller, line string) error {
	rest, ok := strings.CutPrefix(line, "at ")
	if !ok {
		return fmt.Errorf("not a part of a canceller, got %q", line)
	}
	head, text, err := cut(rest)
	if err != nil {
		return err
	}
	cl, err := split(head, "times", "longest")
	if err != nil {
		return err
	}
	n := cl.number("times", 1)
	w := &evidence.WaitSite{Wait: evidence.Wait(cl.free), Ended: n, Cancelled: n, Longest: cl.duration("longest")}
	if cl.err != nil {
		return cl.err
	}
	w.Stack, err = tl.stacks.stack(text)
	c.waits = append(c.waits, w)
	return err
}

// cancelSites are the cancellers written, and those that follow from wake-ups, the most frequent first.
func (tl *timeline) cancelSites() []*evidence.CancelSite {
	var out []*evidence.CancelSite
	stated := make(map[*evidence.Stack]bool)
	for _, c := range tl.cancellers {
		stated[c.site.Stack] = true
		c.site.Waits = make(map[*evidence.Stack]int)
		for _, w := range c.waits {
			c.site.Woke += w.Ended
			c.site.Waits[w.Stack] += w.Ended
		}
		if c.site.Count = c.count; c.count < 0 {
			c.site.Count = c.site.Woke
		}
		out = append(out, c.site)
	}
	follow := make(map[*evidence.Stack]*evidence.CancelSite)
	for _, c := range tl.cancels {
		if stated[c.Stack] {
			continue
		}
		cs := follow[c.Stack]
		if cs == nil {
			cs = &evidence.CancelSite{
				Kind: c.Kind, Stack: c.Stack, Site: c.Site, Deferred: c.Deferred, First: c.At, Waits: make(map[*evidence.Stack]int),
			}
			follow[c.Stack] = cs
			out = append(out, cs)
		}
		cs.Count++
		cs.Woke += len(c.Woke)
		cs.First, cs.Last = min(cs.First, c.At), max(cs.Last, c.At)
		for _, w := range c.Woke {
			cs.Waits[w.Stack]++
		}
	}
	slices.SortFunc(out, func(a, b *evidence.CancelSite) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.First, b.First), compareStacks(a.Stack, b.Stack))
	})
	return out
}

// deadline is the stack of a context's timer that fires.
func (st stackTable) deadline() *evidence.Stack {
	return st.intern([]evidence.Frame{{Func: "context.(*cancelCtx).cancel"}, {Func: "context.(*timerCtx).cancel"}, {Func: "context.WithDeadlineCause.func2"}})
}

// canceller reads the stack of an explicit cancel; see the package doc for what may be left out.
func (st stackTable) canceller(text string) (*evidence.Stack, error) {
	s, err := st.stack(text)
	if err != nil || strings.HasPrefix(s.Leaf().Func, "context.") || strings.HasPrefix(s.Leaf().Func, "runtime.") {
		return s, err
	}
	made := []evidence.Frame{{Func: "context.(*cancelCtx).cancel"}, {Func: "context.WithCancel.func1"}}
	return st.intern(append(made, s.Frames...)), nil
}

// site finds the frame of a canceller's stack that called package context, past what the runtime and the
// compiler put between a deferred call and its function; -1 when there is none.
func site(s *evidence.Stack) (at int, deferred bool) {
	frames := s.All()
	for at < len(frames) && (strings.HasPrefix(frames[at].Func, "context.") || strings.HasPrefix(frames[at].Func, "runtime.")) {
		deferred = deferred || frames[at].Func == "runtime.deferreturn"
		at++
	}
	for at < len(frames)-1 && (strings.HasPrefix(frames[at].Func, "runtime.") || strings.Contains(frames[at].Func, ".deferwrap")) {
		at, deferred = at+1, true
	}
	if at == len(frames) {
		return -1, false
	}
	return at, deferred
}
