package ui

import (
	"sort"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A curve is a count over the time of the evidence.
type curve struct {
	name   string
	values []int
	at     []evidence.Time // of each value
}

// curveOf returns how the goroutines of a finding grew: those alive from their go statement when that
// is known, otherwise all goroutines of the process.
func curveOf(set *evidence.Set, f *correlate.Finding) curve {
	c := curve{name: "goroutines"}
	for _, s := range set.Sched {
		c.at = append(c.at, s.At)
		c.values = append(c.values, s.Goroutines)
	}
	if f.Balance == nil || len(f.Balance.Alive) != len(set.Sched) {
		return c
	}
	c.name = "alive here"
	for i, n := range f.Balance.Alive {
		c.values[i] = int(n)
	}
	return c
}

// sparkline draws a curve in at most w cells, and below it the moments of the first cancel and of a
// link; nothing when there are fewer than two values or no room.
func (l *look) sparkline(c curve, f *correlate.Finding, link *correlate.Link, w int) []string {
	n := len(c.values)
	if n < 2 {
		return nil
	}
	name := pad(c.name, 12)
	ends := "  " + words.Count(c.values[0]) + " → " + words.Count(c.values[n-1])
	cells := min(n, w-len(name)-len(ends), 64)
	if cells < 4 {
		return nil
	}
	low, high := c.values[0], c.values[0]
	for _, v := range c.values {
		low, high = min(low, v), max(high, v)
	}
	var b strings.Builder
	for i := range cells {
		v := c.values[i*n/cells]
		for _, u := range c.values[i*n/cells : max(i*n/cells+1, (i+1)*n/cells)] {
			v = max(v, u)
		}
		b.WriteString(l.spark[(v-low)*(len(l.spark)-1)/max(1, high-low)])
	}
	lines := []string{l.fit(name+b.String()+l.clean(ends), w)}
	col := func(t evidence.Time) int {
		i := sort.Search(n, func(i int) bool { return c.at[i] >= t })
		return len(name) + min(i, n-1)*cells/n
	}
	said := -1
	if f.Cancel != nil && !f.Cancel.Never && f.Cancel.Count > 0 {
		said = col(f.Cancel.First)
		lines = append(lines, l.below(said, "first cancel", w))
	}
	if link != nil && link.Pos.Timed && col(link.Pos.Time) != said { // the moment of the stage that is selected
		lines = append(lines, l.below(col(link.Pos.Time), "selected stage: "+link.Stage.String(), w))
	}
	return lines
}

// below marks a moment below a curve, with what it is beside the mark where there is room.
func (l *look) below(at int, what string, w int) string {
	if n := at - len(what) - 1; at+len(what)+2 > w && n >= 0 {
		return l.fit(strings.Repeat(" ", n)+what+" "+l.mark, w)
	}
	return l.fit(strings.Repeat(" ", at)+l.mark+" "+what, w)
}
