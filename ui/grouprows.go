package ui

import (
	"github.com/ctxscope/ctxscope/correlate/words"
)

// The cells that a row of goroutines has for its columns: in full from wideGoroutines on, narrower from
// slimGoroutines on; below that its function stands on a second line.
const (
	wideGoroutines = 72
	slimGoroutines = 53
)

// tallIn is how many lines a row of goroutines takes in a pane of w cells.
func tallIn(w int) int {
	if w >= slimGoroutines {
		return 1
	}
	return 2
}

// goroutineHead names the columns of goroutineCells; the first one is n cells wide.
func goroutineHead(w int, first string, n int) string {
	first = padLeft(first, n)
	switch {
	case w >= wideGoroutines:
		return first + "  doing               age  known as function"
	case w >= slimGoroutines:
		return first + " doing            age known function"
	}
	return first + "  doing               age  known as / function"
}

// goroutineCells writes what the lists of groups and of single goroutines have in common: what they do,
// since when, and what is known of them.
func (l *look) goroutineCells(w int, first, doing, age, known string) string {
	doing, known = l.clean(doing), l.clean(known)
	if w >= slimGoroutines && w < wideGoroutines {
		if known == expected {
			known = "exp."
		}
		return first + " " + pad(l.fit(doing, slimWaitCells), slimWaitCells) + padLeft(age, 8) + " " + pad(l.fit(known, 4), 4)
	}
	return first + "  " + pad(l.fit(doing, waitCells), waitCells) + " " + padLeft(age, 7) + "  " + pad(known, 8)
}

func (g *groupList) setSize(w, h int) {
	g.tall = tallIn(w)
	g.list.setSize(w, h-1)
}

func (g *groupList) want() int         { return 1 + max(1, len(g.all), g.count)*max(1, g.tall) }
func (g *groupList) click(y int)       { g.list.click(y - 1) }
func (g *groupList) actions() []action { return moving(g.desk.keys, &g.list) }

func (g *groupList) title() string {
	s := "Goroutines  " + words.Plural(len(g.all), "group")
	if !g.expr.Empty() {
		s = "Goroutines  " + g.matches()
	}
	return s + "  by " + groupOrders[g.sorted].name
}

func (g *groupList) matches() string {
	if g.busy {
		return "sifting " + words.Count(len(g.all))
	}
	return g.expr.says(g.found(), len(g.all))
}

func (g *groupList) View() string {
	head := "   " + goroutineHead(g.w, "count", 8)
	if g.count == 0 {
		return g.look.fit(head, g.w) + "\n  nothing here; esc clears a filter"
	}
	return g.look.fit(head, g.w) + "\n" + g.view()
}

func (g *groupList) row(i, w int, selected bool) []string {
	r, member := g.at(i)
	cursor := " "
	if selected {
		cursor = ">"
	}
	var first, second string
	if member < 0 {
		fold := g.look.closed
		if r.open {
			fold = g.look.open
		}
		age := g.look.age(r.group.Oldest, r.group.AtLeast)
		first = cursor + fold + g.sign(i, func() ref { return groupRef(r.group) }) +
			g.look.goroutineCells(w, padLeft(words.Count(len(r.group.Goroutines)), 8), r.doing, age, r.note)
		second = r.name
	} else {
		m := r.group.Goroutines[member]
		first = cursor + " " + g.sign(-1, func() ref { return goroutineRef(m.ID) }) + "   goroutine " + pad(goroutineName(m), 11) + padLeft(g.look.age(g.atlas.end.Sub(m.Since), !m.SinceKnown), 8)
		second = " creator " + creatorOf(m) + g.look.clean(labelsOf(m))
	}
	fit := g.look.fitMiddle
	if member < 0 {
		fit = g.look.fitFunc
	}
	if g.tall == 1 {
		return []string{g.paint(first+" "+fit(second, w-cells(first)-1), w, selected)}
	}
	return []string{g.paint(first, w, selected), g.paint("     "+fit(second, w-5), w, selected)}
}

// sign is the desk's, for a group's row or, with -1, for a member. Asking the shelf takes a hash for a
// group, so it is not asked while it is empty.
func (g *groupList) sign(row int, of func() ref) string {
	match := row >= 0 && g.hits.has(g.place(row))
	if g.desk.shelf.empty() && !match {
		return " "
	}
	return g.desk.sign(of(), match)
}

func (g *groupList) paint(line string, w int, selected bool) string {
	if selected {
		return g.look.selected.Render(pad(g.look.fit(line, w), w))
	}
	return g.look.fit(g.look.highlight(line, g.expr.Marks()), w)
}
