package source

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Limits on what is taken from the stacks.
const (
	maxFrames  = 20000 // distinct frames looked up
	maxCallers = 32    // of one function
	maxHints   = 4     // functions called by one frame
)

// stacks is what the evidence's stacks say that the source cannot: which calls were really made.
type stacks struct {
	frames  []evidence.Frame            // that matter, those of living goroutines first
	callers map[string][]evidence.Frame // by function: the frames that called it, or started it
	hints   map[evidence.Frame][]string // by frame: what it called, as functions or waits
	seen    map[*evidence.Stack]bool
	known   map[evidence.Frame]bool
	lines   map[evidence.Place]bool // lines that frames are at, without functions
	dropped bool
}

// collect goes over the stacks of set. Living goroutines come first: if there are too many frames, theirs
// are kept.
func collect(set *evidence.Set) *stacks {
	s := &stacks{
		callers: make(map[string][]evidence.Frame), hints: make(map[evidence.Frame][]string),
		seen: make(map[*evidence.Stack]bool), known: make(map[evidence.Frame]bool), lines: make(map[evidence.Place]bool),
	}
	for _, g := range set.Goroutines {
		s.stack(g.Stack)
		s.wait(g.Stack, g.Wait)
		s.stack(g.Created.Stack)
		s.started(g)
		past := g.Past()
		if past.Parent != nil {
			s.stack(past.Parent.Stack)
		}
		s.wake(past.CreatorWoken)
		s.wake(past.SiblingWoken)
		s.wake(past.Woken)
	}
	for _, w := range set.WaitSites {
		s.stack(w.Stack)
		s.wait(w.Stack, w.Wait)
	}
	for _, site := range set.Sites {
		s.stack(site.Stack)
		if site.Stack != nil {
			s.call(plain(site.Entry.Func), site.Stack.Leaf())
		}
	}
	for _, c := range set.Cancels {
		s.stack(c.Stack)
		for _, w := range c.Woke {
			s.wake(w)
		}
	}
	for _, c := range set.CancelSites {
		s.stack(c.Stack) // its Waits are in no order, and stand in WaitSites
	}
	return s
}

func (s *stacks) wake(w *evidence.Wake) {
	if w == nil {
		return
	}
	s.stack(w.Stack)
	s.wait(w.Stack, w.Wait)
	if w.Cancel != nil {
		s.stack(w.Cancel.Stack)
	}
}

// stack notes the frames of st, and who calls whom.
func (s *stacks) stack(st *evidence.Stack) {
	if st == nil || s.seen[st] {
		return
	}
	s.seen[st] = true
	for i, f := range st.Frames {
		if i > 0 {
			s.call(plain(st.Frames[i-1].Func), f)
			s.hint(f, st.Frames[i-1].Func)
		}
		if !plumbing(f) {
			s.frame(f)
		}
	}
}

// wait notes what the innermost frame outside the plumbing waits for.
func (s *stacks) wait(st *evidence.Stack, w evidence.Wait) {
	if w == "" {
		return
	}
	for _, f := range st.All() {
		if !plumbing(f) {
			s.hint(f, string(w))
			return
		}
	}
}

// started notes that the leaf of the creation stack starts what g runs.
func (s *stacks) started(g *evidence.Goroutine) {
	c := &g.Created
	if c.Stack == nil {
		return
	}
	s.call(plain(c.Entry().Func), c.Stack.Leaf())
	s.call(plain(g.Stack.Root().Func), c.Stack.Leaf())
}

func (s *stacks) call(function string, by evidence.Frame) {
	if function == "" || by.Line == 0 || plumbing(by) {
		return
	}
	list := s.callers[function]
	if len(list) >= maxCallers {
		return
	}
	for _, f := range list {
		if f == by {
			return
		}
	}
	s.callers[function] = append(list, by)
}

func (s *stacks) hint(f evidence.Frame, what string) {
	list := s.hints[f]
	if len(list) >= maxHints {
		return
	}
	for _, h := range list {
		if h == what {
			return
		}
	}
	s.hints[f] = append(list, what)
}

func (s *stacks) frame(f evidence.Frame) {
	if f.File == "" || f.Line <= 0 || s.known[f] || strings.HasPrefix(f.File, "<") {
		return
	}
	if len(s.frames) >= maxFrames {
		s.dropped = true
		return
	}
	s.known[f] = true
	s.lines[evidence.Place{File: f.File, Line: f.Line}] = true
	s.frames = append(s.frames, f)
}

// plumbing reports whether f only carries out what another frame asked for; its source explains nothing.
func plumbing(f evidence.Frame) bool {
	switch pkg, _ := split(f.Func); pkg {
	case "runtime", "sync", "internal/sync", "internal/poll", "sync/atomic", "syscall", "time", "context", "internal/syscall/unix", "internal/synctest", "runtime/pprof", "runtime/debug", "runtime/trace":
		return true
	default:
		return strings.HasPrefix(pkg, "internal/runtime/") || strings.HasPrefix(pkg, "runtime/internal/")
	}
}
