package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// goroutines is screen 3: all living goroutines, seen in one of three ways: by what they do, one by
// one, or by who started whom.
type goroutines struct {
	browse
	way     way
	groups  *groupList
	members *memberList
	made    *creators
}

// A way is how the goroutines are listed.
type way int

const (
	byGroup way = iota
	oneByOne
	byCreator
)

func newGoroutines(d *desk) *goroutines {
	g := &goroutines{groups: newGroupList(d), members: newMemberList(d), made: newCreators(d)}
	g.browse = newBrowse(d, "Goroutines", g.groups)
	return g
}

// setResult shows a result. Who started whom is found out beside the UI: it takes a while for many.
func (g *goroutines) setResult(a *atlas, _ bool) {
	g.atlas = a
	g.detail.forget()
	g.groups.setAtlas(a)
	if g.way == oneByOne {
		g.members.setAtlas(a)
	}
	if len(a.Set.Goroutines) <= siftNow {
		a.family = newFamily(a.Set)
	} else {
		g.desk.jobs.add(func() tea.Msg { return familyMsg{a, newFamily(a.Set)} })
	}
	g.made.setAtlas(a)
	g.place()
	g.settle()
}

// related takes the family that has become known.
func (g *goroutines) related(m familyMsg) {
	if m.atlas == g.atlas {
		g.atlas.family = m.family
		g.detail.forget()
		if g.way == byCreator {
			g.made.setAtlas(g.atlas)
		}
	}
}

// setWay lists the goroutines another way; filter and goroutine stay.
func (g *goroutines) setWay(w way) {
	was, expr := g.list.selectedRef(), g.list.filterExpr()
	g.way = w
	switch w {
	case oneByOne:
		g.list = g.members
		if g.members.atlas != g.atlas {
			g.members.seek = was
			g.members.expr = expr
			g.members.setAtlas(g.atlas)
		}
	case byCreator:
		g.list = g.made
		g.made.setAtlas(g.atlas)
	default:
		g.list = g.groups
	}
	if now := g.list.filterExpr(); now.String() != expr.String() || now.keepAll != expr.keepAll {
		g.list.setExpr(expr)
	}
	g.list.find(was)
	g.all[listPane] = g.list
	g.place()
}

// selected returns what the cursor is on: a group, a goroutine with its group, or nothing.
func (g *goroutines) selected() (*correlate.Group, *evidence.Goroutine) {
	switch g.way {
	case byGroup:
		return g.groups.selected()
	case oneByOne:
		m, group := g.members.selected()
		return group, m
	}
	r := g.made.selectedRef()
	if r.kind == refGoroutine && g.atlas != nil {
		if m := g.atlas.Set.Goroutine(evidence.GoID(r.number())); m != nil {
			group, _ := g.atlas.groupOf(m)
			return group, m
		}
	}
	return nil, nil
}

// settle shows what the cursor is on.
func (g *goroutines) settle() {
	if g.way == byCreator {
		if n := g.made.selected(); n != nil {
			g.detail.show(n, n.say.title, n.write)
		} else {
			g.detail.show(nil, "Goroutine", nil)
		}
		return
	}
	switch group, m := g.selected(); {
	case m != nil:
		g.detail.show(m, "Goroutine "+goroutineName(m), func(f *facts) { g.atlas.tellGoroutine(f, m, group) })
	case group != nil:
		g.detail.show(group, sayGroup(group).title, func(f *facts) { g.atlas.tellGroup(f, group, g.desk.keys) })
	default:
		g.detail.show(nil, "Group", nil)
	}
}

func (g *goroutines) actions() []action {
	k := g.desk.keys
	acts := g.common()
	if g.focus == listPane {
		acts = append(acts, does(k.Open, g.enter).as(g.opens()), does(k.Expand, func() { g.expand() }), does(k.Collapse, g.collapse))
	}
	acts = append(acts, does(k.Kind, func() { g.setWay((g.way + 1) % 3) }))
	group, m := g.selected()
	if group != nil && group.Finding != nil {
		acts = append(acts, does(k.Chain, func() { g.leave(ref{refChain, group.Finding.Fingerprint}) }))
	}
	if m != nil && m.SinceKnown && g.atlas.hasTimes() {
		acts = append(acts, does(k.Moment, func() { g.leave(momentRef(m.Since)) }))
	}
	return acts
}

func (g *goroutines) leave(to ref) {
	g.desk.jobs.add(func() tea.Msg { return goMsg{to} })
}

// enter opens a row; on an open one, or on a goroutine, it goes to the detail.
func (g *goroutines) enter() {
	if !g.expand() {
		g.setFocus(detailPane)
	}
}

// opens says what enter does on this row.
func (g *goroutines) opens() string {
	if g.way == byGroup && g.groups.count > 0 {
		if r, member := g.groups.at(g.groups.cursor); member < 0 && !r.open {
			return "members"
		}
	}
	if g.way == byCreator {
		return "open"
	}
	return "detail"
}

func (g *goroutines) expand() bool {
	switch g.way {
	case byGroup:
		return g.groups.expand()
	case byCreator:
		return g.made.expand()
	}
	return false
}

func (g *goroutines) collapse() {
	switch g.way {
	case byGroup:
		g.groups.collapse()
	case byCreator:
		g.made.collapse()
	}
}

// show goes to a goroutine or a group, or to all that one goroutine started.
func (g *goroutines) show(r ref) bool {
	if r.kind == refStarted {
		g.setWay(oneByOne)
		e, err := filter.Parse("created=" + r.id)
		if err == nil {
			g.list.setExpr(query{Expr: e})
		}
		g.setFocus(listPane)
		return true
	}
	if g.browse.show(r) {
		return true
	}
	if g.way != byGroup {
		g.setWay(byGroup)
		return g.browse.show(r)
	}
	return false
}

func (g *goroutines) crumbs() []string {
	trail := []string{[]string{"goroutines", "one by one", "who started whom"}[g.way]}
	if g.focus == detailPane {
		trail = append(trail, g.desk.look.clean(g.detail.title()))
	}
	return trail
}

// subject is the goroutine, or the group, under the cursor.
func (g *goroutines) subject() subject {
	switch group, m := g.selected(); {
	case m != nil:
		return sayGoroutine(m, group)
	case group != nil:
		return sayGroup(group)
	}
	return subject{}
}
