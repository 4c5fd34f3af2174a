package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// A tree is a list of rows that can be opened to show more below them. What is below is made when it is
// opened first. Only rows on the screen are drawn; opening one moves the rows after it.
type tree struct {
	list
	desk    *desk
	name    string // of the pane
	columns []column
	orders  []order
	sorted  int    // of orders
	nothing string // said when there is no row at all

	roots []*node
	rows  []treeRow // what is shown, top to bottom
	expr  filter.Expr
	found int // nodes that match the filter
	known int // nodes that were asked
}

// A node is one row of a tree.
type node struct {
	ref    ref
	cells  []string // one for each column, safe to show; the last takes the room that is left
	tail   string   // behind the last cell, where there is room for both
	values []int64  // one for each order
	match  *filter.Row
	write  func(f *facts) // tells it in full
	say    subject

	kids   []*node
	more   func() []*node // makes kids on the first opening; nil: kids are all
	parent *node
	open   bool
	hidden bool // by the filter
}

// treeRow is a row on the screen.
type treeRow struct {
	*node
	depth int
}

// A column is one column of a tree.
type column struct {
	title string
	w     int  // cells; of the last one: 0
	right bool // numbers stand at the right
}

// An order is one way to sort: the name of the column, and whether small comes first.
type order struct {
	name    string
	upwards bool
}

const wideTree = 64 // cells from which a row fits on one line; below, its numbers stand on a second one

func newTree(d *desk, name, nothing string, orders []order, columns ...column) *tree {
	t := &tree{desk: d, name: name, nothing: nothing, orders: orders, columns: columns}
	t.tall = 1
	t.draw = t.row
	return t
}

// setRoots replaces the rows. What was open stays open, and the cursor stays on what it was on.
func (t *tree) setRoots(roots []*node) {
	was, open := t.selectedRef(), map[ref]bool{}
	t.each(t.roots, func(n *node) { open[n.ref] = n.open })
	t.roots = roots
	t.each(roots, func(n *node) {
		if o, ok := open[n.ref]; ok {
			n.open = o
		}
	})
	t.arrange()
	t.find(was)
}

// each visits the nodes that have been made so far, parents first.
func (t *tree) each(nodes []*node, visit func(*node)) {
	for _, n := range nodes {
		visit(n)
		for _, k := range n.kids {
			k.parent = n
		}
		t.each(n.kids, visit)
	}
}

// arrange filters, sorts and lays out the rows anew.
func (t *tree) arrange() {
	t.found, t.known = 0, 0
	for _, n := range t.roots {
		t.sift(n, false)
	}
	t.sort(t.roots)
	t.lay()
}

// sift hides what does not match. Below a match everything shows; above one its parents do.
func (t *tree) sift(n *node, within bool) (shows bool) {
	t.known++
	hit := within || t.expr.Empty() || n.match != nil && t.expr.Match(n.match)
	if hit {
		t.found++
	}
	shows = hit
	for _, k := range n.kids {
		if t.sift(k, hit && !t.expr.Empty()) {
			shows = true
		}
	}
	n.hidden = !shows
	return shows
}

func (t *tree) sort(nodes []*node) {
	if t.sorted >= len(t.orders) || len(nodes) == 0 {
		return
	}
	i, up := t.sorted, t.orders[t.sorted].upwards
	slices.SortStableFunc(nodes, func(a, b *node) int {
		if i >= len(a.values) || i >= len(b.values) {
			return cmp.Compare(len(b.values), len(a.values)) // rows that are not measured stay at the end
		}
		if up {
			return cmp.Compare(a.values[i], b.values[i])
		}
		return cmp.Compare(b.values[i], a.values[i])
	})
	for _, n := range nodes {
		t.sort(n.kids)
	}
}

// lay lists the rows that are to be seen.
func (t *tree) lay() {
	t.rows = t.rows[:0]
	t.layBelow(t.roots, 0)
	t.setCount(len(t.rows))
}

func (t *tree) layBelow(nodes []*node, depth int) {
	for _, n := range nodes {
		if n.hidden {
			continue
		}
		t.rows = append(t.rows, treeRow{n, depth})
		if n.open {
			t.layBelow(n.kids, depth+1)
		}
	}
}

func (t *tree) selected() *node {
	if t.cursor >= len(t.rows) {
		return nil
	}
	return t.rows[t.cursor].node
}

func (t *tree) selectedRef() ref {
	if n := t.selected(); n != nil {
		return n.ref
	}
	return ref{}
}

// expand opens the row under the cursor; false when it is open, or there is nothing below it.
func (t *tree) expand() bool {
	n := t.selected()
	if n == nil || n.open || n.more == nil && len(n.kids) == 0 {
		return false
	}
	t.grow(n)
	n.open = true
	t.lay()
	return true
}

func (t *tree) grow(n *node) {
	if n.more != nil {
		n.kids = append(n.kids, n.more()...)
		n.more = nil
		for _, k := range n.kids {
			k.parent = n
		}
		t.sort(n.kids)
	}
}

// collapse closes the row under the cursor, or goes to the one it is below.
func (t *tree) collapse() {
	n := t.selected()
	switch {
	case n == nil:
	case n.open:
		n.open = false
		t.lay()
	case n.parent != nil:
		t.find(n.parent.ref)
	}
}

// find moves the cursor to a thing and opens what it is below; false when it is not here, or hidden.
func (t *tree) find(r ref) bool {
	var hit *node
	t.each(t.roots, func(n *node) {
		if n.ref == r && r != (ref{}) && !n.hidden && hit == nil {
			hit = n
		}
	})
	if hit == nil {
		return false
	}
	for p := hit.parent; p != nil; p = p.parent {
		p.open = true
	}
	t.lay()
	for i := range t.rows {
		if t.rows[i].node == hit {
			t.moveTo(i)
		}
	}
	return true
}

func (t *tree) setExpr(e filter.Expr) {
	t.expr = e
	if !e.Empty() {
		t.each(t.roots, func(n *node) { n.open = n.open || len(n.kids) > 0 })
	}
	t.arrange()
}

func (t *tree) filterExpr() filter.Expr { return t.expr }
func (t *tree) matches() string         { return words.Count(t.found) + " of " + words.Count(t.known) }

// sortNext sorts by the next column and returns its name.
func (t *tree) sortNext() string {
	if len(t.orders) == 0 {
		return ""
	}
	was := t.selectedRef()
	t.sorted = (t.sorted + 1) % len(t.orders)
	t.arrange()
	t.find(was)
	return t.orders[t.sorted].name
}

func (t *tree) setSize(w, h int) {
	t.tall = 2
	if w >= wideTree {
		t.tall = 1
	}
	t.list.setSize(w, h-1)
}

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
		} else if t.tall == 1 {
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
	cursor += t.desk.shelf.sign(r.ref) + " "
	lead := strings.Repeat("  ", r.depth) + fold + " "
	last := len(r.cells) - 1
	if t.tall == 1 {
		line := cursor
		for c, cell := range r.cells[:last] {
			line += t.columns[c].fill(l, cell) + "  "
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
	if n.tail != "" && cells(name)+cells(n.tail)+2 <= w {
		return t.desk.look.ends(name, n.tail, w)
	}
	return t.desk.look.fitMiddle(name, max(0, w))
}

func (t *tree) paint(line string, w int, selected bool) string {
	if selected {
		return t.desk.look.selected.Render(pad(t.desk.look.fit(line, w), w))
	}
	return t.desk.look.fit(t.desk.look.highlight(line, t.expr.Words()), w)
}
