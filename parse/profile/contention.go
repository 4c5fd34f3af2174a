package profile

import (
	"cmp"
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
		b.contentions = append(b.contentions, &evidence.Contention{
			Stack: stack, Count: col.of(s, "contentions"), Delay: time.Duration(col.of(s, "delay")),
		})
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

// contentions returns what was read, the longest delay first, of one kind and with equal stacks added up.
func contentions(read []*evidence.Contention, kind evidence.Kind) []*evidence.Contention {
	byStack := make(map[*evidence.Stack]*evidence.Contention)
	var out []*evidence.Contention
	for _, c := range read {
		c.Kind = kind
		if same := byStack[c.Stack]; same != nil {
			same.Count += c.Count
			same.Delay += c.Delay
			continue
		}
		byStack[c.Stack] = c
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b *evidence.Contention) int { return cmp.Compare(b.Delay, a.Delay) })
	return out
}
