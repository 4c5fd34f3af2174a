package correlate

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Crossed returns a goroutine that waits for a lock whose object g has at hand, while it has at hand the object of
// the lock that g waits for; nil when there is none, or the dump has no addresses. Two that are both at their second
// lock then hold what the other wants. Two at their first would not, and neither do those who take the locks in one
// order: the source tells, and without it only that both are at the same line does.
func (ix *Index) Crossed(g *evidence.Goroutine) *evidence.Goroutine {
	wants := ix.BlockedOn(g)
	if wants == nil || !g.Wait.Mutex() {
		return nil
	}
	for _, h := range g.Holds {
		if h.Role != evidence.Reaches || h.Resource == wants {
			continue
		}
		for _, t := range ix.Touches(h.Resource) {
			if t.Role == evidence.Locks && t.Goroutine != g && reaches(t.Goroutine, wants) && ix.secondLock(g, t.Goroutine) {
				return t.Goroutine
			}
		}
	}
	return nil
}

func reaches(g *evidence.Goroutine, r *evidence.Resource) bool {
	for _, h := range g.Holds {
		if h.Role == evidence.Reaches && h.Resource == r {
			return true
		}
	}
	return false
}

func (ix *Index) secondLock(a, b *evidence.Goroutine) bool {
	if ix.Code(ix.Home(a)) == nil || ix.Code(ix.Home(b)) == nil {
		return ix.Home(a) == ix.Home(b)
	}
	return ix.HasLock(a) && ix.HasLock(b)
}

// HasLock reports whether the source shows that g has taken a lock in the function in which it waits now.
func (ix *Index) HasLock(g *evidence.Goroutine) bool {
	c := ix.Code(ix.Home(g))
	return c != nil && len(c.Held) > 0
}

// Nests reports whether the source shows that g waits for the lock of one object with that of another in hand, by
// the same name: two of one type, in an order that is the callers'.
func (ix *Index) Nests(g *evidence.Goroutine) bool {
	c := ix.Code(ix.Home(g))
	if c == nil || c.Op == nil || c.Op.Kind != evidence.OpLock {
		return false
	}
	base, field, ok := strings.Cut(strings.TrimSuffix(c.Op.Text, ".Lock()"), ".")
	for _, h := range c.Held {
		if b, f, _ := strings.Cut(h.Lock, "."); ok && f == field && b != base {
			return true
		}
	}
	return false
}
