package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/words"
	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/ui/safetext"
)

// A subject is what y and e act on: what is under the cursor, at this moment.
type subject struct {
	cell  string // what the cursor is on, in a line
	title string
	body  []string // more lines for markdown, each a list item
	stack *evidence.Stack
	at    evidence.Frame // to open in an editor
	pos   evidence.Pos   // where it was read
	who   evidence.GoID  // the goroutine it is about, or an example of them; the zero value: none
	open  string         // fingerprint of the chain, empty when it is none
	ref   ref            // of the thing itself, where one is asked for by its mark
}

// stackText writes a stack the way the runtime prints one.
func stackText(s *evidence.Stack) string {
	var b strings.Builder
	for _, f := range s.All() {
		b.WriteString(safetext.Line(f.Func) + "(...)\n")
		if f.File != "" {
			b.WriteString("\t" + safetext.Line(f.Place()) + "\n")
		}
	}
	return b.String()
}

// markdown writes the subject for a ticket. The stack is indented code, which nothing in it can end.
func (s *subject) markdown() string {
	if s.title == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("### " + safetext.Line(s.title) + "\n\n")
	for _, line := range s.body {
		b.WriteString("- " + escape.Replace(safetext.Line(line)) + "\n")
	}
	if st := stackText(s.stack); st != "" {
		b.WriteString("\nStack:\n\n    " + strings.ReplaceAll(strings.TrimSuffix(st, "\n"), "\n", "\n    ") + "\n")
	}
	return b.String()
}

// escape keeps a stranger's text from being markup.
var escape = strings.NewReplacer("<", "&lt;", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "![", "!\\[")

// link writes the command that opens this view again.
func (s *subject) link(inputs []string, expr string) string {
	if len(inputs) == 0 {
		return ""
	}
	parts := []string{"ctxscope analyze"}
	for _, in := range inputs {
		parts = append(parts, quote(in))
	}
	if s.open != "" {
		parts = append(parts, "--open "+quote(s.open))
	}
	if expr != "" {
		parts = append(parts, "--where "+quote(expr))
	}
	return strings.Join(parts, " ")
}

// quote writes s as one word of a POSIX shell.
func quote(s string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("./_-+=:,@", r)
	}
	if s != "" && !strings.HasPrefix(s, "-") && strings.IndexFunc(s, func(r rune) bool { return !safe(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// subject of the chains screen: the chain in the list, the link everywhere else.
func (c *chains) subject() subject {
	row := c.list.selected()
	if row == nil {
		return subject{}
	}
	f := row.finding
	s := sayFinding(f)
	if l := c.detail.link(); l != nil && c.focus != listPane {
		s.cell = linkText(*l)
		if l.Stack != nil {
			s.stack = l.Stack
		}
		if l.At.File != "" {
			s.at = l.At
		}
	}
	if l := c.detail.link(); l != nil && l.Pos.File != "" {
		s.pos = l.Pos
		if l.Stage != correlate.StageGoroutine {
			s.who = 0
		}
	}
	return s
}

// sayFinding tells a chain as a whole.
func sayFinding(f *correlate.Finding) subject {
	s := subject{cell: f.Blocked.String(), at: f.Fix.At, open: f.Fingerprint, title: f.Title + " (" + f.Fingerprint + ")"}
	if s.at.File == "" {
		s.at = f.Blocked
	}
	s.body = append(s.body, f.Message, f.Certainty.String()+", "+f.Severity.String()+" severity, "+words.Plural(len(f.Goroutines), "goroutine"))
	for _, l := range f.Chain {
		s.body = append(s.body, linkText(l))
	}
	if f.Fix.Text != "" {
		s.body = append(s.body, "fix: "+f.Fix.At.Place()+" "+f.Fix.Text)
	}
	if len(f.Goroutines) > 0 {
		s.stack, s.pos, s.who = f.Goroutines[0].Stack, f.Goroutines[0].Pos, f.Goroutines[0].ID
	}
	return s
}

func linkText(l correlate.Link) string {
	s := l.Stage.Letter() + " " + l.Stage.String() + ": " + l.Text
	if p := l.At.Place(); p != "" {
		s += ", " + p
	}
	return s + " (" + l.Basis.String() + ")"
}

// subject of the inputs screen: the first line shown, and what it is about.
func (i *inputs) subject() subject {
	p := i.page
	if p.top >= len(p.lines) {
		return subject{}
	}
	return subject{cell: strings.TrimSpace(ansi.Strip(p.lines[p.top])), pos: p.about(p.top)}
}
