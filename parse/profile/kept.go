package profile

import (
	"fmt"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// kept is the profiles of one kind in one text. The last counts, or the last whole one where that is cut; all that
// are whole are a series, in the order of the text. What a block or mutex profile counts goes on from one to the
// next, so of those only the last is of use.
type kept struct {
	last     *evidence.Set
	cut      bool // last is
	steps    []*evidence.Snapshot
	problems []evidence.Problem

	taken   int
	torn    int  // cut ones that gave way
	tornEnd bool // the last of these is the last of all
	forgot  int  // steps there was no room for
}

func (k *kept) kind() evidence.Kind { return k.last.Sources[0].Kind }

// take takes the next profile, which is finished.
func (k *kept) take(x *text, t *texts) {
	set := x.b.set
	k.taken++
	if room := t.limit.problems + 8 - len(k.problems); room > 0 {
		k.problems = append(k.problems, set.Problems[:min(room, len(set.Problems))]...)
	}
	set.Problems = nil
	if k.tornEnd = x.cut && k.last != nil && !k.cut; k.tornEnd {
		k.torn++
		return // in a part it would seem as if goroutines had ended
	}
	if k.cut {
		k.torn++
	}
	k.last, k.cut = set, x.cut
	if !x.cut {
		k.step(set, t)
	}
}

// step adds a profile to the series, and forgets the first when there are too many goroutines in it.
func (k *kept) step(set *evidence.Set, t *texts) {
	s := &evidence.Snapshot{At: set.Sources[0].Wall}
	switch set.Sources[0].Kind {
	case evidence.Goroutines:
		s.Goroutines = make([]evidence.Still, len(set.Goroutines))
		for i, g := range set.Goroutines {
			s.Goroutines[i] = evidence.Still{ID: g.ID, Wait: g.Wait, Stack: g.Stack}
		}
	case evidence.HeapProfile:
		s.Allocs = set.Allocs
	default:
		return
	}
	k.steps = append(k.steps, s)
	t.left -= cost(s)
	for t.left < 0 && len(k.steps) > 1 {
		t.left += cost(k.steps[0])
		k.steps = k.steps[1:]
		k.forgot++
	}
}

func cost(s *evidence.Snapshot) int64 { return int64(len(s.Goroutines) + len(s.Allocs)) }

// set returns what the profiles say together.
func (k *kept) set() *evidence.Set {
	set, src := k.last, k.last.Sources[0]
	set.Problems = k.problems
	if len(k.steps) > 1 {
		for _, s := range k.steps {
			s.Source = src
		}
		set.Series = k.steps
	}
	if k.tornEnd && !src.Partial {
		src.Partial, src.Missing = true, "the last profile: it is cut, and the one before it stands for it"
	}
	switch {
	case k.torn > 0 && !k.tornEnd:
		src.Note = fmt.Sprintf("left out of %d profiles those that are cut: %d", k.taken, k.torn)
	case k.forgot > 0:
		src.Note = fmt.Sprintf("left out the first %d of %d profiles: together they are too large", k.forgot, k.taken)
	case len(set.Series) == 0 && k.taken > 1 && k.torn == 0:
		src.Note = fmt.Sprintf("the last of %d profiles counts", k.taken)
	}
	return set
}
