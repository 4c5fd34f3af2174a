package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// kindCount is how many goroutines of one kind each snapshot of a series of dumps had.
type kindCount struct {
	counts []int
	stayed int                   // those of the last snapshot that the one before also had
	ids    map[evidence.GoID]int // how many snapshots in a row, up to the last, had the goroutine
}

// Stayed returns in how many consecutive snapshots of a series of dumps, the last one included, g was at
// the place where it is now; 0 without a series.
func (ix *Index) Stayed(g *evidence.Goroutine) int {
	if k := ix.series()[ix.seriesKey(g.ID, g.Wait, g.Stack)]; k != nil {
		return k.ids[g.ID]
	}
	return 0
}

// Counts returns how many goroutines each snapshot had at the place where g is now, in time order; nil
// without a series.
func (ix *Index) Counts(g *evidence.Goroutine) []int {
	if k := ix.series()[ix.seriesKey(g.ID, g.Wait, g.Stack)]; k != nil {
		return k.counts
	}
	return nil
}

// Stay reports whether those that the last but one dump of a series had at the place where g is are, nearly
// all of them, still there in the last. In a busy server a few are, however quickly they come and go.
func (ix *Index) Stay(g *evidence.Goroutine) bool {
	k := ix.series()[ix.seriesKey(g.ID, g.Wait, g.Stack)]
	return k != nil && len(k.counts) > 1 && k.stayed*5 >= k.counts[len(k.counts)-2]*4
}

// onlyGains reports whether from dump to dump more came to the place where g is, and none that had been
// there left: then the latest will not leave either.
func (ix *Index) onlyGains(g *evidence.Goroutine) bool {
	k := ix.series()[ix.seriesKey(g.ID, g.Wait, g.Stack)]
	return k != nil && Rising(k.counts) && k.stayed > 0 && k.stayed == k.counts[len(k.counts)-2]
}

// least is the smallest rise that says something, here as in the balance of a trace, and the fewest who stay.
const least = 4

// Grows reports whether a series has ever more goroutines at the place where g is: more in each dump, and more by
// the end than have come and gone from the last but one to the last. Where many pass, two moments differ by chance.
func (ix *Index) Grows(g *evidence.Goroutine) bool {
	k := ix.series()[ix.seriesKey(g.ID, g.Wait, g.Stack)]
	if k == nil || !Rising(k.counts) || k.stayed < least {
		return false
	}
	n := len(k.counts)
	rise, left := k.counts[n-1]-k.counts[0], k.counts[n-2]-k.stayed
	return rise >= least && rise > left
}

type seriesKey struct {
	wait evidence.Wait
	at   evidence.Frame
}

// seriesKey is what those have in common that are counted together. The text of a profile tells what its goroutines
// wait for only now and then, so what they wait for is left out of account there.
func (ix *Index) seriesKey(id evidence.GoID, wait evidence.Wait, stack *evidence.Stack) seriesKey {
	if !id.Known() {
		wait = ""
	}
	return seriesKey{wait, ix.homeFrame(stack)}
}

func (ix *Index) series() map[seriesKey]*kindCount {
	if ix.kinds != nil {
		return ix.kinds
	}
	ix.kinds = make(map[seriesKey]*kindCount)
	var dumps []*evidence.Snapshot
	for _, s := range ix.Set.Series {
		if s.Goroutines != nil {
			dumps = append(dumps, s)
		}
	}
	if len(dumps) < 2 {
		return ix.kinds
	}
	last := len(dumps) - 1
	for i, s := range dumps {
		for _, still := range s.Goroutines {
			key := ix.seriesKey(still.ID, still.Wait, still.Stack)
			k := ix.kinds[key]
			if k == nil {
				k = &kindCount{counts: make([]int, len(dumps)), ids: make(map[evidence.GoID]int)}
				ix.kinds[key] = k
			}
			k.counts[i]++
		}
	}
	// From the last one backwards, so that a run ends at the first snapshot that lacks the goroutine.
	for i := last; i >= 0; i-- {
		for _, still := range dumps[i].Goroutines {
			if !still.ID.Known() {
				continue // a profile counts, so nobody is known again
			}
			k := ix.kinds[ix.seriesKey(still.ID, still.Wait, still.Stack)]
			if k.ids[still.ID] == last-i {
				k.ids[still.ID]++
				if i == last-1 {
					k.stayed++
				}
			}
		}
	}
	return ix.kinds
}

// Rising reports whether counts rose in every step; false for fewer than two.
func Rising(counts []int) bool {
	for i := 1; i < len(counts); i++ {
		if counts[i] <= counts[i-1] {
			return false
		}
	}
	return len(counts) > 1
}
