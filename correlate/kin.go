package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// kinship finds the goroutines that leaked before the evidence began. An incident's trace is a few
// seconds at the end of days: it shows a handful of goroutines leaking, and thousands that did so
// before. Those have no creation in the trace, but they are blocked at the same line, began in the
// same function, and did not move in all that time.
type kinship map[kind][]*evidence.Goroutine

type kind struct {
	wait    evidence.Wait
	blocked evidence.Frame
	entry   string
	leaked  bool // marked by the runtime, which does not mark what is merely of the same kind
}

func newKinship(ix *Index, leaks []*Leak) kinship {
	if !ix.Timed() {
		return nil
	}
	wanted := make(map[kind]bool)
	taken := make(map[evidence.GoID]bool)
	for _, l := range leaks {
		wanted[ix.kindOf(l.Goroutine)] = true
		taken[l.Goroutine.ID] = true
		for _, b := range l.Behind {
			taken[b.ID] = true
		}
	}
	kin := make(kinship)
	for _, g := range ix.Set.Goroutines {
		if dated(g) || g.Since > 0 || taken[g.ID] {
			continue
		}
		// Where a cancel ends waits in the regular way, an old one may only not have been cancelled yet.
		if k := ix.kindOf(g); wanted[k] && !ix.ByDesign(g) && !ix.Aware(g) {
			kin[k] = append(kin[k], g)
		}
	}
	return kin
}

// claim returns the kin of leaks, each goroutine once.
func (kin kinship) claim(ix *Index, leaks []*Leak) []*evidence.Goroutine {
	if len(kin) == 0 {
		return nil
	}
	var out []*evidence.Goroutine
	for _, l := range leaks {
		k := ix.kindOf(l.Goroutine)
		out = append(out, kin[k]...)
		delete(kin, k)
	}
	return out
}

func (ix *Index) kindOf(g *evidence.Goroutine) kind {
	return kind{g.Wait, ix.homeFrame(g.Stack), begin(g), g.Leaked}
}
