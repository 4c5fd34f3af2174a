package ui

import (
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
	look *look
	keys *keyMap

	all   []chainRow
	shown []int // rows of all that pass the filter
	expr  filter.Expr
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
	waitCells     = 15 // of the "blocked in" column: chan operations and Mutex.Lock in full
)

func newChainList(l *look, k *keyMap) *chainList {
	c := &chainList{look: l, keys: k}
	c.draw = c.row
	return c
}

func (c *chainList) setFindings(all []*correlate.Finding) {
	c.all = make([]chainRow, len(all))
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
	}
	c.refilter()
}

func (c *chainList) refilter() {
	c.shown = c.shown[:0]
	for i := range c.all {
		if c.expr.Match(&c.all[i].match) {
			c.shown = append(c.shown, i)
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

// find moves the cursor to the chain whose fingerprint begins with prefix; false when there is none,
// or the filter hides it.
func (c *chainList) find(prefix string) bool {
	for at, i := range c.shown {
		if prefix != "" && strings.HasPrefix(c.all[i].finding.Fingerprint, prefix) {
			c.moveTo(at)
			return true
		}
	}
	return false
}

func (c *chainList) setSize(w, h int) {
	c.tall = 2
	if w >= wideChainList {
		c.tall = 1
	}
	c.list.setSize(w, h-1)
}

func (c *chainList) want() int { return 1 + max(1, len(c.all))*max(1, c.tall) }

func (c *chainList) click(y int) { c.list.click(y - 1) }

func (c *chainList) actions() []action { return moving(c.keys, &c.list) }

func (c *chainList) title() string {
	if c.expr.Empty() {
		return "Leak chains"
	}
	return "Leak chains  " + c.matches()
}

// matches says how many rows the filter leaves.
func (c *chainList) matches() string {
	return words.Count(len(c.shown)) + " of " + words.Count(len(c.all))
}

func (c *chainList) View() string {
	head := "    sev      gs     age  conf     blocked in"
	if c.tall == 1 {
		head += "       function"
	}
	if len(c.shown) == 0 && !c.expr.Empty() {
		return c.look.fit(head, c.w) + "\n  nothing matches; esc clears the filter"
	}
	return c.look.fit(head, c.w) + "\n" + c.view()
}

func (c *chainList) row(i, w int, selected bool) []string {
	r := &c.all[c.shown[i]]
	f := r.finding
	cursor := " "
	if selected {
		cursor = ">"
	}
	id := cursor + pad(r.id, 3)
	rest := " " + padLeft(words.Count(len(f.Goroutines)), 7) +
		" " + padLeft(c.look.age(f.Oldest, f.AtLeast), 7) +
		"  " + pad(f.Certainty.String(), 7) + "  "
	wait := c.look.fit(c.look.clean(string(f.Wait)), waitCells)
	if c.tall == 1 {
		rest += pad(wait, waitCells) + "  "
		rest += c.look.fitMiddle(r.name, w-cells(id+rest)-2)
		return []string{c.paint(id, rest, f.Severity, w, selected)}
	}
	second := "     " + c.look.fitMiddle(r.name, w-5)
	if selected {
		second = c.look.selected.Render(pad(c.look.fit(second, w), w))
	} else {
		second = c.look.fit(c.look.highlight(second, c.expr.Words()), w)
	}
	return []string{c.paint(id, rest+wait, f.Severity, w, selected), second}
}

// paint puts a row's first line together: the cursor's row is reversed as a whole, any other has its
// severity in colour and the matches marked.
func (c *chainList) paint(id, rest string, sev correlate.Severity, w int, selected bool) string {
	if selected {
		return c.look.selected.Render(pad(c.look.fit(id+pad(sev.Mark(), 2)+rest, w), w))
	}
	return c.look.fit(id+c.look.severity(sev)+c.look.highlight(rest, c.expr.Words()), w)
}
