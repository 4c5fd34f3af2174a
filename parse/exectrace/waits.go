package exectrace

import (
	"strings"
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
		if w := waitOf(s); w != "" {
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

// blockers are the functions a wait can be told from, the innermost decisive one first. RWMutex comes
// before Mutex and the bare semaphore last, because each is built on the ones after it.
var blockers = []struct {
	prefix string
	wait   evidence.Wait
}{
	{"sync.(*WaitGroup).Wait", evidence.WaitGroup},
	{"sync.(*Cond).Wait", evidence.WaitCond},
	{"sync.(*RWMutex).RLock", evidence.WaitRLock},
	{"sync.(*RWMutex).Lock", evidence.WaitWLock},
	{"sync.(*Mutex).", evidence.WaitMutex},
	{"internal/sync.(*Mutex).", evidence.WaitMutex},
	{"runtime.chanrecv", evidence.WaitReceive},
	{"runtime.chansend", evidence.WaitSend},
	{"runtime.selectgo", evidence.WaitSelect},
	{"runtime.block", evidence.WaitForever},
	{"internal/poll.runtime_pollWait", evidence.WaitIO},
	{"time.Sleep", evidence.WaitSleep},
	{"sync.runtime_Semacquire", evidence.WaitSemaphore},
	{"internal/poll.runtime_Semacquire", evidence.WaitSemaphore},
	{"runtime.semacquire", evidence.WaitSemaphore},
}

// waitOf tells the wait from the innermost frames of a stack; empty when they do not tell.
func waitOf(s *evidence.Stack) evidence.Wait {
	inner := s.All()
	inner = inner[:min(len(inner), 6)]
	for _, b := range blockers {
		for _, f := range inner {
			if strings.HasPrefix(f.Func, b.prefix) {
				return b.wait
			}
		}
	}
	return ""
}
