package ui

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// groupList is the list of goroutine groups, in which a group can be opened to show its members below
// it. Members are rows of the same virtual list, found by arithmetic: opening a group of a million
// costs as much as opening one of three.
type groupList struct {
	list
	sieve
	desk *desk
	look *look

	atlas  *atlas
	all    []groupRow
	start  []int // of each shown group: its row in the list
	expr   query
	sorted int
	seek   ref // to find once the sifting is through
}

// A groupRow is a group with what is asked and drawn of it again and again.
type groupRow struct {
	group *correlate.Group
	match filter.Row
	name  string // the function it is in, safe to show
	doing string // what it waits for, or its state when it does not wait
	note  string // the chain it belongs to, or "expected"
	open  bool
}

// groupOrders are the ways to sort groups; ties keep the order of the result.
var groupOrders = []struct {
	name  string
	order func(a, b *groupRow) int
}{
	{name: "count"}, // as they come
	{"age", func(a, b *groupRow) int { return cmp.Compare(b.group.Oldest, a.group.Oldest) }},
	{"doing", func(a, b *groupRow) int { return strings.Compare(a.doing, b.doing) }},
	{"function", func(a, b *groupRow) int { return strings.Compare(a.name, b.name) }},
}

func newGroupList(d *desk) *groupList {
	g := &groupList{desk: d, look: d.look}
	g.draw = g.row
	g.sieve.jobs, g.sieve.done = d.jobs, g.number
	return g
}

// setAtlas replaces the groups. Groups that were open stay open.
func (g *groupList) setAtlas(a *atlas) {
	open := map[ref]bool{}
	for _, r := range g.all {
		if r.open {
			open[groupRef(r.group)] = true
		}
	}
	g.seek = g.selectedRef()
	g.atlas, g.shown = a, nil
	g.all = make([]groupRow, len(a.Groups))
	for i, gr := range a.Groups {
		at := gr.Blocked
		if at.Func == "" {
			at = gr.Stack.Leaf()
		}
		r := groupRow{group: gr, match: filter.OfGroup(gr), name: g.look.clean(correlate.Short(at.Func)), doing: doing(gr.State, gr.Wait)}
		r.open = len(open) > 0 && open[groupRef(gr)]
		var first *evidence.Goroutine
		if len(gr.Goroutines) > 0 {
			first = gr.Goroutines[0]
		}
		r.note = a.known(gr, first)
		if gr.Finding != nil {
			r.match.Chain = append(r.match.Chain, strings.ToLower(r.note))
		}
		g.all[i] = r
	}
	g.refilter()
}

// doing says what a goroutine waits for, or its state when it does not wait.
func doing(s evidence.State, w evidence.Wait) string {
	if s == evidence.Waiting && w != "" {
		return string(w)
	}
	return s.String()
}

func (g *groupList) refilter() {
	all, expr := g.all, g.expr.Expr
	var match func(int32) bool
	if !expr.Empty() {
		aside := g.desk.shelf.aside(expr)
		match = func(i int32) bool {
			return aside.match(expr, &all[i].match, func() ref { return groupRef(all[i].group) })
		}
	}
	var order func(a, b int32) int
	if by := groupOrders[g.sorted].order; by != nil {
		order = func(a, b int32) int { return by(&all[a], &all[b]) }
	}
	g.sift(len(all), g.expr.keepAll, match, order)
}

// number gives each shown group its row. The cursor goes to what is sought.
func (g *groupList) number() {
	g.start = g.start[:0]
	n := 0
	for _, i := range g.shown {
		g.start = append(g.start, n)
		n++
		if g.all[i].open {
			n += len(g.all[i].group.Goroutines)
		}
	}
	g.setCount(n)
	if was := g.seek; was != (ref{}) {
		g.seek = ref{}
		g.find(was)
	}
}

// at returns the group of a row of the list, and the member it shows, -1 for the group itself; nil
// beyond the end.
func (g *groupList) at(row int) (r *groupRow, member int) {
	if row < 0 || row >= g.count {
		return nil, -1
	}
	i := g.place(row)
	return &g.all[g.shown[i]], row - g.start[i] - 1
}

// selected returns the group under the cursor and the member, nil when the cursor is on the group.
func (g *groupList) selected() (*correlate.Group, *evidence.Goroutine) {
	r, member := g.at(g.cursor)
	if r == nil {
		return nil, nil
	}
	if member < 0 {
		return r.group, nil
	}
	return r.group, r.group.Goroutines[member]
}

// expand opens the group under the cursor; false when it is open, or the cursor is on a member.
func (g *groupList) expand() bool {
	r, member := g.at(g.cursor)
	if r == nil || r.open || member >= 0 {
		return false
	}
	r.open = true
	g.number()
	return true
}

// collapse closes the group that the cursor is in, and goes to its row.
func (g *groupList) collapse() {
	if r, member := g.at(g.cursor); r != nil && r.open {
		r.open = false
		to := g.cursor - member - 1
		g.number()
		g.moveTo(to)
	}
}

func (g *groupList) selectedRef() ref {
	switch gr, m := g.selected(); {
	case m != nil:
		return goroutineRef(m.ID)
	case gr != nil:
		return groupRef(gr)
	}
	return ref{}
}

// find moves the cursor to a group, or to a goroutine, whose group it opens; false when it is not shown.
func (g *groupList) find(r ref) bool {
	member := -1
	var in *correlate.Group
	if r.kind == refGoroutine && g.atlas != nil {
		if one := g.atlas.Set.Goroutine(evidence.GoID(r.number())); one != nil {
			in, member = g.atlas.groupOf(one)
		}
	}
	at := slices.IndexFunc(g.shown, func(i int32) bool {
		gr := g.all[i].group
		return gr == in && in != nil || in == nil && r.kind == refGroup && groupRef(gr) == r
	})
	if at < 0 {
		return false
	}
	if row := &g.all[g.shown[at]]; member >= 0 && !row.open {
		row.open = true
		g.number()
	}
	g.moveTo(g.start[at] + member + 1)
	return true
}

func (g *groupList) setExpr(e query) {
	g.seek = g.selectedRef()
	g.expr = e
	g.refilter()
}

func (g *groupList) filterExpr() query { return g.expr }

// nextMatch goes from group to group: what is asked holds for all members alike.
func (g *groupList) nextMatch(step int) bool {
	to := g.hits.beside(g.place(g.cursor), step, len(g.shown))
	if to >= 0 {
		g.moveTo(g.start[to])
	}
	return to >= 0
}

// place is the place among the shown groups of the one that a row is in.
func (g *groupList) place(row int) int { return sort.SearchInts(g.start, row+1) - 1 }

func (g *groupList) sortNext() string {
	g.sorted = (g.sorted + 1) % len(groupOrders)
	g.seek = g.selectedRef()
	g.refilter()
	return groupOrders[g.sorted].name
}
