package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"github.com/ctxscope/ctxscope/ui/safetext"
)

const (
	defaultWidth = 100
	minWidth     = 40
	longest      = 600 // letters of one string; a longer one is cut in the middle
)

// A page collects lines that fit a width. Strings go onto it through safe, so that neither a stranger's
// file can steer the reader's terminal nor a wide letter get into an ASCII report.
type page struct {
	bytes.Buffer
	width int
	ascii bool
	why   bool
	whole string // the flag that lists what is left out here
	styles
}

// styles are named for what they mean. Everything stays readable without them: they repeat in colour
// what a word or a mark says already.
type styles struct {
	strong, high, medium, partial, plain lipgloss.Style
	stages                               [5]lipgloss.Style
}

func newPage(o Options) *page {
	p := &page{width: o.Width, ascii: o.ASCII, why: o.Why, whole: "-f json", styles: newStyles(o.Color)}
	if p.width == 0 {
		p.width = defaultWidth
	}
	p.width = max(minWidth, p.width)
	return p
}

// newStyles uses the terminal's colours 1 to 6 and bold only: they are readable on every background, so
// the terminal need not be asked for its own, which costs seconds where none answers.
func newStyles(color bool) styles {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetHasDarkBackground(true)
	r.SetColorProfile(termenv.Ascii)
	if color {
		r.SetColorProfile(termenv.ANSI)
	}
	fg := func(c string) lipgloss.Style { return r.NewStyle().Foreground(lipgloss.Color(c)) }
	return styles{
		plain:   r.NewStyle(),
		strong:  r.NewStyle().Bold(true),
		high:    fg("1").Bold(true),
		medium:  fg("3"),
		partial: fg("3").Bold(true),
		stages:  [5]lipgloss.Style{fg("5"), fg("6"), fg("3"), fg("4"), fg("1")}, // C X G D H
	}
}

// inASCII spells what the reports and messages of ctxscope write beyond ASCII.
var inASCII = strings.NewReplacer("×", "x", "·", "-", "…", "...", "µ", "u", "–", "-", "—", "-", "→", "->", "›", ">", "≥", ">=", "±", "+-")

// safe returns s as one line that may be shown: no control characters, no more than longest letters,
// and ASCII only if asked, other letters as \u escapes.
func (p *page) safe(s string) string {
	s = cut(safetext.Line(s), longest)
	if !p.ascii {
		return s
	}
	s = inASCII.Replace(s)
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// cut shortens s to n letters by leaving out its middle: functions and paths differ at their ends.
func cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	head := n / 3
	return string(r[:head]) + "…" + string(r[len(r)-(n-head-1):])
}

// line ends the current line after writing s, which is safe already.
func (p *page) line(s string) {
	p.WriteString(strings.TrimRight(s, " "))
	p.WriteByte('\n')
}

// para writes s wrapped, the first line after lead and the others below it, in the given style.
func (p *page) para(lead, s string, style lipgloss.Style) {
	indent := lipgloss.Width(lead)
	for i, l := range wrap(p.safe(s), p.width-indent) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		p.line(lead + style.Render(l))
	}
}

// aside writes s as para does, and note at the right edge: on the last line of s, or below it. A note
// wider than the lines are is wrapped below s.
func (p *page) aside(lead, s, note string) {
	indent := lipgloss.Width(lead)
	note = p.safe(note)
	lines := wrap(p.safe(s), p.width-indent)
	room := p.width - indent - lipgloss.Width(note)
	if room < 0 {
		p.para(lead, s, p.plain)
		p.para(strings.Repeat(" ", indent), note, p.plain)
		return
	}
	if last := lines[len(lines)-1]; lipgloss.Width(last)+2 > room {
		lines = append(lines, "")
	}
	for i, l := range lines {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		if i == len(lines)-1 {
			l += strings.Repeat(" ", max(0, room-lipgloss.Width(l))) + note
		}
		p.line(lead + l)
	}
}

// wrap breaks s between words into lines of at most width columns; a word that is longer is broken.
// It returns one line at least.
func wrap(s string, width int) []string {
	width = max(width, 10)
	var lines []string
	line := ""
	for word := range strings.SplitSeq(s, " ") { // two spaces in a row stay two
		switch w := lipgloss.Width(word); {
		case line == "":
			line = word
		case lipgloss.Width(line)+1+w <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		for lipgloss.Width(line) > width {
			n := fit(line, width)
			lines = append(lines, line[:n])
			line = line[n:]
		}
	}
	return append(lines, line)
}

// fit returns how many bytes of s, at least one letter's, are at most width columns wide.
func fit(s string, width int) int {
	used := 0
	for i, r := range s {
		used += lipgloss.Width(string(r))
		if used > width && i > 0 {
			return i
		}
	}
	return len(s)
}
