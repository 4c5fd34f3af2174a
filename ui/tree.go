package ui

import (
	"cmp"
	"slices"

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
	expr  query
	found int // nodes that match
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
	hit    bool // it matches
	hidden bool // by the filter
}

// treeRow is a row on the screen.
type treeRow struct {
	*node
	depth int
}

// An order is one way to sort: the name of the column, and whether small comes first.
type order struct {
	name    string
	upwards bool
}

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
	if was == (ref{}) && len(roots) > 0 && roots[0].open {
		t.moveTo(1) // the first row that tells something, below the heading
	}
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
	aside := t.desk.shelf.aside(t.expr.Expr)
	for _, n := range t.roots {
		t.sift(n, aside, false)
	}
	t.sort(t.roots)
	t.lay()
}

// sift finds what matches and hides what does not. Below a match everything shows; above one its parents
// do.
func (t *tree) sift(n *node, aside *shelf, within bool) (shows bool) {
	t.known++
	filters := !t.expr.Empty() && !t.expr.keepAll
	n.hit = !t.expr.Empty() && n.match != nil && aside.match(t.expr.Expr, n.match, func() ref { return n.ref })
	shows = !filters || within || n.hit
	if n.hit || filters && within {
		t.found++
	}
	for _, k := range n.kids {
		if t.sift(k, aside, filters && (within || n.hit)) {
			shows = true
		}
	}
	n.hidden = !shows
	return shows
}

// nextMatch goes to a match, also to one below a row that is closed.
func (t *tree) nextMatch(step int) bool {
	var found []*node
	at, before := t.selected(), 0
	t.each(t.roots, func(n *node) {
		if n.hit && !n.hidden {
			found = append(found, n)
		}
		if n == at {
			before = len(found) // with the row itself when it is one
		}
	})
	if len(found) == 0 {
		return false
	}
	i := before
	if step < 0 {
		if i--; i >= 0 && found[i] == at {
			i--
		}
	}
	return t.find(found[(i+len(found))%len(found)].ref)
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

func (t *tree) setExpr(e query) {
	t.expr = e
	if !e.Empty() {
		t.each(t.roots, func(n *node) { n.open = n.open || len(n.kids) > 0 })
	}
	t.arrange()
}

func (t *tree) filterExpr() query { return t.expr }
func (t *tree) matches() string   { return t.expr.says(t.found, t.known) }

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
