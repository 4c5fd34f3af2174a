package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate/words"
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
	case a.menu != nil:
		return append(a.menu.actions, always...)
	case a.over() != nil:
		return append(a.overActions(a.over()), always...)
	case a.result == nil:
		return append(a.loadingActions(), always...)
	}
	return append(append(a.screen().actions(), a.global()...), always...)
}

// loadingActions are those of the loading screen.
func (a *app) loadingActions() []action {
	k := a.keys
	acts := []action{action{k.Quit, a.quit}.as("quit")}
	open := "open when something is found"
	if a.load.found != nil {
		open = "open what was found so far"
	}
	acts = append(acts, does(k.Open, func() { a.openWhenFound(anyScreen) }).as(open))
	for i, b := range a.views() {
		acts = append(acts, does(b, func() { a.openWhenFound(lower(a.screens[i].tab())) }))
	}
	return append(acts, does(k.Help, a.openHelp))
}

// views are the keys of the screens, in their order.
func (a *app) views() []key.Binding {
	k := a.keys
	return []key.Binding{k.Chains, k.Timeline, k.Goroutines, k.Contexts, k.Heap, k.Inputs}
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
	acts := []action{
		does(k.Raw, a.openRaw), does(k.Baseline, a.openBaseline),
		does(k.Filter, func() { a.prompt.ask("/", filterTarget{s}) }).as(search), does(k.Command, a.openPalette),
		does(k.Chrome, func() { a.bare = !a.bare }),
		does(k.Copy, func() { a.ask("copy", a.copyActions()) }), does(k.Export, func() { a.ask("export to a file", a.exportActions()) }), does(k.Bundle, a.openBundle), {k.Edit, a.edit},
		does(k.Chains, func() { a.goToScreen(onChains) }), does(k.Timeline, func() { a.goToScreen(onTimeline) }),
		does(k.Goroutines, func() { a.goToScreen(onGoroutines) }), does(k.Contexts, func() { a.goToScreen(onContexts) }),
		does(k.Heap, func() { a.goToScreen(onHeap) }), does(k.Inputs, func() { a.goToScreen(onInputs) }),
		does(k.Last, a.swap), does(k.Earlier, a.earlier), does(k.Later, a.later),
		does(k.Back, func() { a.back() }), action{k.Quit, a.backOrQuit}.as(leave),
		does(k.Theme, a.nextTheme), does(k.Reset, a.reset), {k.Mouse, a.toggleMouse}, does(k.Help, a.openHelp),
	}
	if s.rows() != nil {
		acts = append(acts, does(k.Sort, a.sort), does(k.Mark, a.mark), does(k.Note, a.note), does(k.Peek, a.lookAround))
		if s.searched() == nil {
			acts = append(acts, does(k.Next, func() { a.nextMatch(1) }), does(k.Prev, func() { a.nextMatch(-1) }))
		}
	}
	return acts
}

// sort sorts the list by its next column.
func (a *app) sort() {
	if name := a.screen().rows().sortNext(); name != "" {
		a.toast = "sorted by " + name
		return
	}
	a.toast = "this list has one order"
}

// mark marks what the cursor is on and goes one down, so that many are marked by holding the key.
func (a *app) mark() {
	if at := a.screen().at(); at != (ref{}) {
		a.desk.shelf.toggle(at)
		a.shelved()
		a.toast = "no mark is left"
		if n := len(a.desk.shelf.marks); n > 0 {
			a.toast = words.Plural(n, "mark") + "; copy and export take the marked"
		}
		if a.screen().focusAt() == listPane {
			a.screen().rows().moveBy(1)
		}
	}
}

func (a *app) lookAround() {
	at := a.screen().subject().at
	if f := a.chosen(); a.front == onChains && f != nil && a.chains.focus == listPane {
		at = f.Blocked // of a chain the editor opens the line to change; who waits is of interest here
	}
	if !a.peek.open(a.atlas, at) {
		a.toast = "no line of code is known for this"
	}
}

func (a *app) copyActions() []action {
	k := a.keys
	give := func(what string, text func(s subject) string) func() tea.Cmd {
		return func() tea.Cmd {
			return a.clipboard().copy(a.joined(text), what)
		}
	}
	return []action{
		{k.CopyCell, give("cell", func(s subject) string { return a.look.clean(s.cell) })},
		{k.CopyMarkdown, give("markdown", func(s subject) string { return s.markdown() })},
		{k.CopyStack, give("stack", func(s subject) string { return stackText(s.stack) })},
		{k.CopyLink, func() tea.Cmd { return a.clipboard().copy(a.link(), "link") }},
	}
}

func (a *app) clipboard() clipboard { return clipboard{a.out, a.getenv, a.run} }

// backOrQuit is back, but a filter does not hold it: at the root it quits.
func (a *app) backOrQuit() tea.Cmd {
	if a.screen().back() || a.home() {
		return nil
	}
	return a.quit()
}

// quit leaves. A reading that is under way is interrupted by that.
func (a *app) quit() tea.Cmd {
	if !a.load.done {
		a.err = ErrInterrupted
	}
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
	a.help.open(a.screen().actions(), a.live()[len(a.screen().actions()):], append(a.copyActions(), a.exportActions()...))
}
