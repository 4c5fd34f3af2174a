package ui

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/parse/evidence"
)

// shortPlace is the frame's line with the last directory of its file: payments/client.go:142.
func shortPlace(f evidence.Frame) string {
	p := f.Place()
	if i := strings.LastIndexByte(p, '/'); i > 0 {
		if j := strings.LastIndexByte(p[:i], '/'); j >= 0 {
			return p[j+1:]
		}
	}
	return p
}

// foldedStack draws a stack one line per frame, leaf first. Runs of frames that are not the program's
// own stand as one line when folded; the own ones are bold. at is marked as the place the talk is of.
func (l *look) foldedStack(s *evidence.Stack, at evidence.Frame, w int, folded bool) []string {
	var lines []string
	frames := s.All()
	for i := 0; i < len(frames); i++ {
		f := frames[i]
		n := stdRun(frames[i:])
		if folded && n > 1 {
			names := correlate.Short(f.Func) + " … " + correlate.Short(frames[i+n-1].Func)
			lines = append(lines, l.fit("  std "+l.dot+" "+strconv.Itoa(n)+" frames: "+l.clean(names), w))
			i += n - 1
			continue
		}
		mark := "      "
		switch {
		case f == at:
			mark = ">     "
		case n > 0:
			mark = "  std "
		}
		line := l.ends(mark+l.clean(correlate.Short(f.Func)), l.clean(shortPlace(f)), w)
		if n == 0 {
			line = l.own.Render(line)
		}
		lines = append(lines, line)
	}
	return lines
}

const nothingToFold = "nothing to fold: no stack here has a run of the standard library's frames"

// foldAction is the key that folds and unfolds; toggle returns why there is nothing to see of it.
func foldAction(k *keyMap, folded bool, toggle func() string) action {
	a := action{k.Fold, func() tea.Cmd { return say(toggle()) }}
	if !folded {
		return a.as("fold std")
	}
	return a
}

// stdRun returns how many frames there are before the first one of the program's own.
func stdRun(frames []evidence.Frame) int {
	for i, f := range frames {
		if correlate.Own(f) {
			return i
		}
	}
	return len(frames)
}

// rawStack draws a stack as it was read: two lines per frame, nothing folded or shortened.
func (l *look) rawStack(s *evidence.Stack, w int) []string {
	var lines []string
	for _, f := range s.All() {
		fn, mark := l.clean(f.Func), "    "
		if !correlate.Own(f) {
			mark = "std "
		}
		fn = l.fitMiddle(fn, w-4)
		if correlate.Own(f) {
			fn = l.own.Render(fn)
		}
		lines = append(lines, l.fit(mark+fn, w))
		if p := f.Place(); p != "" {
			lines = append(lines, l.fit("      "+l.fitMiddle(l.clean(p), w-6), w))
		}
	}
	return lines
}
