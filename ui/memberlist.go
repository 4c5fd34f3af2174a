package ui

import (
	"cmp"
	"slices"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// memberList is the list of single goroutines. There may be a million: nothing is kept of a row, and
// sifting and sorting run beside the UI.
type memberList struct {
	list
	sieve
	desk *desk

	atlas  *atlas
	expr   query
	sorted int
	seek   ref // to find once the sifting is through
}

var memberOrders = []struct {
	name  string
	order func(a, b *evidence.Goroutine) int
}{
	{name: "group"}, // as they come
	{"age", func(a, b *evidence.Goroutine) int { return cmp.Compare(a.Since, b.Since) }},
	{"id", func(a, b *evidence.Goroutine) int { return cmp.Compare(a.ID, b.ID) }},
	{"creator", func(a, b *evidence.Goroutine) int { return cmp.Compare(a.Created.By, b.Created.By) }},
}

func newMemberList(d *desk) *memberList {
	m := &memberList{desk: d}
	m.tall, m.draw = 1, m.row
	m.sieve.jobs, m.sieve.done = d.jobs, m.sifted
	return m
}

func (m *memberList) setAtlas(a *atlas) {
	m.seek = m.selectedRef()
	m.atlas, m.shown = a, nil
	m.setCount(0)
	m.refilter()
}

func (m *memberList) refilter() {
	if m.atlas == nil {
		return
	}
	a, expr := m.atlas, m.expr.Expr
	var match func(int32) bool
	if !expr.Empty() {
		census := &filter.Census{End: a.end, IDs: a.ids, Expr: expr, Shelf: m.desk.shelf.aside(expr).goroutines()}
		match = func(i int32) bool { return census.Match(a.member(int(i))) }
	}
	var order func(x, y int32) int
	if by := memberOrders[m.sorted].order; by != nil {
		order = func(x, y int32) int {
			g, _ := a.member(int(x))
			h, _ := a.member(int(y))
			return by(g, h)
		}
	}
	m.sift(a.members(), m.expr.keepAll, match, order)
}

// sifted takes new rows: the cursor stays on the goroutine it was on.
func (m *memberList) sifted() {
	was := m.seek
	m.setCount(len(m.shown))
	m.seek = ref{}
	if was != (ref{}) {
		m.find(was)
	}
}

// selected returns the goroutine under the cursor and its group, nil when there is none.
func (m *memberList) selected() (*evidence.Goroutine, *correlate.Group) {
	if m.cursor >= len(m.shown) {
		return nil, nil
	}
	return m.atlas.member(int(m.shown[m.cursor]))
}

func (m *memberList) selectedRef() ref {
	if g, _ := m.selected(); g != nil {
		return goroutineRef(g.ID)
	}
	return ref{}
}

func (m *memberList) find(r ref) bool {
	if r.kind != refGoroutine || m.atlas == nil {
		return false
	}
	at := m.atlas.place(evidence.GoID(r.number()))
	if at < 0 {
		return false
	}
	i := slices.Index(m.shown, int32(at))
	if i >= 0 {
		m.moveTo(i)
	}
	return i >= 0
}

func (m *memberList) setExpr(e query) {
	m.expr = e
	m.seek = m.selectedRef()
	m.refilter()
}

func (m *memberList) filterExpr() query { return m.expr }

func (m *memberList) nextMatch(step int) bool {
	to := m.hits.beside(m.cursor, step, len(m.shown))
	if to >= 0 {
		m.moveTo(to)
	}
	return to >= 0
}

func (m *memberList) matches() string {
	if m.busy {
		return "sifting " + words.Count(m.atlas.members())
	}
	return m.expr.says(m.found(), m.atlas.members())
}

func (m *memberList) sortNext() string {
	m.sorted = (m.sorted + 1) % len(memberOrders)
	m.seek = m.selectedRef()
	m.refilter()
	return memberOrders[m.sorted].name
}

func (m *memberList) setSize(w, h int) {
	m.tall = tallIn(w)
	m.list.setSize(w, h-1)
}

func (m *memberList) want() int         { return 1 + max(8, m.count*max(1, m.tall)) }
func (m *memberList) click(y int)       { m.list.click(y - 1) }
func (m *memberList) actions() []action { return moving(m.desk.keys, &m.list) }

func (m *memberList) title() string {
	s := "Goroutines one by one"
	switch {
	case m.atlas == nil:
		return s
	case m.expr.Empty() && !m.busy:
		s += "  " + words.Count(len(m.shown))
	default:
		s += "  " + m.matches()
	}
	return s + "  by " + memberOrders[m.sorted].name
}

func (m *memberList) View() string {
	head := m.desk.look.fit("   "+goroutineHead(m.w, "goroutine", 11), m.w)
	switch {
	case m.count > 0:
		return head + "\n" + m.view()
	case m.busy:
		return head + "\n  sifting"
	}
	return head + "\n  nothing here; esc clears a filter"
}

func (m *memberList) row(i, w int, selected bool) []string {
	g, group := m.atlas.member(int(m.shown[i]))
	l := m.desk.look
	cursor := " "
	if selected {
		cursor = ">"
	}
	line := cursor + m.desk.sign(goroutineRef(g.ID), m.hits.has(i)) + " " + l.goroutineCells(w, padLeft(goroutineName(g), 11), doing(g.State, g.Wait),
		l.age(m.atlas.end.Sub(g.Since), !g.SinceKnown), m.atlas.known(group, g)) + " "
	name, labels := l.clean(correlate.Short(home(g.Stack).Func)), l.clean(labelsOf(g))
	room := w - cells(line)
	if m.tall > 1 {
		room = w - 5
	}
	name = l.fit(l.fitFunc(name, max(room/2, room-cells(labels)))+labels, room)
	if m.tall == 1 {
		return []string{m.paint(line+name, w, selected)}
	}
	return []string{m.paint(line, w, selected), m.paint("     "+name, w, selected)}
}

func (m *memberList) paint(line string, w int, selected bool) string {
	l := m.desk.look
	if selected {
		return l.selected.Render(pad(l.fit(line, w), w))
	}
	return l.fit(l.highlight(line, m.expr.Marks()), w)
}

// labelsOf writes a goroutine's labels behind its function.
func labelsOf(g *evidence.Goroutine) string {
	s := ""
	for _, l := range g.Labels {
		s += "  " + l.Key + "=" + l.Value
	}
	return s
}

const expected = "expected" // parked by design

// known says in a word what a goroutine is: of a chain, parked by design, or leaked by the runtime's word.
func (a *atlas) known(group *correlate.Group, g *evidence.Goroutine) string {
	switch {
	case group.Finding != nil:
		return a.ids[group.Finding]
	case g != nil && g.Leaked:
		return "(leaked)"
	case group.Expected != "":
		return expected
	}
	return ""
}
