package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// A dump of a million goroutines has a few thousand stacks, and telling the program's frames from the others'
// means comparing names. So what follows from a stack alone is found once for each.

// byStack returns the goroutines by their stack.
func (ix *Index) byStack() []gathered[*evidence.Stack] {
	if ix.crowded == nil {
		ix.crowded = gather(ix.Set.Goroutines, func(g *evidence.Goroutine) (*evidence.Stack, bool) { return g.Stack, true })
	}
	return ix.crowded
}

// A home is Home of a stack, and whether that is the program's own code.
type home struct {
	at  int
	own bool
}

func (ix *Index) home(s *evidence.Stack) home {
	h, ok := ix.homes[s]
	if !ok {
		h.at = Home(s)
		h.own = h.at >= 0 && Own(s.Frames[h.at])
		ix.homes[s] = h
	}
	return h
}

// homeOf is Home of s.
func (ix *Index) homeOf(s *evidence.Stack) int { return ix.home(s).at }

// homeFrame returns the frame at Home, the zero Frame when there is none.
func (ix *Index) homeFrame(s *evidence.Stack) evidence.Frame {
	if i := ix.homeOf(s); i >= 0 {
		return s.Frames[i]
	}
	return evidence.Frame{}
}

// placeOf returns where g waits.
func (ix *Index) placeOf(g *evidence.Goroutine) place { return place{g.Wait, ix.homeFrame(g.Stack)} }

// ownersOf are the owners of all functions on s.
func (ix *Index) ownersOf(s *evidence.Stack) map[string]bool {
	if have, ok := ix.owners[s]; ok {
		return have
	}
	set := make(map[string]bool)
	for _, f := range s.All() {
		set[Owner(f.Func)] = true
	}
	ix.owners[s] = set
	return set
}
