package ui

import (
	"strings"
)

// A column is one column of a tree.
type column struct {
	title string
	w     int  // cells; of the last one: 0
	right bool // numbers stand at the right
	spare bool // it is left out where rows are slim
}

const namedCells = 30 // of a row's name, beside which its tail has room; a shorter name shows alone

// The cells from which a row fits on one line, with all columns, and with those that are not spare; below,
// its numbers stand on a second line.
const (
	wideTree = 64
	slimTree = 53
)

func (t *tree) setSize(w, h int) {
	t.tall = 2
	if w >= slimTree {
		t.tall = 1
	}
	t.list.setSize(w, h-1)
}

// drawn reports whether a column is drawn in a row of one line.
func (t *tree) drawn(c column) bool { return !c.spare || t.w >= wideTree }

func (t *tree) want() int   { return 1 + max(3, t.count*max(1, t.tall)) }
func (t *tree) click(y int) { t.list.click(y - 1) }

func (t *tree) actions() []action { return moving(t.desk.keys, &t.list) }

func (t *tree) title() string {
	s := t.name
	if !t.expr.Empty() {
		s += "  " + t.matches()
	}
	if t.sorted < len(t.orders) && len(t.rows) > 1 {
		s += "  by " + t.orders[t.sorted].name
	}
	return s
}

func (t *tree) View() string {
	if t.count == 0 && t.expr.Empty() {
		var lines []string
		for para := range strings.SplitSeq(t.nothing, "\n") {
			lines = append(lines, wrap(t.desk.look.clean(para), t.w)...)
		}
		return strings.Join(lines, "\n")
	}
	var head []string
	for i, c := range t.columns {
		if i == len(t.columns)-1 {
			head = append(head, "  "+c.title)
		} else if t.tall == 1 && t.drawn(c) {
			head = append(head, c.fill(t.desk.look, c.title))
		}
	}
	line := t.desk.look.fit("   "+strings.Join(head, "  "), t.w)
	if t.count == 0 {
		return line + "\n  nothing matches; esc clears the filter"
	}
	return line + "\n" + t.view()
}

func (c column) fill(l *look, s string) string {
	if c.right {
		return padLeft(l.fit(s, c.w), c.w)
	}
	return pad(l.fit(s, c.w), c.w)
}

func (t *tree) row(i, w int, selected bool) []string {
	r, l := t.rows[i], t.desk.look
	cursor, fold := " ", " "
	if selected {
		cursor = ">"
	}
	if r.open && len(r.kids) > 0 {
		fold = l.open
	} else if r.more != nil || len(r.kids) > 0 {
		fold = l.closed
	}
	cursor += t.desk.sign(r.ref, r.hit && t.expr.keepAll) + " "
	lead := strings.Repeat("  ", r.depth) + fold + " "
	last := len(r.cells) - 1
	if t.tall == 1 && r.depth == 0 && strings.Join(r.cells[:last], "") == "" { // the heading of a section
		return []string{t.paint(cursor+lead+t.named(r.node, w-cells(cursor+lead)), w, selected)}
	}
	if t.tall == 1 {
		line := cursor
		for c, cell := range r.cells[:last] {
			if t.drawn(t.columns[c]) {
				line += t.columns[c].fill(l, cell) + "  "
			}
		}
		line += lead
		return []string{t.paint(line+t.named(r.node, w-cells(line)), w, selected)}
	}
	var numbers []string
	for c, cell := range r.cells[:last] {
		if cell != "" {
			numbers = append(numbers, t.columns[c].title+" "+cell)
		}
	}
	first := cursor + lead + t.named(r.node, w-cells(cursor+lead))
	second := strings.Repeat(" ", cells(cursor+lead)) + strings.Join(numbers, " "+l.dot+" ")
	return []string{t.paint(first, w, selected), t.paint(second, w, selected)}
}

// named writes the last cell of a row, and its tail if there is room.
func (t *tree) named(n *node, w int) string {
	name := n.cells[len(n.cells)-1]
	if room := w - cells(n.tail) - 2; n.tail != "" && (cells(name) <= room || room >= namedCells) {
		return t.desk.look.ends(t.desk.look.fitMiddle(name, room), n.tail, w)
	}
	if !strings.Contains(name, " ") {
		return t.desk.look.fitFunc(name, max(0, w))
	}
	return t.desk.look.fitMiddle(name, max(0, w))
}

func (t *tree) paint(line string, w int, selected bool) string {
	if selected {
		return t.desk.look.selected.Render(pad(t.desk.look.fit(line, w), w))
	}
	return t.desk.look.fit(t.desk.look.highlight(line, t.expr.Marks()), w)
}
