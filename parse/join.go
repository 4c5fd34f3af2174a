package parse

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// join makes one Set of what the files gave.
//
// A goroutine id means something within one process run only. So one file is the incident, the trace if
// there is one, else the last dump, and the others are joined to it by id if they agree with it on what
// those ids are; a file of another run is named as not joined. Profiles have no ids: they are joined by
// function, as far as a rule does that, and only stand in for a dump when there is none.
func join(sets []*evidence.Set) *evidence.Set {
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
	var heaps []*evidence.Snapshot
	for _, s := range sets {
		switch kind := s.Sources[0].Kind; kind {
		case evidence.ExecutionTrace, evidence.GoroutineDump:
		case evidence.HeapProfile:
			heaps = append(heaps, &evidence.Snapshot{Source: s.Sources[0], At: s.Sources[0].Wall, Allocs: s.Allocs})
			absorb(set, s)
		default:
			joinProfile(set, s)
		}
	}
	joinHeaps(set, heaps)
	return set
}

// joinHeaps puts heaps in time order. The last one is how the memory is now; several are a series. A text tells no
// time: beside two that do it is no step of the series, as it might be any.
func joinHeaps(set *evidence.Set, heaps []*evidence.Snapshot) {
	if len(heaps) == 0 {
		return
	}
	untimed := func(s *evidence.Snapshot) bool { return s.At.IsZero() }
	if timed := slices.DeleteFunc(slices.Clone(heaps), untimed); len(timed) > 1 && len(timed) < len(heaps) {
		for _, s := range heaps {
			if untimed(s) && s.Source.Note == "" {
				s.Source.Note = "left out of the series of heaps: it does not tell its time, as a debug=1 profile"
			}
		}
		heaps = timed
	}
	sortSnapshots(heaps)
	heaps = oneProgram(set, heaps)
	set.Allocs = heaps[len(heaps)-1].Allocs
	if len(heaps) > 1 {
		set.Series = append(set.Series, heaps...)
	}
}

// oneProgram returns the heaps of the program that wrote the last of them. The others would be steps in which all
// that it allocates appeared at once; they are named as not joined.
func oneProgram(set *evidence.Set, heaps []*evidence.Snapshot) []*evidence.Snapshot {
	program := heaps[len(heaps)-1].Source.Program
	return slices.DeleteFunc(heaps, func(s *evidence.Snapshot) bool {
		src := s.Source
		if src.Program == program || src.Program == "" || program == "" {
			return false
		}
		apart(set, src, fmt.Sprintf("it is of another program, %s and not %s", src.Program, program))
		return true
	})
}

// joinProfile adds a file that has no goroutine ids, or none that matter beside a trace or a dump.
func joinProfile(set, s *evidence.Set) {
	switch s.Sources[0].Kind {
	case evidence.Goroutines, evidence.GoroutineLeak:
		if len(set.Goroutines) == 0 || set.Sources[0].Kind == evidence.SchedTrace {
			set.Goroutines = s.Goroutines
		} else {
			markLeaked(set.Goroutines, s.Goroutines)
		}
	case evidence.SchedTrace:
		// Its goroutines have no stacks: beside those of a dump they would be steps of a series in which
		// everybody has gone from where it was.
		if len(set.Goroutines) == 0 {
			set.Goroutines, set.Series = s.Goroutines, append(set.Series, s.Series...)
		}
	}
	absorb(set, s)
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

// sortSnapshots puts snapshots in time order where all of them tell their time; else the order in which the
// files were given stands.
func sortSnapshots(series []*evidence.Snapshot) {
	if slices.ContainsFunc(series, func(s *evidence.Snapshot) bool { return s.At.IsZero() }) {
		return
	}
	slices.SortStableFunc(series, func(a, b *evidence.Snapshot) int { return a.At.Compare(b.At) })
}
