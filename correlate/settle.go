package correlate

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// settle leaves each goroutine with one explanation: the surest one, among equals that of the first rule
// of the table, in whose order the leaks come. A goroutine that waits behind another one's leak belongs
// to that leak.
func settle(ix *Index, leaks []*Leak) []*Leak {
	verdicts(ix, leaks)
	leaks = slices.Clone(leaks)
	slices.SortStableFunc(leaks, func(a, b *Leak) int { return cmp.Compare(b.Certainty, a.Certainty) })
	taken := make(map[evidence.GoID]bool, len(leaks))
	out := leaks[:0:0]
	for _, l := range leaks {
		if taken[l.Goroutine.ID] {
			continue
		}
		taken[l.Goroutine.ID] = true
		var behind []*evidence.Goroutine
		for _, b := range l.Behind {
			if !taken[b.ID] {
				taken[b.ID] = true
				behind = append(behind, b)
			}
		}
		l.Behind = behind
		out = append(out, l)
	}
	return out
}
