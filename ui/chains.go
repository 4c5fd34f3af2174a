package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// chains is screen 1: the ranked leak chains, the selected one in detail, and the raw evidence of its
// selected link. Without a finding it is the page that says what was looked at.
type chains struct {
	panes
	desk   *desk
	keys   *keyMap
	list   *chainList
	detail *chainDetail
	why    *why
	none   *empty

	atlas *atlas
}

// The panes of a screen with a list.
const (
	listPane = iota
	detailPane
	whyPane
)

func newChains(d *desk) *chains {
	c := &chains{
		panes: panes{look: d.look}, desk: d, keys: d.keys,
		list: newChainList(d), detail: newChainDetail(d), why: newWhy(d), none: newEmpty(d.look, d.keys),
	}
	c.all = []pane{c.none}
	return c
}

// setResult shows a result, or a newer one: the selected leak stays selected. reading is true when
// more is to come.
func (c *chains) setResult(a *atlas, reading bool) {
	was := c.list.selectedRef()
	c.atlas = a
	c.list.setFindings(a.Findings, a.Compared)
	c.list.find(was)
	c.none.show(a.Result, reading)
	if len(a.Findings) == 0 {
		c.all = []pane{c.none}
	} else {
		c.all = []pane{c.list, c.detail, c.why}
	}
	c.place()
	c.tell(true)
}

// settle brings the panes in line after an update: detail and evidence follow the list.
func (c *chains) settle() { c.tell(false) }

// tell shows the selected chain and link; again also when they are the same objects.
func (c *chains) tell(again bool) {
	row := c.list.selected()
	if again || !sameFinding(row, c.detail.row) {
		c.detail.show(c.set(), row)
	}
	if l := c.detail.link(); again || l != c.why.link {
		if again {
			c.why.forget()
		}
		c.why.tell(c.atlas, row, l)
	}
}

func sameFinding(a, b *chainRow) bool {
	return a == b || a != nil && b != nil && a.finding == b.finding
}

func (c *chains) set() *evidence.Set {
	if c.atlas == nil {
		return &evidence.Set{}
	}
	return c.atlas.Set
}

// open selects the chain whose fingerprint begins with prefix and goes to its detail. A filter that
// hides it is lifted.
func (c *chains) open(prefix string) bool {
	r := ref{refChain, prefix}
	if !c.list.find(r) {
		kept := c.list.expr
		c.list.setExpr(query{})
		if !c.list.find(r) {
			c.list.setExpr(kept)
			return false
		}
	}
	c.setFocus(detailPane)
	c.settle()
	return true
}

// read goes to the detail, at its beginning.
func (c *chains) read() {
	c.detail.moveTo(0)
	c.setFocus(detailPane)
}

// show opens a chain.
func (c *chains) show(r ref) bool { return r.kind == refChain && c.open(r.id) }

func (c *chains) at() ref { return c.list.selectedRef() }
func (c *chains) rows() lister {
	if len(c.all) == 1 {
		return nil // the page that says what was looked at
	}
	return c.list
}

// beside selects the next chain, with step -1 the one before; focus and stage stay.
func (c *chains) beside(step int) { c.list.moveBy(step) }

func (c *chains) actions() []action {
	if len(c.all) == 1 {
		return c.none.actions()
	}
	k := c.keys
	acts := c.focused().actions()
	switch c.focus {
	case listPane:
		acts = append(acts, does(k.Open, c.read).as("detail"))
	case detailPane:
		acts = append(acts, does(k.Open, c.toggleWhy).as("evidence"))
	}
	acts = append(acts,
		does(k.NextStage, func() { c.detail.step(1) }), does(k.PrevStage, func() { c.detail.step(-1) }),
		does(k.NextEvent, func() { c.beside(1) }).as("next chain"), does(k.PrevEvent, func() { c.beside(-1) }).as("previous chain"),
		action{k.Source, c.inDetail(c.detail.seeSource)},
		does(k.Why, c.toggleWhy), c.foldAction())
	acts = append(acts, c.between(k)...)
	return append(acts, searching(k, c.searched())...)
}

// inDetail makes an action of what scrolls the detail, and returns why it could not: the detail comes
// into view first.
func (c *chains) inDetail(do func() string) func() tea.Cmd {
	return func() tea.Cmd {
		if c.focus == whyPane || !c.rects[detailPane].shown() {
			c.setFocus(detailPane)
		}
		return say(do())
	}
}

func (c *chains) foldAction() action {
	a := foldAction(c.keys, c.detail.folded, nil)
	a.do = c.inDetail(c.detail.toggleFold)
	return a
}

// searched returns the text that n and N go through, nil when the list has the focus.
func (c *chains) searched() *text {
	switch {
	case len(c.all) == 1:
		return &c.none.text
	case c.focus == detailPane:
		return &c.detail.text
	case c.focus == whyPane:
		return &c.why.text
	}
	return nil
}

func (c *chains) toggleWhy() {
	if c.focus == whyPane {
		c.setFocus(detailPane)
		return
	}
	c.setFocus(whyPane)
}

// setQuery filters the list, or searches the text that has the focus.
func (c *chains) setQuery(s string) error {
	if t := c.searched(); t != nil {
		return t.setQuery(s)
	}
	return c.setFilter(s)
}

// setFilter filters the list, whichever pane has the focus.
func (c *chains) setFilter(s string) error {
	e, err := parseFilter(s, c.desk.compares)
	if err != nil {
		return err
	}
	c.list.setExpr(query{e, c.list.expr.keepAll})
	return nil
}

func (c *chains) query() string {
	if t := c.searched(); t != nil {
		return t.query
	}
	return c.list.expr.String()
}

func (c *chains) filtered() (expr, matches string) {
	if c.list.expr.Empty() {
		return "", ""
	}
	return c.list.expr.String(), c.list.matches()
}

func (c *chains) crumbs() []string {
	trail := []string{"chains"}
	row := c.list.selected()
	if c.focus > listPane && row != nil {
		trail = append(trail, row.id)
	}
	if c.focus == whyPane {
		trail = append(trail, "why")
	}
	return trail
}

// position says where the cursor is: the row of the list, or the part of the text.
func (c *chains) position() string {
	if t := c.searched(); t != nil {
		return t.place()
	}
	return c.list.position()
}

func (c *chains) tab() string { return "Chains" }
