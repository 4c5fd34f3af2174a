package correlate

import (
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// place is where goroutines wait: the kind of wait and the line of the program.
type place struct {
	wait evidence.Wait
	at   evidence.Frame
}

// waits sums up the waits at one place that came to an end.
type waits struct {
	Ended, Cancelled, Timed int
	Longest                 time.Duration
}

// WaitsAt returns how waits ended at the place where g waits; all zero when none did.
func (ix *Index) WaitsAt(g *evidence.Goroutine) (ended, cancelled, timed int, longest time.Duration) {
	w := ix.waitsAt(ix.placeOf(g))
	return w.Ended, w.Cancelled, w.Timed, w.Longest
}

// AtPlace returns how many living goroutines wait where g does.
func (ix *Index) AtPlace(g *evidence.Goroutine) int { return ix.waitingAt(ix.placeOf(g)) }

func (ix *Index) waitingAt(at place) int {
	if ix.here == nil {
		ix.here = make(map[place]int)
		for _, o := range ix.Set.Goroutines {
			if o.State == evidence.Waiting {
				ix.here[ix.placeOf(o)]++
			}
		}
	}
	return ix.here[at]
}

// Receives reports whether a wait to receive has ended in the named function itself: it takes what others
// send, rather than handing the channel on to its caller.
func (ix *Index) Receives(function string) bool {
	if ix.receivers == nil {
		ix.receivers = make(map[string]bool)
		for _, ws := range ix.Set.WaitSites {
			if ws.Wait == evidence.WaitReceive || ws.Wait == evidence.WaitSelect {
				ix.receivers[ix.homeFrame(ws.Stack).Func] = true
			}
		}
	}
	return ix.receivers[function]
}

// Aware reports whether a cancel has ended waits at the place where g waits: a Done case is there.
func (ix *Index) Aware(g *evidence.Goroutine) bool { return ix.waitsAt(ix.placeOf(g)).Cancelled > 0 }

// A wait is out of the ordinary when it is several times as long as any that ended at its place, and
// not short beside the evidence.
const usual = 4

// Stuck reports whether g waits on a channel or a lock for longer than waits at its place take. Where
// no wait ever ended, any wait that is not short will do.
func (ix *Index) Stuck(g *evidence.Goroutine) bool {
	if g.State != evidence.Waiting || !g.Wait.Channel() && !g.Wait.Lock() || ix.ByDesign(g) {
		return false
	}
	if !ix.Timed() {
		return ix.stuckAtOnce(g)
	}
	age, _ := ix.Age(g)
	return age >= ix.short() && age >= usual*ix.waitsAt(ix.placeOf(g)).Longest
}

// stuckAtOnce is Stuck for dumps, which tell an age from one minute on, or by what a series shows.
func (ix *Index) stuckAtOnce(g *evidence.Goroutine) bool {
	age, _ := ix.Age(g)
	return age >= time.Minute || g.Leaked || ix.Stayed(g) > 1 || ix.onlyGains(g)
}

// short is the length below which a wait says nothing: a fiftieth of the evidence, within limits.
func (ix *Index) short() time.Duration {
	return min(max(ix.Window()/50, 2*time.Millisecond), 500*time.Millisecond)
}

func (ix *Index) waitsAt(p place) waits {
	if ix.waits == nil {
		ix.waits = make(map[place]*waits)
		for _, ws := range ix.Set.WaitSites {
			p := place{ws.Wait, ix.homeFrame(ws.Stack)}
			w := ix.waits[p]
			if w == nil {
				w = &waits{}
				ix.waits[p] = w
			}
			w.Ended += ws.Ended
			w.Cancelled += ws.Cancelled
			w.Timed += ws.Timed
			w.Longest = max(w.Longest, ws.Longest)
		}
	}
	if w := ix.waits[p]; w != nil {
		return *w
	}
	return waits{}
}

// purpose is a place, and what runs there: one helper such as a cancellable sleep serves many.
type purpose struct {
	place
	entry string
}

// Cancellers returns the places that cancelled what goroutines such as g wait for where g waits, the most
// frequent first.
func (ix *Index) Cancellers(g *evidence.Goroutine) []*evidence.CancelSite {
	if ix.cancellers == nil {
		ix.cancellers = make(map[purpose][]*evidence.CancelSite)
		for _, cs := range ix.Set.CancelSites {
			seen := map[purpose]bool{}
			for s := range cs.Waits {
				// The kind of wait is not part of a cancel's record; the stack tells it well enough.
				for _, w := range []evidence.Wait{evidence.WaitSelect, evidence.WaitReceive} {
					if p := (purpose{place{w, ix.homeFrame(s)}, s.Root().Func}); !seen[p] {
						seen[p] = true
						ix.cancellers[p] = append(ix.cancellers[p], cs)
					}
				}
			}
		}
	}
	return ix.cancellers[purpose{ix.placeOf(g), g.Stack.Root().Func}]
}
