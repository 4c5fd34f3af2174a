package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// A Touch is one goroutine's hold on a resource.
type Touch struct {
	Goroutine *evidence.Goroutine
	evidence.Hold
}

// Touches returns all that hold r, by goroutine id, stale words left out.
func (ix *Index) Touches(r *evidence.Resource) []Touch {
	if ix.touches == nil {
		ix.touches = make(map[*evidence.Resource][]Touch)
		for _, g := range ix.Set.Goroutines {
			for _, h := range g.Holds {
				if !h.Stale {
					ix.touches[h.Resource] = append(ix.touches[h.Resource], Touch{g, h})
				}
			}
		}
	}
	return ix.touches[r]
}

// BlockedOn returns the channel, lock or the like that g waits for, nil when the dump does not name it.
func (ix *Index) BlockedOn(g *evidence.Goroutine) *evidence.Resource {
	for _, h := range g.Holds {
		switch h.Role {
		case evidence.Sends, evidence.Receives, evidence.Locks:
			if !h.Stale {
				return h.Resource
			}
		}
	}
	return nil
}

// Alone reports whether a dump names what g waits for, and shows nobody else at it.
func (ix *Index) Alone(g *evidence.Goroutine) bool {
	r := ix.BlockedOn(g)
	if r == nil {
		return false
	}
	for _, t := range ix.Touches(r) {
		if t.Goroutine != g {
			return false
		}
	}
	return true
}
