package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A chart is the drawing at the top of the timeline: how many goroutines there were, when contexts
// ended, and since when the goroutines of the chains have been blocked, over one axis with a cursor.
//
//	goroutines 2,954 ▁▁▂▂▃▃▄▄▅▅▆▆▇▇██
//	cancels       31    ▃▁▁▂  █
//	> L1 chan send     ▁▂▃▄▅▆▇█        1,842
//	                 ─┬──────┬────────
//	                  0s     20s
//	                    ▲ first cancel of L1
type chart struct {
	desk  *desk
	atlas *atlas
	w, h  int

	brush       brush
	picked      span // by the filter; the zero span: none
	whole, seen span
	cursor      evidence.Time
	chain       *correlate.Finding // in the middle of things; nil: none
	since       map[*correlate.Finding][]evidence.Time
	ended       [2][]evidence.Time // cancels that are told of one by one, by kind, in order

	lines []string // drawn by build, not by View
}

const (
	laneNameCells = 18
	laneEndCells  = 8
)

func newChart(d *desk) *chart { return &chart{desk: d} }

func (c *chart) setAtlas(a *atlas) {
	was := c.whole
	c.atlas = a
	c.whole = wholeOf(a.Set)
	c.since = map[*correlate.Finding][]evidence.Time{}
	for _, f := range a.Findings {
		for _, g := range f.Goroutines {
			c.since[f] = append(c.since[f], g.Since)
		}
		slices.Sort(c.since[f])
	}
	c.ended = [2][]evidence.Time{}
	for _, ev := range a.Set.Cancels {
		c.ended[ev.Kind] = append(c.ended[ev.Kind], ev.At)
	}
	if c.seen == was || c.seen.to > c.whole.to {
		c.seen = c.whole
	}
}

// empty reports whether there is nothing to draw.
func (c *chart) empty() bool {
	return c.atlas == nil || c.whole.to <= c.whole.from || !c.atlas.hasTimes()
}

// zoom shows a part of the whole that is factor times as long, the cursor in its middle.
func (c *chart) zoom(factor float64) {
	c.seen = c.whole.around(c.cursor, evidence.Time(float64(c.seen.to-c.seen.from)*factor))
}

func (c *chart) all() { c.seen = c.whole }

// goTo puts the cursor on a moment, and shows it.
func (c *chart) goTo(t evidence.Time) {
	c.cursor = max(c.whole.from, min(t, c.whole.to))
	if c.cursor < c.seen.from || c.cursor > c.seen.to {
		c.seen = c.whole.around(c.cursor, c.seen.to-c.seen.from)
	}
}

// pan moves the cursor by cells.
func (c *chart) pan(n int) {
	c.goTo(c.cursor + (c.seen.to-c.seen.from)*evidence.Time(n)/evidence.Time(max(1, c.axis().w)))
}

func (c *chart) axis() axis {
	names, ends := laneNameCells, laneEndCells
	if c.w < 60 {
		names, ends = 11, 0
	}
	return axis{c.seen.from, c.seen.to, max(4, c.w-names-ends-2)}
}

func (c *chart) setSize(w, h int) { c.w, c.h = max(0, w), max(0, h) }
func (c *chart) want() int        { return 16 }
func (c *chart) moveBy(n int)     { c.pan(2 * n) }
func (c *chart) click(int)        {}
func (c *chart) View() string     { return strings.Join(c.lines[:min(len(c.lines), c.h)], "\n") }

func (c *chart) title() string {
	if c.empty() {
		return "Timeline"
	}
	s := "Timeline  " + c.desk.look.clean(words.Age(time.Duration(c.seen.from))+" to "+words.Age(time.Duration(c.seen.to)))
	return s + "  at " + c.desk.look.clean(moment(c.atlas.Set, "", c.cursor))
}

// actions are those of the chart while it has the focus.
func (c *chart) actions() []action {
	k := c.desk.keys
	return []action{
		does(k.Collapse, func() { c.pan(-2) }).as("back in time"), does(k.Expand, func() { c.pan(2) }).as("on in time"),
		does(k.HalfUp, func() { c.pan(-c.axis().w / 2) }), does(k.HalfDown, func() { c.pan(c.axis().w / 2) }),
		does(k.Top, func() { c.goTo(c.whole.from) }), does(k.Bottom, func() { c.goTo(c.whole.to) }),
	}
}

// build draws the lanes that there is room for: the axis first, then from the top down.
func (c *chart) build() {
	c.lines = c.lines[:0]
	if c.empty() || c.w <= 0 {
		return
	}
	a := c.axis()
	foot := c.foot(a)
	room := max(1, c.h-len(foot))
	lanes := c.lanes(a, room)
	for _, ln := range lanes[:min(len(lanes), room)] {
		c.lines = append(c.lines, c.draw(ln, a))
	}
	c.lines = append(c.lines, foot...)
}

// lanes lists the rows, the most telling first.
func (c *chart) lanes(a axis, room int) []lane {
	l := c.desk.look
	var out []lane
	chains := c.chains()
	if s := c.atlas.Set.Sched; len(s) > 0 {
		out = append(out, c.populationLanes(a, clamp(room-3-min(len(chains), 3), 1, 6))...)
		rate := cancelRate(a, s)
		high := slices.Max(rate)
		out = append(out, lane{name: "cancels", end: count(high), cells: l.levels(rate, high), style: l.stageStyle(correlate.StageCancel)})
	}
	if len(c.ended[0])+len(c.ended[1]) > 0 {
		cells := make([]string, a.w)
		marks(a, cells, l.explicit, c.ended[evidence.Explicit])
		marks(a, cells, l.deadline, c.ended[evidence.Deadline])
		out = append(out, lane{name: "  each of them", end: count(len(c.ended[0]) + len(c.ended[1])), cells: cells, style: l.stageStyle(correlate.StageCancel)})
	}
	for i, f := range chains {
		if i > 0 && len(out) >= room-1 {
			break
		}
		values := blockedAt(a, c.since[f])
		name := "  " + laneName(c.atlas.ids[f], f)
		if f == c.chain {
			name = "> " + laneName(c.atlas.ids[f], f)
		}
		out = append(out, lane{name: name, end: count(len(f.Goroutines)), cells: l.levels(values, len(f.Goroutines)), style: l.stageStyle(correlate.StageGoroutine)})
	}
	return c.waits(a, out, room)
}

// chains lists the findings, the one in the middle of things first.
func (c *chart) chains() []*correlate.Finding {
	out := slices.Clone(c.atlas.Findings)
	if i := slices.Index(out, c.chain); i > 0 {
		out = slices.Insert(slices.Delete(out, i, i+1), 0, c.chain)
	}
	return out
}

func (c *chart) populationLanes(a axis, rows int) []lane {
	values := population(a, c.atlas.Set.Sched)
	low, high := -1, 0
	for _, v := range values {
		if v >= 0 {
			high = max(high, v)
			if low < 0 || v < low {
				low = v
			}
		}
	}
	var out []lane
	for r, cells := range c.desk.look.area(values, low, high, rows) {
		ln := lane{cells: cells}
		if r == 0 {
			ln.name, ln.end = "goroutines", count(high)
		} else if r == rows-1 {
			ln.end = count(max(0, low))
		}
		out = append(out, ln)
	}
	return out
}

// waits adds, as far as there is room, single waits: of the oldest goroutines of the chain, and the
// longest that came to an end.
func (c *chart) waits(a axis, out []lane, room int) []lane {
	l := c.desk.look
	if c.chain != nil {
		for _, g := range c.chain.Goroutines[:min(3, len(c.chain.Goroutines))] {
			if len(out) >= room {
				return out
			}
			cells := make([]string, a.w)
			l.interval(a, cells, g.Since, c.whole.to, true)
			out = append(out, lane{name: "  goroutine " + goroutineName(g), end: words.Age(c.whole.to.Sub(g.Since)), cells: cells, style: l.stageStyle(correlate.StageGoroutine)})
		}
	}
	rows, left := l.packed(a, c.atlas.waits, min(room-len(out), 4))
	for i, cells := range rows {
		ln := lane{cells: cells}
		if i == 0 {
			ln.name = "longest waits"
		}
		if i == len(rows)-1 && left > 0 {
			ln.end = "+" + count(left)
		}
		out = append(out, ln)
	}
	return out
}

// draw puts a lane together: name, cells with the cursor between them, number.
func (c *chart) draw(ln lane, a axis) string {
	l := c.desk.look
	at := a.col(c.cursor)
	var b strings.Builder
	for i, cell := range ln.cells {
		switch {
		case cell == "" && i == at:
			cell = l.hair
		case cell == "":
			cell = " "
		}
		b.WriteString(cell)
	}
	body := b.String()
	if ln.style != nil {
		body = ln.style(body)
	}
	names := laneNameCells
	if c.w < 60 {
		names = 11
	}
	line := pad(l.fit(l.clean(ln.name), names), names) + " " + body
	if c.w >= 60 {
		line += " " + padLeft(l.fit(l.clean(ln.end), laneEndCells), laneEndCells)
	}
	return l.fit(line, c.w)
}

// foot draws the axis, its times, and the marks below it.
func (c *chart) foot(a axis) []string {
	l := c.desk.look
	names := strings.Repeat(" ", laneNameCells+1)
	if c.w < 60 {
		names = strings.Repeat(" ", 12)
	}
	line, labels := l.ticks(a)
	below := []rune(strings.Repeat(" ", a.w))
	put := func(col int, s string) {
		r := []rune(l.clean(s))
		if col+len(r) > a.w { // to the left of its mark
			if n := col - len(r) + 1; n >= 0 && len(r) > 1 {
				col = n
				r = append(r[2:], ' ', r[0])
			}
		}
		if col >= 0 && col < a.w {
			copy(below[col:], r)
		}
	}
	if s, ok := c.brushed(); ok {
		ticks := []rune(line)
		for col := max(0, a.col(s.from)); col <= min(a.col(s.to), a.w-1); col++ {
			ticks[col] = []rune(l.picked)[0]
		}
		line = string(ticks)
	}
	if at := a.col(c.cursor); at <= a.w {
		put(min(at, a.w-1), l.mark)
	}
	if f := c.chain; f != nil && f.Cancel != nil && !f.Cancel.Never && f.Cancel.Count > 0 {
		if at := a.col(f.Cancel.First); at >= 0 && at < a.w {
			put(at, l.mark+" first cancel of "+c.atlas.ids[f])
		}
	}
	return []string{l.fit(names+line, c.w), l.fit(names+labels, c.w), l.fit(names+strings.TrimRight(string(below), " "), c.w)}
}
