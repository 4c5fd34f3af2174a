package parse

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// join makes one Set of what the files gave.
//
// A goroutine id means something within one process run only. So one file is the incident, the trace if
// there is one, else the last dump, and the others are joined to it by id if they agree with it on what
// those ids are; a file of another run is named as not joined. Profiles have no ids: they are joined by
// function, as far as a rule does that, and only stand in for a dump when there is none.
//
// A bundle was joined before it was written, and goes with nothing else.
func join(sets []*evidence.Set) *evidence.Set {
	if i := slices.IndexFunc(sets, func(s *evidence.Set) bool { return s.Has(evidence.Bundle) }); i >= 0 {
		for _, other := range slices.Delete(slices.Clone(sets), i, i+1) {
			refuse(sets[i], other, "a bundle is an incident of its own; give it alone, or the others without it")
		}
		return sets[i]
	}
	kinds := make(map[evidence.Kind][]*evidence.Set)
	for _, s := range sets {
		kinds[s.Sources[0].Kind] = append(kinds[s.Sources[0].Kind], s)
	}
	traces, dumps := kinds[evidence.ExecutionTrace], kinds[evidence.GoroutineDump]
	slices.SortStableFunc(traces, func(a, b *evidence.Set) int { return later(b.Sources[0], a.Sources[0]) })

	set := &evidence.Set{}
	if len(traces) > 0 {
		set = traces[0]
	}
	for _, other := range tail(traces) {
		refuse(set, other, "of several execution traces one is analysed, "+chosen(set.Sources[0], other.Sources[0])+"; give this one alone to see it")
	}
	joinDumps(set, dumps)
	joinCounted(set, kinds[evidence.Goroutines], kinds[evidence.GoroutineLeak])
	for _, s := range sets {
		switch s.Sources[0].Kind {
		case evidence.ExecutionTrace, evidence.GoroutineDump:
			continue
		case evidence.SchedTrace:
			joinSched(set, s)
		}
		absorb(set, s)
	}
	joinHeaps(set, kinds[evidence.HeapProfile])
	return set
}

// joinSched adds the goroutines of scheddetail when nothing else has any. They have no stacks: beside those of a dump
// they would be steps of a series in which everybody has gone from where it was.
func joinSched(set, s *evidence.Set) {
	if len(set.Goroutines) == 0 {
		set.Goroutines, set.Series = s.Goroutines, append(set.Series, s.Series...)
	}
}

// absorb takes over the parts of s that need no joining. Its Series is the caller's business.
func absorb(set, s *evidence.Set) {
	set.Sources = append(set.Sources, s.Sources...)
	set.Problems = append(set.Problems, s.Problems...)
	set.Resources = append(set.Resources, s.Resources...)
	set.Contentions = append(set.Contentions, s.Contentions...)
	set.Load = append(set.Load, s.Load...)
	set.Benchmarks = append(set.Benchmarks, s.Benchmarks...)
}

// refuse lists the sources of a file that is not joined, and why.
func refuse(set, s *evidence.Set, why string) {
	for _, src := range s.Sources {
		src.Apart = why
	}
	set.Sources = append(set.Sources, s.Sources...)
	set.Problems = append(set.Problems, s.Problems...)
	apart(set, s.Sources[0], why)
}

// apart says why a source is not joined.
func apart(set *evidence.Set, src *evidence.Source, why string) {
	src.Apart = why
	set.Problems = append(set.Problems, evidence.Problem{Pos: evidence.Pos{File: src.Path}, Message: "not joined: " + why})
}

// markLeaked carries the runtime's verdict from a leak profile, which counts stacks, to goroutines with
// ids: those with an equal stack, if there are as many as the profile counted. If there are more, which
// of them are meant cannot be told.
func markLeaked(to, from []*evidence.Goroutine) {
	leaked := make(map[string]int)
	for _, g := range from {
		if g.Leaked {
			leaked[identity(g.Stack)]++
		}
	}
	if len(leaked) == 0 {
		return
	}
	same := make(map[string][]*evidence.Goroutine)
	for _, g := range to {
		if id := identity(g.Stack); leaked[id] > 0 {
			same[id] = append(same[id], g)
		}
	}
	for id, gs := range same {
		if len(gs) <= leaked[id] {
			for _, g := range gs {
				g.Leaked = true
			}
		}
	}
}

func tail[T any](s []T) []T { return s[min(1, len(s)):] }

// later compares the ends of two sources on the wall clock, else their lengths.
func later(a, b *evidence.Source) int {
	at, okA := a.At(a.To)
	bt, okB := b.At(b.To)
	if okA && okB {
		return at.Compare(bt)
	}
	return cmp.Compare(a.Window(), b.Window())
}

// chosen names the trace that is analysed, and what it has over another.
func chosen(one, other *evidence.Source) string {
	_, timed := one.At(one.To)
	if _, also := other.At(other.To); timed && also {
		return one.Path + ", which ends later"
	}
	return one.Path + ", which is longer"
}
