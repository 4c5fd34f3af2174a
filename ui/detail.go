package ui

import tea "github.com/charmbracelet/bubbletea"

// A detail is the pane that tells one thing in full. Some of its lines lead to other things: enter goes
// there. Up and down go from link to link as far as they are in sight, and scroll where there are none.
type detail struct {
	text
	desk *desk

	what   any // what is told: the same again is not written anew
	head   string
	write  func(f *facts)
	links  []link
	at     int // selected link, -1: none
	folded bool
}

// A link is a line that leads somewhere.
type link struct {
	line int
	to   ref
}

// goMsg asks to show a thing wherever it is shown in full. From a pane to app.
type goMsg struct{ to ref }

func newDetail(d *desk) *detail {
	return &detail{text: text{look: d.look}, desk: d, at: -1, folded: true}
}

// show changes what is told; write nil empties the pane. what must be comparable.
func (d *detail) show(what any, head string, write func(f *facts)) {
	if what == d.what && write != nil && d.write != nil {
		return
	}
	if what != d.what {
		d.top, d.at = 0, -1
	}
	d.what, d.head, d.write = what, head, write
	d.build()
}

// forget makes the next show write anew: the result is another one.
func (d *detail) forget() { d.write = nil }

func (d *detail) build() {
	if d.write == nil || d.w <= 0 {
		d.links = nil
		d.setLines(nil)
		return
	}
	f := facts{look: d.look, w: d.w, at: d.at, folded: d.folded}
	d.write(&f)
	d.links = f.links
	d.setLines(f.lines)
}

func (d *detail) setSize(w, h int) {
	if w != d.w || h != d.h {
		d.text.setSize(w, h)
		d.build()
	}
}

// toggleFold folds the stacks, or unfolds them, and brings the first change into view; otherwise it
// returns why there is nothing to see of that.
func (d *detail) toggleFold() string {
	d.folded = !d.folded
	was := d.lines
	d.build()
	for i, line := range d.lines {
		if i >= len(was) || was[i] != line {
			d.reveal(i, min(len(d.lines)-1, i+d.page()-1))
			return ""
		}
	}
	return nothingToFold
}

// moveBy goes to the next link when it is in sight, and scrolls otherwise.
func (d *detail) moveBy(n int) {
	next := d.at + n
	if d.at < 0 || !d.sees(d.at) {
		next = d.nearest(n)
	}
	if (n == 1 || n == -1) && next >= 0 && next < len(d.links) && d.sees(next) {
		d.pick(next)
		return
	}
	d.text.moveBy(n)
}

// nearest returns the first link in sight when going down, the last one when going up; -1: none.
func (d *detail) nearest(n int) int {
	found := -1
	for i := range d.links {
		if d.sees(i) && (found < 0 || n < 0) {
			found = i
		}
	}
	return found
}

// sees reports whether link i is on the screen.
func (d *detail) sees(i int) bool {
	return i >= 0 && i < len(d.links) && d.links[i].line >= d.top && d.links[i].line < d.top+d.h
}

func (d *detail) pick(i int) {
	d.at = i
	d.build()
}

// follow goes where the selected link leads; nothing happens without one.
func (d *detail) follow() {
	if d.sees(d.at) {
		to := d.links[d.at].to
		d.desk.jobs.add(func() tea.Msg { return goMsg{to} })
	}
}

func (d *detail) want() int     { return len(d.lines) }
func (d *detail) title() string { return d.look.clean(d.head) }
func (d *detail) View() string  { return d.view() }

// click selects the link at a line; on the selected one it follows.
func (d *detail) click(y int) {
	for i, l := range d.links {
		if l.line == d.top+y && i == d.at {
			d.follow()
		} else if l.line == d.top+y {
			d.pick(i)
		}
	}
}

func (d *detail) actions() []action {
	acts := moving(d.desk.keys, d)
	if len(d.links) > 0 {
		acts = append(acts, does(d.desk.keys.Open, d.follow).as("follow"))
	}
	return acts
}
