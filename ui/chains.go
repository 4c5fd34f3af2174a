package ui

import (
	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// chains is screen 1: the ranked leak chains, the selected one in detail, and the raw evidence of its
// selected link. Without a finding it is the page that says what was looked at.
type chains struct {
	panes
	keys   *keyMap
	list   *chainList
	detail *chainDetail
	why    *why
	none   *empty

	result *correlate.Result
}

// The panes of a screen with a list.
const (
	listPane = iota
	detailPane
	whyPane
)

func newChains(l *look, k *keyMap) *chains {
	c := &chains{
		panes: panes{look: l}, keys: k,
		list: newChainList(l, k), detail: newChainDetail(l, k), why: newWhy(l, k), none: newEmpty(l, k),
	}
	c.all = []pane{c.none}
	return c
}

// setResult shows a result, or a newer one: the selected leak stays selected. reading is true when
// more is to come.
func (c *chains) setResult(r *correlate.Result, reading bool) {
	was := ""
	if row := c.list.selected(); row != nil {
		was = row.finding.Fingerprint
	}
	c.result = r
	c.list.setFindings(r.Findings)
	c.list.find(was)
	c.none.show(r, reading)
	if len(r.Findings) == 0 {
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
		c.why.show(c.set(), l)
	}
}

func sameFinding(a, b *chainRow) bool {
	return a == b || a != nil && b != nil && a.finding == b.finding
}

func (c *chains) set() *evidence.Set {
	if c.result == nil {
		return &evidence.Set{}
	}
	return c.result.Set
}

// open selects the chain whose fingerprint begins with prefix and goes to its detail. A filter that
// hides it is lifted.
func (c *chains) open(prefix string) bool {
	if !c.list.find(prefix) {
		kept := c.list.expr
		c.list.expr = filter.Expr{}
		c.list.refilter()
		if !c.list.find(prefix) {
			c.list.expr = kept
			c.list.refilter()
			return false
		}
	}
	c.setFocus(detailPane)
	c.settle()
	return true
}

func (c *chains) actions() []action {
	if len(c.all) == 1 {
		return c.none.actions()
	}
	k := c.keys
	acts := c.focused().actions()
	switch c.focus {
	case listPane:
		acts = append(acts, does(k.Open, func() { c.setFocus(detailPane) }))
	case detailPane:
		acts = append(acts, does(k.Open, c.toggleWhy).as("evidence"))
	}
	acts = append(acts,
		does(k.NextStage, func() { c.detail.step(1) }), does(k.PrevStage, func() { c.detail.step(-1) }),
		does(k.Why, c.toggleWhy), foldAction(k, c.detail.folded, c.detail.toggleFold))
	acts = append(acts, c.between(k)...)
	return append(acts, searching(k, c.searched())...)
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
	e, err := filter.Parse(s)
	if err != nil {
		return err
	}
	c.list.expr = e
	c.list.refilter()
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
