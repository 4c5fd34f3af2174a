package ui

import (
	"strings"

	"github.com/ctxscope/ctxscope/ui/safetext"
)

// glyphs are the characters that draw things, each one cell wide. The ASCII set is for terminals whose
// locale or font cannot show the other.
type glyphs struct {
	ascii bool

	horizontal, vertical                       string // of frames
	topLeft, topRight, bottomLeft, bottomRight string

	firm, loose  string // the spine of a chain: an exact link, an inferred or estimated one
	crumb        string
	dot          string // between facts on one line
	closed, open string // a group's members
	mark         string // a moment below a sparkline
	full, empty  string // a progress bar

	tick, picked, hair          string // of the timeline: on the axis, what is picked of it, the cursor between lanes
	explicit, deadline          string // a context's end
	begin, wait, finish, onward string // a blocked interval
	least                       int    // the lowest of spark that is seen
	cursor                      string
	spark                       []string // lowest to highest
}

var unicodeGlyphs = glyphs{
	horizontal: "─", vertical: "│", topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘",
	firm: "│", loose: "┆", crumb: "›", dot: "·", closed: "▸", open: "▾", mark: "▲",
	full: "█", empty: "░", cursor: "█",
	tick: "┬", picked: "━", hair: "│", explicit: "●", deadline: "◆", begin: "├", wait: "─", finish: "┤", onward: "→", least: 0,
	spark: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
}

var asciiGlyphs = glyphs{
	ascii:      true,
	horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
	firm: "|", loose: ":", crumb: ">", dot: "-", closed: "+", open: "-", mark: "^",
	full: "#", empty: ".", cursor: "_",
	tick: "+", picked: "=", hair: "|", explicit: "o", deadline: "*", begin: "[", wait: "-", finish: "]", onward: ">", least: 1,
	spark: []string{" ", ".", ":", "-", "=", "+", "*", "#"},
}

// plain spells in ASCII the characters that ctxscope's own texts use. Others, such as the letters of a
// function name, stay: they are the evidence.
var plain = strings.NewReplacer("×", "x", "…", "...", "←", "<-", "·", "-", "→", "->", "≥", ">=", "≤", "<=", "›", ">", "≈", "~",
	"–", "-", "—", "-", "µ", "u", "‘", "'", "’", "'", "“", `"`, "”", `"`)

// clean makes a string from a file, or from a rule, one safe line.
func (g *glyphs) clean(s string) string {
	s = safetext.Line(s)
	if g.ascii {
		s = plain.Replace(s)
	}
	return s
}
