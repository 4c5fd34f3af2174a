package ui

import (
	"sort"
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A lane is one row of the chart: its name, what is drawn over the axis, and a number at the end.
type lane struct {
	name, end string
	cells     []string // one for each column, "" for nothing
	style     func(string) string
}

// levels draws values as a row of heights; nothing for zero, so that rare things stand out.
func (l *look) levels(values []int, high int) []string {
	out := make([]string, len(values))
	for i, v := range values {
		if v > 0 {
			out[i] = l.spark[max(l.least, min(v*(len(l.spark)-1)/max(1, high), len(l.spark)-1))]
		}
	}
	return out
}

// area draws values as rows of blocks, the highest row first.
func (l *look) area(values []int, low, high, rows int) [][]string {
	steps := len(l.spark)
	out := make([][]string, rows)
	for r := range out {
		out[r] = make([]string, len(values))
	}
	for c, v := range values {
		if v < 0 {
			continue // nothing is known there
		}
		n := 1 + (v-low)*(rows*steps-1)/max(1, high-low)
		for r := range rows {
			switch fill := n - (rows-1-r)*steps; {
			case fill >= steps:
				out[r][c] = l.spark[steps-1]
			case fill > 0:
				out[r][c] = l.spark[fill-1]
			}
		}
	}
	return out
}

// population is how many goroutines there were at each column: the most of the samples in it, or the
// last one before it; -1 where the samples do not reach.
func population(a axis, samples []evidence.SchedSample) []int {
	out := make([]int, a.w)
	for c := range out {
		from, to := a.at(c), a.at(c+1)
		i := sort.Search(len(samples), func(i int) bool { return samples[i].At > from })
		out[c] = -1
		if i > 0 {
			out[c] = samples[i-1].Goroutines
		}
		for ; i < len(samples) && samples[i].At < to; i++ {
			out[c] = max(out[c], samples[i].Goroutines)
		}
	}
	return out
}

// cancelRate is how many cancels there were at each column. A sample counts those since the one before:
// where columns are narrower than that, all of them show the count.
func cancelRate(a axis, samples []evidence.SchedSample) []int {
	out := make([]int, a.w)
	for c := range out {
		from, to := a.at(c), a.at(c+1)
		i := sort.Search(len(samples), func(i int) bool { return samples[i].At > from })
		for ; i < len(samples); i++ {
			out[c] += samples[i].Cancels
			if samples[i].At >= to {
				break
			}
		}
	}
	return out
}

// blockedAt is how many of a finding's goroutines were blocked at the end of each column; since are
// their times in ascending order.
func blockedAt(a axis, since []evidence.Time) []int {
	out := make([]int, a.w)
	for c := range out {
		t := a.at(c + 1)
		out[c] = sort.Search(len(since), func(i int) bool { return since[i] >= t })
	}
	return out
}

// marks puts a sign at the column of each moment.
func marks(a axis, cells []string, sign string, times []evidence.Time) {
	i := sort.Search(len(times), func(i int) bool { return times[i] >= a.from })
	for ; i < len(times) && times[i] <= a.to; i++ {
		if c := a.col(times[i]); c < a.w {
			cells[c] = sign
		}
	}
}

// bar draws an interval; what lies outside of the axis is cut.
func (l *look) interval(a axis, cells []string, from, to evidence.Time, goesOn bool) {
	first, last := a.col(from), a.col(to)
	for c := max(0, first); c <= min(last, a.w-1); c++ {
		cells[c] = l.wait
	}
	if first >= 0 && first < a.w {
		cells[first] = l.begin
	}
	if last = min(last, a.w-1); last > first && last >= 0 {
		if cells[last] = l.finish; goesOn {
			cells[last] = l.onward
		}
	}
}

// packed lays spans into rows so that none overlap in a row, at most rows of them; the rest is counted.
func (l *look) packed(a axis, spans []evidence.Span, rows int) (lanes [][]string, left int) {
	var ends []int
	for _, s := range spans {
		first, last := a.col(s.From), a.col(s.From+evidence.Time(s.For))
		if last < 0 || first >= a.w {
			continue
		}
		r := 0
		for r < len(ends) && ends[r] >= first-1 {
			r++
		}
		if r == rows {
			left++
			continue
		}
		if r == len(ends) {
			ends = append(ends, 0)
			lanes = append(lanes, make([]string, a.w))
		}
		ends[r] = max(last, first)
		l.interval(a, lanes[r], s.From, s.From+evidence.Time(s.For), false)
	}
	return lanes, left
}

// laneName is a finding as the name of a lane.
func laneName(id string, f *correlate.Finding) string {
	return strings.TrimSpace(id + " " + string(f.Wait))
}

func count(n int) string { return words.Count(n) }
