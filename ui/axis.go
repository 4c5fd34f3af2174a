package ui

import (
	"strings"
	"time"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// An axis maps moments to columns: the part of the evidence between from and to, over w cells.
type axis struct {
	from, to evidence.Time
	w        int
}

// closest is the shortest time an axis shows.
const closest = evidence.Time(10 * time.Microsecond)

// col returns the column of t, which may lie outside of 0..w-1.
func (a axis) col(t evidence.Time) int {
	return int(float64(t-a.from) / float64(max(1, a.to-a.from)) * float64(a.w))
}

// at returns the moment column c begins at.
func (a axis) at(c int) evidence.Time {
	return a.from + evidence.Time(float64(a.to-a.from)*float64(c)/float64(max(1, a.w)))
}

// span is the part of all that an axis may show.
type span struct{ from, to evidence.Time }

// wholeOf returns the time that the evidence tells something of, moment by moment. A snapshot only
// lengthens it: goroutines are blocked until the last one was taken. A trace of a recorder, or a log
// of a process that has long been up, does not begin at 0.
func wholeOf(set *evidence.Set) span {
	var all span
	begun := false
	grow := func(from, to evidence.Time) {
		if !begun {
			all, begun = span{from, to}, true
		}
		all.from, all.to = min(all.from, from), max(all.to, to)
	}
	for _, s := range set.Sources {
		if s.Window() > 0 && s.Apart == "" {
			grow(s.From, s.To)
		}
	}
	if n := len(set.Sched); n > 0 {
		grow(set.Sched[0].At, set.Sched[n-1].At)
	}
	for _, c := range set.Cancels {
		grow(c.At, c.At)
	}
	for _, s := range set.Sources {
		if s.Apart == "" {
			all.to = max(all.to, s.To)
		}
	}
	return all
}

// around returns the part of the given length that has t in its middle, as far as the whole goes.
func (s span) around(t, length evidence.Time) span {
	length = max(closest, min(length, s.to-s.from))
	from := max(s.from, min(t-length/2, s.to-length))
	return span{from, from + length}
}

// tickStep is the distance of ticks on an axis of this length that has room for n of them.
func tickStep(length evidence.Time, n int) evidence.Time {
	for step := time.Microsecond; step <= time.Second; step *= 10 {
		for _, f := range []time.Duration{1, 2, 5} {
			if length/evidence.Time(step*f) <= evidence.Time(n) {
				return evidence.Time(step * f)
			}
		}
	}
	for _, s := range []time.Duration{10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 4 * 3600, 12 * 3600, 24 * 3600} {
		if length/evidence.Time(s*time.Second) <= evidence.Time(n) {
			return evidence.Time(s * time.Second)
		}
	}
	return length
}

// ticks draws the axis: a line with a mark at each tick, and the times below them.
func (l *look) ticks(a axis) (line, labels string) {
	step := tickStep(a.to-a.from, max(1, a.w/14))
	marks, text := []rune(strings.Repeat(l.horizontal, a.w)), []rune(strings.Repeat(" ", a.w))
	free := 0
	for t := (a.from + step - 1) / step * step; t <= a.to && step > 0; t += step {
		c := a.col(t)
		if c < 0 || c >= a.w {
			continue
		}
		marks[c] = []rune(l.tick)[0]
		label := []rune(l.clean(tickLabel(t, step)))
		if at := min(c, a.w-len(label)); at >= free {
			copy(text[at:], label)
			free = at + len(label) + 2
		}
	}
	return string(marks), strings.TrimRight(string(text), " ")
}

// tickLabel writes a moment as finely as the ticks are apart.
func tickLabel(t, step evidence.Time) string {
	switch d := time.Duration(t); {
	case d == 0:
		return "0"
	case time.Duration(step) >= time.Second:
		return words.Age(d)
	default:
		return d.Round(time.Duration(step)).String()
	}
}
