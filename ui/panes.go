package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// A pane is one framed part of a screen.
type pane interface {
	setSize(w, h int) // of its content, without the frame
	View() string     // its content; the frame cuts and fills it
	title() string
	actions() []action // its keys while it has the focus
	want() int         // rows it would like to have
	moveBy(n int)      // the mouse wheel
	click(y int)       // a mouse press on line y of its content
}

// panes are the panes of one screen and which of them has the focus.
type panes struct {
	look  *look
	all   []pane
	focus int
	zoom  bool
	wide  bool // the first pane goes over the whole width

	mode  mode
	w, h  int
	rects []rect
}

func (p *panes) setSize(m mode, w, h int) {
	p.mode, p.w, p.h = m, w, h
	p.place()
}

// place gives the panes their sizes anew: after a change of size, focus, zoom or content.
func (p *panes) place() {
	p.focus = clamp(p.focus, 0, len(p.all)-1)
	if p.wide {
		p.rects = arrangeWide(p.mode, p.w, p.h, len(p.all), p.focus, p.all[0].want(), p.zoom)
	} else {
		p.rects = arrange(p.mode, p.w, p.h, len(p.all), p.focus, p.all[0].want(), p.zoom)
	}
	for i, r := range p.rects {
		if r.shown() {
			in := r.inner(p.mode)
			p.all[i].setSize(in.w, in.h)
		}
	}
}

func (p *panes) focused() pane { return p.all[p.focus] }

// setFocus gives pane i the focus, and with it a place on the screen.
func (p *panes) setFocus(i int) {
	p.focus = i
	p.place()
}

// cycle moves the focus by n panes among those shown; where only one is shown, among all.
func (p *panes) cycle(n int) {
	next := p.focus
	for range p.all {
		next = (next + n + len(p.all)) % len(p.all)
		if p.rects[next].shown() || p.zoom || p.mode == single {
			break
		}
	}
	p.setFocus(next)
}

func (p *panes) toggleZoom() {
	p.zoom = !p.zoom
	p.place()
}

// between returns the keys that go from pane to pane; none where there is only one.
func (p *panes) between(k *keyMap) []action {
	if len(p.all) == 1 {
		return nil
	}
	return []action{
		does(k.NextPane, func() { p.cycle(1) }), does(k.PrevPane, func() { p.cycle(-1) }), does(k.Zoom, p.toggleZoom),
	}
}

// back undoes one step inward: the zoom, then the focus of an inner pane. False when there is none.
func (p *panes) back() bool {
	switch {
	case p.zoom:
		p.toggleZoom()
	case p.focus > 0:
		p.setFocus(p.focus / 2) // from the evidence to the detail, from the detail to the list
	default:
		return false
	}
	return true
}

// mouse moves by the wheel, and focuses and selects by a press. x and y count from the screen's corner.
func (p *panes) mouse(msg tea.MouseMsg, x, y int) {
	for i, r := range p.rects {
		if !r.shown() || !r.holds(x, y) {
			continue
		}
		switch {
		case msg.Button == tea.MouseButtonWheelUp:
			p.all[i].moveBy(-3)
		case msg.Button == tea.MouseButtonWheelDown:
			p.all[i].moveBy(3)
		case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
			p.setFocus(i)
			p.all[i].click(y - r.inner(p.mode).y)
		}
		return
	}
}

// View draws the panes that are shown, h lines.
func (p *panes) View() string {
	lines := make([]string, max(0, p.h))
	byColumn := make([]int, 0, len(p.rects))
	for i, r := range p.rects {
		if r.shown() {
			byColumn = append(byColumn, i)
		}
	}
	slices.SortFunc(byColumn, func(a, b int) int { return cmp.Compare(p.rects[a].x, p.rects[b].x) })
	for _, i := range byColumn { // from left to right, so that a line grows at its end
		r := p.rects[i]
		for y, line := range p.look.frame(p.all[i].title(), p.all[i].View(), i == p.focus, r, p.mode) {
			if r.y+y < len(lines) {
				lines[r.y+y] += line
			}
		}
	}
	return strings.Join(lines, "\n")
}

func (p *panes) focusAt() int { return p.focus }
