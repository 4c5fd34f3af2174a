package parse

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// join makes one Set of what the files gave. A goroutine id means something within one process run only,
// so of several traces the one that ends last, or failing that is longest, is the incident; the others
// are named as not joined.
func join(sets []*evidence.Set) *evidence.Set {
	slices.SortStableFunc(sets, func(a, b *evidence.Set) int { return later(b.Sources[0], a.Sources[0]) })
	set := sets[0]
	for _, other := range sets[1:] {
		src := other.Sources[0]
		set.Sources = append(set.Sources, src)
		set.Problems = append(set.Problems, other.Problems...)
		set.Problems = append(set.Problems, evidence.Problem{
			Pos:     evidence.Pos{File: src.Path},
			Message: "a second execution trace is not joined to " + set.Sources[0].Path + ": analyse it on its own",
		})
	}
	return set
}

// later compares the ends of two sources on the wall clock, else their lengths.
func later(a, b *evidence.Source) int {
	at, okA := a.At(a.To)
	bt, okB := b.At(b.To)
	if okA && okB {
		return at.Compare(bt)
	}
	return cmp.Compare(a.Window(), b.Window())
}
