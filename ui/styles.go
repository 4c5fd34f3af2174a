package ui

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/ui/filter"
)

// A look is how things are drawn: styles named for what they mean, and the glyphs. The default theme
// uses the terminal's own colours 1 to 6, bold, underline and reverse, and never paints a background,
// so it fits light and dark screens without asking which it is. Nothing is said by style alone:
// without colour, lipgloss drops bold and reverse too.
type look struct {
	glyphs
	renderer *lipgloss.Renderer

	title    lipgloss.Style // names of things
	selected lipgloss.Style // the row or link that keys act on
	focus    lipgloss.Style // the frame of the focused pane
	match    lipgloss.Style // text that was looked for
	high     lipgloss.Style // severity
	medium   lipgloss.Style
	partial  lipgloss.Style // incomplete evidence, problems
	own      lipgloss.Style // the program's own code
	key      lipgloss.Style // a key in the hints
	stages   [5]lipgloss.Style

	unaged string // see unagedIn
}

// colours are those of a theme; an empty string is the terminal's own foreground.
type colours struct {
	high, medium, partial, match string
	stages                       [5]string // C X G D H
}

var themes = map[string]colours{
	"ansi":  {"1", "3", "3", "", [5]string{"5", "6", "3", "4", "1"}},
	"dark":  {"203", "221", "221", "221", [5]string{"213", "80", "221", "111", "203"}},
	"light": {"124", "130", "130", "130", [5]string{"90", "30", "130", "25", "124"}},
	"mono":  {},
}

// newLook returns the look of a theme; an empty name is the default theme.
func newLook(r *lipgloss.Renderer, theme string, ascii bool) (*look, error) {
	if theme == "" {
		theme = "ansi"
	}
	p, ok := themes[theme]
	if !ok {
		return nil, fmt.Errorf("no theme %q: there is ansi, dark, light and mono", theme)
	}
	colour := func(c string) lipgloss.Style {
		if c == "" {
			return r.NewStyle()
		}
		return r.NewStyle().Foreground(lipgloss.Color(c))
	}
	l := &look{
		glyphs:   unicodeGlyphs,
		renderer: r,
		title:    r.NewStyle().Bold(true),
		selected: r.NewStyle().Reverse(true).Bold(true),
		focus:    r.NewStyle().Bold(true),
		match:    colour(p.match).Underline(true).Bold(true),
		high:     colour(p.high).Bold(true),
		medium:   colour(p.medium),
		partial:  colour(p.partial).Bold(true),
		own:      r.NewStyle().Bold(true),
		key:      r.NewStyle().Bold(true),
	}
	for i, c := range p.stages {
		l.stages[i] = colour(c).Bold(true)
	}
	if ascii {
		l.glyphs = asciiGlyphs
	}
	return l, nil
}

// shortTabs are the tabs' names where there is little room.
var shortTabs = map[string]string{"Chains": "Chain", "Timeline": "Time", "Goroutines": "Gor", "Contexts": "Ctx", "Inputs": "In"}

func (l *look) short(name string) string { return cmp.Or(shortTabs[name], name) }

// severity returns the mark of s, two cells wide, in its colour.
func (l *look) severity(s correlate.Severity) string {
	mark := pad(s.Mark(), 2)
	switch s {
	case correlate.High:
		return l.high.Render(mark)
	case correlate.Medium:
		return l.medium.Render(mark)
	}
	return mark
}

// stage returns the letter of s in its colour.
func (l *look) stage(s correlate.Stage) string { return l.stages[s].Render(s.Letter()) }

// stageStyle draws text in the colour of a stage, without its weight.
func (l *look) stageStyle(s correlate.Stage) func(string) string {
	style := l.stages[s].Bold(false)
	return func(text string) string { return style.Render(text) }
}

// highlight marks places in plain text.
func (l *look) highlight(s string, m filter.Marks) string {
	var b strings.Builder
	at := 0
	for _, span := range m.Spans(s) {
		b.WriteString(s[at:span[0]])
		b.WriteString(l.match.Render(s[span[0]:span[1]]))
		at = span[1]
	}
	b.WriteString(s[at:])
	return b.String()
}
