package correlate

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// CreatedAt returns the index in g.Created.Stack of the line of the program that started g, past the
// wrappers: the errgroup's user, not errgroup. It is -1 when the creation was not seen.
func (ix *Index) CreatedAt(g *evidence.Goroutine) int { return Home(g.Created.Stack) }

// createdFrame returns the frame at CreatedAt, the zero Frame when the creation was not seen.
func (ix *Index) createdFrame(g *evidence.Goroutine) evidence.Frame {
	return homeFrame(g.Created.Stack)
}

// Orphan reports whether the function that started g has returned. That it has is a fact; that it has
// not may only mean that it was called again.
func (ix *Index) Orphan(g *evidence.Goroutine) bool {
	i := ix.CreatedAt(g)
	return i >= 0 && g.Created.Returned(i)
}

// GaveUp returns the cancel or timer that woke g's creator in the function that started g, or in one
// which that function had called; nil when there was none. With it the creator stopped waiting for
// whatever g would do.
func (ix *Index) GaveUp(g *evidence.Goroutine) *evidence.Wake {
	w := g.Created.Woken
	if w == nil || !InFrame(g.Created.Stack, ix.CreatedAt(g), w.Stack) {
		return nil
	}
	return w
}

// Home returns the program's line where g is, see Home; the zero Frame without a stack.
func (ix *Index) Home(g *evidence.Goroutine) evidence.Frame { return homeFrame(g.Stack) }

// Started is the living goroutines that one line of the program started.
type Started struct {
	At         evidence.Frame
	Balance    *SiteBalance
	Goroutines []*evidence.Goroutine // by id
}

// Started returns the living goroutines by the line of the program that started them, as far as that was
// seen, the most numerous first. Goroutines that are parked by design are left out.
func (ix *Index) Started() []*Started {
	byFrame := make(map[evidence.Frame]*Started)
	var out []*Started
	for _, g := range ix.Set.Goroutines {
		if g.Created.Stack == nil || ix.ByDesign(g) {
			continue
		}
		at := ix.createdFrame(g)
		s := byFrame[at]
		if s == nil {
			s = &Started{At: at, Balance: ix.Balance(g)}
			byFrame[at] = s
			out = append(out, s)
		}
		s.Goroutines = append(s.Goroutines, g)
	}
	slices.SortStableFunc(out, func(a, b *Started) int { return cmp.Compare(len(b.Goroutines), len(a.Goroutines)) })
	return out
}

// InFrame reports whether frame i of s is also active in t, a later stack of the same goroutine.
func InFrame(s *evidence.Stack, i int, t *evidence.Stack) bool {
	return i >= 0 && s.Shared(t) >= len(s.Frames)-i
}

// FindFrame returns the index of the innermost frame of s in the named function, -1 when there is none.
func FindFrame(s *evidence.Stack, function string) int {
	for i, f := range s.All() {
		if f.Func == function {
			return i
		}
	}
	return -1
}
