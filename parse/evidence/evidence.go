// Package evidence is the vocabulary of what an incident's files say: goroutines, stacks, cancels,
// blocked spans, creation sites. It holds facts only; what they mean is package correlate's business.
//
// Facts flow one way:
//
//	files ──parse/<format>──▶ evidence.Set ──correlate──▶ Result ──ui, ui/report──▶ a person
//
// Every format's parser fills the same Set, so a rule never asks which file a fact came from unless it
// wants to show it. A fact carries a Pos: the file, and the line or trace time at which it was read.
//
// The package is a leaf: standard library only, no I/O, no behaviour beyond look-ups on its own fields.
// Strings of a stranger's file are kept as read and made safe where they are shown.
package evidence

// A Set is everything that was read of one incident. Parsers append to it; nobody changes it afterwards.
// A nil or empty field means that no input could tell, not that there was nothing: see Source.
type Set struct {
	Sources []*Source

	// Goroutines are those alive at the end of the evidence, by id. Goroutines that ended are counted
	// in Sites, and named where a living one still refers to them.
	Goroutines []*Goroutine

	// Sites are the creation sites, the most goroutines alive first.
	Sites []*Site

	// Cancels are the cancels that still matter, by time: those that woke a goroutine which is alive, or
	// the creator of one, and those that woke many at once. CancelSites counts all of them.
	Cancels     []*Cancel
	CancelSites []*CancelSite

	// WaitSites are the places where goroutines wait, or waited and were woken, in no order.
	WaitSites []*WaitSite

	// Spans are the longest blocked intervals that came to an end, by start.
	Spans []Span

	// Sched are samples over time, evenly spaced, at most MaxSamples. Site.Alive runs parallel to it.
	Sched []SchedSample

	Tasks []*Task // user tasks: those still open, and the most recent of those that ended, by start
	Logs  []Log   // the most recent user log entries, by time

	// Contexts are those that an instrumented program told of, by id: the living ones, those that living
	// goroutines have to do with, those of which another than the maker called the cancel again, and the
	// ancestors of all. Empty for a program that is not instrumented.
	Contexts []*Context

	// Resources are the channels, locks and contexts that dumps name by address, in order of address.
	Resources []*Resource

	// Series are the snapshots of one process in time order, when there are several: dumps, or heaps. The
	// last one of dumps is also what Goroutines holds.
	Series []*Snapshot

	Allocs      []*AllocSite  // heap profile of the latest snapshot, the most bytes in use first
	Contentions []*Contention // block and mutex profiles, the longest delay first
	Load        []LoadSample  // schedtrace, in time order
	Benchmarks  []BenchResult // in the order read

	// Code is what the source says at the frames that matter, when source was given.
	Code map[Frame]*Code

	// Renamed are the fingerprints that chains had before a bundle's redaction replaced the names which
	// fingerprints are made of, by those they have with the replaced names. Nil for what is not redacted.
	Renamed map[string]string

	Problems []Problem
}

// Goroutine returns the living goroutine with the given id, or nil.
func (s *Set) Goroutine(id GoID) *Goroutine {
	lo, hi := 0, len(s.Goroutines)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s.Goroutines[mid].ID < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.Goroutines) && s.Goroutines[lo].ID == id {
		return s.Goroutines[lo]
	}
	return nil
}

// Partial reports whether any source could be read only in part.
func (s *Set) Partial() bool {
	for _, src := range s.Sources {
		if src.Partial {
			return true
		}
	}
	return false
}

// Has reports whether any source is of the given kind.
func (s *Set) Has(kind Kind) bool {
	for _, src := range s.Sources {
		if src.Kind == kind {
			return true
		}
	}
	return false
}
