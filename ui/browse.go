package ui

// A browse is the screen that most are: a list, and beside or below it what its selected row says in
// full. Screens embed it and add what is particular to them.
type browse struct {
	panes
	desk   *desk
	name   string // on the tab
	list   lister
	detail *detail
	atlas  *atlas
}

// A lister is the list of a screen.
type lister interface {
	pane
	mover
	selectedRef() ref // of the row under the cursor, the zero ref when there is none
	find(ref) bool    // moves the cursor to a thing; false when it is not in the list, or hidden
	setExpr(query)
	filterExpr() query
	matches() string         // "3 of 11"
	nextMatch(step int) bool // goes to the next row that matches, with step -1 to the one before; false when there is none
	position() string        // "3/11"
	sortNext() string        // sorts by the next column, whose name it returns; "": it has one order
}

func newBrowse(d *desk, name string, list lister) browse {
	b := browse{panes: panes{look: d.look}, desk: d, name: name, list: list, detail: newDetail(d)}
	b.all = []pane{list, b.detail}
	return b
}

func (b *browse) tab() string { return b.name }
func (b *browse) position() string {
	if b.focus == listPane {
		return b.list.position()
	}
	return b.detail.place()
}

func (b *browse) searched() *text {
	if b.focus == detailPane {
		return &b.detail.text
	}
	return nil
}

func (b *browse) setQuery(s string) error {
	if t := b.searched(); t != nil {
		return t.setQuery(s)
	}
	return b.setFilter(s)
}

func (b *browse) query() string {
	if t := b.searched(); t != nil {
		return t.query
	}
	return b.list.filterExpr().String()
}

func (b *browse) setFilter(s string) error {
	e, err := parseFilter(s, b.desk.compares)
	if err != nil {
		return err
	}
	b.list.setExpr(query{e, b.list.filterExpr().keepAll})
	return nil
}

func (b *browse) filtered() (expr, matches string) {
	if e := b.list.filterExpr(); !e.Empty() {
		return e.String(), b.list.matches()
	}
	return "", ""
}

func (b *browse) rows() lister { return b.list }
func (b *browse) at() ref      { return b.list.selectedRef() }

// show goes to a thing; a filter that hides it is lifted. False when it is not here.
func (b *browse) show(r ref) bool {
	if b.list.find(r) {
		return true
	}
	kept := b.list.filterExpr()
	if kept.Empty() || kept.keepAll {
		return false
	}
	b.list.setExpr(query{})
	if b.list.find(r) {
		return true
	}
	b.list.setExpr(kept)
	return false
}

// common are the keys that all screens of this kind have.
func (b *browse) common() []action {
	k := b.desk.keys
	acts := b.focused().actions()
	acts = append(acts, foldAction(k, b.detail.folded, b.detail.toggleFold))
	acts = append(acts, b.between(k)...)
	return append(acts, searching(k, b.searched())...)
}

// A grove is a browse whose list is a tree.
type grove struct {
	browse
	tree *tree
}

func newGrove(d *desk, name string, t *tree) grove {
	return grove{newBrowse(d, name, t), t}
}

// settle tells what the cursor is on.
func (g *grove) settle() {
	n := g.tree.selected()
	if n == nil {
		g.detail.show(nil, g.name, nil)
		return
	}
	g.detail.show(n, n.say.title, n.write)
}

func (g *grove) actions() []action {
	k := g.desk.keys
	acts := g.common()
	if g.focus == listPane {
		acts = append(acts, does(k.Open, g.enter),
			does(k.Expand, func() { g.tree.expand() }).as("open"), does(k.Collapse, g.tree.collapse).as("close"))
	}
	return acts
}

// enter opens a row; on an open one, or on one with nothing below, it goes to the detail.
func (g *grove) enter() {
	if !g.tree.expand() {
		g.setFocus(detailPane)
	}
}

func (g *grove) subject() subject {
	if n := g.tree.selected(); n != nil {
		return n.say
	}
	return subject{}
}

func (g *grove) crumbs() []string {
	trail := []string{g.desk.look.clean(lower(g.name))}
	if n := g.tree.selected(); n != nil && g.focus == detailPane {
		trail = append(trail, g.desk.look.clean(n.say.title))
	}
	return trail
}
