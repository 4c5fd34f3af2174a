package parse

import (
	"fmt"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/dump"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/process"
)

// joinDumps joins goroutine dumps to set: the last dump of the incident's process gives the goroutines,
// or adds to those of a trace what a trace does not tell: minutes, labels, leaks, identities. Several of
// them are a series. Where the last one is cut, the complete one before it counts. What a panic prints of one goroutine is no dump to start from when there is a whole one.
func joinDumps(set *evidence.Set, dumps []*evidence.Set) {
	traced := len(set.Sources) > 0
	var ours, apart []*evidence.Set
	var whys []string
	var torn *evidence.Set // the last dump, while what is behind its cut is not known
	for _, d := range slices.Backward(inOrder(dumps)) {
		c := process.Compare(set.Goroutines, d.Goroutines)
		switch {
		case c.Strangers():
			apart, whys = append(apart, d), append(whys, "it is of another process, "+c.Example)
			continue
		case isFinal(d) && len(ours) > 0:
			apart, whys = append(apart, d), append(whys, "it is of another process, which ended with this dump before the others")
			continue
		}
		switch {
		case torn != nil && isWhole(d) && !d.Partial():
			complete(torn, d)
			set.Goroutines, torn = torn.Goroutines, nil
			addOlder(set.Goroutines, d.Goroutines)
		case len(ours) > 0:
			addOlder(set.Goroutines, d.Goroutines)
		case traced:
			joinTrace(set, d)
		default:
			set.Goroutines = d.Goroutines
			if d.Partial() && len(d.Series) == 0 {
				torn = d
			}
		}
		if src := d.Sources[0]; c.Common == 0 && (traced || len(ours) > 0) && src.Note == "" {
			src.Note = "nothing shows that it is of the same process: it shares no goroutine with the other files"
		}
		ours = append(ours, d)
	}
	slices.Reverse(ours)
	for _, d := range ours {
		absorb(set, d)
	}
	if slices.ContainsFunc(ours, isWhole) {
		ours = slices.DeleteFunc(ours, func(d *evidence.Set) bool { return !isWhole(d) })
	}
	if series := dump.Series(ours...); len(series) > 1 {
		set.Series = series
	}
	for i, d := range slices.Backward(apart) {
		refuse(set, d, whys[i])
	}
}

// complete puts the goroutines of an older dump where the last one is cut, and says so.
func complete(torn, older *evidence.Set) {
	if dump.Complete(torn, older) > 0 {
		src := torn.Sources[0]
		src.Missing = fmt.Sprintf("its end: it is cut, and what may stand there is as in %s", older.Sources[0].Path)
	}
}

func isFinal(d *evidence.Set) bool { return d.Sources[0].Final }

// isWhole reports whether the dump is of all goroutines of its process, though it may be cut. The main
// goroutine is missing from dumps of a part: the one that panicked, those of a synctest bubble.
func isWhole(d *evidence.Set) bool { return len(d.Goroutines) > 1 && d.Goroutine(1) != nil }

// inOrder returns dumps in order of time: as they or the log around them tell, else what a process
// printed as it ended comes last, else by who has begun and ended in between, else as given. Those that are not whole are
// in front.
func inOrder(dumps []*evidence.Set) []*evidence.Set {
	out := make([]*evidence.Set, 0, len(dumps))
	for _, d := range dumps { // by insertion, since the order of three need not be that of each two
		at := len(out)
		for at > 0 && earlier(d, out[at-1]) {
			at--
		}
		out = slices.Insert(out, at, d)
	}
	return out
}

// earlier reports whether dump a was taken before b.
func earlier(a, b *evidence.Set) bool {
	at, bt := lastSeen(a), lastSeen(b)
	switch {
	case isWhole(a) != isWhole(b):
		return isWhole(b)
	case !at.IsZero() && !bt.IsZero():
		return at.Before(bt)
	case isFinal(a) != isFinal(b):
		return isFinal(b)
	case !isWhole(a) || a.Partial() || b.Partial() || process.Compare(a.Goroutines, b.Goroutines).Strangers():
		return false // one that is missing need not have ended
	}
	return process.ByAge(a.Goroutines, b.Goroutines) < 0
}

// lastSeen returns the time of the last snapshot of a dump file, zero when it does not tell.
func lastSeen(s *evidence.Set) time.Time {
	if n := len(s.Series); n > 0 {
		return s.Series[n-1].At
	}
	return s.Sources[0].Wall
}

// addOlder adds what an older dump of the process tells and stays true: labels, the runtime's verdict, and
// the age of a wait that the newer one does not tell, since the runtime prints no minutes beside (leaked).
func addOlder(to, older []*evidence.Goroutine) {
	process.ForCommon(to, older, func(g, old *evidence.Goroutine) {
		if !g.SinceKnown && old.SinceKnown && old.Since < g.Since && sameLeaf(g.Stack, old.Stack) {
			g.Since = old.Since // a lower bound: some time has passed between the two
		}
		g.Leaked = g.Leaked || old.Leaked
		if g.Labels == nil {
			g.Labels = old.Labels
		}
	})
}
