package correlate

import "github.com/ctxscope/ctxscope/parse/evidence"

// LostCanceller returns the site that cancels waits such as g's, and the function on the way to it that
// also led to g's start and has returned there: with it went the cancel. It is nil when some canceller
// could still come: where the same function cancels in a later call, as one that makes room by ending the
// oldest, those that are no older than others became have not had their turn.
func (ix *Index) LostCanceller(g *evidence.Goroutine) (*evidence.CancelSite, evidence.Frame) {
	var lost *evidence.CancelSite
	var in evidence.Frame
	if life, _ := ix.Life(g); life < ix.Balance(g).Lived {
		return nil, in
	}
	for _, site := range ix.Cancellers(g) {
		if site.Kind == evidence.Deadline {
			return nil, in // its own deadline may still be ahead
		}
		i := commonFrame(g.Created.Stack, site)
		if i < 0 {
			continue // cancelled from elsewhere, once the owner was stopped: that says nothing about this one
		}
		if !g.Created.Returned(i) {
			return nil, in
		}
		if lost == nil {
			lost, in = site, g.Created.Stack.Frames[i]
		}
	}
	return lost, in
}

// commonFrame returns the index in s of the innermost of the program's functions that is also on the
// canceller's stack, -1 when there is none. If it is at the same line in both, it only passes calls on, as
// middleware does: who starts and who cancels part ways further in, and have no function in common.
func commonFrame(s *evidence.Stack, site *evidence.CancelSite) int {
	for i, f := range s.All() {
		if !Own(f) {
			continue
		}
		if j := FindFrame(site.Stack, f.Func); j >= 0 {
			if site.Stack.Frames[j].Line == f.Line {
				return -1
			}
			return i
		}
	}
	return -1
}

// CancellerThere reports whether a function that led to g's start, and cancels such as g, is still there.
func (ix *Index) CancellerThere(g *evidence.Goroutine) bool {
	for _, site := range ix.Cancellers(g) {
		if i := commonFrame(g.Created.Stack, site); i >= 0 && !g.Created.Returned(i) {
			return true
		}
	}
	return false
}
