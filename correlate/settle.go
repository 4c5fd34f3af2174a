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
	ix.adopt(out)
	return out
}

// alike is what goroutines have in common that leak for the same reason: their kind, and the line that started them.
type alike struct {
	kind
	created evidence.Frame
}

// adopt gives the few that only a general rule has a word for to the specific rule that explains most of their like:
// the youngest, which do not show everything yet. Where they are many, there may be two reasons.
func (ix *Index) adopt(leaks []*Leak) {
	explained := make(map[alike][]*Leak)
	general := make(map[alike][]*Leak)
	for _, l := range leaks {
		key := alike{ix.kindOf(l.Goroutine), ix.CreatedFrame(l.Goroutine)}
		if l.rule.General {
			general[key] = append(general[key], l)
		} else {
			explained[key] = append(explained[key], l)
		}
	}
	for key, few := range general {
		most := explained[key]
		if len(few)*4 > len(most) {
			continue
		}
		for _, l := range few {
			l.rule, l.Fix, l.Settle, l.ByLife = most[0].rule, most[0].Fix, most[0].Settle, most[0].ByLife
		}
	}
}
