package exectrace

import (
	"cmp"
	"slices"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// site is a creation site with its balance.
type site struct {
	stack *stack // the creator's; nil for goroutines older than the trace
	entry evidence.Frame

	before, created, ended, handed int
	lived                          time.Duration // the longest life of those that ended

	now   int32   // alive, apart from before
	alive []int32 // at each sample of the timeline; shorter when nothing changed since
}

type siteKey struct {
	stack *stack
	entry string
}

// siteTable holds every creation site seen. It grows with the program's code, not with its goroutines.
type siteTable struct {
	byKey map[siteKey]*site
}

func newSiteTable() siteTable { return siteTable{byKey: make(map[siteKey]*site)} }

func (t *siteTable) get(at *stack, entry evidence.Frame) *site {
	key := siteKey{at, entry.Func}
	s := t.byKey[key]
	if s == nil {
		s = &site{stack: at, entry: entry}
		t.byKey[key] = s
	}
	return s
}

// change notes that n more goroutines of s are alive.
func (s *site) change(line *timeline, n int32) {
	s.fill(len(line.samples))
	s.now += n
}

// fill carries the present number up to sample n.
func (s *site) fill(n int) {
	for len(s.alive) < n {
		s.alive = append(s.alive, s.now)
	}
}

// halve drops every other sample, as the timeline does.
func (t *siteTable) halve() {
	for _, s := range t.byKey {
		s.alive = everyOther(s.alive)
	}
}

// restart begins the balances anew: who is alive was so before.
func (t *siteTable) restart() {
	for _, s := range t.byKey {
		s.before += s.created - s.ended
		s.created, s.ended, s.now, s.alive = 0, 0, 0, nil
	}
}

// facts returns the sites as evidence, the most goroutines alive first.
func (t *siteTable) facts(samples int) []*evidence.Site {
	out := make([]*evidence.Site, 0, len(t.byKey))
	for _, s := range t.byKey {
		if s.before+s.created == 0 && s.lived == 0 {
			continue // its goroutines were found to belong elsewhere
		}
		s.fill(samples)
		alive := slices.Clone(s.alive)
		for i := range alive {
			alive[i] += int32(s.before)
		}
		out = append(out, &evidence.Site{
			Stack: s.stack.facts(), Entry: s.entry,
			Before: s.before, Created: s.created, Ended: s.ended, Handed: s.handed, Lived: s.lived, Alive: alive,
		})
	}
	slices.SortFunc(out, func(a, b *evidence.Site) int {
		return cmp.Or(b.Now()-a.Now(), b.Created-a.Created, compareStacks(a.Stack, b.Stack), compareFrames(a.Entry, b.Entry))
	})
	return out
}

func compareStacks(a, b *evidence.Stack) int {
	return slices.CompareFunc(a.All(), b.All(), compareFrames)
}

func compareFrames(a, b evidence.Frame) int {
	return cmp.Or(cmp.Compare(a.Func, b.Func), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}
