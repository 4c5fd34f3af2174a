package ui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A brush is a stretch of time that is picked on the timeline: one end, then the other. It is a condition,
// at:1.2s..1.5s, in front of the filter of every screen whose rows have a time, and so a part of what is
// copied as a link. It shows what began, ended or happened then; the inputs are not analysed anew as if
// they were only that long, which would make leaks of waits that were cut.
type brush struct {
	begun bool
	from  evidence.Time // the first end, once begun
}

// brushMsg is a stretch that was picked, as a condition; empty lifts it. From the timeline to app.
type brushMsg string

// brush picks one end of a stretch, and the second time the other.
func (t *timeline) brush() tea.Cmd {
	c := t.chart
	if !c.brush.begun {
		c.brush = brush{true, c.cursor}
		return say("from here; " + t.desk.keys.Brush.Keys()[0] + " again at the other end")
	}
	from, to := min(c.brush.from, c.cursor), max(c.brush.from, c.cursor)
	c.brush = brush{}
	if from == to {
		return func() tea.Msg { return brushMsg("") }
	}
	step := max(time.Microsecond, time.Duration(c.seen.to-c.seen.from)/time.Duration(10*max(1, c.axis().w)))
	for fine := time.Microsecond; ; fine *= 10 { // no finer than can be picked
		if fine*10 > step {
			from, to = from/evidence.Time(fine)*evidence.Time(fine), (to/evidence.Time(fine)+1)*evidence.Time(fine)
			break
		}
	}
	return func() tea.Msg {
		return brushMsg("at:" + time.Duration(from).String() + ".." + time.Duration(to).String())
	}
}

// brushed is the stretch that is picked, or being picked; false when there is none.
func (c *chart) brushed() (span, bool) {
	if c.brush.begun {
		return span{min(c.brush.from, c.cursor), max(c.brush.from, c.cursor)}, true
	}
	return c.picked, c.picked != span{}
}

// setBrush puts a condition on time in front of the filters of all screens that have times, in place of
// the one before.
func (a *app) setBrush(at string) {
	for _, i := range []int{onChains, onTimeline, onGoroutines, onContexts} {
		s := a.screens[i]
		expr, _ := s.filtered()
		own := strings.TrimSpace(strings.TrimPrefix(expr, a.brushed))
		if at != "" && strings.Contains(own, "|") && !strings.HasPrefix(own, "(") {
			own = "(" + own + ")"
		}
		s.setFilter(strings.TrimSpace(at + " " + own))
	}
	a.brushed = at
	a.toast = "all times again"
	if at != "" {
		a.toast = at + ": all lists show what is of that time; " + a.keys.Back.Keys()[0] + " on the timeline lifts it"
	}
}
