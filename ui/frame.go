package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// cells returns the width of s on the screen. Plain ASCII, nearly all there is, is counted in bytes.
func cells(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// fit cuts s to w cells; what is cut is marked.
func (g *glyphs) fit(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if cells(s) <= w {
		return s
	}
	tail := "…"
	if g.ascii {
		tail = "~"
	}
	return ansi.Truncate(s, w, tail)
}

// fitMiddle cuts plain text to w cells by taking out its middle, for names whose end matters.
func (g *glyphs) fitMiddle(s string, w int) string {
	n := cells(s)
	if n <= w || w < 8 {
		return g.fit(s, w)
	}
	tail := "…"
	if g.ascii {
		tail = "~"
	}
	right := (w - 1) * 2 / 3
	cut := ansi.Truncate(s, w-1-right, "") + tail + ansi.TruncateLeft(s, n-right, "")
	return g.fit(cut, w)
}

// fitFunc cuts a short function name to w cells: the package goes first, then letters from the left. What a
// function is called is at the end of its name.
func (g *glyphs) fitFunc(name string, w int) string {
	n := cells(name)
	if n <= w {
		return name
	}
	if i := strings.IndexByte(name, '.'); i > 0 && !strings.ContainsAny(name[:i], "( ") && n-i-1 <= w {
		return name[i+1:]
	}
	if w < 4 {
		return g.fit(name, w)
	}
	tail := "…"
	if g.ascii {
		tail = "~"
	}
	return tail + ansi.TruncateLeft(name, n-w+1, "")
}

// pad fills s with spaces to w cells. It never cuts.
func pad(s string, w int) string {
	return s + strings.Repeat(" ", max(0, w-cells(s)))
}

// padLeft is pad with the spaces in front.
func padLeft(s string, w int) string {
	return strings.Repeat(" ", max(0, w-cells(s))) + s
}

// ends puts left and right at the two ends of w cells. When both do not fit, left is cut; right is cut
// only when it alone is too long.
func (g *glyphs) ends(left, right string, w int) string {
	right = g.fit(right, w)
	n := cells(right)
	if n == 0 {
		return g.fit(left, w)
	}
	return pad(g.fit(left, w-n-1), w-n) + right
}

// wrap breaks plain text into lines of at most w cells, at spaces where it can.
func wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	// ansi.Wrap breaks at hyphens too, and would tear "<-ctx.Done()" and file names apart; it leaves the
	// non-breaking ones alone.
	s = strings.ReplaceAll(s, "-", "\u2011")
	lines := strings.Split(strings.ReplaceAll(ansi.Wrap(s, w, ""), "\u2011", "-"), "\n")
	for i, line := range lines {
		// A rune wider than w stands alone on its line: there is no room for it at all.
		lines[i] = ansi.Truncate(strings.TrimRight(line, " "), w, "")
	}
	return lines
}

// sheet returns exactly h lines of content, each cut to w cells and filled up to it.
func (g *glyphs) sheet(content string, w, h int) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	lines := make([]string, 0, h)
	for line := range strings.SplitSeq(content, "\n") {
		if len(lines) == h {
			break
		}
		lines = append(lines, pad(g.fit(line, w), w))
	}
	for len(lines) < h {
		lines = append(lines, strings.Repeat(" ", w))
	}
	return lines
}

// rule returns a horizontal line of w cells with the title in it. The focused pane's title stands in
// brackets, so that focus needs no colour.
func (l *look) rule(title string, focused bool, w int, left, right string) string {
	open, shut := " ", " "
	if focused {
		open, shut = "[", "]"
	}
	// corner, one line cell, title with its two brackets, corner
	title = l.fitMiddle(title, w-cells(left+right)-3)
	if title == "" {
		open, shut = l.horizontal, l.horizontal
	}
	head := left + l.horizontal + open
	fill := max(0, w-cells(head+title+shut+right))
	tail := shut + strings.Repeat(l.horizontal, fill) + right
	if focused {
		return l.fit(l.focus.Render(head)+l.focus.Render(title)+l.focus.Render(tail), w)
	}
	return l.fit(head+title+tail, w)
}

// frame draws content into a pane of r's size: in a box on a split screen, below a rule otherwise.
func (l *look) frame(title, content string, focused bool, r rect, m mode) []string {
	in := r.inner(m)
	lines := l.sheet(content, in.w, in.h)
	if m != split {
		return append([]string{l.rule(title, focused, r.w, "", "")}, lines...)
	}
	side := l.vertical
	if focused {
		side = l.focus.Render(side)
	}
	out := make([]string, 0, r.h)
	out = append(out, l.rule(title, focused, r.w, l.topLeft, l.topRight))
	for _, line := range lines {
		out = append(out, side+line+side)
	}
	return append(out, l.rule("", focused, r.w, l.bottomLeft, l.bottomRight))
}
