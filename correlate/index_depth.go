package correlate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Congestion is how goroutines waited for the locks inside package context, below one line of the program.
type Congestion struct {
	At      evidence.Frame
	Stack   *evidence.Stack // of the most waits
	Kind    evidence.Kind   // what counted them: a trace, a block or a mutex profile
	Waits   int64
	Longest time.Duration // in a trace
	Delay   time.Duration // in a profile, all together
	Share   float64       // of all delay at locks, in a profile
}

// Congested returns where goroutines waited for the locks inside package context, the most waits first; from
// the trace, else from a block or mutex profile.
func (ix *Index) Congested() []*Congestion {
	at := make(map[evidence.Frame]*Congestion)
	most := make(map[evidence.Frame]int64)
	add := func(s *evidence.Stack, kind evidence.Kind, n int64) *Congestion {
		home := ix.homeFrame(s)
		c := at[home]
		if c == nil {
			c = &Congestion{At: home, Kind: kind}
			at[home] = c
		}
		c.Waits += n
		if n > most[home] {
			most[home], c.Stack = n, s
		}
		return c
	}
	for _, w := range ix.Set.WaitSites {
		if ContextLock(w.Stack) {
			c := add(w.Stack, evidence.ExecutionTrace, int64(w.Ended))
			c.Longest = max(c.Longest, w.Longest)
		}
	}
	if len(at) == 0 {
		ix.delays(add)
	}
	out := make([]*Congestion, 0, len(at))
	for _, c := range at {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Congestion) int {
		return cmp.Or(cmp.Compare(b.Waits, a.Waits), cmp.Compare(a.At.Func, b.At.Func), cmp.Compare(a.At.Line, b.At.Line))
	})
	return out
}

// delays adds what one profile says: a block profile if there is one, else a mutex profile. The two count the same
// waits, from both ends.
func (ix *Index) delays(add func(*evidence.Stack, evidence.Kind, int64) *Congestion) {
	kind := evidence.MutexProfile
	if ix.Set.Has(evidence.BlockProfile) {
		kind = evidence.BlockProfile
	}
	all := time.Duration(0)
	var inside []*Congestion
	for _, c := range ix.Set.Contentions {
		if c.Kind != kind || !strings.HasPrefix(c.Stack.Leaf().Func, "sync.(") {
			continue
		}
		if all += c.Delay; ContextLock(c.Stack) {
			con := add(c.Stack, kind, c.Count)
			con.Delay += c.Delay
			inside = append(inside, con)
		}
	}
	for _, con := range inside {
		con.Share = float64(con.Delay) / float64(max(all, 1))
	}
}

// ContextLock reports whether s waits for, or lets go of, a lock of package context: that of a context which others are
// being derived from, taken out of, or cancelled with.
//
//	sync.(*Mutex).Lock < context.(*cancelCtx).propagateCancel < context.WithCancel < main.handle
func ContextLock(s *evidence.Stack) bool {
	lock := false
	for _, f := range s.All() {
		switch pkg := Package(f.Func); {
		case pkg == "context":
			return lock
		case pkg == "sync" || pkg == "internal/sync":
			lock = true
		case pkg != "runtime":
			return false
		}
	}
	return false
}

// A Nest is a chain of contexts, each derived from the one before.
type Nest struct {
	Depth   int  // how many
	AtLeast bool // there are more: the stack that shows them is cut
	Made    int  // how many of them the line At made; 0 when not known
	At      evidence.Frame
	Stack   *evidence.Stack
	Pos     evidence.Pos
	Told    bool // by an instrumented program; else seen on a stack
}

// Deepest returns the deepest chain of contexts that an instrumented program tells of, and those that are seen on
// stacks because package context calls itself once for each of them, by line of the program.
func (ix *Index) Deepest() []*Nest {
	var out []*Nest
	if n := ix.toldNest(); n != nil {
		out = append(out, n)
	}
	seen := make(map[evidence.Frame]*Nest)
	add := func(s *evidence.Stack, pos evidence.Pos) {
		n := nested(s)
		if n < 2 {
			return
		}
		at := ix.homeFrame(s)
		if have := seen[at]; have == nil || n > have.Depth {
			seen[at] = &Nest{Depth: n, AtLeast: len(s.Frames) >= 100, At: at, Stack: s, Pos: pos}
		}
	}
	for _, c := range ix.Set.CancelSites {
		pos := evidence.Pos{File: ix.Set.Sources[0].Path, Time: c.First, Timed: true}
		add(c.Stack, pos)
	}
	for _, g := range ix.Set.Goroutines {
		add(g.Stack, g.Pos)
	}
	for _, n := range seen {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *Nest) int {
		return cmp.Or(cmp.Compare(b.Depth, a.Depth), cmp.Compare(a.At.Func, b.At.Func), cmp.Compare(a.At.Line, b.At.Line))
	})
	return out
}

// nested counts the contexts that package context goes through on a stack: cancelling down, or looking a value up past
// contexts of the program's own.
func nested(s *evidence.Stack) int {
	cancels, values := 0, 0
	for _, f := range s.All() {
		switch f.Func {
		case "context.(*cancelCtx).cancel":
			cancels++
		case "context.value", "context.(*valueCtx).Value":
			values++
		}
	}
	return max(cancels, values)
}

// toldNest is the deepest chain of an instrumented program's living contexts, at the line that made most of it.
func (ix *Index) toldNest() *Nest {
	var deepest *evidence.Context
	for _, c := range ix.Set.Contexts {
		if deepest == nil || c.Depth > deepest.Depth {
			deepest = c
		}
	}
	if deepest == nil {
		return nil
	}
	n := &Nest{Depth: deepest.Depth + 1, Told: true, Pos: deepest.Pos, Stack: deepest.Stack, At: ix.homeFrame(deepest.Stack)}
	made := make(map[evidence.Frame]int)
	for c := deepest; c != nil; c = c.Parent {
		if c.Seen {
			at := ix.homeFrame(c.Stack)
			if made[at]++; made[at] > n.Made {
				n.Made, n.At, n.Stack = made[at], at, c.Stack
			}
		}
	}
	return n
}
