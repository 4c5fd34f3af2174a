package ui

import (
	"sort"
	"strconv"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// groupList is the list of goroutine groups, in which a group can be opened to show its members below
// it. Members are rows of the same virtual list, found by arithmetic: opening a group of a million
// costs as much as opening one of three.
type groupList struct {
	list
	look *look
	keys *keyMap

	all   []groupRow
	shown []int // rows of all that pass the filter
	start []int // of each shown group: its row in the list
	expr  filter.Expr
	end   evidence.Time // of the evidence, for members' ages
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

const wideGroupList = 72 // cells from which a group fits on one line

func newGroupList(l *look, k *keyMap) *groupList {
	g := &groupList{look: l, keys: k}
	g.draw = g.row
	return g
}

// setGroups replaces the groups; ids gives the chains' short names. Groups that were open stay open.
func (g *groupList) setGroups(all []*correlate.Group, ids map[*correlate.Finding]string) {
	open := map[groupKey]bool{}
	for _, r := range g.all {
		if r.open {
			open[keyOf(r.group)] = true
		}
	}
	g.all = make([]groupRow, len(all))
	for i, gr := range all {
		at := gr.Blocked
		if at.Func == "" {
			at = gr.Stack.Leaf()
		}
		r := groupRow{group: gr, match: filter.OfGroup(gr), name: g.look.clean(correlate.Short(at.Func)), open: open[keyOf(gr)]}
		r.doing = doing(gr.State, gr.Wait)
		switch {
		case gr.Finding != nil:
			r.note = ids[gr.Finding]
		case gr.Expected != "":
			r.note = "expected"
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

// A groupKey finds a group again in a newer result.
type groupKey struct {
	state    evidence.State
	wait     evidence.Wait
	stack    *evidence.Stack
	expected string
	leak     string // fingerprint
}

func keyOf(g *correlate.Group) groupKey {
	k := groupKey{g.State, g.Wait, g.Stack, g.Expected, ""}
	if g.Finding != nil {
		k.leak = g.Finding.Fingerprint
	}
	return k
}

func (g *groupList) refilter() {
	g.shown = g.shown[:0]
	for i := range g.all {
		if g.expr.Match(&g.all[i].match) {
			g.shown = append(g.shown, i)
		}
	}
	g.number()
}

// number gives each shown group its row.
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
}

// at returns the group of a row of the list, and the member it shows, -1 for the group itself; nil
// beyond the end.
func (g *groupList) at(row int) (r *groupRow, member int) {
	if row < 0 || row >= g.count {
		return nil, -1
	}
	i := sort.SearchInts(g.start, row+1) - 1
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

// find moves the cursor to a group's row; false when it is not shown.
func (g *groupList) find(k groupKey) bool {
	for at, i := range g.shown {
		if keyOf(g.all[i].group) == k {
			g.moveTo(g.start[at])
			return true
		}
	}
	return false
}

func (g *groupList) setSize(w, h int) {
	g.tall = 2
	if w >= wideGroupList {
		g.tall = 1
	}
	g.list.setSize(w, h-1)
}

func (g *groupList) want() int         { return 1 + max(1, len(g.all), g.count)*max(1, g.tall) }
func (g *groupList) click(y int)       { g.list.click(y - 1) }
func (g *groupList) actions() []action { return moving(g.keys, &g.list) }

func (g *groupList) title() string {
	if g.expr.Empty() {
		return "Goroutines  " + words.Plural(len(g.all), "group")
	}
	return "Goroutines  " + g.matches()
}

func (g *groupList) matches() string {
	return words.Count(len(g.shown)) + " of " + words.Count(len(g.all))
}

func (g *groupList) View() string {
	head := "      count  doing               age  known as"
	if g.tall == 1 {
		head += "  function"
	}
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
		first = cursor + fold + " " + padLeft(words.Count(len(r.group.Goroutines)), 8) + "  " +
			pad(g.look.fit(g.look.clean(r.doing), waitCells), waitCells) + " " + padLeft(g.look.age(r.group.Oldest, r.group.AtLeast), 7) + "  " + pad(r.note, 8)
		second = r.name
	} else {
		m := r.group.Goroutines[member]
		first = cursor + "     goroutine " + pad(strconv.FormatInt(int64(m.ID), 10), 11) + padLeft(g.look.age(g.end.Sub(m.Since), !m.SinceKnown), 8)
		second = "creator " + creatorOf(m)
	}
	if g.tall == 1 {
		return []string{g.paint(first+"  "+g.look.fitMiddle(second, w-cells(first)-2), w, selected)}
	}
	return []string{g.paint(first, w, selected), g.paint("     "+g.look.fitMiddle(second, w-5), w, selected)}
}

// creatorOf says who started a goroutine.
func creatorOf(m *evidence.Goroutine) string {
	if m.Created.By == evidence.NoGoID {
		return "not seen"
	}
	return "goroutine " + strconv.FormatInt(int64(m.Created.By), 10)
}

func (g *groupList) paint(line string, w int, selected bool) string {
	if selected {
		return g.look.selected.Render(pad(g.look.fit(line, w), w))
	}
	return g.look.fit(g.look.highlight(line, g.expr.Words()), w)
}
