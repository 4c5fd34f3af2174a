package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// A menu is a question that the next key answers: what to copy, how to export. Any other key forgets it.
type menu struct {
	title   string
	actions []action
}

// ask opens a menu. Whatever is chosen closes it.
func (a *app) ask(title string, actions []action) {
	for i, act := range actions {
		actions[i].do = func() tea.Cmd {
			a.menu = nil
			return act.do()
		}
	}
	a.menu = &menu{title, append(actions, does(a.keys.Cancel, func() { a.menu = nil }))}
}

// view draws the choices in w cells.
func (m *menu) view(l *look, w int) string {
	var all []key.Binding
	for _, a := range m.actions {
		all = append(all, a.Binding)
	}
	return l.fit(" "+m.title+":  "+hints(m.actions, all, l, w-cells(m.title)-4), w)
}
