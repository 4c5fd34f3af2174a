package ui

import tea "github.com/charmbracelet/bubbletea"

// A noteLine is the note on a thing while it is typed.
type noteLine struct {
	shelf *shelf
	on    ref
	done  func()
}

func (n noteLine) setQuery(string) error { return nil }
func (n noteLine) query() string         { return n.shelf.notes[n.on] }

func (n noteLine) run(s, _ string) tea.Cmd {
	n.shelf.write(n.on, s)
	n.done()
	return nil
}

// note asks for a note on what the cursor is on. Notes are kept with the session, beside the evidence
// and never in it.
func (a *app) note() {
	if at := a.screen().at(); at != (ref{}) {
		a.prompt.ask("note: ", noteLine{a.desk.shelf, at, a.shelved})
	}
}
