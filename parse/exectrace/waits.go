package exectrace

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// wait normalises the reason a trace gives for a wait. Traces are coarser than dumps: "sync" is every
// lock, and the status of a goroutine that did not move in the whole trace gives no reason at all; then
// the stack tells. Source of the words: runtime/traceruntime.go, traceBlockReasonStrings.
func wait(reason string, s *evidence.Stack) evidence.Wait {
	switch reason {
	case "chan receive", "chan send", "select", "sleep":
		return evidence.Wait(reason)
	case "network":
		return evidence.WaitIO
	case "sync.(*Cond).Wait":
		return evidence.WaitCond
	case "forever":
		return evidence.WaitForever
	case "sync", "":
		if w := evidence.WaitOf(s.All()); w != "" {
			return w
		}
		if reason == "sync" {
			return evidence.WaitSemaphore
		}
	}
	return evidence.Wait(reason)
}

// waits counts the waits of one stack that came to an end.
type waits struct {
	reason                  string
	ended, cancelled, timed int
	longest                 time.Duration
}

// woke notes that g's wait ends now, by a cancel, a timer or anything else.
func (st *state) woke(g *goroutine, s *stack, cancelled, timed bool) {
	w := &s.waits
	w.reason = g.reason
	w.ended++
	if cancelled {
		w.cancelled++
	}
	if timed {
		w.timed++
	}
	if g.sinceKnown {
		w.longest = max(w.longest, st.now.Sub(g.since))
	}
}

// waitSites returns the waits as evidence.
func (t *stackTable) waitSites() []*evidence.WaitSite {
	var out []*evidence.WaitSite
	for _, same := range t.all {
		for _, s := range same {
			if w := &s.waits; w.ended > 0 {
				out = append(out, &evidence.WaitSite{
					Stack: s.Stack, Wait: wait(w.reason, s.Stack),
					Ended: w.ended, Cancelled: w.cancelled, Timed: w.timed, Longest: w.longest,
				})
			}
		}
	}
	return out
}
