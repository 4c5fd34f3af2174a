package ui

import (
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
)

// A place is where the user was: a screen, its focused pane, and what the cursor was on.
type place struct {
	screen, focus int
	at            ref
}

// The screens, by their digits less one.
const (
	onChains = iota
	onTimeline
	onGoroutines
	onContexts
	onHeap
	onInputs
)

// history is the places visited: last is the one before the present one, behind and ahead lead back
// and forth through all of them.
type history struct {
	last          place
	behind, ahead []place
}

const placesKept = 100

func (h *history) leave(p place) {
	h.last = p
	h.behind = append(h.behind, p)
	if len(h.behind) > placesKept {
		h.behind = h.behind[1:]
	}
	h.ahead = nil
}

func (a *app) here() place { return place{a.front, a.screen().focusAt(), a.screen().at()} }

// goTo brings a place to the front and remembers the one that was there.
func (a *app) goTo(p place) {
	if was := a.here(); p != was {
		a.visited.leave(was)
		a.put(p)
	}
}

// put brings a place to the front.
func (a *app) put(p place) {
	a.front = p.screen
	if p.at != (ref{}) && p.at != a.screen().at() {
		a.screen().show(p.at)
	}
	a.screen().setFocus(p.focus)
}

// goToScreen brings a screen to the front as it was left.
func (a *app) goToScreen(i int) {
	a.goTo(place{i, a.screens[i].focusAt(), a.screens[i].at()})
}

// swap goes to the last place and back.
func (a *app) swap() {
	if a.visited.last != (place{}) || len(a.visited.behind) > 0 {
		a.goTo(a.visited.last)
	}
}

// earlier goes back through the places visited.
func (a *app) earlier() {
	if n := len(a.visited.behind); n > 0 {
		p := a.visited.behind[n-1]
		a.visited.behind = a.visited.behind[:n-1]
		a.visited.ahead = append(a.visited.ahead, a.here())
		a.put(p)
	}
}

// later goes forth again.
func (a *app) later() {
	if n := len(a.visited.ahead); n > 0 {
		p := a.visited.ahead[n-1]
		a.visited.ahead = a.visited.ahead[:n-1]
		a.visited.behind = append(a.visited.behind, a.here())
		a.put(p)
	}
}

// screenOf returns the screen that shows a thing in full, -1 when there is none.
func screenOf(r ref) int {
	switch r.kind {
	case refChain:
		return onChains
	case refMoment:
		return onTimeline
	case refGoroutine, refGroup, refStarted:
		return onGoroutines
	case refCancels, refContext, refResource:
		return onContexts
	case refAlloc:
		return onHeap
	case refView:
		name, _, _ := strings.Cut(r.id, "/")
		for i, n := range []string{"chains", "timeline", "goroutines", "contexts", "heap", "inputs"} {
			if n == name {
				return i
			}
		}
	}
	return -1
}

// show goes to a thing wherever it is shown in full; false when it is not in the result.
func (a *app) show(r ref) bool {
	i := screenOf(r)
	if i < 0 {
		return false
	}
	was := a.here()
	s := a.screens[i]
	if !s.show(r) && !(r.kind == refView && !strings.Contains(r.id, "/")) {
		return false
	}
	switch {
	case r.kind == refStarted || r.kind == refMoment:
		s.setFocus(listPane)
	case r.kind != refView || strings.Contains(r.id, "/"):
		s.setFocus(detailPane)
	}
	a.front = i
	if a.here() != was {
		a.visited.leave(was)
	}
	a.arrange()
	return true
}

// follow is show, with a word when there is nothing to go to.
func (a *app) follow(r ref) {
	if !a.show(r) {
		a.toast = string(r.kind) + " " + r.id + " is not in this evidence: it had ended, or no file names it"
	}
}

// chosen returns the chain that is selected on the first screen, nil when there is none.
func (a *app) chosen() *correlate.Finding {
	if row := a.chains.list.selected(); row != nil {
		return row.finding
	}
	return nil
}

// back undoes one step; false at the root.
func (a *app) back() bool {
	s := a.screen()
	if s.back() {
		return true
	}
	if expr, _ := s.filtered(); a.brushed != "" && a.front == onTimeline && strings.HasPrefix(expr, a.brushed) {
		a.setBrush("")
		return true
	} else if expr != "" {
		s.setFilter("")
		keepAll(s, false)
		return true
	}
	return a.home()
}

// home goes to the first screen; false when it is in front.
func (a *app) home() bool {
	if a.front == onChains {
		return false
	}
	a.goToScreen(onChains)
	return true
}
