package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
)

// live returns the actions of this moment: of what stands in front, then those that always work.
func (a *app) live() []action {
	k := a.keys
	always := []action{{k.Interrupt, a.interrupt}, {k.Suspend, func() tea.Cmd { return tea.Suspend }}}
	switch {
	case a.mode == tooSmall:
		return []action{{k.Quit, a.quit}, {k.Interrupt, a.interrupt}}
	case a.prompt.active():
		return append(a.prompt.actions(), always...)
	case a.help.shown:
		return append(append(a.help.actions(), a.filterAction(a.help)), always...)
	case a.copying:
		return append(a.copyActions(), always...)
	case a.result == nil:
		return append(a.loadingActions(), always...)
	}
	return append(append(a.screen().actions(), a.global()...), always...)
}

func (a *app) filterAction(t target) action {
	return does(a.keys.Filter, func() { a.prompt.ask(t) })
}

// loadingActions are those of the loading screen.
func (a *app) loadingActions() []action {
	k := a.keys
	acts := []action{action{k.Quit, a.quit}.as("quit")}
	if a.load.found != nil {
		acts = append(acts, does(k.Open, a.openPartial).as("open what was found so far"))
	}
	return append(acts, does(k.Help, a.openHelp))
}

// global are the actions that work on every screen.
func (a *app) global() []action {
	k, s := a.keys, a.screen()
	search, leave := "filter", "back"
	if a.front == 0 && s.focusAt() == listPane {
		leave = "quit"
	}
	if s.searched() != nil {
		search = "search"
	}
	return []action{
		a.filterAction(s).as(search),
		does(k.Chrome, func() { a.bare = !a.bare }),
		does(k.Copy, func() { a.copying = true }), {k.Edit, a.edit},
		does(k.Chains, func() { a.goToScreen(0) }),
		does(k.Goroutines, func() { a.goToScreen(1) }),
		does(k.Inputs, func() { a.goToScreen(2) }),
		does(k.Last, func() { a.goTo(a.last) }),
		does(k.Back, func() { a.back() }), action{k.Quit, a.backOrQuit}.as(leave),
		{k.Mouse, a.toggleMouse}, does(k.Help, a.openHelp),
	}
}

func (a *app) copyActions() []action {
	k := a.keys
	give := func(what string, text func(s subject) string) func() tea.Cmd {
		return func() tea.Cmd {
			a.copying = false
			return copyTo(a.out, a.getenv, text(a.screen().subject()), what)
		}
	}
	return []action{
		{k.CopyCell, give("cell", func(s subject) string { return a.look.clean(s.cell) })},
		{k.CopyMarkdown, give("markdown", func(s subject) string { return s.markdown() })},
		{k.CopyStack, give("stack", func(s subject) string { return stackText(s.stack) })},
		{k.CopyLink, give("link", func(s subject) string {
			expr, _ := a.screen().filtered()
			return s.link(a.opts.Inputs, expr)
		})},
		does(k.Cancel, func() { a.copying = false }),
	}
}

func (a *app) edit() tea.Cmd { return edit(a.screen().subject().at, a.getenv, a.exists) }

// goTo brings a place to the front and remembers the one that was there.
func (a *app) goTo(p place) {
	was := place{a.front, a.screen().focusAt()}
	if p == was {
		return
	}
	a.last = was
	a.front = p.screen
	a.screen().setFocus(p.focus)
}

// goToScreen brings a screen to the front as it was left.
func (a *app) goToScreen(i int) { a.goTo(place{i, a.screens[i].focusAt()}) }

// showFinding opens the chain of a finding.
func (a *app) showFinding(f *correlate.Finding) {
	a.goTo(place{0, detailPane})
	a.chains.open(f.Fingerprint)
	a.arrange()
}

// back undoes one step; false at the root.
func (a *app) back() bool {
	s := a.screen()
	if s.back() {
		return true
	}
	if expr, _ := s.filtered(); expr != "" {
		s.setFilter("")
		return true
	}
	return a.home()
}

// home goes to the first screen; false when it is in front.
func (a *app) home() bool {
	if a.front == 0 {
		return false
	}
	a.goToScreen(0)
	return true
}

// backOrQuit is back, but a filter does not hold it: at the root it quits.
func (a *app) backOrQuit() tea.Cmd {
	if a.screen().back() || a.home() {
		return nil
	}
	return a.quit()
}

func (a *app) quit() tea.Cmd {
	a.stop()
	return tea.Quit
}

// interrupt stops the reading and keeps what was read; while it stops, or when there is nothing to
// stop, it quits.
func (a *app) interrupt() tea.Cmd {
	switch {
	case a.load.done:
		return a.quit()
	case a.load.stopping:
		a.err = ErrInterrupted
		return a.quit()
	}
	a.load.stopping = true
	a.stop()
	return nil
}

func (a *app) toggleMouse() tea.Cmd {
	a.mouse = !a.mouse
	if a.mouse {
		return tea.EnableMouseCellMotion
	}
	return tea.DisableMouse
}

func (a *app) openHelp() {
	if a.result == nil {
		a.help.open(a.loadingActions(), nil, nil)
		return
	}
	a.help.open(a.screen().actions(), a.live()[len(a.screen().actions()):], a.copyActions())
}
