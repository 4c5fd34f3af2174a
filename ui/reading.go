package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
)

// hear takes news of the reading and waits for more.
func (a *app) hear(n newsMsg) tea.Cmd {
	if a.load.done {
		return nil
	}
	a.load.hear(n, a.opts.Now())
	if a.result != nil && n.partial != nil {
		a.setResult(n.partial)
	}
	a.openWanted()
	return a.mail.wait(a.ctx)
}

// loaded takes the end of the reading. With nothing to show the program ends.
func (a *app) loaded(msg loadedMsg) tea.Cmd {
	a.load.done = true
	r := msg.result
	if r == nil {
		r = a.load.found
	}
	if r == nil {
		a.err = msg.err
		switch {
		case a.load.stopping && (msg.err == nil || errors.Is(msg.err, context.Canceled)):
			a.err = ErrInterrupted
		case msg.err == nil:
			a.err = errors.New("nothing was read")
		}
		return tea.Quit
	}
	if msg.err != nil {
		a.toast = msg.err.Error()
	}
	if a.load.stopping {
		a.err = ErrInterrupted // what was read is looked at, but it is not all
	}
	first := a.result == nil
	a.setResult(r)
	if first {
		cmd := a.begin()
		a.openWanted()
		return cmd
	}
	return nil
}

// begin goes to where the user was last time, or to what a link names.
func (a *app) begin() tea.Cmd {
	if a.opts.Open == "" {
		return a.resume()
	}
	chain, thing := parseLink(a.opts.Open)
	if chain != "" && !a.chains.open(chain) {
		a.toast = "no chain has the fingerprint " + chain
	}
	if thing != (ref{}) {
		a.follow(thing)
	}
	return nil
}

// setResult shows a result on all screens.
func (a *app) setResult(r *correlate.Result) {
	a.result, a.atlas = r, newAtlas(r)
	a.look.unaged = unagedIn(r.Set)
	for _, s := range a.screens {
		s.setResult(a.atlas, !a.load.done)
	}
	a.arrange()
}

// openWhenFound shows what has been found so far on a screen, while the reading goes on; as soon as there
// is something, when there is nothing yet.
func (a *app) openWhenFound(screen string) {
	a.load.wanted = screen
	a.openWanted()
}

// openWanted goes to the screen that was asked for during the reading, once there is a result.
func (a *app) openWanted() {
	if a.load.wanted == "" || a.result == nil && a.load.found == nil {
		return
	}
	if a.result == nil {
		a.setResult(a.load.found)
		if chain, _ := parseLink(a.opts.Open); chain != "" {
			a.chains.open(chain)
		}
	}
	if i := screenOf(ref{refView, a.load.wanted}); i >= 0 {
		a.chosenFront = true
		a.goToScreen(i)
	}
	a.load.wanted = ""
}
