package profile

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/pprof/profile"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// contentionSamples reads a block or mutex profile and tells which of them it is.
func (b *builder) contentionSamples(p *profile.Profile, col columns) evidence.Kind {
	kind := evidence.BlockProfile
	for _, s := range p.Sample {
		stack := b.stacks.locations(s.Location)
		if unlocks(stack) && p.PeriodType.Type != "trace" {
			kind = evidence.MutexProfile
		}
		b.contend(stack, col.of(s, "contentions"), time.Duration(col.of(s, "delay")))
	}
	if p.PeriodType.Type == "trace" {
		b.traced()
	}
	return kind
}

// unlocks reports whether a stack is one a mutex profile is charged to: that of the goroutine that let go
// of a lock (sync/mutex.go, runtime/lock_*.go). In a block profile the leaf is what blocked: a Lock, a
// channel operation, a Wait.
func unlocks(s *evidence.Stack) bool {
	leaf := s.Leaf().Func
	switch {
	case strings.HasPrefix(leaf, "sync.("), strings.HasPrefix(leaf, "internal/sync.("):
		return strings.HasSuffix(leaf, "Unlock") || strings.HasSuffix(leaf, "nlockSlow")
	}
	return leaf == "runtime.unlock" || leaf == "runtime.unlock2" || leaf == "runtime._LostContendedRuntimeLock" ||
		leaf == "runtime._LostContendedLock" || leaf == "sync.runtime_Semrelease" || leaf == "internal/sync.runtime_Semrelease"
}

// contend adds up what was held up at one stack.
func (b *builder) contend(s *evidence.Stack, count int64, delay time.Duration) {
	c := b.contentions[s]
	if c == nil {
		c = &evidence.Contention{Stack: s}
		b.contentions[s] = c
	}
	c.Count += count
	c.Delay += delay
}

// contended returns the contentions, all of one kind, the longest delay first.
func (b *builder) contended() []*evidence.Contention {
	out := slices.Collect(maps.Values(b.contentions))
	for _, c := range out {
		c.Kind = b.src.Kind
	}
	slices.SortFunc(out, func(a, b *evidence.Contention) int {
		return cmp.Or(cmp.Compare(b.Delay, a.Delay), cmp.Compare(b.Count, a.Count), compareStacks(a.Stack, b.Stack))
	})
	return out
}

func compareStacks(a, b *evidence.Stack) int {
	return slices.CompareFunc(a.All(), b.All(), func(x, y evidence.Frame) int {
		return cmp.Or(strings.Compare(x.Func, y.Func), strings.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
}
