package correlate

import (
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// StartedInDefer returns the line that started g if it is in a deferred function: the source says so, or the
// creator's stack has the runtime's frame of a deferred call.
func (ix *Index) StartedInDefer(g *evidence.Goroutine) (evidence.Frame, bool) {
	at := ix.CreatedFrame(g)
	if c := ix.Code(at); c != nil {
		return at, c.In.Deferred
	}
	i := ix.CreatedAt(g)
	return at, i >= 0 && slices.ContainsFunc(g.Created.Stack.Frames[i:], func(f evidence.Frame) bool {
		return strings.Contains(f.Func, ".deferwrap") || f.Func == "runtime.deferreturn"
	})
}

// DerivedInDefer returns the context that g waits for, or has at hand, if a deferred function derived it: one that is
// on g's stack, or that started g.
func (ix *Index) DerivedInDefer(g *evidence.Goroutine) (evidence.Frame, *evidence.ContextOrigin) {
	around := append(slices.Clone(g.Stack.All()), g.Created.Stack.All()...)
	for _, f := range around {
		c := ix.Code(f)
		if c == nil || !c.In.Deferred {
			continue
		}
		for _, o := range ix.ContextsOf(g) {
			if o.Made.Func == c.In.Name {
				return f, o
			}
		}
	}
	return evidence.Frame{}, nil
}

// Endless reports whether o can be ended only by its own cancel: it descends from a context that never ends.
func Endless(o *evidence.ContextOrigin) bool {
	for depth := 0; o != nil && depth < 32; depth++ {
		switch o.Kind {
		case evidence.Background, evidence.TODO, evidence.WithoutCancel:
			return true
		case evidence.WithCancel, evidence.WithValue:
		default:
			return false
		}
		if len(o.Parents) == 0 {
			return false
		}
		o = o.Parents[0]
	}
	return false
}
