package ui

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// goroutines is screen 3: all living goroutines by what they do, each group to be opened to its
// members.
type goroutines struct {
	panes
	keys   *keyMap
	list   *groupList
	detail *groupDetail
}

func newGoroutines(l *look, k *keyMap) *goroutines {
	g := &goroutines{panes: panes{look: l}, keys: k, list: newGroupList(l, k), detail: newGroupDetail(l, k)}
	g.all = []pane{g.list, g.detail}
	g.detail.set = &evidence.Set{}
	return g
}

func (g *goroutines) setResult(r *correlate.Result, _ bool) {
	was, _ := g.list.selected()
	ids := make(map[*correlate.Finding]string, len(r.Findings))
	for i, f := range r.Findings {
		ids[f] = "L" + strconv.Itoa(i+1)
	}
	g.detail.set, g.detail.ids = r.Set, ids
	g.list.end = endOf(r.Set)
	g.list.setGroups(r.Groups, ids)
	if was != nil {
		g.list.find(keyOf(was))
	}
	g.place()
	g.settle()
	g.detail.build()
}

// settle shows what the cursor is on.
func (g *goroutines) settle() {
	group, member := g.list.selected()
	g.detail.show(group, member)
}

func (g *goroutines) actions() []action {
	k := g.keys
	acts := g.focused().actions()
	if g.focus == listPane {
		acts = append(acts, does(k.Open, g.enter),
			does(k.Expand, func() { g.list.expand() }), does(k.Collapse, g.list.collapse))
	}
	if group, _ := g.list.selected(); group != nil && group.Finding != nil {
		acts = append(acts, action{k.Chain, func() tea.Cmd {
			return func() tea.Msg { return showFindingMsg{group.Finding} }
		}})
	}
	acts = append(acts, foldAction(k, g.detail.folded, g.detail.toggleFold))
	acts = append(acts, g.between(k)...)
	return append(acts, searching(k, g.searched())...)
}

// enter opens a group; on an open one, or on a member, it goes to the detail.
func (g *goroutines) enter() {
	if !g.list.expand() {
		g.setFocus(detailPane)
	}
}

func (g *goroutines) searched() *text {
	if g.focus == detailPane {
		return &g.detail.text
	}
	return nil
}

func (g *goroutines) setQuery(s string) error {
	if t := g.searched(); t != nil {
		return t.setQuery(s)
	}
	return g.setFilter(s)
}

func (g *goroutines) setFilter(s string) error {
	e, err := filter.Parse(s)
	if err != nil {
		return err
	}
	g.list.expr = e
	g.list.refilter()
	return nil
}

func (g *goroutines) query() string {
	if t := g.searched(); t != nil {
		return t.query
	}
	return g.list.expr.String()
}

func (g *goroutines) filtered() (expr, matches string) {
	if g.list.expr.Empty() {
		return "", ""
	}
	return g.list.expr.String(), g.list.matches()
}

func (g *goroutines) crumbs() []string {
	trail := []string{"goroutines"}
	if g.focus == detailPane {
		trail = append(trail, g.detail.title())
	}
	return trail
}

func (g *goroutines) position() string {
	if t := g.searched(); t != nil {
		return t.place()
	}
	return g.list.position()
}

func (g *goroutines) tab() string { return "Goroutines" }
