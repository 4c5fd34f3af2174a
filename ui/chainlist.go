package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// chainList is the ranked list of leak chains: one line each where the pane is wide, two where it is
// narrow.
type chainList struct {
	list
	desk *desk
	look *look

	all    []chainRow
	shown  []int // rows of all that pass the filter, in the order they are shown
	hits   hits  // places of shown that match, where all are shown
	expr   query
	sorted int

	compared *correlate.Comparison // nil without a baseline; else rows have the sign of their change
}

// chainOrders are the ways to sort chains; ties keep the ranking.
var chainOrders = []struct {
	name  string
	order func(a, b *correlate.Finding) int
}{
	{name: "rank"}, // as they come
	{"goroutines", func(a, b *correlate.Finding) int { return cmp.Compare(len(b.Goroutines), len(a.Goroutines)) }},
	{"age", func(a, b *correlate.Finding) int { return cmp.Compare(b.Oldest, a.Oldest) }},
	{"severity", func(a, b *correlate.Finding) int { return cmp.Compare(b.Severity, a.Severity) }},
	{"function", func(a, b *correlate.Finding) int { return strings.Compare(a.Blocked.Func, b.Blocked.Func) }},
}

// A chainRow is a finding with what is asked and drawn of it again and again.
type chainRow struct {
	finding *correlate.Finding
	id      string // its place in the ranking: L1, L2, …
	match   filter.Row
	name    string // the function it is blocked in, safe to show
}

const (
	wideChainList = 72 // cells from which a chain fits on one line
	slimChainList = 53 // and from which it does without its confidence, which the detail has
	slimWaitCells = 12 // of the "blocked in" column then
	waitCells     = 15 // of the "blocked in" column: chan operations and Mutex.Lock in full
)

func newChainList(d *desk) *chainList {
	c := &chainList{desk: d, look: d.look}
	c.draw = c.row
	return c
}

func (c *chainList) setFindings(all []*correlate.Finding, compared *correlate.Comparison) {
	c.all = make([]chainRow, len(all))
	c.compared = compared
	for i, f := range all {
		at := f.Blocked
		if at.Func == "" {
			at = f.Created
		}
		name := c.look.clean(correlate.Short(at.Func))
		if name == "" {
			name = c.look.clean(f.Title)
		}
		c.all[i] = chainRow{f, "L" + strconv.Itoa(i+1), filter.OfFinding(f), name}
		c.all[i].match.Chain = append(c.all[i].match.Chain, "l"+strconv.Itoa(i+1))
	}
	c.refilter()
}

func (c *chainList) refilter() {
	c.shown, c.hits = c.shown[:0], nil
	aside := c.desk.shelf.aside(c.expr.Expr)
	matches := func(i int) bool {
		return aside.match(c.expr.Expr, &c.all[i].match, func() ref { return ref{refChain, c.all[i].finding.Fingerprint} })
	}
	for i := range c.all {
		if c.expr.keepAll || matches(i) {
			c.shown = append(c.shown, i)
		}
	}
	if by := chainOrders[c.sorted].order; by != nil {
		slices.SortStableFunc(c.shown, func(a, b int) int { return by(c.all[a].finding, c.all[b].finding) })
	}
	if c.expr.keepAll && !c.expr.Empty() {
		c.hits = hits{}
		for place, i := range c.shown {
			if matches(i) {
				c.hits = append(c.hits, int32(place))
			}
		}
	}
	c.setCount(len(c.shown))
}

// selected returns the row under the cursor, nil when none is shown.
func (c *chainList) selected() *chainRow {
	if c.cursor >= len(c.shown) {
		return nil
	}
	return &c.all[c.shown[c.cursor]]
}

func (c *chainList) selectedRef() ref {
	if r := c.selected(); r != nil {
		return ref{refChain, r.finding.Fingerprint}
	}
	return ref{}
}

func (c *chainList) setExpr(e query) {
	was := c.selectedRef()
	c.expr = e
	c.refilter()
	c.find(was)
}

func (c *chainList) filterExpr() query { return c.expr }

func (c *chainList) nextMatch(step int) bool {
	to := c.hits.beside(c.cursor, step, len(c.shown))
	if to >= 0 {
		c.moveTo(to)
	}
	return to >= 0
}

func (c *chainList) sortNext() string {
	was := c.selectedRef()
	c.sorted = (c.sorted + 1) % len(chainOrders)
	c.refilter()
	c.find(was)
	return chainOrders[c.sorted].name
}

// find moves the cursor to the chain whose fingerprint begins so, or whose place in the ranking it is;
// false when there is none, or the filter hides it.
func (c *chainList) find(r ref) bool {
	prefix := r.id
	if r.kind != refChain {
		return false
	}
	for at, i := range c.shown {
		if strings.EqualFold(c.all[i].id, prefix) {
			c.moveTo(at)
			return true
		}
		if prefix != "" && strings.HasPrefix(c.all[i].finding.Fingerprint, prefix) {
			c.moveTo(at)
			return true
		}
	}
	return false
}

func (c *chainList) setSize(w, h int) {
	c.tall = 2
	if w >= slimChainList {
		c.tall = 1
	}
	c.list.setSize(w, h-1)
}

func (c *chainList) want() int { return 1 + max(1, len(c.all))*max(1, c.tall) }

func (c *chainList) click(y int) { c.list.click(y - 1) }

func (c *chainList) actions() []action { return moving(c.desk.keys, &c.list) }

func (c *chainList) title() string {
	s := "Leak chains"
	if !c.expr.Empty() {
		s += "  " + c.matches()
	}
	if c.compared != nil {
		s += "  " + changes(c.compared, c.all)
	}
	if c.sorted > 0 {
		s += "  by " + chainOrders[c.sorted].name
	}
	return s
}

// matches says how many rows match.
func (c *chainList) matches() string {
	if c.hits != nil {
		return c.expr.says(len(c.hits), len(c.all))
	}
	return c.expr.says(len(c.shown), len(c.all))
}

func (c *chainList) View() string {
	head := "    sev   count     age  conf     blocked in"
	switch {
	case c.slim():
		head = "    sev   count     age  blocked in   function"
	case c.tall == 1:
		head += "      function"
	default:
		head += " / function"
	}
	if c.compared != nil {
		head = " " + head
	}
	if len(c.shown) == 0 && !c.expr.Empty() {
		return c.look.fit(head, c.w) + "\n  nothing matches; esc clears the filter"
	}
	return c.look.fit(head, c.w) + "\n" + c.view()
}

// slim reports whether a chain's line has to do without a column.
func (c *chainList) slim() bool { return c.tall == 1 && c.w < wideChainList }

func (c *chainList) row(i, w int, selected bool) []string {
	r := &c.all[c.shown[i]]
	f := r.finding
	cursor := " "
	if selected {
		cursor = ">"
	}
	id := cursor + pad(r.id, 3)
	if c.compared != nil {
		id += f.Since.Change.Sign()
	}
	count, age := words.Count(len(f.Goroutines)), c.look.age(f.Oldest, f.AtLeast)
	if len(f.Goroutines) == 0 {
		count, age = "", "" // it is about none
	}
	rest := c.desk.sign(ref{refChain, f.Fingerprint}, c.hits.has(i)) + padLeft(count, 7) + " " + padLeft(age, 7) + "  "
	room := slimWaitCells
	if !c.slim() {
		rest += pad(f.Certainty.String(), 7) + "  "
		room = waitCells
	}
	wait := c.look.fit(c.look.clean(string(f.Wait)), room)
	if c.tall == 1 {
		rest += pad(wait, room) + " "
		rest += c.look.fitFunc(r.name, w-cells(id+rest)-2) // and the mark of its severity
		return []string{c.paint(id, rest, f.Severity, w, selected)}
	}
	second := "     " + c.look.fitFunc(r.name, w-5)
	if selected {
		second = c.look.selected.Render(pad(c.look.fit(second, w), w))
	} else {
		second = c.look.fit(c.look.highlight(second, c.expr.Marks()), w)
	}
	return []string{c.paint(id, rest+wait, f.Severity, w, selected), second}
}

// paint puts a row's first line together: the cursor's row is reversed as a whole, any other has its
// severity in colour and the matches marked.
func (c *chainList) paint(id, rest string, sev correlate.Severity, w int, selected bool) string {
	if selected {
		return c.look.selected.Render(pad(c.look.fit(id+pad(sev.Mark(), 2)+rest, w), w))
	}
	return c.look.fit(id+c.look.severity(sev)+c.look.highlight(rest, c.expr.Marks()), w)
}
