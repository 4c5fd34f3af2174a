package ui

import (
	"slices"
	"strconv"
)

// themeNames are the themes in the order in which a key goes through them.
var themeNames = []string{"ansi", "dark", "light", "mono"}

func (a *app) nextTheme() {
	i := slices.Index(themeNames, a.opts.Theme)
	a.setTheme(themeNames[(max(0, i)+1)%len(themeNames)])
}

// setTheme changes the colours of everything that is on the screen, and of what will be.
func (a *app) setTheme(name string) {
	l, err := newLook(a.look.renderer, name, a.look.ascii)
	if err != nil || name == "" {
		a.toast = "no theme " + strconv.Quote(name) + ": there is ansi, dark, light and mono"
		return
	}
	l.unaged = a.look.unaged
	*a.look = *l // all panes share it
	a.opts.Theme = name
	a.toast = "theme " + name
	for _, s := range a.screens {
		s.setSize(a.mode, 0, 0) // what was drawn for this size is drawn anew
	}
	a.arrange()
}
