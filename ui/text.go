package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// A text is a pane's scrolled lines, with a search in them.
type text struct {
	look  *look
	lines []string // styled, already as wide as they should be
	w, h  int
	top   int
	query string // looked for, in lower case; empty: nothing is
	hit   int    // the line it was last found on
}

func (t *text) setSize(w, h int) {
	t.w, t.h = max(0, w), max(0, h)
	t.moveBy(0)
}

// setLines replaces the content. The place stays as near as it can.
func (t *text) setLines(lines []string) {
	t.lines = lines
	t.moveBy(0)
}

func (t *text) moveBy(n int) { t.moveTo(t.top + n) }
func (t *text) page() int    { return max(1, t.h-1) } // the last line may be the one that says how many more there are
func (t *text) moveTo(i int) { t.top = max(0, min(i, len(t.lines)-t.h)) }

// cut reports whether there are lines below, and room for a line that says so.
func (t *text) cut() bool { return t.h >= 5 && t.top+t.h < len(t.lines) }

// inView reports whether a line is on the screen.
func (t *text) inView(i int) bool {
	return i >= t.top && i < t.top+t.h && !(t.cut() && i == t.top+t.h-1)
}

// reveal scrolls as little as needed to show the lines from first to last.
func (t *text) reveal(first, last int) {
	if last >= t.top+t.h {
		t.moveTo(last - t.h + 1)
	}
	if t.cut() && last == t.top+t.h-1 {
		t.moveBy(1)
	}
	if first < t.top {
		t.moveTo(first)
	}
}

// setQuery looks for s and goes to the first place at or below the top line.
func (t *text) setQuery(s string) error {
	t.query = strings.ToLower(strings.TrimSpace(s))
	t.hit = t.top - 1
	t.search(1)
	return nil
}

// search goes to the next line with the query in it, or with step -1 to the one before, around the end.
func (t *text) search(step int) {
	n := len(t.lines)
	for k := 1; k <= n; k++ {
		if i := ((t.hit+k*step)%n + n) % n; t.found(i) {
			t.hit = i
			t.reveal(i, i)
			return
		}
	}
}

// found reports whether line i holds the query.
func (t *text) found(i int) bool {
	return t.query != "" && i < len(t.lines) && strings.Contains(strings.ToLower(ansi.Strip(t.lines[i])), t.query)
}

// place says which match was gone to, or which part is shown; "" when all of it is.
func (t *text) place() string {
	switch {
	case t.query != "":
		return t.matches()
	case len(t.lines) <= t.h:
		return ""
	case t.top == 0:
		return "top"
	case t.top+t.h >= len(t.lines):
		return "end"
	}
	return percent(int64(t.top), int64(len(t.lines)-t.h))
}

// matches says which of the lines with the query in them is the present one.
func (t *text) matches() string {
	n, present := 0, 0
	for i := range t.lines {
		if t.found(i) {
			n++
		}
		if i == t.hit {
			present = n
		}
	}
	if n == 0 {
		return "no match"
	}
	return "match " + words.Count(present) + " of " + words.Count(n)
}

func (t *text) view() string {
	end := min(len(t.lines), t.top+t.h)
	if t.top >= end {
		return ""
	}
	visible := t.lines[t.top:end]
	if t.cut() {
		more := "  … " + words.Plural(len(t.lines)-end+1, "more line")
		visible = append(slices.Clone(visible[:len(visible)-1]), t.look.fit(t.look.clean(more), t.w))
	}
	if t.query == "" {
		return strings.Join(visible, "\n")
	}
	out := make([]string, len(visible))
	for i, line := range visible {
		out[i] = line
		if t.found(t.top+i) && !(t.cut() && i == len(visible)-1) {
			out[i] = t.look.highlight(ansi.Strip(line), filter.Literally(t.query))
		}
	}
	return strings.Join(out, "\n")
}

// searching returns the keys that go through the matches of a text; none for nil.
func searching(k *keyMap, t *text) []action {
	if t == nil {
		return nil
	}
	return []action{does(k.Next, func() { t.search(1) }), does(k.Prev, func() { t.search(-1) })}
}
