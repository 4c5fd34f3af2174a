package parse

import (
	"fmt"
	"slices"

	"github.com/ctxscope/ctxscope/parse/dump"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// joinCounted adds goroutine profiles, which have no ids: they stand in for a dump when there is neither that nor a
// trace. The last one is how things are now, the last whole one where that is cut; several are a series. The
// runtime's verdicts, of leak profiles, are marked in whatever gave the goroutines.
func joinCounted(set *evidence.Set, counted, leaks []*evidence.Set) {
	if len(set.Goroutines) == 0 && len(counted) > 0 {
		counted = inSteps(set, counted)
		set.Goroutines = counted[len(counted)-1].Goroutines
		for _, s := range slices.Backward(counted) {
			if !s.Partial() {
				set.Goroutines = s.Goroutines
				break
			}
		}
		if series := dump.Series(counted...); len(series) > 1 {
			set.Series = append(set.Series, series...)
		}
	}
	if len(set.Goroutines) == 0 && len(leaks) > 0 {
		set.Goroutines = leaks[len(leaks)-1].Goroutines
	}
	for _, s := range leaks {
		markLeaked(set.Goroutines, s.Goroutines)
	}
}

// joinHeaps puts heaps in time order. The last one is how the memory is now; several are a series.
func joinHeaps(set *evidence.Set, heaps []*evidence.Set) {
	if len(heaps) == 0 {
		return
	}
	heaps = inSteps(set, heaps)
	set.Allocs = heaps[len(heaps)-1].Allocs
	var series []*evidence.Snapshot
	for _, s := range heaps {
		if series = append(series, s.Series...); len(s.Series) == 0 {
			series = append(series, &evidence.Snapshot{Source: s.Sources[0], At: s.Sources[0].Wall, Allocs: s.Allocs})
		}
	}
	if len(series) > 1 {
		set.Series = append(set.Series, series...)
	}
}

// inSteps returns the profiles that may be steps of one series, in time order where all of them tell their time, else
// as given. A text tells none unless a log does for it: beside two that do it is no step, as it might be any.
func inSteps(set *evidence.Set, profiles []*evidence.Set) []*evidence.Set {
	untimed := func(s *evidence.Set) bool { return lastSeen(s).IsZero() }
	if timed := slices.DeleteFunc(slices.Clone(profiles), untimed); len(timed) > 1 && len(timed) < len(profiles) {
		for _, s := range profiles {
			if src := s.Sources[0]; untimed(s) && src.Note == "" {
				src.Note = "left out of the series: it does not tell its time, as a debug=1 profile"
			}
		}
		profiles = timed
	}
	if !slices.ContainsFunc(profiles, untimed) {
		slices.SortStableFunc(profiles, func(a, b *evidence.Set) int { return lastSeen(a).Compare(lastSeen(b)) })
	}
	return oneProgram(set, profiles)
}

// oneProgram returns the profiles of the program that wrote the last of them. The others would be steps in which all
// that it does appeared at once; they are named as not joined.
func oneProgram(set *evidence.Set, profiles []*evidence.Set) []*evidence.Set {
	program := profiles[len(profiles)-1].Sources[0].Program
	return slices.DeleteFunc(profiles, func(s *evidence.Set) bool {
		src := s.Sources[0]
		if src.Program == program || src.Program == "" || program == "" {
			return false
		}
		apart(set, src, fmt.Sprintf("it is of another program, %s and not %s", src.Program, program))
		return true
	})
}
